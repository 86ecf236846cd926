import type {Clock} from '../../src/text/index.ts';

/** A clock that stands still until a test moves it. `random` is a fixed sequence, so that backoffs repeat. */
export interface ManualClock extends Clock {
  /**
   * Moves on by `milliseconds`, running what falls due on the way in order of its time. After each, everything that
   * became runnable runs (promises, and one turn of the event loop), so that what it starts can fall due as well.
   */
  advance(milliseconds: number): Promise<void>;
  /** How many sleeps and repeats are waiting: what has a lifetime must leave none behind. */
  readonly pending: number;
}

/** `start` is ms since the epoch. */
export function manualClock(start = Date.UTC(2026, 0, 1), seed = 1): ManualClock {
  let time = start;
  let state = seed;
  let order = 0;
  const timers = new Set<Timer>();

  const add = (due: number, signal: AbortSignal | undefined, fire: () => void, ended: () => void) => {
    const onAbort = () => timers.delete(timer) && ended();
    const timer: Timer = {
      due,
      order: order++,
      fire() {
        // As the clock of the machine: what has fired leaves nothing on a signal that outlives it.
        signal?.removeEventListener('abort', onAbort);
        fire();
      },
    };
    timers.add(timer);
    signal?.addEventListener('abort', onAbort, {once: true});
    return timer;
  };

  return {
    now: () => time,
    random: () => {
      // Park and Miller's generator: any fixed, evenly spread sequence would do.
      state = (state * 48271) % 2147483647;
      return (state - 1) / 2147483646;
    },
    sleep: (milliseconds, signal) => {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        add(time + milliseconds, signal, resolve, resolve);
      });
    },
    every: (milliseconds, signal, tick) => {
      if (signal.aborted) return;
      const schedule = (due: number) => {
        add(
          due,
          signal,
          () => {
            tick();
            if (!signal.aborted) schedule(due + milliseconds);
          },
          () => {},
        );
      };
      schedule(time + milliseconds);
    },
    async advance(milliseconds) {
      const end = time + milliseconds;
      await settle();
      for (let next = earliest(timers, end); next !== undefined; next = earliest(timers, end)) {
        timers.delete(next);
        time = Math.max(time, next.due);
        next.fire();
        await settle();
      }
      time = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

interface Timer {
  readonly due: number;
  readonly order: number;
  readonly fire: () => void;
}

function earliest(timers: ReadonlySet<Timer>, end: number): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of timers) {
    if (timer.due > end) continue;
    if (
      found === undefined ||
      timer.due < found.due ||
      (timer.due === found.due && timer.order < found.order)
    )
      found = timer;
  }
  return found;
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
