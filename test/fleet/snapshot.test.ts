import assert from 'node:assert/strict';
import test from 'node:test';
import type {FleetSnapshot} from '../../src/fleet/index.ts';
import {nodes} from '../../src/kinds/index.ts';
import {connect, facts, fleet, read} from './fleet.ts';
import {namespace, node, pod} from './objects.ts';

/** What a fleet of one cluster leaves on disk, as text. */
function onDisk(): {text: string; at: number} {
  using it = fleet();
  connect(it, 'a', {
    namespaces: [namespace('kube-system', 'uid-1')],
    nodes: [node('n1', {region: 'eu-1'})],
    pods: [pod('p1', {state: 'crashing'})],
  });
  it.feed.describe(facts('never-heard', {order: 1}));
  return {text: JSON.stringify(it.feed.snapshot()), at: it.clock.now()};
}

test('a snapshot comes back as last known figures of the time it was taken, marked as from disk', () => {
  using it = fleet();
  const {text, at} = onDisk();
  it.feed.restore(JSON.parse(text));
  it.feed.describe(facts('a'));
  const row = it.row();
  assert.equal(row.id, 'uid-1');
  assert.equal(row.fromDisk, at);
  assert.equal(row.region, 'eu-1');
  assert.deepEqual(row.nodes, {type: 'last', value: {ready: 1, total: 1}, at});
  assert.deepEqual(row.worst, {type: 'last', value: 'CrashLoop x1', at});
  assert.deepEqual(row.version, {type: 'last', value: {git: 'v1.37.2'}, at});
});

test('it may be restored before or after its contexts are described, and contexts gone since are dropped', () => {
  using it = fleet();
  it.feed.describe(facts('a'));
  it.feed.restore(JSON.parse(onDisk().text.replaceAll('"contexts":["a"]', '"contexts":["gone","a"]')));
  assert.deepEqual(it.row().contexts, ['a']);
  assert.equal(it.row().nodes.type, 'last');
});

test('of two clusters that a context has led to, the one heard from last is restored, in whatever order they are kept', () => {
  const snapshot = JSON.parse(onDisk().text);
  const [newer] = snapshot.clusters;
  const older = {...newer, id: 'uid-before', at: newer.at - 60_000};
  for (const clusters of [
    [older, newer],
    [newer, older],
  ]) {
    using it = fleet();
    it.feed.describe(facts('a'));
    it.feed.restore({...snapshot, clusters});
    assert.equal(it.row().id, 'uid-1');
    assert.equal(it.row().fromDisk, newer.at);
  }
});

test('a cluster that has told nothing but its version leaves nothing on disk, where it would stand over what was known', () => {
  using it = fleet();
  it.feed.describe(facts('a'));
  it.feed.heard('a', it.clock.now(), 0);
  it.feed.connection('a', {type: 'live', since: it.clock.now()});
  it.feed.version('a', {git: 'v1.37.2'});
  it.feed.flush();
  assert.deepEqual(it.feed.snapshot().clusters, []);
  read(it.feed, 'a', nodes, [node('n1')]);
  assert.equal(it.feed.snapshot().clusters.length, 1);
});

test('live figures replace it one by one', () => {
  using it = fleet();
  it.feed.restore(JSON.parse(onDisk().text));
  it.feed.describe(facts('a'));
  it.feed.heard('a', it.clock.now(), 0);
  it.feed.connection('a', {type: 'live', since: it.clock.now()});
  read(it.feed, 'a', nodes, [node('n1'), node('n2')]);
  const row = it.row();
  assert.deepEqual(row.nodes, {type: 'known', value: {ready: 2, total: 2}});
  assert.equal(row.pods.type, 'last');
  assert.equal(row.fromDisk, undefined);
  it.feed.watch('a', 'pods', {type: 'absent'});
  assert.equal(it.row().pods.type, 'unknown');
});

test('a snapshot says nothing of a context that has been heard from, leads to another server, or to another cluster', () => {
  using it = fleet();
  const snapshot = JSON.parse(onDisk().text);
  it.feed.describe(facts('a'));
  it.feed.heard('a', it.clock.now(), 0);
  it.feed.restore(snapshot);
  assert.equal(it.row().nodes.type, 'unknown');

  using moved = fleet();
  moved.feed.restore(snapshot);
  moved.feed.describe(facts('a', {server: 'https://elsewhere'}));
  assert.equal(moved.row().nodes.type, 'unknown');

  using rebuilt = fleet();
  rebuilt.feed.restore(snapshot);
  connect(rebuilt, 'a', {namespaces: [namespace('kube-system', 'uid-2')]});
  rebuilt.feed.watch('a', 'nodes', {type: 'syncing', received: 0});
  assert.equal(rebuilt.row().id, 'uid-2');
  assert.equal(rebuilt.row().region, '');
});

test('figures last known are kept with their own age when a snapshot is taken of them', async () => {
  using it = fleet();
  const {text, at} = onDisk();
  it.feed.restore(JSON.parse(text));
  it.feed.describe(facts('a'));
  await it.clock.advance(3600_000);
  const cluster = it.feed.snapshot().clusters[0];
  assert.equal(cluster?.at, at);
  assert.deepEqual(cluster?.row.nodes, {type: 'last', value: {ready: 1, total: 1}, at});
});

test('clusters of which nothing is known are left out, and no object is in it', () => {
  const {text} = onDisk();
  assert.doesNotMatch(text, /never-heard/);
  assert.doesNotMatch(text, /"p1"|"n1"|kube-system/);
});

const good = JSON.parse(onDisk().text);

const junk: readonly (readonly [string, unknown])[] = [
  ['nothing', undefined],
  ['null', null],
  ['text', 'snapshot'],
  ['a list', []],
  ['another format', {...good, format: 2}],
  ['clusters that are no list', {...good, clusters: {}}],
  [
    'figures of wrong types',
    {...good, clusters: [withNodes({type: 'known', value: {ready: '1', total: 1}})]},
  ],
  [
    'a figure of an unknown type',
    {...good, clusters: [withNodes({type: 'sure', value: {ready: 1, total: 1}})]},
  ],
  ['negative counts', {...good, clusters: [withNodes({type: 'known', value: {ready: -1, total: 1}})]}],
  ['no contexts', {...good, clusters: [{...good.clusters[0], contexts: []}]}],
];

for (const [name, value] of junk) {
  test(`junk on disk is ignored: ${name}`, () => {
    using it = fleet();
    it.feed.restore(value as FleetSnapshot);
    it.feed.describe(facts('a'));
    assert.equal(it.row().nodes.type, 'unknown');
    assert.equal(it.row().fromDisk, undefined);
  });
}

test('a damaged cluster does not take the others along, and what is not ours does not come through', () => {
  using it = fleet();
  const [cluster] = good.clusters;
  const extended = {...cluster, token: 'secret', row: {...cluster.row, token: 'secret'}};
  it.feed.restore({...good, clusters: [null, {id: 1}, extended]});
  it.feed.describe(facts('a'));
  assert.equal(it.row().nodes.type, 'last');
  assert.doesNotMatch(JSON.stringify(it.feed.snapshot()), /secret/);
});

function withNodes(figure: unknown): unknown {
  const [cluster] = good.clusters;
  return {...cluster, row: {...cluster.row, nodes: figure}};
}
