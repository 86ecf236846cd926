import assert from 'node:assert/strict';
import {test} from 'node:test';
import {sharedLookup} from '../../src/kube/shared-lookup.ts';

test('a name is asked for once at a time, whoever wants it, and again only after its answer', () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const lookup = sharedLookup((name, _, callback) => {
    asked.push(name);
    answers.push(() => callback(null, [{address: '10.0.0.1', family: 4}], 0));
  });
  const heard: unknown[] = [];
  for (let index = 0; index < 3; index++)
    lookup('dead.example', {all: true}, (_, address) => heard.push(address));
  lookup('good.example', {all: true}, () => heard.push('good'));
  lookup('dead.example', {all: false}, () => heard.push('one'));
  assert.deepEqual(asked, ['dead.example', 'good.example', 'dead.example']);
  answers[0]?.();
  assert.deepEqual(
    heard,
    Array.from({length: 3}, () => [{address: '10.0.0.1', family: 4}]),
  );
  lookup('dead.example', {all: true}, () => {});
  assert.equal(asked.length, 4);
});
