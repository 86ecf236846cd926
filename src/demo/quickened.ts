import type {Clock} from '../text/index.ts';

/** A clock that begins at the other's time, and whose seconds are over `speed` times as soon. */
export function quickened(clock: Clock, speed: number): Clock {
  const begin = clock.now();
  return {
    now: () => begin + (clock.now() - begin) * speed,
    random: () => clock.random(),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / speed, signal),
    every: (milliseconds, signal, tick) => clock.every(milliseconds / speed, signal, tick),
  };
}
