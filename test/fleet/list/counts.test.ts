import assert from 'node:assert/strict';
import test from 'node:test';
import {fleetCounts, isBad} from '../../../src/fleet/index.ts';
import {clusterRow, lost, worst} from './rows.ts';

test('the figures of connections add up to all clusters', () => {
  const rows = [
    clusterRow('a'),
    ...Object.entries(lost).map(([name, connection]) => clusterRow(name, {connection})),
  ];
  const {total, live, stale, login, lost: unreachable, other} = fleetCounts(rows);
  assert.deepEqual(
    {total, live, stale, login, unreachable, other},
    {
      total: 7,
      live: 1,
      stale: 1,
      login: 1,
      unreachable: 1,
      other: 3,
    },
  );
  assert.equal(live + stale + login + unreachable + other, total);
});

test('a fault counts once for each cluster, also where it is only the last known', () => {
  const rows = [
    clusterRow('a', worst('CrashLoop x7')),
    clusterRow('b', {
      connection: lost.login,
      worst: {type: 'last', at: 0, value: 'CrashLoop x2'},
    }),
    clusterRow('c', worst('ok')),
    clusterRow('d', {worst: {type: 'unknown'}}),
    clusterRow('e', {identityFault: 'restored from another'}),
  ];
  assert.equal(fleetCounts(rows).faults, 3);
});

test('what cannot be seen wholly may hide faults', () => {
  const hasUnseen = (given: Parameters<typeof clusterRow>[1]) =>
    fleetCounts([clusterRow('a'), clusterRow('b', given)]).hasUnseen;
  assert.equal(hasUnseen({}), false);
  assert.equal(hasUnseen({connection: lost.stale}), true);
  assert.equal(hasUnseen({connection: lost.parked}), true);
  assert.equal(hasUnseen({worst: {type: 'unknown'}}), true);
  assert.equal(hasUnseen({nodes: {type: 'denied'}}), true);
  const pods = {total: 1, running: 1, pending: 0, failing: 0, completed: 0};
  assert.equal(hasUnseen({pods: {type: 'known', value: pods, isPartial: true}}), true);
  // Usage, of which many clusters know nothing, hides no fault.
  assert.equal(hasUnseen({capacity: {type: 'unknown'}}), false);
});

test('the oldest and the newest minor are those of the clusters given', () => {
  const version = (git: string) => ({version: {type: 'known', value: {git}} as const});
  const {oldest, newest} = fleetCounts([
    clusterRow('a', version('v1.10.2')),
    clusterRow('b', version('v1.9.7')),
    clusterRow('c', {version: {type: 'unknown'}}),
  ]);
  assert.deepEqual([oldest, newest], ['1.9', '1.10']);
  assert.equal('oldest' in fleetCounts([]), false);
});

test('bad is what cannot be seen, unless it was put aside, and what is known to be ill', () => {
  assert.equal(isBad(clusterRow('a')), false);
  assert.equal(isBad(clusterRow('a', {worst: {type: 'unknown'}})), false);
  assert.equal(isBad(clusterRow('a', worst('Pending x2'))), true);
  assert.equal(isBad(clusterRow('a', {worst: {type: 'last', at: 0, value: 'stuck web'}})), true);
  const workloads = {total: 3, rolling: 0, stuck: 1, paused: 0};
  assert.equal(isBad(clusterRow('a', {workloads: {type: 'known', value: workloads}})), true);
  assert.equal(isBad(clusterRow('a', {identityFault: 'restored'})), true);
  for (const [type, connection] of Object.entries(lost)) {
    assert.equal(isBad(clusterRow('a', {connection})), type !== 'parked', type);
  }
  assert.equal(isBad(clusterRow('a', {connection: lost.parked, ...worst('CrashLoop x1')})), true);
});
