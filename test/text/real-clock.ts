import {setTimeout as sleep} from 'node:timers/promises';
import type {Clock} from '../../src/text/index.ts';

/** Real time and chance, for tests against real servers. Timers do not keep the process alive. */
export const realClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    sleep(milliseconds, undefined, {ref: false, ...(signal && {signal})}).catch(() => {}),
  every(milliseconds, signal, tick) {
    if (signal.aborted) return;
    const timer = setInterval(tick, milliseconds).unref();
    signal.addEventListener('abort', () => clearInterval(timer), {once: true});
  },
};
