import type {Clock} from './text/index.ts';

/** The time and the timers of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
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
