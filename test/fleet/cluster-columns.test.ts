import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ClusterRow,
  type ConnectionState,
  clusterColumns,
  type RowLogin,
  stateText,
} from '../../src/fleet/index.ts';
import {connect, facts, fleet} from './fleet.ts';
import {deployment, node, pod, warning} from './objects.ts';

const now = 100_000_000;
const ago = (seconds: number) => now - seconds * 1000;
const reason = 'why';

const states: readonly (readonly [string, ConnectionState])[] = [
  ['connecting', {type: 'connecting', since: now}],
  ['live', {type: 'live', since: ago(9999)}],
  ['stale', {type: 'stale', since: ago(9)}],
  ['tcp', {type: 'unreachable', since: ago(9), layer: 'tcp', reason}],
  ['503', {type: 'unreachable', since: now, layer: 'http', status: 503, reason}],
  ['stale 10s', {type: 'stale', since: ago(10)}],
  ['stale 40s', {type: 'stale', since: ago(49)}],
  ['stale 4m', {type: 'stale', since: ago(299)}],
  ['login 22m', {type: 'login', since: ago(22 * 60), cause: 'session', reason}],
  ['login 2h', {type: 'login', since: ago(2.9 * 3600), cause: 'refused', reason}],
  ['login 1d', {type: 'login', since: ago(30 * 3600), cause: 'expired', reason}],
  ['no plugin', {type: 'login', since: now, cause: 'no plugin', reason}],
  ['plugin hung', {type: 'login', since: now, cause: 'plugin hung', reason}],
  ['dns 4m', {type: 'unreachable', since: ago(240), layer: 'dns', reason}],
  ['tcp 4m', {type: 'unreachable', since: ago(240), layer: 'tcp', reason}],
  ['tls 4m', {type: 'unreachable', since: ago(240), layer: 'tls', reason}],
  ['503 4m', {type: 'unreachable', since: ago(240), layer: 'http', status: 503, reason}],
  ['http 4m', {type: 'unreachable', since: ago(240), layer: 'http', reason}],
  ['slow 429', {type: 'unreachable', since: ago(240), layer: 'http', status: 429, reason}],
  ['bad entry', {type: 'broken', since: now, reason}],
  ['parked', {type: 'parked', since: now}],
];

for (const [text, connection] of states) {
  test(`${text} is the state of a connection that is ${connection.type}`, () => {
    assert.equal(stateText({connection, watches: {}}, now), text);
  });
}

test('a live row shows how far it is read, and that its server asks to slow down', () => {
  const connection = {type: 'live', since: now} as const;
  const text = (watches: ClusterRow['watches']) => stateText({connection, watches}, now);
  const synced = {type: 'synced', since: 1} as const;
  assert.equal(text({pods: {type: 'syncing', received: 630, total: 1000}, nodes: synced}), 'sync 63%');
  assert.equal(text({pods: {type: 'syncing', received: 1200, total: 1000}}), 'sync 99%');
  assert.equal(text({pods: {type: 'syncing', received: 5}}), 'sync');
  assert.equal(text({pods: {type: 'failing', since: 1, reason: 'HTTP 429 Too Many Requests'}}), 'slow 429');
  assert.equal(text({pods: {type: 'failing', since: 1, reason: 'HTTP 500'}, nodes: synced}), 'live');
});

test('a live row whose login only a person can renew says so ten minutes before its end', () => {
  const text = (left: number, isRenewed: boolean, watches: ClusterRow['watches'] = {}) => {
    const login = {group: 'aws-prod', expires: now + left * 1000, isRenewed};
    return stateText({connection: {type: 'live', since: 1}, watches, login}, now);
  };
  assert.equal(text(600, false), 'live');
  assert.equal(text(599, false), 'live !login');
  assert.equal(text(-1, false), 'live !login', 'the server may see it otherwise, but it is over');
  assert.equal(text(1, true), 'live', 'what renews itself ends all the time');
  assert.equal(text(1, false, {pods: {type: 'syncing', received: 1, total: 2}}), 'sync 50%');
  const login = {group: 'aws-prod', isRenewed: false};
  assert.equal(stateText({connection: {type: 'live', since: 1}, watches: {}, login}, now), 'live');
});

test('a login is shown by its group, with the time left where only a person can renew it', () => {
  const column = clusterColumns.find(({name}) => name === 'LOGIN');
  assert.ok(column);
  using it = fleet();
  connect(it, 'a');
  assert.equal(column.cell(it.row(), {now}), '?');
  const cell = (login: RowLogin) => {
    it.feed.login('a', login);
    return [column.cell(it.row(), {now}), column.value?.(it.row(), {now})];
  };
  const expires = now + 11.9 * 60_000;
  assert.deepEqual(cell({group: 'aws-prod', expires, isRenewed: true}), ['aws-prod', undefined]);
  assert.deepEqual(cell({group: 'aws-prod', expires, isRenewed: false}), ['aws-prod 11m', expires]);
  assert.deepEqual(cell({group: 'kind', expires: now, isRenewed: false}), ['kind ended', now]);
  assert.deepEqual(cell({group: 'kind', isRenewed: false}), ['kind', undefined]);
  assert.equal(column.words?.(it.row()), '');
  cell({group: 'kind', user: 'ann@corp', isRenewed: false});
  assert.equal(column.words?.(it.row()), 'ann@corp');
});

test('a row from disk says so until it is connected', () => {
  const row = {
    connection: {type: 'connecting', since: now},
    watches: {},
    fromDisk: ago(3 * 86_400 + 5),
  } as const;
  assert.equal(stateText(row, now), 'disk 3d');
  // It was lost before this run looked, however short ago that was.
  const lost = {type: 'unreachable', since: now, layer: 'tcp', reason: 'connection refused'} as const;
  assert.equal(stateText({...row, connection: lost}, now), 'tcp 3d');
});

test('the columns of a live cluster', () => {
  using it = fleet();
  fill(it);
  assert.deepEqual(cells(it.row(), {now: it.clock.now(), newest: '1.38'}), {
    CLUSTER: 'a',
    TIER: 'prod',
    GROUP: 'eu',
    CONTEXTS: 'a',
    REGION: '?',
    VERSION: 'v1.36.2<',
    HUB: '',
    LOGIN: '?',
    STATE: 'live',
    WORST: 'CrashLoop x1',
    NODES: '2/3',
    ROLL: '1/0',
    CPU: '3%',
    MEM: '1%',
    PODS: '3',
    BAD: '2',
    WARN: '4',
  });
});

test('last known figures are marked ~, unknown ones are ?, and what may not be read is -', () => {
  using it = fleet();
  fill(it);
  it.feed.watch('a', 'pods', {type: 'denied', reason});
  it.feed.watch('a', 'events?type=Warning', {type: 'absent'});
  it.feed.connection('a', {type: 'stale', since: it.clock.now()});
  const texts = cells(it.row(), {now: it.clock.now()});
  assert.equal(texts['VERSION'], '~v1.36.2');
  assert.equal(texts['NODES'], '~2/3');
  assert.equal(texts['ROLL'], '~1/0');
  assert.equal(texts['WORST'], '~NotReady x1');
  for (const name of ['PODS', 'BAD', 'CPU']) assert.equal(texts[name], '-');
  assert.equal(texts['WARN'], '?');
});

test('a share of nothing, and of an unlabelled row, is not known', () => {
  using it = fleet();
  connect(it, 'a', {}, {tier: '', group: ''});
  it.feed.connection('a', {type: 'stale', since: 1});
  const texts = cells(it.row(), {now});
  for (const name of ['CPU', 'MEM', 'TIER', 'GROUP']) assert.equal(texts[name], '?');
});

test('an emulated version comes first, and vendors’ build marks are left out', () => {
  using it = fleet();
  connect(it, 'a');
  const version = () => cells(it.row(), {now, newest: '1.37'})['VERSION'];
  it.feed.version('a', {git: 'v1.37.2', emulated: '1.34'});
  assert.equal(version(), 'v1.34< (v1.37.2)');
  for (const git of ['v1.36.1-eks-113cf36', 'v1.36.1-gke.100', 'v1.36.1+k3s1']) {
    it.feed.version('a', {git});
    assert.equal(version(), 'v1.36.1');
  }
});

test('on a screen the version is the minor served, marked < when behind, whether or not the cluster answers now', () => {
  using it = fleet();
  connect(it, 'a');
  const column = clusterColumns.find(({name}) => name === 'VERSION')?.short;
  assert.equal(column?.name, 'VER');
  const text = () => column?.cell(it.row(), {now, newest: '1.37'});
  it.feed.version('a', {git: 'v1.37.2', emulated: '1.34'});
  assert.equal(text(), '1.34<');
  it.feed.version('a', {git: 'v1.36.1-eks-113cf36'});
  assert.equal(text(), '1.36');
  it.feed.connection('a', {type: 'stale', since: it.clock.now()});
  assert.equal(text(), '1.36');
});

test('a terminal of 80 columns shows the eight that matter, one of 120 thirteen, and -o wide all', () => {
  const shown = (columns: number) =>
    clusterColumns
      .filter(({wide, from = 0}) => wide !== true && from <= columns)
      .map(({short, name}) => short?.name ?? name);
  assert.deepEqual(shown(80), ['CLUSTER', 'TIER', 'VER', 'STATE', 'WORST', 'NODES', 'ROLL', 'BAD']);
  assert.deepEqual(
    shown(120).filter((name) => !shown(80).includes(name)),
    ['GROUP', 'HUB', 'CPU', 'MEM', 'PODS'],
  );
  assert.deepEqual(
    shown(200).filter((name) => !shown(120).includes(name)),
    ['WARN'],
  );
});

test('columns sort by numbers, and what is not known has none', () => {
  using it = fleet();
  fill(it);
  it.feed.describe(facts('b', {order: 1}));
  const value = (name: string, row: ClusterRow) =>
    clusterColumns.find((column) => column.name === name)?.value?.(row, {now});
  assert.equal(value('BAD', it.row('a')), 2);
  assert.equal(value('NODES', it.row('a')), 2);
  assert.equal(value('BAD', it.row('b')), undefined);
});

function fill(it: Parameters<typeof connect>[0]) {
  const at = it.clock.now();
  connect(it, 'a', {
    nodes: [node('n1'), node('n2'), node('n3', {isReady: false})],
    pods: [pod('p1'), pod('p2', {state: 'crashing'}), pod('p3', {state: 'creating'})],
    deployments: [deployment('web', {availableReplicas: 1})],
    events: [warning('e1', {count: 4, first: at, last: at})],
  });
  it.feed.version('a', {git: 'v1.36.2'});
}

function cells(row: ClusterRow, context: {now: number; newest?: string}): Record<string, string> {
  return Object.fromEntries(clusterColumns.map((column) => [column.name, column.cell(row, context)]));
}
