import assert from 'node:assert/strict';
import test from 'node:test';
import {
  daemonSetProgress,
  deploymentProgress,
  type Progress,
  statefulSetProgress,
  stuckAfter,
  verdictOf,
} from '../../src/fleet/index.ts';
import {deployments, events, pods} from '../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from './fleet.ts';
import {daemonset, deployment, pod, statefulset, warning} from './objects.ts';

const condition = (type: string, status: string, reason: string, message = '') => ({
  conditions: [{type, status, reason, message}],
});
const onDelete = {updateStrategy: {type: 'OnDelete'}};
const partition = (ordinal: number) => ({
  updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: ordinal}},
});
const none = {replicas: 0, updatedReplicas: 0, readyReplicas: 0, availableReplicas: 0};

const table: readonly (readonly [string, Progress, string])[] = [
  ['deployment, all well', deploymentProgress(deployment('d')), 'done'],
  [
    'spec not observed',
    deploymentProgress(deployment('d', {generation: 2, observedGeneration: 1})),
    'rolling',
  ],
  ['fewer updated than desired', deploymentProgress(deployment('d', {updatedReplicas: 2})), 'rolling'],
  ['old replicas left', deploymentProgress(deployment('d', {replicas: 4})), 'rolling'],
  ['not all available', deploymentProgress(deployment('d', {availableReplicas: 2})), 'rolling'],
  ['scaled to zero', deploymentProgress(deployment('d', none, {replicas: 0})), 'done'],
  [
    'more replicas than desired, none of them old',
    deploymentProgress(deployment('d', {replicas: 5, updatedReplicas: 5, availableReplicas: 5})),
    'done',
  ],
  [
    'deadline exceeded',
    deploymentProgress(deployment('d', condition('Progressing', 'False', 'ProgressDeadlineExceeded'))),
    'stuck',
  ],
  [
    'a new spec after a deadline exceeded',
    deploymentProgress(
      deployment('d', {
        generation: 3,
        observedGeneration: 2,
        ...condition('Progressing', 'False', 'ProgressDeadlineExceeded'),
      }),
    ),
    'rolling',
  ],
  [
    'paused with changes',
    deploymentProgress(deployment('d', {updatedReplicas: 0}, {paused: true})),
    'paused',
  ],
  ['paused with none', deploymentProgress(deployment('d', {}, {paused: true})), 'done'],
  ['stateful set, all well', statefulSetProgress(statefulset('s')), 'done'],
  ['never observed', statefulSetProgress(statefulset('s', {observedGeneration: 0})), 'rolling'],
  ['not all ready', statefulSetProgress(statefulset('s', {readyReplicas: 2})), 'rolling'],
  ['not all updated', statefulSetProgress(statefulset('s', {updatedReplicas: 2})), 'rolling'],
  ['partition reached', statefulSetProgress(statefulset('s', {updatedReplicas: 1}, partition(2))), 'done'],
  [
    'partition not reached',
    statefulSetProgress(statefulset('s', {updatedReplicas: 0}, partition(2))),
    'rolling',
  ],
  ['OnDelete with old pods', statefulSetProgress(statefulset('s', {updatedReplicas: 1}, onDelete)), 'paused'],
  ['OnDelete, all new', statefulSetProgress(statefulset('s', {}, onDelete)), 'done'],
  ['stateful set of none', statefulSetProgress(statefulset('s', none, {replicas: 0})), 'done'],
  ['daemon set, all well', daemonSetProgress(daemonset('ds')), 'done'],
  ['not observed', daemonSetProgress(daemonset('ds', {generation: 2, observedGeneration: 1})), 'rolling'],
  ['nodes not updated', daemonSetProgress(daemonset('ds', {updatedNumberScheduled: 2})), 'rolling'],
  ['nodes not available', daemonSetProgress(daemonset('ds', {numberAvailable: 2})), 'rolling'],
  ['no nodes', daemonSetProgress(daemonset('ds', {desiredNumberScheduled: 0, numberAvailable: 0})), 'done'],
  [
    'OnDelete with old pods',
    daemonSetProgress(daemonset('ds', {updatedNumberScheduled: 1}, onDelete)),
    'paused',
  ],
  [
    'OnDelete, not available',
    daemonSetProgress(daemonset('ds', {updatedNumberScheduled: 1, numberAvailable: 1}, onDelete)),
    'rolling',
  ],
];

for (const [name, progress, verdict] of table) {
  test(`${name}: ${verdict}`, () => assert.equal(verdictOf(progress, 0).type, verdict));
}

test('only what is rolling becomes stuck with time', () => {
  for (const [, progress, verdict] of table) {
    assert.equal(verdictOf(progress, stuckAfter).type, verdict === 'rolling' ? 'stuck' : verdict);
  }
});

test('a rollout of which no counter moves for five minutes is stuck, and the row says so by itself', async () => {
  using it = fleet();
  connect(it, 'a', {deployments: [deployment('checkout', {updatedReplicas: 1})]});
  await it.clock.advance(4 * 60_000);
  assert.deepEqual(workloads(it), {total: 1, rolling: 1, stuck: 0, paused: 0});
  it.feed.sink('a', deployments).upsert(deployment('checkout', {updatedReplicas: 2}));
  await it.clock.advance(4 * 60_000);
  assert.deepEqual(workloads(it), {total: 1, rolling: 1, stuck: 0, paused: 0});
  await it.clock.advance(2 * 60_000);
  assert.deepEqual(workloads(it), {total: 1, rolling: 0, stuck: 1, paused: 0});
  assert.deepEqual(it.feed.store.getState().clusters[0]?.worst, {type: 'known', value: 'stuck checkout'});

  it.feed.sink('a', deployments).upsert(deployment('checkout'));
  await it.clock.advance(100);
  assert.deepEqual(workloads(it), {total: 1, rolling: 0, stuck: 0, paused: 0});
});

test('counters that go back and forth, and relists, are no progress', async () => {
  using it = fleet();
  connect(it, 'a', {deployments: [deployment('web', {availableReplicas: 1})]});
  for (let minute = 0; minute < 7; minute += 1) {
    const availableReplicas = minute % 2 === 0 ? 2 : 1;
    read(it.feed, 'a', deployments, [deployment('web', {availableReplicas})]);
    await it.clock.advance(60_000);
  }
  assert.equal(workloads(it)?.stuck, 1);
  it.feed.sink('a', deployments).upsert(deployment('web', {generation: 2, availableReplicas: 1}));
  await it.clock.advance(100);
  assert.equal(workloads(it)?.stuck, 0);
});

test('a rollout already under way when first seen has waited as long as its controller says', () => {
  using it = fleet();
  const since = new Date(it.clock.now() - 6 * 60_000).toISOString();
  const progressing = (reason: string) => ({
    availableReplicas: 1,
    conditions: [{type: 'Progressing', status: 'True', reason, lastUpdateTime: since}],
  });
  connect(it, 'a', {
    deployments: [
      deployment('web', progressing('ReplicaSetUpdated')),
      deployment('api', progressing('NewReplicaSetAvailable')),
    ],
  });
  assert.deepEqual(
    it.feed.rollouts('a').map(({name, verdict}) => [name, verdict.type]),
    [
      ['web', 'stuck'],
      ['api', 'rolling'],
    ],
  );
});

test('pods that are lost after a rollout was complete are stuck since they are too few, not since we look', () => {
  using it = fleet();
  const since = (minutes: number) => new Date(it.clock.now() - minutes * 60_000).toISOString();
  const lost = (name: string, minutes: number) =>
    deployment(name, {
      availableReplicas: 1,
      conditions: [
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          lastUpdateTime: since(600),
          lastTransitionTime: since(600),
        },
        {type: 'Available', status: 'False', lastUpdateTime: since(1), lastTransitionTime: since(minutes)},
      ],
    });
  connect(it, 'a', {deployments: [lost('long', 6), lost('short', 4)]});
  assert.deepEqual(
    it.feed.rollouts('a').map(({name, verdict}) => [name, verdict.type]),
    [
      ['long', 'stuck'],
      ['short', 'rolling'],
    ],
  );
});

test('a rollout does not become stuck while its cluster cannot be seen', async () => {
  using it = fleet();
  connect(it, 'a', {deployments: [deployment('web', {availableReplicas: 1})]});
  it.feed.connection('a', {type: 'stale', since: it.clock.now()});
  await it.clock.advance(20 * 60_000);
  const row = it.row();
  assert.equal(row.workloads.type === 'last' && row.workloads.value.stuck, 0);
});

const reasons: readonly (readonly [string, Parameters<typeof connect>[2], string])[] = [
  [
    'its newest pods crash',
    {
      pods: [
        pod('old', {state: 'imagePull', owner: ['ReplicaSet', 'web-aaa'], hash: 'aaa', created: 1000}),
        pod('new', {state: 'crashing', owner: ['ReplicaSet', 'web-bbb'], hash: 'bbb', created: 9000}),
        pod('other', {state: 'imagePull', owner: ['ReplicaSet', 'web-2-ccc'], hash: 'ccc', created: 9999}),
      ],
    },
    'CrashLoopBackOff, exit 1',
  ],
  [
    'its image cannot be pulled',
    {pods: [pod('new', {state: 'imagePull', owner: ['ReplicaSet', 'web-bbb'], hash: 'bbb'})]},
    'ImagePullBackOff',
  ],
  [
    'its pods find no place',
    {pods: [pod('new', {state: 'unschedulable', node: '', owner: ['ReplicaSet', 'web-bbb'], hash: 'bbb'})]},
    'Pending: Insufficient cpu',
  ],
  [
    'its pods cannot be made, says an event of its ReplicaSet',
    {
      events: [
        warning('e1', {
          reason: 'FailedCreate',
          message: 'Error creating: pods "web-bbb-x" is forbidden: exceeded quota: team, requested: pods=1',
          about: ['ReplicaSet', 'web-bbb'],
          count: 3,
          first: 1000,
          last: 2000,
        }),
        warning('e2', {
          reason: 'FailedCreate',
          message: 'of another',
          about: ['ReplicaSet', 'web-2-ccc'],
          count: 3,
          first: 1000,
          last: 9000,
        }),
      ],
    },
    'FailedCreate: exceeded quota: team, requested: pods=1',
  ],
  ['nothing else is known', {}, '1 of 3 updated'],
];

for (const [name, held, reason] of reasons) {
  test(`a stuck rollout says why when ${name}`, async () => {
    using it = fleet();
    connect(it, 'a', {...held, deployments: [deployment('web', {updatedReplicas: 1})]});
    await it.clock.advance(stuckAfter);
    assert.deepEqual(it.feed.rollouts('a'), [
      {kind: 'deployments', namespace: 'shop', name: 'web', verdict: {type: 'stuck', reason}},
    ]);
  });
}

test('the controller’s own ReplicaFailure comes before anything else', async () => {
  using it = fleet();
  const failure = condition(
    'ReplicaFailure',
    'True',
    'FailedCreate',
    'pods "web-" is forbidden: exceeded quota: q',
  );
  connect(it, 'a', {
    deployments: [deployment('web', {updatedReplicas: 1, ...failure})],
    pods: [pod('new', {state: 'crashing', owner: ['ReplicaSet', 'web-bbb'], hash: 'bbb'})],
  });
  await it.clock.advance(stuckAfter);
  assert.deepEqual(it.feed.rollouts('a')[0]?.verdict, {
    type: 'stuck',
    reason: 'FailedCreate: exceeded quota: q',
  });
});

test('a stateful set is told by its own pods and events', async () => {
  using it = fleet();
  connect(it, 'a', {statefulsets: [statefulset('db', {readyReplicas: 2})]});
  await it.clock.advance(stuckAfter);
  const about = ['StatefulSet', 'db'] as const;
  it.feed
    .sink('a', events)
    .upsert(
      warning('e', {reason: 'FailedCreate', message: 'no quota', about, count: 1, first: 1000, last: 1000}),
    );
  assert.deepEqual(it.feed.rollouts('a')[0]?.verdict, {type: 'stuck', reason: 'FailedCreate: no quota'});
  it.feed.sink('a', pods).upsert(pod('db-2', {state: 'crashing', owner: about}));
  assert.deepEqual(it.feed.rollouts('a')[0]?.verdict, {type: 'stuck', reason: 'CrashLoopBackOff, exit 1'});
});

function workloads(it: TestFleet) {
  const figure = it.feed.store.getState().clusters[0]?.workloads;
  return figure?.type === 'known' ? figure.value : undefined;
}
