import type {Clock} from '../text/index.ts';

/** How long to wait after failures in a row: full jitter below a limit that doubles from 1 to 30 seconds. */
export interface Backoff {
  /** Failures in a row so far. */
  readonly failures: number;
  /** Counts a failure and returns the wait in ms, never less than what the server asked for. */
  next(retryAfter?: number): number;
  reset(): void;
}

export function makeBackoff(clock: Clock): Backoff {
  let failures = 0;
  return {
    get failures() {
      return failures;
    },
    next(retryAfter = 0) {
      const limit = Math.min(maxWait, firstWait * 2 ** failures);
      failures++;
      return Math.max(clock.random() * limit, Math.min(retryAfter, maxRetryAfter));
    },
    reset() {
      failures = 0;
    },
  };
}

const firstWait = 1000;
const maxWait = 30_000;

// A server that asks for hours would be forgotten.
const maxRetryAfter = 300_000;
