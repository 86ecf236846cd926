import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pool} from '../../src/kinds/pool.ts';

test('a value in use stays the same, however much churns around it', () => {
  const values = pool<object>(10);
  const first = values('kept', () => ({}));
  for (let index = 0; index < 1000; index += 1) {
    values(`churn-${index}`, () => ({}));
    assert.equal(
      values('kept', () => assert.fail('it was made anew')),
      first,
    );
  }
});

test('what is no longer asked for is let go, so that churn does not grow it', () => {
  const values = pool<object>(10);
  let made = 0;
  const make = () => {
    made += 1;
    return {};
  };
  values('once', make);
  for (let index = 0; index < 25; index += 1) values(`churn-${index}`, make);
  values('once', make);
  assert.equal(made, 27);
});
