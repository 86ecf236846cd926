import assert from 'node:assert/strict';
import test from 'node:test';
import {deployments, nodes, pods, services} from '../../src/kinds/index.ts';
import {connect, facts, fleet, read} from './fleet.ts';
import {deployment, namespace, node, pod, warning} from './objects.ts';

test('a context that is only described is a row of unknown figures, not of zeros', () => {
  using it = fleet();
  it.feed.describe(facts('a'));
  const row = it.row();
  assert.equal(row.id, 'https://a.example:6443');
  assert.equal(row.connection.type, 'connecting');
  for (const figure of [
    row.version,
    row.nodes,
    row.pods,
    row.capacity,
    row.workloads,
    row.warnings,
    row.worst,
  ]) {
    assert.deepEqual(figure, {type: 'unknown'});
  }
});

test('counts follow every record that comes, changes and goes', () => {
  using it = fleet();
  connect(it, 'a', {
    nodes: [
      node('n1', {region: 'eu-1'}),
      node('n2', {region: 'eu-1', isReady: false}),
      node('n3', {region: 'eu-2'}),
    ],
    pods: [
      pod('p1'),
      pod('p2', {state: 'crashing'}),
      pod('p3', {state: 'completed'}),
      pod('p4', {state: 'creating'}),
    ],
    deployments: [deployment('web'), deployment('api', {availableReplicas: 2})],
  });
  const row = it.row();
  assert.deepEqual(row.nodes, {type: 'known', value: {ready: 2, total: 3}});
  assert.deepEqual(row.pods, {
    type: 'known',
    value: {total: 4, running: 1, pending: 1, failing: 1, completed: 1},
  });
  assert.deepEqual(row.workloads, {type: 'known', value: {total: 2, rolling: 1, stuck: 0, paused: 0}});
  assert.deepEqual(row.worst, {type: 'known', value: 'CrashLoop x1'});
  assert.equal(row.region, 'eu-1');

  const sink = it.feed.sink('a', pods);
  sink.upsert(pod('p2'));
  sink.upsert(pod('p5'));
  sink.remove('shop', 'p3');
  sink.remove('shop', 'never-held');
  it.feed.sink('a', deployments).remove('shop', 'api');
  const later = it.row();
  assert.deepEqual(later.pods, {
    type: 'known',
    value: {total: 4, running: 3, pending: 1, failing: 0, completed: 0},
  });
  assert.deepEqual(later.workloads, {type: 'known', value: {total: 1, rolling: 0, stuck: 0, paused: 0}});
  assert.deepEqual(later.worst, {type: 'known', value: 'NotReady x1'});
});

test('capacity counts pods that hold a place on a node, and nothing is left behind when they are gone', () => {
  using it = fleet();
  const names = Array.from({length: 30}, (_, index) => `p${index}`);
  connect(it, 'a', {
    nodes: [node('n1'), node('n2')],
    pods: [
      ...names.map((name) => pod(name, {cpu: '333m', memory: '100Mi'})),
      pod('waiting', {node: '', state: 'unschedulable', cpu: '64'}),
      pod('done', {state: 'completed', cpu: '64'}),
    ],
  });
  const gibi = 2 ** 30;
  const allocatable = {cpuAllocatable: 8, memoryAllocatable: 16 * gibi};
  assert.deepEqual(it.row().capacity, {
    type: 'known',
    value: {...allocatable, cpuRequested: 9.99, memoryRequested: 3000 * 2 ** 20},
  });
  it.feed.usage(
    'a',
    new Map([
      ['n1', {cpu: 1, memory: gibi}],
      ['n2', {cpu: 0.5, memory: gibi}],
    ]),
  );
  for (const name of names) it.feed.sink('a', pods).remove('shop', name);
  assert.deepEqual(it.row().capacity, {
    type: 'known',
    value: {...allocatable, cpuRequested: 0, memoryRequested: 0, cpuUsed: 1.5, memoryUsed: 2 * gibi},
  });
  it.feed.usage('a', undefined);
  assert.deepEqual(it.row().capacity, {
    type: 'known',
    value: {...allocatable, cpuRequested: 0, memoryRequested: 0},
  });
});

test('a thousand changes are published once per interval, and a quiet feed publishes nothing and wakes no timer', async () => {
  using it = fleet();
  connect(it, 'a');
  await it.clock.advance(100);
  const published = it.publications();
  const quiet = it.clock.pending;
  for (let index = 0; index < 1000; index += 1) it.feed.sink('a', pods).upsert(pod(`p${index}`));
  assert.equal(it.publications(), published);
  await it.clock.advance(100);
  assert.equal(it.publications(), published + 1);
  assert.equal(it.clock.pending, quiet);
  await it.clock.advance(10 * 60_000);
  assert.equal(it.publications(), published + 1);
});

test('after its signal the feed leaves no timer and publishes no more', async () => {
  const it = fleet();
  connect(it, 'a');
  it[Symbol.dispose]();
  await it.clock.advance(1000);
  assert.equal(it.clock.pending, 0);
  assert.equal(it.publications(), 0);
});

test('what is unchanged keeps its reference: row, list and record', () => {
  using it = fleet();
  connect(it, 'a', {pods: [pod('p1')]});
  connect(it, 'b', {pods: [pod('p1')]}, {order: 1});
  it.feed.flush();
  const before = it.feed.store.getState();
  const held = it.feed.records('a', pods).get('shop/p1');
  const published = it.publications();

  it.feed.sink('a', pods).upsert(pod('p1'));
  it.feed.heard('a', it.clock.now() + 5000, 0);
  it.feed.connection('a', {...before.clusters[0]?.connection, type: 'live', since: it.clock.now()});
  it.feed.describe(facts('a'));
  it.feed.flush();
  assert.equal(it.publications(), published);
  assert.equal(it.feed.records('a', pods).get('shop/p1'), held);

  it.feed.sink('b', pods).upsert(pod('p2'));
  it.feed.flush();
  const after = it.feed.store.getState();
  assert.equal(after.clusters[0], before.clusters[0]);
  assert.notEqual(after.clusters[1], before.clusters[1]);
});

test('a change that no row shows counts the version of its kind up and leaves the rows as they are', () => {
  using it = fleet();
  connect(it, 'a', {pods: [pod('p1', {node: 'n1'})]});
  it.feed.flush();
  const before = it.feed.store.getState();
  it.feed.sink('a', pods).upsert(pod('p1', {node: 'n2'}));
  it.feed.flush();
  const after = it.feed.store.getState();
  assert.equal(after.clusters, before.clusters);
  assert.equal(after.versions['pods'], (before.versions['pods'] ?? 0) + 1);
  assert.equal(after.versions['nodes'], before.versions['nodes']);
});

test('during a relist the old reading stays, marked as last known, and is swapped whole at its end', () => {
  using it = fleet();
  connect(it, 'a', {pods: [pod('p1'), pod('p2')]});
  assert.equal(it.row().pods.type, 'known');
  const at = it.clock.now();
  const sink = it.feed.sink('a', pods);
  it.feed.watch('a', 'pods', {type: 'syncing', received: 0});
  sink.begin();
  sink.upsert(pod('p3'));
  const two = {total: 2, running: 2, pending: 0, failing: 0, completed: 0};
  assert.deepEqual(it.row().pods, {type: 'last', value: two, at});
  assert.deepEqual([...it.feed.records('a', pods).keys()], ['shop/p1', 'shop/p2']);

  // The reading broke off and is begun again: what came of the first counts for nothing.
  sink.begin();
  sink.upsert(pod('p1'));
  sink.remove('shop', 'p1');
  sink.upsert(pod('p4', {state: 'crashing'}));
  sink.end();
  it.feed.watch('a', 'pods', {type: 'synced', since: 2});
  assert.deepEqual(it.row().pods, {type: 'known', value: {...two, total: 1, running: 0, failing: 1}});
  assert.deepEqual([...it.feed.records('a', pods).keys()], ['shop/p4']);
});

test('a lost cluster keeps its figures with the time they were last known, however long it is gone', async () => {
  using it = fleet();
  connect(it, 'a', {
    nodes: [node('n1')],
    events: [warning('e1', {count: 3, first: 0, last: it.clock.now()})],
  });
  const at = it.clock.now();
  await it.clock.advance(7000);
  it.feed.connection('a', {type: 'stale', since: it.clock.now()});
  const lost = it.row();
  assert.deepEqual(lost.nodes, {type: 'last', value: {ready: 1, total: 1}, at});
  assert.deepEqual(lost.version, {type: 'last', value: {git: 'v1.37.2'}, at});
  assert.deepEqual(lost.worst, {type: 'last', value: 'ok', at});
  await it.clock.advance(3 * 3600_000);
  assert.equal(it.row(), lost);
  assert.deepEqual(lost.warnings, {type: 'last', value: 3, at});

  it.feed.heard('a', it.clock.now(), 0);
  it.feed.connection('a', {type: 'live', since: it.clock.now()});
  assert.deepEqual(it.row().nodes, {type: 'known', value: {ready: 1, total: 1}});
});

test('denied is `denied`, absent is unknown, failing is last known, and none of them lets a row say ok', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], pods: [pod('p1')]});
  assert.equal(it.row().worst.type, 'known');
  it.feed.watch('a', 'nodes', {type: 'denied', reason: 'nodes is forbidden'});
  assert.deepEqual(it.row().nodes, {type: 'denied'});
  assert.deepEqual(it.row().capacity, {type: 'denied'});
  assert.deepEqual(it.row().worst, {type: 'denied'});
  assert.equal(it.row().pods.type, 'known');

  it.feed.watch('a', 'nodes', {type: 'absent'});
  assert.deepEqual(it.row().nodes, {type: 'unknown'});
  assert.deepEqual(it.row().worst, {type: 'unknown'});

  it.feed.watch('a', 'nodes', {type: 'failing', since: 1, reason: 'HTTP 500'});
  assert.equal(it.row().nodes.type, 'last');
});

test('a fault that can be seen is shown even where other things may not be read', () => {
  using it = fleet();
  connect(it, 'a', {pods: [pod('p1', {state: 'imagePull'})]});
  it.feed.watch('a', 'nodes', {type: 'denied', reason: 'nodes is forbidden'});
  assert.deepEqual(it.row().worst, {type: 'known', value: 'ImagePull x1'});
});

test('the workloads figure needs all three of its kinds', () => {
  using it = fleet();
  connect(it, 'a', {deployments: [deployment('web')]});
  it.feed.watch('a', 'statefulsets.apps', {type: 'absent'});
  assert.deepEqual(it.row().workloads, {type: 'unknown'});
  it.feed.watch('a', 'daemonsets.apps', {type: 'denied', reason: 'no'});
  assert.deepEqual(it.row().workloads, {type: 'denied'});
});

test('a server that tells no version is `unknown`; one that is lost keeps the one it had', () => {
  using it = fleet();
  connect(it, 'a');
  it.feed.connection('a', {type: 'stale', since: 5});
  it.feed.version('a', undefined);
  assert.equal(it.row().version.type, 'last');
  it.feed.connection('a', {type: 'live', since: 6});
  it.feed.version('a', undefined);
  assert.deepEqual(it.row().version, {type: 'unknown'});
});

test('the skew of the fleet spans emulated versions and clusters last known', () => {
  using it = fleet();
  connect(it, 'a');
  connect(it, 'b', {}, {order: 1});
  it.feed.version('b', {git: 'v1.37.2', emulated: '1.34'});
  it.feed.connection('b', {type: 'stale', since: 5});
  it.feed.flush();
  assert.deepEqual(it.feed.store.getState().skew, {oldest: '1.34', newest: '1.37'});
  it.feed.forget('b');
  it.feed.flush();
  assert.deepEqual(it.feed.store.getState().skew, {oldest: '1.37', newest: '1.37'});
});

test('rows keep the order of the kubeconfig and the short names of their contexts', () => {
  using it = fleet();
  it.feed.describe(facts('gke_p_z_b', {order: 1}));
  it.feed.describe(facts('arn:aws:eks:eu-1:1:cluster/a', {order: 0}));
  it.feed.flush();
  assert.deepEqual(
    it.feed.store.getState().clusters.map((row) => row.name),
    ['a', 'b'],
  );
});

test('calls for a context that is not, or no longer, in the kubeconfig do nothing', () => {
  using it = fleet();
  connect(it, 'a');
  const sink = it.feed.sink('a', pods);
  it.feed.forget('a');
  sink.upsert(pod('late'));
  it.feed.watch('a', 'pods', {type: 'synced', since: 1});
  it.feed.sink('ghost', pods).upsert(pod('p'));
  it.feed.flush();
  assert.deepEqual(it.feed.store.getState().clusters, []);
  assert.equal(it.feed.records('ghost', pods).size, 0);
});

test('a context that leads to another server forgets all it knew', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], namespaces: [namespace('kube-system', 'uid-1')]});
  assert.equal(it.row().id, 'uid-1');
  it.feed.describe(facts('a', {server: 'https://other.example'}));
  const row = it.row();
  assert.equal(row.id, 'https://other.example');
  assert.deepEqual(row.nodes, {type: 'unknown'});
  assert.equal(it.feed.records('a', nodes).size, 0);
});

test('kinds of one plural in two groups are kept apart, and kinds nobody counts are only listed', () => {
  using it = fleet();
  connect(it, 'a', {pods: [pod('p1')]});
  const metrics = {...pods, resource: {...pods.resource, group: 'metrics.k8s.io'}};
  it.feed.sink('a', metrics).upsert(pod('p1'));
  it.feed.sink('a', metrics).upsert(pod('p2'));
  assert.equal(it.feed.records('a', pods).size, 1);
  assert.equal(it.feed.records('a', metrics).size, 2);
  const service = services.project({metadata: {name: 'web', namespace: 'shop'}});
  read(it.feed, 'a', services, [service]);
  assert.deepEqual([...it.feed.records('a', services)], [['shop/web', service]]);
  assert.equal(it.feed.sink('a', services), it.feed.sink('a', services));
});

test('pods that only just wait are no fault; after a minute they are', async () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], pods: [pod('p1', {state: 'creating', created: it.clock.now()})]});
  assert.deepEqual(it.row().worst, {type: 'known', value: 'ok'});
  await it.clock.advance(121_000);
  assert.deepEqual(it.feed.store.getState().clusters[0]?.worst, {type: 'known', value: 'Pending x1'});
});
