import assert from 'node:assert/strict';
import test from 'node:test';
import {findWorkloads} from '../../../src/fleet/index.ts';
import {pods} from '../../../src/kinds/index.ts';
import {connect, fleet, type TestFleet} from '../fleet.ts';
import {daemonset, deployment, pod, statefulset} from '../objects.ts';

function find({feed}: TestFleet, ...words: readonly string[]) {
  feed.flush();
  return findWorkloads(feed, feed.store.getState().clusters, words).get('east');
}

test('deployments, StatefulSets and DaemonSets are found by a part of their name', () => {
  using one = fleet();
  connect(one, 'east', {
    deployments: [deployment('web-front'), deployment('api')],
    statefulsets: [statefulset('web-db')],
    daemonsets: [daemonset('web-log')],
  });
  assert.equal(find(one, 'web')?.matches, 3);
  assert.equal(find(one, 'web')?.first, 'web-front 3/3');
  assert.deepEqual(find(one, 'web')?.notWell, []);
  assert.equal(find(one, 'none'), undefined);
});

test('further words may be in the namespace, one at least must be in the name', () => {
  using one = fleet();
  connect(one, 'east', {
    deployments: [deployment('checkout'), {...deployment('checkout'), namespace: 'test'}],
  });
  assert.equal(find(one, 'checkout')?.matches, 2);
  assert.equal(find(one, 'shop', 'checkout')?.matches, 1);
  assert.equal(find(one, 'shop'), undefined);
});

test('a single letter finds nothing, for it is in nearly every name', () => {
  using one = fleet();
  connect(one, 'east', {deployments: [deployment('checkout')]});
  assert.equal(find(one, 'c'), undefined);
  assert.equal(find(one, 'c', 'shop'), undefined);
  // While a further word is being typed, what the first one found stays.
  assert.equal(find(one, 'checkout', 's')?.matches, 1);
  assert.equal(find(one, 'ch')?.matches, 1);
});

test('a rollout that does not get on is not well, one that only takes its time is', async () => {
  using one = fleet();
  connect(one, 'east', {
    deployments: [
      deployment('checkout', {replicas: 18, updatedReplicas: 7, readyReplicas: 11}, {replicas: 18}),
    ],
  });
  assert.equal(find(one, 'checkout')?.first, 'checkout 11/18');
  assert.deepEqual(find(one, 'checkout')?.notWell, []);
  await one.clock.advance(6 * 60_000);
  assert.equal(find(one, 'checkout')?.first, 'stuck checkout 11/18');
  assert.equal(find(one, 'checkout')?.notWell[0]?.fault, 'stuck');
});

test('a deadline of its own makes it stuck at once', () => {
  using one = fleet();
  const conditions = [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}];
  connect(one, 'east', {deployments: [deployment('checkout', {readyReplicas: 2, conditions})]});
  assert.equal(find(one, 'checkout')?.first, 'stuck checkout 2/3');
  // That its pods are ill is why, and told elsewhere.
  const owned = {owner: ['ReplicaSet', 'checkout-6d5f'], hash: '6d5f', state: 'crashing'} as const;
  one.feed.sink('east', pods).upsert(pod('checkout-6d5f-a', owned));
  assert.equal(find(one, 'checkout')?.first, 'stuck checkout 2/3');
});

test('ill pods count for their workload, the worst fault of them all', () => {
  using one = fleet();
  const owned = {owner: ['StatefulSet', 'db']} as const;
  connect(one, 'east', {
    statefulsets: [statefulset('db')],
    pods: [
      pod('db-0', {...owned, state: 'evicted'}),
      pod('db-1', {...owned, state: 'crashing'}),
      pod('db-2', owned),
    ],
  });
  assert.equal(find(one, 'db')?.matches, 1);
  assert.equal(find(one, 'db')?.first, 'CrashLoop x1 db 3/3');
});

test('pods of no such workload are found by themselves, those of a job together', () => {
  using one = fleet();
  const owner = ['Job', 'reindex-29'] as const;
  connect(one, 'east', {
    pods: [
      pod('shell'),
      pod('reindex-29-a', {owner, state: 'failed'}),
      pod('reindex-29-b', {owner, state: 'failed'}),
      pod('web-6d5f-x', {owner: ['ReplicaSet', 'web-6d5f'], hash: '6d5f'}),
    ],
  });
  assert.equal(find(one, 'shell')?.first, 'shell');
  assert.equal(find(one, 'reindex')?.first, 'Error x2 reindex-29');
  assert.equal(find(one, 'web'), undefined);
});

test('the worst comes first, however many are well', () => {
  using one = fleet();
  const owner = ['Job', 'web-b'] as const;
  connect(one, 'east', {
    deployments: [deployment('web-a')],
    pods: [pod('web-b-1', {owner, state: 'evicted'}), pod('web-c', {state: 'imagePull'})],
  });
  const {notWell = [], matches, first} = find(one, 'web') ?? {};
  assert.deepEqual(
    notWell.map(({name}) => name),
    ['web-c', 'web-b'],
  );
  assert.equal(matches, 3);
  assert.equal(first, 'ImagePull x1 web-c');
});

test('what runs on a lost cluster is only the last known', () => {
  using one = fleet();
  connect(one, 'east', {deployments: [deployment('checkout')]});
  one.feed.connection('east', {type: 'stale', since: 0});
  assert.equal(find(one, 'checkout')?.first, '~checkout 3/3');
});
