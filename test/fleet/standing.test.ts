import assert from 'node:assert/strict';
import {test} from 'node:test';
import {clusterColumns} from '../../src/fleet/index.ts';
import {kindId, namespaces, nodes, pods, tableKind} from '../../src/kinds/index.ts';
import {connect, facts, fleet, read, type TestFleet} from './fleet.ts';
import {namespace, node, pod} from './objects.ts';

/** Which figures may be believed, since when, and how far. */

const two = {total: 2, running: 2, pending: 0, failing: 0, completed: 0};

test('what counts only some namespaces is marked as at least that much, and never makes a row ok', async () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], pods: [pod('p1'), pod('p2')]});
  assert.deepEqual(it.row().worst, {type: 'known', value: 'ok'});
  it.feed.watch('a', 'pods', {type: 'synced', since: 1, namespaces: ['shop']});
  assert.deepEqual(it.row().pods, {type: 'known', isPartial: true, value: two});
  assert.deepEqual(it.row().worst, {type: 'unknown'});
  assert.equal(it.row().nodes.type, 'known');
  assert.ok(!('isPartial' in it.row().nodes));
  assert.ok('isPartial' in it.row().capacity, 'requests of pods that cannot be seen are missing in it');
  assert.deepEqual(['WORST', 'PODS', 'BAD', 'NODES', 'ROLL'].map(cellOf(it)), [
    '?',
    '2+',
    '0+',
    '1/1',
    '0/0',
  ]);

  // It is what it was when the cluster is lost.
  await it.clock.advance(1000);
  it.feed.connection('a', {type: 'stale', since: it.clock.now()});
  assert.equal(cellOf(it)('PODS'), '~2+');
  it.feed.connection('a', {type: 'live', since: it.clock.now()});

  it.feed.sink('a', pods).upsert(pod('p3', {state: 'crashing'}));
  assert.equal(cellOf(it)('WORST'), 'CrashLoop x1');

  it.feed.sink('a', pods).remove('shop', 'p3');
  it.feed.watch('a', 'pods', {type: 'synced', since: 1});
  assert.deepEqual(it.row().pods, {type: 'known', value: two}, 'the right was given');
  assert.deepEqual(it.row().worst, {type: 'known', value: 'ok'});
});

test('a kind that is not watched any more is unknown, and what was held of it is let go', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], pods: [pod('p1'), pod('p2')]});
  it.feed.keepOnly('a', new Set([kindId(nodes)]));
  assert.deepEqual(it.row().pods, {type: 'unknown'});
  assert.equal(it.feed.records('a', pods).size, 0);
  assert.deepEqual(Object.keys(it.row().watches), ['nodes']);
  assert.deepEqual(['STATE', 'PODS', 'WORST', 'NODES'].map(cellOf(it)), ['live', '?', '?', '1/1']);
  const row = it.row();
  it.feed.keepOnly('a', new Set([kindId(nodes)]));
  assert.equal(it.row(), row);
});

test('after a pause nothing is known before it is read anew, and what is shown is dated before the pause', async () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')], pods: [pod('p1'), pod('p2')]});
  it.feed.watch('a', 'events?type=Warning', {type: 'denied', reason: 'no'});
  const at = it.clock.now();
  await it.clock.advance(5000);
  it.feed.connection('a', {type: 'parked', since: it.clock.now()});
  await it.clock.advance(3_600_000);
  it.feed.connection('a', {type: 'connecting', since: it.clock.now()});
  it.feed.heard('a', it.clock.now(), 0);
  it.feed.connection('a', {type: 'live', since: it.clock.now()});
  assert.deepEqual(it.row().pods, {type: 'last', value: two, at});
  assert.deepEqual(it.row().warnings, {type: 'denied'}, 'what may not be read is remembered');
  it.feed.watch('a', 'pods', {type: 'syncing', received: 0});
  assert.deepEqual(it.row().pods, {type: 'last', value: two, at});
  read(it.feed, 'a', pods, [pod('p1'), pod('p2')]);
  assert.deepEqual(it.row().pods, {type: 'known', value: two});
});

test('a kind of the same plural in another group says nothing of this one', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')]});
  it.feed.watch('a', 'nodes', {type: 'failing', since: 1, reason: 'HTTP 500'});
  const metrics = tableKind({...nodes.resource, group: 'metrics.k8s.io', version: 'v1beta1'});
  read(it.feed, 'a', metrics, []);
  assert.equal(it.row().nodes.type, 'last');
});

test('what is used is counted over the nodes there are, not over those that metrics still remember', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1'), node('n2')]});
  const each = {cpu: 2, memory: 4096};
  it.feed.usage('a', new Map(['n1', 'n2', 'gone'].map((name) => [name, each])));
  const used = () => {
    const {capacity} = it.row();
    return 'value' in capacity ? [capacity.value.cpuUsed, capacity.value.memoryUsed] : capacity.type;
  };
  assert.deepEqual(used(), [4, 8192]);
  it.feed.sink('a', nodes).remove('', 'n2');
  assert.deepEqual(used(), [2, 4096]);
});

test('what is used is not known any more once nodes or pods are not watched', () => {
  using it = fleet();
  connect(it, 'a', {nodes: [node('n1')]});
  it.feed.usage('a', new Map([['n1', {cpu: 2, memory: 4096}]]));
  it.feed.keepOnly('a', new Set(['nodes', 'namespaces']));
  connect(it, 'a', {nodes: [node('n1')]});
  const {capacity} = it.row();
  assert.equal(capacity.type, 'known');
  assert.equal('value' in capacity && capacity.value.cpuUsed, undefined);
});

test('while a cluster is read through another context, the figures of the first stand in', async () => {
  using it = fleet();
  const kubeSystem = namespace('kube-system', 'uid-1');
  connect(it, 'a', {namespaces: [kubeSystem], pods: [pod('p1'), pod('p2')]});
  it.feed.describe(facts('b', {order: 1}));
  it.feed.connection('b', {type: 'live', since: it.clock.now()});
  read(it.feed, 'b', namespaces, [kubeSystem]);
  assert.deepEqual(it.row().contexts, ['a', 'b']);
  const at = it.clock.now();
  await it.clock.advance(5000);
  it.feed.connection('a', {
    type: 'unreachable',
    since: it.clock.now(),
    layer: 'tcp',
    reason: 'connection refused',
  });
  assert.deepEqual(it.row().contexts, ['b', 'a']);
  assert.deepEqual(it.row().pods, {type: 'last', value: two, at});
  assert.deepEqual(it.row().worst, {type: 'last', value: 'ok', at});
  const listed = () => [...it.feed.records('b', pods).keys()];
  assert.deepEqual(listed(), ['shop/p1', 'shop/p2']);
  read(it.feed, 'b', pods, [pod('p1')]);
  assert.deepEqual(listed(), ['shop/p1']);
  assert.deepEqual(it.row().pods, {type: 'known', value: {...two, total: 1, running: 1}});
  assert.equal(it.row().worst.type, 'last', 'not all of it is read yet');
});

function cellOf(it: TestFleet) {
  return (name: string) => {
    const column = clusterColumns.find((each) => each.name === name);
    return column?.cell(it.row(), {now: it.clock.now()});
  };
}
