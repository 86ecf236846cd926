import assert from 'node:assert/strict';
import {test} from 'node:test';
import {steadyTime} from '../../src/system-clock.ts';

/** A machine whose clocks a test sets; all in ms. */
function machine() {
  const at = {wall: 1_000_000_000_000, monotonic: 5_000, uptime: 90_000};
  const now = steadyTime({
    wall: () => at.wall,
    monotonic: () => at.monotonic,
    uptime: () => at.uptime / 1_000,
  });
  const run = (milliseconds: number) => {
    at.wall += milliseconds;
    at.monotonic += milliseconds;
    at.uptime += milliseconds;
  };
  const suspend = (milliseconds: number) => {
    at.wall += milliseconds;
    at.uptime += milliseconds;
  };
  return {at, now, run, suspend};
}

test('time begins where the wall clock stands and passes with it', () => {
  const {now, run} = machine();
  assert.equal(now(), 1_000_000_000_000);
  run(12_345);
  assert.equal(now(), 1_000_000_012_345);
});

test('a wall clock that is set back or ahead moves no time', () => {
  const {at, now, run} = machine();
  run(10_000);
  at.wall -= 3_600_000;
  assert.equal(now(), 1_000_000_010_000);
  at.wall += 7_200_000;
  run(10_000);
  assert.equal(now(), 1_000_000_020_000);
});

test('the hours a machine was suspended have passed, and are counted once', () => {
  const {now, run, suspend} = machine();
  run(10_000);
  now();
  suspend(8 * 3_600_000);
  run(1_000);
  assert.equal(now(), 1_000_000_011_000 + 8 * 3_600_000);
  run(5_000);
  assert.equal(now(), 1_000_000_016_000 + 8 * 3_600_000);
  suspend(60_000);
  run(1_000);
  assert.equal(now(), 1_000_000_017_000 + 8 * 3_600_000 + 60_000);
});

test('an uptime that is coarse is no suspension', () => {
  const {at, now, run} = machine();
  at.uptime += 900;
  run(10_000);
  assert.equal(now(), 1_000_000_010_000);
  at.uptime -= 1_800;
  run(10_000);
  assert.equal(now(), 1_000_000_020_000);
});

test('time never goes back, whatever the clocks of the machine say', () => {
  const {at, now, run, suspend} = machine();
  suspend(60_000);
  run(1_000);
  const before = now();
  at.uptime -= 60_000;
  run(1_000);
  assert.equal(now(), before + 1_000);
});
