/**
 * Time and chance, handed in from `main` so that whatever repeats or backs off can be tested without waiting.
 * `now` is milliseconds since the epoch; `random` is in [0, 1).
 */
export interface Clock {
  now(): number;
  random(): number;
  /** Resolves after `milliseconds`, or at once (without throwing) when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls `tick` every `milliseconds` until the signal aborts. */
  every(milliseconds: number, signal: AbortSignal, tick: () => void): void;
}

/** Why something is ended that is simply done: without a reason of ours every `abort()` makes a DOMException with a stack. */
export const over = new Error('it is over');
