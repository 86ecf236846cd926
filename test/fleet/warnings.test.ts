import assert from 'node:assert/strict';
import test from 'node:test';
import {events} from '../../src/kinds/index.ts';
import {connect, fleet, type TestFleet} from './fleet.ts';
import {warning} from './objects.ts';

const minute = 60_000;

test('occurrences leave the figure an hour after they happened, by themselves and without other publications', async () => {
  using it = fleet();
  const start = it.clock.now();
  connect(it, 'a', {events: [warning('e1', {count: 4, first: start, last: start})]});
  await it.clock.advance(100);
  assert.equal(count(it), 4);
  const published = it.publications();
  await it.clock.advance(58 * minute);
  assert.equal(count(it), 4);
  assert.equal(it.publications(), published);
  await it.clock.advance(3 * minute);
  assert.equal(count(it), 0);
  assert.equal(it.publications(), published + 1);
});

test('an event that repeats counts as often as it happened, each time at its own minute', async () => {
  using it = fleet();
  const first = it.clock.now();
  connect(it, 'a', {events: [warning('e1', {count: 10, first, last: first})]});
  await it.clock.advance(40 * minute);
  it.feed.sink('a', events).upsert(warning('e1', {count: 15, first, last: it.clock.now()}));
  await it.clock.advance(1000);
  assert.equal(count(it), 15);
  await it.clock.advance(30 * minute);
  assert.equal(count(it), 5);
});

test('of an event as old as a week only the share of the last hour counts', () => {
  using it = fleet();
  const now = it.clock.now();
  connect(it, 'a', {
    events: [warning('e1', {count: 7 * 24 * 60, first: now - 7 * 24 * 60 * minute, last: now})],
  });
  it.feed.flush();
  const counted = count(it);
  assert.ok(counted >= 59 && counted <= 62, String(counted));
});

test('an event that is deleted has happened all the same', () => {
  using it = fleet();
  const now = it.clock.now();
  connect(it, 'a', {events: [warning('e1', {count: 2, first: now, last: now})]});
  it.feed.sink('a', events).remove('shop', 'e1');
  it.feed.flush();
  assert.equal(count(it), 2);
});

test('the hour is that of the cluster’s clock, not ours', () => {
  using it = fleet();
  const ahead = 3 * 60 * minute;
  const theirs = it.clock.now() + ahead;
  connect(it, 'a', {
    events: [warning('e1', {count: 2, first: theirs - 70 * minute, last: theirs - 70 * minute})],
  });
  it.feed.heard('a', it.clock.now(), ahead);
  it.feed.flush();
  assert.equal(count(it), 0);
});

function count(it: TestFleet): number {
  const warnings = it.feed.store.getState().clusters[0]?.warnings;
  assert.equal(warnings?.type, 'known');
  return warnings?.type === 'known' ? warnings.value : Number.NaN;
}
