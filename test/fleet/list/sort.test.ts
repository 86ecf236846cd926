import assert from 'node:assert/strict';
import test from 'node:test';
import {
  type ClusterRow,
  clusterListing,
  type Listing,
  type ListRow,
  sortRows,
} from '../../../src/fleet/index.ts';
import {clusterRow, lost, worst} from './rows.ts';

function listing(values: readonly (number | string | undefined)[]): Listing {
  const rows = values.map((value, index) => ({name: `${index}`, value: () => value}) as unknown as ListRow);
  const columns = [{name: 'X', isWide: false, isRight: false}];
  return {kind: 'x', isNamespaced: false, columns, rows, hidden: 0};
}

const order = (values: readonly (number | string | undefined)[], isDescending = false) =>
  sortRows(listing(values), {column: 'X', isDescending}).rows.map(({name}) => Number(name));

test('rows are sorted by value, and equal ones stay as they were whichever way round', () => {
  assert.deepEqual(order([10, 9, 10, 1]), [3, 1, 0, 2]);
  assert.deepEqual(order([10, 9, 10, 1], true), [0, 2, 1, 3]);
  assert.deepEqual(order(['b', 'a', 'B', 'b']), [2, 1, 0, 3]);
});

test('what is not known comes last in both directions', () => {
  const values = [undefined, 2, '?', 1, Number.POSITIVE_INFINITY, '<none>'];
  assert.deepEqual(order(values), [3, 1, 0, 2, 4, 5]);
  assert.deepEqual(order(values, true), [1, 3, 0, 2, 4, 5]);
});

test('a column that is not there sorts nothing', () => {
  const one = listing([2, 1]);
  assert.equal(sortRows(one, {column: 'Y', isDescending: false}), one);
});

test('what is sorted is no longer in the order of time', () => {
  const sorted = sortRows({...listing([2, 1]), isChronicle: true}, {column: 'X', isDescending: false});
  assert.equal(sorted.isChronicle, undefined);
});

const clusters = (column: string, rows: readonly ClusterRow[], isDescending = false) =>
  sortRows(clusterListing(rows, {query: undefined, context: {now: 0}, isShort: true}), {
    column,
    isDescending,
  }).rows.map(({cluster}) => cluster.name);

test('clusters are sorted by what a column means and not by how it is written', () => {
  const version = (name: string, git: string) => clusterRow(name, {version: {type: 'known', value: {git}}});
  assert.deepEqual(
    clusters('VER', [
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
