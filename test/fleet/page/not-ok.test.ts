import assert from 'node:assert/strict';
import test from 'node:test';
import {notOkOf} from '../../../src/fleet/index.ts';
import {jobs, nodes, type PodRecord, replicasets} from '../../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from '../fleet.ts';
import {deployment, node, pod, statefulset, warning} from '../objects.ts';
import {iso, replicaSet} from './inputs.ts';

const minute = 60_000;

test('the pods of a workload are one row, with why, on which image, and what the other pods do', () => {
  using it = fleet();
  rollingCheckout(it);
  assert.deepEqual(rows(it), [
    {
      kind: 'Deployment',
      namespace: 'shop',
      name: 'checkout',
      fault: 'CrashLoop',
      ready: {ready: 2, wanted: 5},
      updated: 3,
      since: 8,
      why: 'CrashLoop x3, exit 1, on 1.42.0',
      detail: 'main exits 1 in 3 of 3 pods on 1.42.0; 2 of 2 older ready',
    },
  ]);
  const sets = [
    replicaSet('checkout-aaa', {revision: 1, created: 1, images: ['shop/checkout:1.41.9']}),
    replicaSet('checkout-bbb', {revision: 2, created: 1, images: ['shop/checkout:1.42.0']}),
  ];
  read(it.feed, 'a', replicasets, sets);
  assert.equal(rows(it)[0]?.detail, 'main exits 1 in 3 of 3 pods on 1.42.0; 2 of 2 on 1.41.9 ready');
});

test('a pod that waits says how many nodes would not have it and why most would not', () => {
  using it = fleet();
  connect(it, 'a', {
    deployments: [deployment('search', {readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2})],
    pods: [
      pod('search-aaa-1', {...of('search', 'aaa'), state: 'unschedulable', node: '', created: ago(it, 2)}),
    ],
  });
  assert.deepEqual(brief(it), ['Deployment search 2/3 | 2m | Pending: 0/38 Insufficient cpu']);
});

test('rows come in the order of WORST, by name within a fault, and nodes first when half of them are down', () => {
  using it = fleet();
  connect(it, 'a', {
    nodes: [node('n1', {isReady: false}), node('n2'), node('n3'), node('n4', {hasDiskPressure: true})],
    deployments: [
      deployment('late', {
        conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}],
      }),
    ],
    statefulsets: [statefulset('db', {readyReplicas: 2})],
    pods: [
      pod('zebra', {state: 'crashing', created: ago(it, 1)}),
      pod('alone', {state: 'crashing', created: ago(it, 1)}),
      pod('db-0', {state: 'imagePull', owner: ['StatefulSet', 'db'], created: ago(it, 3)}),
      pod('gone', {state: 'evicted', created: ago(it, 9)}),
      pod('fine'),
    ],
  });
  assert.deepEqual(brief(it), [
    'Pod alone 0/1 | 1m | CrashLoop, exit 1',
    'Pod zebra 0/1 | 1m | CrashLoop, exit 1',
    'StatefulSet db 2/3 | 3m | ImagePull',
    'Deployment late 3/3 | - | stuck: progress deadline exceeded',
    'Node n1 | - | NotReady: KubeletNotReady',
    'Node n4 | - | Pressure: DiskPressure',
    'Pod gone 0/1 | 9m | Evicted',
  ]);
  for (const name of ['n2', 'n3']) it.feed.sink('a', nodes).upsert(node(name, {isReady: false}));
  assert.equal(brief(it)[0], 'Node n1 | - | NotReady: KubeletNotReady');
});

test('a young pod was well until it was warned of, but not before it was made', () => {
  using it = fleet();
  const at = {count: 9, last: it.clock.now()};
  connect(it, 'a', {
    pods: ['db-0', 'db-1'].map((name) => pod(name, {state: 'crashing', created: ago(it, 9)})),
    events: [
      warning('e1', {about: ['Pod', 'db-0'], first: ago(it, 3), ...at}),
      warning('e2', {about: ['Pod', 'db-1'], first: ago(it, 30), ...at}),
    ],
  });
  assert.deepEqual(brief(it), [
    'Pod db-0 0/1 | 3m | CrashLoop, exit 1',
    'Pod db-1 0/1 | 9m | CrashLoop, exit 1',
  ]);
});

test('a pod older than events are kept is ill since the first warning about it, or for a time nobody knows', () => {
  using it = fleet();
  const first = ago(it, 8);
  connect(it, 'a', {
    pods: [
      pod('warned', {state: 'crashing', created: ago(it, 6000)}),
      pod('mute', {state: 'crashing', created: ago(it, 6000)}),
    ],
    events: [warning('e1', {about: ['Pod', 'warned'], count: 9, first, last: it.clock.now()})],
  });
  assert.deepEqual(brief(it), [
    'Pod mute 0/1 | - | CrashLoop, exit 1',
    'Pod warned 0/1 | 8m | CrashLoop, exit 1',
  ]);
});

test('a Job that failed is told by its own reason, with pods and without', () => {
  using it = fleet();
  const failed = (name: string, reason: string, at: number) =>
    jobs.project({
      metadata: {name, namespace: 'shop'},
      spec: {completions: 1},
      status: {conditions: [{type: 'Failed', status: 'True', reason, lastTransitionTime: iso(at / 1000)}]},
    });
  connect(it, 'a', {
    pods: [
      pod('resize-x2k4p', {state: 'failed', owner: ['Job', 'resize'], created: ago(it, 5)}),
      pod('lonely-x2k4p', {state: 'failed', owner: ['Job', 'lonely'], created: ago(it, 5)}),
      pod('waits', {state: 'unschedulable', node: '', created: ago(it, 5)}),
    ],
  });
  read(it.feed, 'a', jobs, [
    failed('reindex', 'DeadlineExceeded', ago(it, 41)),
    failed('resize', 'BackoffLimitExceeded', ago(it, 4)),
    jobs.project({metadata: {name: 'runs', namespace: 'shop'}}),
  ]);
  assert.deepEqual(brief(it), [
    'Job lonely | 5m | Error, exit 3',
    'Job reindex 0/1 | 41m | DeadlineExceeded',
    'Job resize 0/1 | 5m | BackoffLimitExceeded',
    'Pod waits 0/1 | 5m | Pending: 0/38 Insufficient cpu',
  ]);
});

test('what may not be read is not called ok by a row, and an unknown context has no rows', () => {
  using it = fleet();
  rollingCheckout(it);
  const row = it.row();
  it.feed.watch('a', 'pods', {type: 'denied', reason: 'no'});
  assert.deepEqual(rows(it), []);
  assert.deepEqual(notOkOf(it.feed, {...row, contexts: ['ghost']}, 0), []);
});

function rollingCheckout(it: TestFleet): void {
  const template = {spec: {containers: [{name: 'main', image: 'shop/checkout:1.42.0'}]}};
  connect(it, 'a', {
    deployments: [
      deployment('checkout', {replicas: 5, updatedReplicas: 3, readyReplicas: 2}, {replicas: 5, template}),
    ],
    pods: [
      ...['1', '2', '3'].map((name) =>
        pod(`checkout-bbb-${name}`, {...of('checkout', 'bbb'), state: 'crashing', created: ago(it, 8)}),
      ),
      ...['1', '2'].map((name) =>
        ready(pod(`checkout-aaa-${name}`, {...of('checkout', 'aaa'), created: 1000})),
      ),
      pod('checkout-aaa-3', {...of('checkout', 'aaa'), state: 'completed', created: 1000}),
      pod('elsewhere', {namespace: 'other'}),
    ],
  });
}

function of(name: string, hash: string) {
  return {owner: ['ReplicaSet', `${name}-${hash}`], hash} as const;
}

function ready(record: PodRecord) {
  return {...record, ready: 1, total: 1};
}

function ago(it: TestFleet, count: number): number {
  return it.clock.now() - count * minute;
}

/** `since` in minutes ago. */
function rows(it: TestFleet) {
  const now = it.feed.clusterNow('a');
  return notOkOf(it.feed, it.row(), now).map((item) => ({
    ...item,
    since: item.since === 0 ? 0 : (now - item.since) / 60,
  }));
}

function brief(it: TestFleet): readonly string[] {
  return rows(it).map(({kind, name, ready: figures, since, why}) => {
    const subject = [kind, name, ...(figures ? [`${figures.ready}/${figures.wanted}`] : [])].join(' ');
    return [subject, since === 0 ? '-' : `${since}m`, why].join(' | ');
  });
}
