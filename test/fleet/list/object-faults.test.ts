import assert from 'node:assert/strict';
import test from 'node:test';
import {createListMemory, objectListing} from '../../../src/fleet/index.ts';
import {
  allEvents,
  type BaseRecord,
  daemonsets,
  deployments,
  events,
  jobs,
  type Kind,
  namespaces,
  nodes,
  persistentvolumeclaims,
  pods,
  services,
  statefulsets,
  tableKind,
} from '../../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from '../fleet.ts';
import {daemonset, deployment, namespace, node, pod, statefulset, warning} from '../objects.ts';

function ill<R extends BaseRecord>({feed}: TestFleet, kind: Kind<R>, memory = createListMemory()) {
  feed.flush();
  const {clusters} = feed.store.getState();
  const kinds = new Map([['east', kind as unknown as Kind]]);
  const {rows, hidden} = objectListing(
    {name: 'x', kinds},
    {feed, clusters, namespacesOf: undefined, query: undefined, ageStep: 10, isFaultsOnly: true, memory},
  );
  return {names: rows.map(({name}) => name.split('/').at(-1)), hidden};
}

/** `crash STATUS bad`, for every cell that stands out. */
function tones<R extends BaseRecord>({feed}: TestFleet, kind: Kind<R>): readonly string[] {
  feed.flush();
  const {clusters} = feed.store.getState();
  const kinds = new Map([['east', kind as unknown as Kind]]);
  const {rows, columns} = objectListing(
    {name: 'x', kinds},
    {feed, clusters, namespacesOf: undefined, query: undefined, ageStep: 10},
  );
  return rows.flatMap((row) =>
    columns.flatMap(({name}) => {
      const tone = row.tone?.(name);
      return tone === undefined ? [] : [`${row.name.split('/').at(-1)} ${name} ${tone}`];
    }),
  );
}

function among<R extends BaseRecord>(kind: Kind<R>, records: readonly R[]) {
  using one = fleet();
  connect(one, 'east');
  read(one.feed, 'east', kind, records);
  return ill(one, kind);
}

test('pods are ill that fail, and those that have waited for more than a minute', async () => {
  using one = fleet();
  const created = one.clock.now();
  connect(one, 'east', {
    pods: [
      pod('well'),
      pod('done', {state: 'completed'}),
      pod('crash', {state: 'crashing'}),
      pod('gone', {state: 'evicted'}),
      pod('young', {state: 'creating', created}),
    ],
  });
  const memory = createListMemory();
  assert.deepEqual(ill(one, pods, memory), {names: ['crash', 'gone'], hidden: 3});
  await one.clock.advance(90_000);
  assert.deepEqual(ill(one, pods, memory), {names: ['crash', 'gone', 'young'], hidden: 2});
});

test('the cell that says what is wrong stands out: bad where it fails, a warning where it waits', async () => {
  using one = fleet();
  const created = one.clock.now();
  connect(one, 'east', {
    pods: [
      pod('well'),
      pod('done', {state: 'completed'}),
      pod('crash', {state: 'crashing'}),
      pod('young', {state: 'creating', created}),
    ],
    deployments: [
      deployment('short', {readyReplicas: 2, availableReplicas: 2}),
      deployment('stuck', {replicas: 4, updatedReplicas: 1}),
    ],
  });
  read(one.feed, 'east', nodes, [
    node('well'),
    {...node('down'), ready: 'False'},
    // Its status is `Ready`: no cell says what is wrong.
    {...node('full'), pressures: 'DiskPressure'},
  ]);
  const event = warning('bad', {count: 1, first: 1000, last: 1000});
  read(one.feed, 'east', events, [event, {...event, name: 'usual', type: 'Normal'}]);
  assert.deepEqual(tones(one, pods), ['crash STATUS bad']);
  assert.deepEqual(tones(one, nodes), ['down STATUS warn']);
  assert.deepEqual(tones(one, events), ['bad TYPE warn']);
  assert.deepEqual(tones(one, deployments), ['short READY warn']);
  await one.clock.advance(6 * 60_000);
  assert.deepEqual(tones(one, pods), ['crash STATUS bad', 'young STATUS warn']);
  assert.deepEqual(tones(one, deployments), ['short READY bad', 'stuck UP-TO-DATE bad']);
});

test('workloads are ill that are short of pods, and those whose rollout does not get on', async () => {
  using one = fleet();
  connect(one, 'east', {
    deployments: [
      deployment('well'),
      deployment('short', {readyReplicas: 2, availableReplicas: 2}),
      // As many as asked for are ready, but the new one never will be.
      deployment('stuck', {replicas: 4, updatedReplicas: 1}),
    ],
    statefulsets: [statefulset('well'), statefulset('short', {readyReplicas: 0})],
    daemonsets: [daemonset('well'), daemonset('short', {numberReady: 2})],
  });
  const memory = createListMemory();
  assert.deepEqual(ill(one, deployments, memory).names, ['short']);
  await one.clock.advance(6 * 60_000);
  assert.deepEqual(ill(one, deployments, memory).names, ['short', 'stuck']);
  assert.deepEqual(ill(one, statefulsets).names, ['short']);
  assert.deepEqual(ill(one, daemonsets).names, ['short']);
});

test('nodes are ill that are not ready or short of something; a cordon is no illness', () => {
  const cordoned = {...node('cordoned'), isUnschedulable: true};
  const {names} = among(nodes, [
    node('well'),
    cordoned,
    {...node('down'), ready: 'False'},
    {...node('silent'), ready: 'Unknown'},
    {...node('full'), pressures: 'DiskPressure'},
  ]);
  assert.deepEqual(names, ['down', 'full', 'silent']);
});

test('warnings, namespaces that do not go, failed jobs and unbound claims are ill', () => {
  const event = warning('bad', {count: 1, first: 1000, last: 1000});
  assert.deepEqual(among(events, [event, {...event, name: 'usual', type: 'Normal'}]).names, ['bad']);
  assert.deepEqual(among(allEvents, [event, {...event, name: 'usual', type: 'Normal'}]).names, ['bad']);
  const going = {...namespace('going', '1'), phase: 'Terminating'};
  assert.deepEqual(among(namespaces, [namespace('shop', '2'), going]).names, ['going']);
  const job = (name: string, status: object) => jobs.project({metadata: {name, namespace: 'shop'}, status});
  const failed = [{type: 'Failed', status: 'True'}];
  const complete = [{type: 'Complete', status: 'True'}];
  assert.deepEqual(
    among(jobs, [
      job('runs', {active: 1}),
      job('failed', {conditions: failed, failed: 3}),
      job('retries', {active: 1, failed: 1}),
      job('late', {conditions: complete, failed: 1, succeeded: 1, completionTime: '2026-01-01T00:00:00Z'}),
    ]).names,
    ['failed', 'retries'],
  );
  const claim = (name: string, phase: string) =>
    persistentvolumeclaims.project({metadata: {name, namespace: 'shop'}, status: {phase}});
  assert.deepEqual(among(persistentvolumeclaims, [claim('well', 'Bound'), claim('lost', 'Lost')]).names, [
    'lost',
  ]);
});

test('a kind of which no illness is known has none', () => {
  const service = services.project({metadata: {name: 'web', namespace: 'shop'}});
  assert.deepEqual(among(services, [service]), {names: [], hidden: 1});
});

test('custom resources are ill whose own READY column says so', () => {
  const kind = tableKind({...deployments.resource, group: 'cert-manager.io', plural: 'certificates'});
  const columnDefinitions = ['Name', 'Ready', 'Age'].map((name) => ({name, type: 'string', priority: 0}));
  const certificate = (name: string, ready: string) =>
    kind.project({
      cells: [name, ready, '1d'],
      object: {metadata: {name, namespace: 'shop'}},
      columnDefinitions,
    });
  const {names} = among(kind, [
    certificate('well', 'True'),
    certificate('bad', 'False'),
    certificate('new', ''),
  ]);
  assert.deepEqual(names, ['bad']);
});
