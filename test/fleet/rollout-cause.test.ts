import assert from 'node:assert/strict';
import test from 'node:test';
import {deploymentProgress, stuckAfter} from '../../src/fleet/index.ts';
import {deployments, type EventRecord, type PodRecord, pods} from '../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from './fleet.ts';
import {daemonset, deployment, pod, statefulset, warning} from './objects.ts';

const oldOwner = {owner: ['ReplicaSet', 'web-aaa'], hash: 'aaa', created: 1000} as const;
const newOwner = {owner: ['ReplicaSet', 'web-bbb'], hash: 'bbb', created: 9000} as const;
const unready = (name: string, form: Parameters<typeof pod>[1]): PodRecord => ({
  ...pod(name, form),
  ready: 0,
});
const about = (name: string, reason: string, message: string, last = 1000): EventRecord =>
  warning(`${name}-${reason}`, {reason, message, about: ['Pod', name], count: 1, first: last, last});

test('a rollout that still rolls says what is wrong with it already', () => {
  using it = fleet();
  connect(it, 'a', {
    deployments: [deployment('web', {updatedReplicas: 1})],
    pods: [pod('web-bbb-1', {...newOwner, state: 'imagePull'})],
  });
  assert.deepEqual(verdict(it), {type: 'rolling', reason: '1 of 3 updated: ImagePullBackOff'});
});

test('old pods that are ill are not why new ones are not there yet', () => {
  using it = fleet();
  connect(it, 'a', {
    deployments: [deployment('web', {updatedReplicas: 1})],
    pods: [
      pod('web-aaa-1', {...oldOwner, state: 'crashing'}),
      pod('web-bbb-1', {...newOwner, state: 'creating'}),
    ],
  });
  assert.deepEqual(verdict(it), {type: 'rolling', reason: '1 of 3 updated'});
});

test('new pods that run but are not ready are told by the events about them', async () => {
  using it = fleet();
  connect(it, 'a', {
    deployments: [deployment('web', {updatedReplicas: 1})],
    pods: [unready('web-bbb-1', newOwner), pod('web-bbb-2', newOwner), unready('web-aaa-1', oldOwner)],
    events: [
      about('web-bbb-1', 'FailedScheduling', 'it was scheduled since', 9000),
      about('web-bbb-1', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', 2000),
      about('web-bbb-2', 'Unhealthy', 'it is ready since', 9000),
      about('web-aaa-1', 'Unhealthy', 'of an old one', 9000),
    ],
  });
  const reason = 'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503';
  assert.deepEqual(verdict(it), {type: 'rolling', reason: `1 of 3 updated: ${reason}`});
  await it.clock.advance(stuckAfter);
  assert.deepEqual(verdict(it), {type: 'stuck', reason});
});

test('pods that cannot start for want of a volume say so', () => {
  using it = fleet();
  connect(it, 'a', {
    daemonsets: [daemonset('agent', {numberAvailable: 2})],
    pods: [unready('agent-x', {state: 'creating', owner: ['DaemonSet', 'agent']})],
    events: [about('agent-x', 'FailedMount', 'configmap "agent-config" not found')],
  });
  const reason = '2 of 3 available: FailedMount: configmap "agent-config" not found';
  assert.deepEqual(verdict(it), {type: 'rolling', reason});
});

test('a stateful set is held up by an old pod, and by one that does not go', () => {
  using it = fleet();
  const owner = ['StatefulSet', 'db'] as const;
  const one = (name: string, revision: string, form: Parameters<typeof pod>[1]): PodRecord => ({
    ...pod(name, {...form, owner}),
    labels: {'controller-revision-hash': revision},
  });
  connect(it, 'a', {
    statefulsets: [statefulset('db', {readyReplicas: 2, updatedReplicas: 1})],
    pods: [one('db-2', 'new', {created: 9000}), one('db-0', 'old', {state: 'crashing', created: 1000})],
  });
  assert.deepEqual(verdict(it), {type: 'rolling', reason: '2 of 3 ready: CrashLoopBackOff, exit 1'});
  read(it.feed, 'a', pods, [{...one('db-1', 'old', {created: 1000}), deleted: 5, status: 'Terminating'}]);
  assert.deepEqual(verdict(it), {type: 'rolling', reason: '2 of 3 ready: db-1 is Terminating'});
});

test('past its deadline and with nothing seen to be wrong, a rollout says how far it came', () => {
  const late = {conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}]};
  const reasonOf = (counters: Record<string, number>) => {
    const {verdict: stuck} = deploymentProgress(deployment('web', {...late, ...counters}));
    return stuck.type === 'stuck' && stuck.reason;
  };
  assert.equal(reasonOf({updatedReplicas: 1}), 'progress deadline exceeded: 1 of 3 updated');
  assert.equal(reasonOf({replicas: 4}), 'progress deadline exceeded: 1 old replica still runs');
  assert.equal(reasonOf({availableReplicas: 2}), 'progress deadline exceeded: 2 of 3 available');
  assert.equal(reasonOf({}), 'progress deadline exceeded');
});

test('paused is only what has changes that wait; a paused one that is ill is watched as any other', () => {
  const {verdict: ill} = deploymentProgress(deployment('web', {availableReplicas: 2}, {paused: true}));
  assert.deepEqual(ill, {type: 'rolling', reason: '2 of 3 available'});
  const {verdict: held} = deploymentProgress(deployment('web', {replicas: 4}, {paused: true}));
  assert.equal(held.type, 'paused');
});

test('of what controllers write when no pod can be made, the reason is kept', () => {
  const reason = 'exceeded quota: team, requested: pods=1, used: pods=0, limited: pods=0';
  for (const message of [
    `pods "web-6d5f-" is forbidden: ${reason}`,
    `Error creating: pods "web-6d5f-x" is forbidden: ${reason}`,
    `(combined from similar events): Error creating: pods "web-6d5f-x" is forbidden: ${reason}`,
    `create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: ${reason}`,
    `Create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: ${reason}`,
  ]) {
    const conditions = [{type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message}];
    const {verdict: rolling} = deploymentProgress(deployment('web', {updatedReplicas: 1, conditions}));
    assert.deepEqual(rolling, {type: 'rolling', reason: `FailedCreate: ${reason}`});
  }
});

test('a workload deleted and made anew during a relist begins its wait anew', async () => {
  using it = fleet();
  const rolling = (created: number) => ({...deployment('web', {availableReplicas: 1}), created});
  connect(it, 'a', {deployments: [rolling(10)]});
  await it.clock.advance(stuckAfter);
  read(it.feed, 'a', deployments, [rolling(10)]);
  assert.equal(verdict(it)?.type, 'stuck');
  read(it.feed, 'a', deployments, [rolling(20)]);
  assert.equal(verdict(it)?.type, 'rolling');
});

function verdict(it: TestFleet) {
  return it.feed.rollouts('a')[0]?.verdict;
}
