import assert from 'node:assert/strict';
import {test} from 'node:test';
import {kubeconfigOf, stage} from './stage.ts';

test('a context may be written to for as long as somebody holds a permit for it, and no other', async () => {
  const {watch, mayWrite} = await stage({kubeconfig: kubeconfigOf('a', 'b')});
  assert.deepEqual([mayWrite('a'), mayWrite('b')], [false, false]);
  const first = watch.permitWrites(['a']);
  const second = watch.permitWrites(['a']);
  assert.deepEqual([mayWrite('a'), mayWrite('b')], [true, false]);
  first?.[Symbol.dispose]();
  first?.[Symbol.dispose]();
  assert.ok(mayWrite('a'), 'another still holds one');
  second?.[Symbol.dispose]();
  assert.ok(!mayWrite('a'));
});

test('a process that is read-only gives no permit', async () => {
  for (const options of [{watch: {isReadOnly: true}}, {settings: {isReadOnly: true}}]) {
    const {watch, mayWrite} = await stage({kubeconfig: kubeconfigOf('a'), ...options});
    assert.equal(watch.permitWrites(['a']), undefined);
    assert.ok(!mayWrite('a'));
  }
});

test('a context that is put aside or not usable is asked nothing, and says why', async () => {
  const {watch} = await stage({kubeconfig: kubeconfigOf('a')});
  watch.park('a');
  const {signal} = new AbortController();
  const request = {verb: 'GET', path: '/version'} as const;
  assert.deepEqual(await watch.ask('a', request, signal), {
    type: 'lost',
    reason: 'a is parked: nothing is asked of it',
    isSent: false,
  });
  assert.equal((await watch.ask('gone', request, signal)).type, 'lost');
});
