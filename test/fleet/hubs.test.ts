import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ClusterRow,
  clusterColumns,
  clusterListing,
  type Feed,
  type HubMember,
  isBad,
  stateText,
} from '../../src/fleet/index.ts';
import {kindId} from '../../src/kinds/index.ts';
import {hubSystems} from '../../src/providers/index.ts';
import {member, system} from '../providers/fixtures.ts';
import {connect, facts, fleet, read, type TestFleet} from './fleet.ts';
import {namespace, node} from './objects.ts';

const karmada = system('karmada').kind;
const kubefed = system('kubefed').kind;
const ready = member('karmada', 'ready');

test('a member is the row of the same kube-system, whatever both are called and wherever the hub reaches it', () => {
  using it = hubs();
  connect(it, 'prod-eu', {namespaces: [namespace('kube-system', ready.uid)]}, {order: 1});
  tell(it, 'hub', [member('karmada', 'ready', {name: 'other', endpoint: 'https://tunnel'})]);
  assert.deepEqual(it.row('prod-eu').opinions, [
    {
      hub: 'hub',
      system: 'karmada',
      member: 'other',
      word: '+',
      reason: 'Ready',
      message: 'cluster is healthy and ready to accept workloads',
      since: ready.since * 1000,
    },
  ]);
  assert.deepEqual(names(it), ['hub', 'prod-eu']);
});

test('a member that bears the name of a cluster with another kube-system is not that cluster', () => {
  using it = hubs();
  connect(it, 'alpha', {namespaces: [namespace('kube-system', 'another')]}, {order: 1});
  tell(it, 'hub', [ready]);
  assert.equal(it.row('alpha').opinions, undefined);
});

test('where the hub tells no UID, the server’s address decides before the name', () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  connect(it, 'bravo', {}, {order: 2, server: 'https://B.example/'});
  tell(it, 'hub', [fed('alpha', 'https://b.example:443'), fed('bravo', 'https://a-tunnel')]);
  assert.deepEqual(told(it, 'bravo'), ['alpha', 'bravo']);
  assert.deepEqual(told(it, 'alpha'), []);
});

test('of two clusters at one address, or of one name, neither is guessed', () => {
  using it = hubs();
  for (const [order, name] of ['one', 'two'].entries()) {
    const namespaces = [namespace('kube-system', `uid-${name}`)];
    connect(it, name, {namespaces}, {order: order + 1, server: 'https://localhost:6443'});
  }
  tell(it, 'hub', [fed('three', 'https://localhost:6443')]);
  assert.deepEqual([told(it, 'one'), told(it, 'two')], [[], []]);
});

test('a lost cluster has the word of its hubs behind its state, the worst of them, and the nodes that a hub counts', () => {
  using it = hubs();
  connect(it, 'alpha', {nodes: [node('n1')]}, {order: 1});
  tell(it, 'hub', [member('karmada', 'ready', {uid: ''})]);
  assert.deepEqual(it.row('alpha').nodes, {type: 'known', value: {ready: 1, total: 1}});
  lose(it, 'alpha');
  assert.equal(state(it, 'alpha', 240_000), 'tcp 4m hub+');
  assert.deepEqual(it.row('alpha').nodes, {type: 'hub', value: {ready: 2, total: 2}});
  assert.equal(cell(it.row('alpha'), 'NODES'), '2/2h');
  connect(it, 'other', {}, {order: 3});
  tell(it, 'other', [fed('alpha', '', {ready: 'False', reason: 'ClusterNotReachable'})]);
  assert.equal(state(it, 'alpha', 240_000), 'tcp 4m hub-');
  assert.equal(cell(it.row('alpha'), 'HUB'), '1+ 1-');
});

test('the age gives way where there is no room for it and the word', () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  tell(it, 'hub', [member('karmada', 'ready', {uid: ''})]);
  it.feed.connection('alpha', {type: 'stale', since: it.clock.now()});
  assert.equal(state(it, 'alpha', 40_000), 'stale hub+');
  const since = it.clock.now();
  it.feed.connection('alpha', {type: 'login', since, cause: 'plugin hung', reason: 'it hangs'});
  assert.equal(state(it, 'alpha', 40_000), 'plugin hung');
});

test('what a hub that finds the cluster ill counted last is not shown', () => {
  using it = hubs();
  connect(it, 'bravo', {nodes: [node('n1')]}, {order: 1});
  tell(it, 'hub', [member('karmada', 'killed', {uid: ''})]);
  lose(it, 'bravo');
  assert.equal(it.row('bravo').nodes.type, 'last');
});

test('a hub that cannot be asked is not one without clusters: each word is ?, with what it said before', () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  tell(it, 'hub', [member('karmada', 'ready', {uid: ''})]);
  const since = it.clock.now();
  it.feed.watch('hub', kindId(karmada), {type: 'failing', since, reason: '503 for clusters'});
  const [opinion] = it.row('alpha').opinions ?? [];
  assert.deepEqual(
    [opinion?.word, opinion?.reason, opinion?.said, opinion?.message, opinion?.since],
    ['?', 'cannot be asked', 'Ready', '503 for clusters', since],
  );
  assert.deepEqual(it.row('hub').hubOf, [{system: 'karmada', members: {type: 'last', value: 1, at: since}}]);
  assert.equal(cell(it.row('hub'), 'HUB'), 'hub of ~1');
});

test('a hub that was never read says ?, and one that may not be read says -', () => {
  using it = hubs();
  it.feed.watch('hub', kindId(karmada), {type: 'failing', since: 1, reason: '503'});
  assert.equal(cell(it.row('hub'), 'HUB'), 'hub of ?');
  it.feed.watch('hub', kindId(karmada), {type: 'denied', reason: 'no'});
  assert.equal(cell(it.row('hub'), 'HUB'), 'hub of -');
  it.feed.watch('hub', kindId(karmada), {type: 'absent'});
  assert.equal(it.row('hub').hubOf, undefined);
});

test('a hub that is lost itself, or whose controller looks no more, says nothing of now', async () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  const lookedAt = it.clock.now() / 1000;
  tell(it, 'hub', [fed('alpha', '', {lookedAt})]);
  assert.equal(words(it, 'alpha'), '+');
  await it.clock.advance(120_000);
  assert.equal(words(it, 'alpha'), '?');
  assert.equal(it.row('alpha').opinions?.[0]?.reason, 'has not looked');
  tell(it, 'hub', [fed('alpha', '', {lookedAt: lookedAt + 120})]);
  assert.equal(words(it, 'alpha'), '+');
  lose(it, 'hub');
  assert.equal(words(it, 'alpha'), '?');
});

test('every look of a hub is no news of a row that stays as it is', () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  tell(it, 'hub', [fed('alpha', '', {lookedAt: it.clock.now() / 1000})]);
  const row = it.row('alpha');
  it.feed.sink('hub', kubefed).upsert(fed('alpha', '', {lookedAt: it.clock.now() / 1000 + 10}));
  assert.equal(it.row('alpha'), row);
});

test('a cluster that no context leads to is a row of its own, one for all hubs that know it', () => {
  using it = hubs();
  connect(it, 'other', {}, {order: 1});
  tell(it, 'hub', [member('karmada', 'ready', {name: 'zulu'})]);
  tell(it, 'other', [fed('zulu', 'https://zulu')]);
  assert.deepEqual(names(it), ['hub', 'other', 'zulu']);
  const row = it.row('zulu');
  assert.equal(stateText(row, it.clock.now()), 'hub only');
  assert.equal(cell(row, 'HUB'), '2+');
  assert.equal(cell(row, 'VERSION'), 'v1.37.2h');
  assert.equal(cell(row, 'NODES'), '2/2h');
  assert.equal(cell(row, 'PODS'), '?');
  assert.equal(isBad(row), false);
  tell(it, 'hub', [member('karmada', 'killed', {name: 'zulu'})]);
  assert.equal(stateText(it.row('zulu'), it.clock.now()), 'hub only hub-');
  assert.equal(isBad(it.row('zulu')), true);
  it.feed.sink('hub', karmada).remove('', 'zulu');
  it.feed.sink('other', kubefed).remove('kube-federation-system', 'zulu');
  assert.deepEqual(names(it), ['hub', 'other']);
});

test('no such row comes and goes while a context has not said yet which cluster it leads to', () => {
  using it = hubs();
  it.feed.describe(facts('by-tunnel', {order: 1}));
  tell(it, 'hub', [ready]);
  assert.deepEqual(names(it), ['hub', 'by-tunnel']);
  connect(it, 'by-tunnel', {namespaces: [namespace('kube-system', ready.uid)]}, {order: 1});
  assert.deepEqual(names(it), ['hub', 'by-tunnel']);
  assert.equal(words(it, 'by-tunnel'), '+');
});

test('a member that leaves takes its word with it', () => {
  using it = hubs();
  connect(it, 'alpha', {}, {order: 1});
  tell(it, 'hub', [fed('alpha')]);
  assert.equal(words(it, 'alpha'), '+');
  it.feed.sink('hub', kubefed).remove('kube-federation-system', 'alpha');
  assert.equal(it.row('alpha').opinions, undefined);
  assert.equal(cell(it.row('hub'), 'HUB'), 'hub of 0');
});

test('lists have the column HUB only where there is a hub, and JSON the hubs only of those they know', () => {
  using it = fleet({hubs: hubSystems});
  connect(it, 'alpha');
  assert.equal(
    listing(it).columns.some(({name}) => name === 'HUB'),
    false,
  );
  assert.equal('hubs' in (listing(it).rows[0]?.item() ?? {}), false);
  connect(it, 'hub', {}, {order: 1});
  tell(it, 'hub', [fed('alpha', '', {ready: 'False', reason: 'ClusterNotReachable', message: 'gone'})]);
  assert.equal(
    listing(it).columns.some(({name}) => name === 'HUB'),
    true,
  );
  const [alpha, hub] = listing(it).rows.map((row) => row.item());
  assert.deepEqual(alpha?.['hubs'], [
    {
      hub: 'hub',
      system: 'kubefed',
      member: 'alpha',
      ready: false,
      reason: 'ClusterNotReachable',
      message: 'gone',
      since: new Date(fed('alpha').since * 1000).toISOString(),
    },
  ]);
  assert.deepEqual(hub?.['hubOf'], [{system: 'kubefed', members: 1, standing: 'known'}]);
});

function hubs(): TestFleet {
  const it = fleet({hubs: hubSystems});
  connect(it, 'hub');
  return it;
}

/** Karmada's members have no namespace. */
function tell({feed}: {readonly feed: Feed}, hub: string, members: readonly HubMember[]): void {
  read(feed, hub, members[0]?.namespace === '' ? karmada : kubefed, members);
}

function fed(name: string, endpoint = '', given: Partial<HubMember> = {}): HubMember {
  return member('kubefed', 'ready', {name, endpoint, lookedAt: 0, ...given});
}

function lose({feed, clock}: TestFleet, context: string): void {
  feed.connection(context, {type: 'unreachable', since: clock.now(), layer: 'tcp', reason: 'refused'});
}

function names(it: TestFleet): readonly string[] {
  it.feed.flush();
  return it.feed.store.getState().clusters.map(({name}) => name);
}

function told(it: TestFleet, name: string): readonly string[] {
  return it.row(name).opinions?.map((opinion) => opinion.member) ?? [];
}

function words(it: TestFleet, name: string): string {
  return (
    it
      .row(name)
      .opinions?.map(({word}) => word)
      .join('') ?? ''
  );
}

function state(it: TestFleet, name: string, after: number): string {
  return stateText(it.row(name), it.clock.now() + after);
}

function cell(row: ClusterRow, name: string): string {
  return clusterColumns.find((column) => column.name === name)?.cell(row, {now: 0}) ?? 'no such column';
}

function listing({feed, clock}: TestFleet) {
  feed.flush();
  const {clusters} = feed.store.getState();
  return clusterListing(clusters, {query: undefined, context: {now: clock.now()}, isShort: false});
}
