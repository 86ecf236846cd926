import assert from 'node:assert/strict';
import {test} from 'node:test';
import {leasePath, takeLease, valueAt} from '../../src/operations/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {simulatedClusters} from './simulated-clusters.ts';

const path = leasePath('join paris');

function stage() {
  const reach = simulatedClusters();
  const clock = manualClock();
  const lost: string[] = [];
  const take = (holder: string, isTakeOver = false) =>
    takeLease({
      reach,
      clock,
      context: 'hub',
      scope: 'join paris',
      holder,
      isTakeOver,
      onLost: (why) => lost.push(`${holder}: ${why}`),
    });
  const holder = () => valueAt(reach.read('hub', path), '/spec/holderIdentity');
  return {reach, clock, lost, take, holder};
}

test('the second operator on one scope is refused at once, with who holds it and since when', async () => {
  const {take} = stage();
  assert.equal((await take('ann')).type, 'taken');
  assert.deepEqual(await take('bob'), {
    type: 'held',
    holder: 'ann',
    since: '2026-01-01T00:00:00.000000Z',
    isExpired: false,
  });
});

test('of two who take a lease that nobody holds at the same moment one has it', async () => {
  const {take} = stage();
  const both = await Promise.all([take('ann'), take('bob')]);
  assert.deepEqual(both.map(({type}) => type).sort(), ['held', 'taken']);
});

test('a lease is renewed for as long as it is held, and free when it is released', async () => {
  const {take, clock, holder, lost} = stage();
  const taken = await take('ann');
  await clock.advance(300_000);
  assert.equal((await take('bob')).type, 'held');
  assert.deepEqual(lost, []);
  assert.ok(taken.type === 'taken');
  await taken.release();
  assert.equal(holder(), undefined);
  assert.equal((await take('bob')).type, 'taken');
});

test('a lease that ran out is taken over only by who has seen whose it was, and its holder is told', async () => {
  const {reach, take, clock, lost, holder} = stage();
  await take('ann');
  reach.meet({
    fits: (ask) => ask.path === path,
    times: 3,
    reply: {type: 'lost', reason: 'asleep', isSent: false},
  });
  await clock.advance(30_000);
  assert.deepEqual(lost, ['ann: the lease could not be renewed for 30 s']);
  const seen = await take('bob');
  assert.ok(seen.type === 'held' && seen.isExpired);
  assert.equal((await take('bob', true)).type, 'taken');
  assert.equal(holder(), 'bob');
});

test('who wakes up after another took over is told by whom, and does not take it back', async () => {
  const {reach, take, clock, lost, holder} = stage();
  await take('ann');
  const lease = reach.read('hub', path);
  reach.put('hub', path, {
    ...lease,
    spec: {...(lease?.['spec'] as object), holderIdentity: 'bob', leaseTransitions: 2},
  });
  await clock.advance(10_000);
  assert.deepEqual(lost, ['ann: the lease is held by bob now']);
  assert.equal(holder(), 'bob');
});

test('no permission for leases is told as that, not as somebody else holding it', async () => {
  const {reach, take} = stage();
  reach.meet({
    fits: ({verb}) => verb === 'POST',
    times: 2,
    reply: {type: 'answered', status: 403, body: {message: 'namespaces is forbidden'}, warnings: []},
  });
  assert.deepEqual(await take('ann'), {
    type: 'unknown',
    reason: 'namespaces is forbidden',
    isForbidden: true,
  });
});

test('who may not make the namespace may use the one that is there', async () => {
  const {reach, take} = stage();
  reach.put('hub', '/api/v1/namespaces/flotilla-system', {metadata: {name: 'flotilla-system'}});
  reach.meet({
    fits: ({verb, path: asked}) => verb === 'POST' && asked === '/api/v1/namespaces',
    reply: {type: 'answered', status: 403, body: {message: 'forbidden'}, warnings: []},
  });
  assert.equal((await take('ann')).type, 'taken');
});
