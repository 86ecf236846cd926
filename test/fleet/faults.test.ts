import assert from 'node:assert/strict';
import test from 'node:test';
import {deployments, nodes, pods} from '../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from './fleet.ts';
import {deployment, node, pod} from './objects.ts';

test('the worst thing is named in the order of its weight', async () => {
  using it = fleet();
  const worst = (expected: string) => assert.deepEqual(it.row().worst, {type: 'known', value: expected});
  const add = (name: string, state: Parameters<typeof pod>[1]) =>
    it.feed.sink('a', pods).upsert(pod(name, state));
  connect(it, 'a', {nodes: [node('n1'), node('n2'), node('n3')]});
  worst('ok');
  add('p1', {state: 'unschedulable', node: '', created: it.clock.now() - 61_000});
  worst('Pending x1');
  add('p2', {state: 'evicted'});
  worst('Evicted x1');
  add('p3', {state: 'failed'});
  worst('Error x1');
  it.feed.sink('a', nodes).upsert(node('n1', {hasDiskPressure: true}));
  worst('Pressure x1');
  it.feed.sink('a', nodes).upsert(node('n1', {isReady: false}));
  worst('NotReady x1');
  const failed = {conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}]};
  it.feed.sink('a', deployments).upsert(deployment('checkout', failed));
  worst('stuck checkout');
  it.feed.sink('a', deployments).upsert(deployment('search', failed));
  worst('stuck x2');
  add('p4', {state: 'imagePull'});
  worst('ImagePull x1');
  add('p5', {state: 'crashing'});
  add('p6', {state: 'crashing'});
  worst('CrashLoop x2');
  it.feed.sink('a', nodes).upsert(node('n2', {isReady: false}));
  worst('NotReady x2');
});

test('faults are listed worst first with their reason, and equal ones elsewhere have the same signature', () => {
  using it = fleet();
  fill(it, 'a', 'aaa');
  fill(it, 'b', 'bbb');
  const faults = it.feed.faults('a');
  assert.deepEqual(
    faults.map(({kind, name, fault, reason}) => [kind, name, fault, reason]),
    [
      ['pods', 'web-aaa-1', 'CrashLoop', 'CrashLoopBackOff, exit 1'],
      ['pods', 'web-aaa-2', 'CrashLoop', 'CrashLoopBackOff, exit 1'],
      ['deployments', 'api', 'stuck', 'progress deadline exceeded'],
      ['nodes', 'n1', 'NotReady', 'KubeletNotReady'],
    ],
  );
  assert.deepEqual(
    new Set(faults.map(({signature}) => signature)),
    new Set(it.feed.faults('b').map(({signature}) => signature)),
  );
  assert.equal(faults[0]?.signature, faults[1]?.signature);
});

test('what may not be read any more is no fault, and an unknown context has none', () => {
  using it = fleet();
  fill(it, 'a', 'aaa');
  it.feed.watch('a', 'pods', {type: 'denied', reason: 'no'});
  read(it.feed, 'a', nodes, []);
  assert.deepEqual(
    it.feed.faults('a').map(({fault}) => fault),
    ['stuck'],
  );
  assert.deepEqual(it.feed.faults('ghost'), []);
});

function fill(it: TestFleet, context: string, hash: string) {
  const owner = ['ReplicaSet', `web-${hash}`] as const;
  connect(it, context, {
    nodes: [node('n1', {isReady: false})],
    pods: [
      pod('fine', {}),
      pod(`web-${hash}-1`, {state: 'crashing', owner, hash}),
      pod(`web-${hash}-2`, {state: 'crashing', owner, hash}),
    ],
    deployments: [
      deployment('api', {
        conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}],
      }),
    ],
  });
}
