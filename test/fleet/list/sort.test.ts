import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ClusterRow,
  createListMemory,
  gridRows,
  objectListing,
  type Sort,
} from '../../../src/fleet/index.ts';
import {type Kind, type PodRecord, pods} from '../../../src/kinds/index.ts';
import {connect, fleet} from '../fleet.ts';
import {pod} from '../objects.ts';
import {clusterRow, lost, worst} from './rows.ts';

/** Where each of these values comes in a column of them, whether they were there at once or came one by one. */
function order(values: readonly (number | string | undefined)[], sort: Partial<Sort> = {}) {
  using one = fleet();
  const {feed} = one;
  const ofColumn = ({name}: PodRecord) => values[Number(name)];
  const cell = (record: PodRecord) => String(ofColumn(record));
  const kind: Kind<PodRecord> = {
    ...pods,
    columns: [{name: 'X', cell, value: (record) => ofColumn(record) ?? ''}],
  };
  connect(one, 'east');
  feed.flush();
  const target = {name: 'pods', kinds: new Map([['east', kind as unknown as Kind]])};
  const list = (memory = createListMemory()) =>
    objectListing(target, {
      feed,
      clusters: feed.store.getState().clusters,
      namespacesOf: undefined,
      query: undefined,
      ageStep: 1,
      memory,
      sort: {column: 'X', isDescending: false, ...sort},
    }).rows.map(({name}) => Number(name.split('/').at(-1)));
  const memory = createListMemory();
  for (const index of values.keys()) {
    feed.sink('east', pods).upsert(pod(String(index)));
    list(memory);
  }
  const rows = list();
  assert.deepEqual(list(memory), rows);
  return rows;
}

test('rows are sorted by value, and equal ones stay as they were whichever way round', () => {
  assert.deepEqual(order([10, 9, 10, 1]), [3, 1, 0, 2]);
  assert.deepEqual(order([10, 9, 10, 1], {isDescending: true}), [0, 2, 1, 3]);
  assert.deepEqual(order(['b', 'a', 'B', 'b']), [2, 1, 0, 3]);
});

test('what is not known comes last in both directions', () => {
  const values = [undefined, 2, '?', 1, Number.POSITIVE_INFINITY, '<none>'];
  assert.deepEqual(order(values), [3, 1, 0, 2, 4, 5]);
  assert.deepEqual(order(values, {isDescending: true}), [1, 3, 0, 2, 4, 5]);
});

test('a column that is not there sorts nothing', () => {
  assert.deepEqual(order([2, 1], {column: 'Y'}), [0, 1]);
  assert.deepEqual(clusters('Y', [clusterRow('b'), clusterRow('a')]), ['b', 'a']);
});

const nothing = {records: () => new Map(), rollouts: () => [], clusterNow: () => 0};

const clusters = (column: string, rows: readonly ClusterRow[], isDescending = false) =>
  gridRows({clusters: rows}, nothing, {
    query: '',
    isFaultsOnly: false,
    groupBy: 'none',
    folded: new Set(),
    sort: {column, isDescending},
    now: 0,
  }).rows.flatMap((each) => (each.type === 'cluster' ? [each.row.name] : []));

test('clusters are sorted by what a column means and not by how it is written', () => {
  const version = (name: string, git: string) => clusterRow(name, {version: {type: 'known', value: {git}}});
  assert.deepEqual(
    clusters('VERSION', [
      version('ten', 'v1.10.1'),
      version('nine', 'v1.9.8'),
      clusterRow('no', {version: {type: 'denied'}}),
    ]),
    ['nine', 'ten', 'no'],
  );
  assert.deepEqual(
    clusters('WORST', [
      clusterRow('ok'),
      clusterRow('pending', worst('Pending x9')),
      clusterRow('few', worst('CrashLoop x2')),
      clusterRow('stuck', worst('stuck web')),
      clusterRow('many', worst('CrashLoop x12')),
      clusterRow('unknown', {worst: {type: 'unknown'}}),
    ]),
    ['many', 'few', 'stuck', 'pending', 'ok', 'unknown'],
  );
  const states = Object.entries(lost).map(([name, connection]) => clusterRow(name, {connection}));
  assert.deepEqual(clusters('STATE', [clusterRow('live'), ...states]), [
    'broken',
    'unreachable',
    'login',
    'stale',
    'connecting',
    'live',
    'parked',
  ]);
});

test('how long a state has lasted does not move a row', () => {
  const at = (name: string, since: number) => clusterRow(name, {connection: {type: 'stale', since}});
  assert.deepEqual(clusters('STATE', [at('a', 0), at('b', -9e6), at('c', -60_000)]), ['a', 'b', 'c']);
});
