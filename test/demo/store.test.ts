import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Store} from '../../src/demo/store.ts';

/** How many changes of pods the store can still tell of. */
function remembered(store: Store): number {
  for (let version = 0; ; version++) {
    const changes = store.since('pods', version);
    if (changes !== undefined) return changes.length;
  }
}

test('days of changes are not held on: the last hundreds can be told, the rest is forgotten', () => {
  const store = new Store(0);
  let most = 0;
  for (let change = 1; change <= 5000; change++) {
    const name = `pod-${change % 7}`;
    const make = () => ({apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop'}});
    if (change % 11 === 0) store.remove('pods', 'shop', name);
    else store.put('pods', {namespace: 'shop', name, make});
    if (change > 4000) most = Math.max(most, remembered(store));
  }
  assert.ok(most < 500, String(most));
  assert.ok(remembered(store) >= 250);
  assert.equal(store.since('pods', 0), undefined);
  assert.equal(store.since('pods', store.version)?.length, 0);
});
