import type {Clock} from '../text/index.ts';

/** A clock whose sleepers can all be woken: a reflector that waits learns so that the server is back. */
export interface ImpatientClock extends Clock {
  wake(): void;
}

/** `leastSleep`, ms, is asked at the beginning of every sleep. */
export function impatient(clock: Clock, leastSleep: () => number): ImpatientClock {
  const sleeps = new Set<AbortController>();
  return {
    now: () => clock.now(),
    random: () => clock.random(),
    every: (milliseconds, signal, tick) => clock.every(milliseconds, signal, tick),
    async sleep(milliseconds, signal) {
      if (signal?.aborted) return;
      const sleep = new AbortController();
      const end = () => sleep.abort();
      sleeps.add(sleep);
      signal?.addEventListener('abort', end, {once: true});
      await clock.sleep(Math.max(milliseconds, leastSleep()), sleep.signal);
      signal?.removeEventListener('abort', end);
      sleeps.delete(sleep);
    },
    wake() {
      for (const sleep of sleeps) sleep.abort();
    },
  };
}
