import assert from 'node:assert/strict';
import test from 'node:test';
import {type ClusterRow, type GridOptions, type GridRow, gridRows} from '../../../src/fleet/index.ts';
import {connect, fleet, type TestFleet} from '../fleet.ts';
import {deployment, pod} from '../objects.ts';
import {clusterRow, lost, worst} from './rows.ts';

const usual: GridOptions = {query: '', isFaultsOnly: false, groupBy: 'none', folded: new Set(), now: 0};
const nothing = {records: () => new Map(), rollouts: () => [], clusterNow: () => 0};

function grid(clusters: readonly ClusterRow[], given: Partial<GridOptions> = {}) {
  const {rows, hidden, problem} = gridRows({clusters}, nothing, {...usual, ...given});
  return {rows: rows.map(textOf), hidden, ...(problem !== undefined && {problem})};
}

function textOf(row: GridRow): string {
  if (row.type === 'cluster') return row.row.name + (row.found === undefined ? '' : ` (${row.found})`);
  const {clusters, live, faults} = row.counts;
  return `${row.isFolded ? '+' : '-'} ${row.title} ${clusters}/${live}/${faults}`;
}

const three = [
  clusterRow('a', {group: 'us', connection: lost.login}),
  clusterRow('b', {group: '', ...worst('CrashLoop x7')}),
  clusterRow('c', {group: 'eu'}),
  clusterRow('d', {group: 'us'}),
];

test('clusters are in the order of the kubeconfig, and a query, the scope and faults-only say which', () => {
  assert.deepEqual(grid(three), {rows: ['a', 'b', 'c', 'd'], hidden: 0});
  assert.deepEqual(grid(three, {query: 'group:us'}), {rows: ['a', 'd'], hidden: 2});
  assert.deepEqual(grid(three, {query: '!crash'}), {rows: ['a', 'c', 'd'], hidden: 1});
  assert.deepEqual(grid(three, {isFaultsOnly: true}), {rows: ['a', 'b'], hidden: 2});
  const scope = ({group}: ClusterRow) => group === 'us';
  assert.deepEqual(grid(three, {scope}), {rows: ['a', 'd'], hidden: 0});
  assert.deepEqual(grid(three, {scope, isFaultsOnly: true}), {rows: ['a'], hidden: 1});
});

test('a query that cannot be read hides nothing, and says why', () => {
  const {rows, hidden, problem = ''} = grid(three, {query: 'group:'});
  assert.deepEqual([rows.length, hidden], [4, 0]);
  assert.match(problem, /group: needs a value/);
  assert.match(grid(three, {query: 'colour:red'}).problem ?? '', /no column colour/);
});

test('groups stand under headings by name with what they hold, the unknown one last', () => {
  assert.deepEqual(grid(three, {groupBy: 'group'}).rows, [
    '- eu 1/1/0',
    'c',
    '- us 2/1/0',
    'a',
    'd',
    '- ? 1/1/1',
    'b',
  ]);
});

test('a folded group keeps its heading and its counts, and hides none', () => {
  const rows = gridRows({clusters: three}, nothing, {...usual, groupBy: 'group'}).rows;
  const us = rows.find((row) => row.type === 'heading' && row.title === 'us');
  const folded = new Set([us?.key ?? '']);
  assert.deepEqual(grid(three, {groupBy: 'group', folded}), {
    rows: ['- eu 1/1/0', 'c', '+ us 2/1/0', '- ? 1/1/1', 'b'],
    hidden: 0,
  });
  assert.deepEqual(grid(three, {groupBy: 'provider', folded}).rows.length, 5);
});

test('versions are grouped by their minor, as versions', () => {
  const version = (name: string, git: string) => clusterRow(name, {version: {type: 'known', value: {git}}});
  const clusters = [
    version('a', 'v1.10.3'),
    version('b', 'v1.9.1-eks-1'),
    clusterRow('c', {version: {type: 'unknown'}}),
    version('d', 'v1.10.0'),
  ];
  assert.deepEqual(grid(clusters, {groupBy: 'version'}).rows, [
    '- 1.9 1/1/0',
    'b',
    '- 1.10 2/2/0',
    'a',
    'd',
    '- ? 1/1/0',
    'c',
  ]);
});

test('rows move only when what they are sorted by changes, and within their group', () => {
  const sort = {column: 'CLUSTER', isDescending: true};
  assert.deepEqual(grid(three, {sort}).rows, ['d', 'c', 'b', 'a']);
  assert.deepEqual(grid(three, {sort, groupBy: 'group'}).rows.slice(2, 5), ['- us 2/1/0', 'd', 'a']);
  const ill = three.map((row) => ({...row, ...worst('CrashLoop x7')}));
  assert.deepEqual(grid(ill, {sort}).rows, ['d', 'c', 'b', 'a']);
  assert.deepEqual(grid(three, {sort: {column: 'NONE', isDescending: true}}).rows, ['a', 'b', 'c', 'd']);
});

function found({feed}: TestFleet, query: string, given: Partial<GridOptions> = {}) {
  feed.flush();
  return gridRows(feed.store.getState(), feed, {...usual, query, ...given}).rows;
}

test('a word finds clusters by what runs on them too, those first where it is not well', () => {
  using one = fleet();
  connect(one, 'alpha', {deployments: [deployment('checkout')]}, {order: 0});
  connect(one, 'beta', {deployments: [deployment('cart')]}, {order: 1});
  connect(one, 'checkout-eu', {}, {order: 2});
  connect(
    one,
    'gamma',
    {
      deployments: [deployment('checkout', {readyReplicas: 1, availableReplicas: 1})],
      pods: [
        pod('checkout-1', {state: 'crashing', owner: ['ReplicaSet', 'checkout-6d5f'], hash: '6d5f'}),
        pod('checkout-2', {state: 'crashing', owner: ['ReplicaSet', 'checkout-6d5f'], hash: '6d5f'}),
      ],
    },
    {order: 3},
  );
  const rows = found(one, 'checkout');
  assert.deepEqual(rows.map(textOf), [
    'gamma (CrashLoop x2 checkout 1/3)',
    'alpha (checkout 3/3)',
    'checkout-eu',
  ]);
  assert.deepEqual(
    rows.map((row) => row.type === 'cluster' && row.isFoundIll === true),
    [true, false, false],
  );
});

test('what else is asked must be true of the cluster itself', () => {
  using one = fleet();
  connect(one, 'alpha', {deployments: [deployment('checkout')]}, {order: 0, group: 'eu'});
  connect(one, 'beta', {deployments: [deployment('checkout')]}, {order: 1, group: 'us'});
  assert.deepEqual(found(one, 'checkout group:us').map(textOf), ['beta (checkout 3/3)']);
  assert.deepEqual(found(one, 'checkout !alpha').map(textOf), ['beta (checkout 3/3)']);
  assert.deepEqual(found(one, '!checkout').map(textOf), ['alpha', 'beta']);
});
