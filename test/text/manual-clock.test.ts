import assert from 'node:assert/strict';
import {test} from 'node:test';
import {manualClock} from './manual-clock.ts';

test('what is due runs in order of its time, also what is started on the way', async () => {
  const clock = manualClock(0);
  const ran: string[] = [];
  const stop = new AbortController();
  clock.every(10, stop.signal, () => ran.push(`tick ${clock.now()}`));
  void clock.sleep(15).then(async () => {
    ran.push(`slept ${clock.now()}`);
    await clock.sleep(3);
    ran.push(`again ${clock.now()}`);
  });
  await clock.advance(20);
  assert.deepEqual(ran, ['tick 10', 'slept 15', 'again 18', 'tick 20']);
  assert.equal(clock.now(), 20);
  stop.abort();
  await clock.advance(100);
  assert.equal(ran.length, 4);
  assert.equal(clock.pending, 0);
});

test('an aborted sleep ends at once, without throwing', async () => {
  const clock = manualClock();
  const stop = new AbortController();
  const sleep = clock.sleep(1000, stop.signal);
  stop.abort();
  await sleep;
  await clock.sleep(1000, stop.signal);
  assert.equal(clock.pending, 0);
});

test('chance is the same sequence on every run, within [0, 1)', () => {
  const [one, other] = [manualClock(0, 7), manualClock(0, 7)];
  const numbers = Array.from({length: 100}, () => one.random());
  assert.deepEqual(
    Array.from({length: 100}, () => other.random()),
    numbers,
  );
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  assert.ok(new Set(numbers).size > 90);
});
