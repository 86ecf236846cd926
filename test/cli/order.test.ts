import assert from 'node:assert/strict';
import test from 'node:test';
import {inOrder} from '../../src/cli/order.ts';
import type {BaseRecord} from '../../src/kinds/index.ts';

const record = (namespace: string, name: string, created = 0): BaseRecord => ({
  namespace,
  name,
  created,
  labels: {},
});

const key = ({namespace, name}: BaseRecord) => `${namespace}/${name}`;

test('records come by namespace and name, also after any of them came, went or changed', () => {
  const records = new Map<string, BaseRecord>();
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  for (let round = 0; round < 300; round++) {
    for (let change = random(5); change >= 0; change--) {
      const one = record(`ns-${random(4)}`, `pod-${random(30)}`, round);
      if (random(3) === 0) records.delete(key(one));
      else records.set(key(one), one);
    }
    const expected = [...records.values()].sort((first, second) =>
      first.namespace === second.namespace
        ? first.name < second.name
          ? -1
          : 1
        : first.namespace < second.namespace
          ? -1
          : 1,
    );
    assert.deepEqual(inOrder(records), expected, `round ${round}`);
  }
});

test('a name that goes and one that comes in its place are both noticed', () => {
  const records = new Map([['a/x', record('a', 'x')]]);
  assert.deepEqual(inOrder(records).map(key), ['a/x']);
  records.delete('a/x');
  records.set('a/y', record('a', 'y'));
  assert.deepEqual(inOrder(records).map(key), ['a/y']);
});
