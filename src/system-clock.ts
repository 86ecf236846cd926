import {uptime} from 'node:os';
import {performance} from 'node:perf_hooks';
import type {Clock} from './text/index.ts';

/** Where the time comes from; handed in by tests. */
export interface TimeSource {
  /** The wall clock, ms since the epoch. A person or NTP may set it at any time. */
  wall(): number;
  /** ms; never steps, and stands still while the machine is suspended. */
  monotonic(): number;
  /** s since the machine was started; counts suspension where the system can tell (Linux, macOS, Windows). */
  uptime(): number;
}

/** How often a suspension is looked for, ms: `uptime` may read a file. */
const lookEvery = 1_000;
/** Less than this between the two is not a suspension, ms: `uptime` is coarse, and they are read one after the other. */
const leastSuspension = 2_000;

/**
 * Milliseconds since the epoch that pass as time passes: the wall clock as it was at the first question, and from then
 * on what has gone by, suspension included. A wall clock that is set while a fleet is watched must neither keep a dead
 * cluster live nor make a living one look lost.
 */
export function steadyTime({wall, monotonic, uptime}: TimeSource): () => number {
  const began = {wall: wall(), monotonic: monotonic(), uptime: uptime() * 1_000};
  let suspended = 0;
  let looked = began.monotonic;
  return () => {
    const at = monotonic();
    if (at - looked >= lookEvery) {
      looked = at;
      const missing = uptime() * 1_000 - began.uptime - (at - began.monotonic);
      if (missing - suspended >= leastSuspension) suspended = missing;
    }
    return Math.round(began.wall + (at - began.monotonic) + suspended);
  };
}

/** The time and the timers of this machine. */
export const systemClock: Clock = {
  now: steadyTime({wall: () => Date.now(), monotonic: () => performance.now(), uptime}),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      // What is overdue is due now; Node would say so on standard error, in the middle of the screen.
      const timer = setTimeout(done, Math.max(0, milliseconds));
      signal?.addEventListener('abort', done, {once: true});
    }),
  every: (milliseconds, signal, tick) => {
    if (signal.aborted) return;
    const timer = setInterval(tick, milliseconds);
    signal.addEventListener('abort', () => clearInterval(timer), {once: true});
  },
};
