import type {Clock} from '../text/index.ts';

/** A controller of one's own that aborts with another signal, until it is released. */
export interface Ending {
  readonly controller: AbortController;
  release(): void;
}

export function abortable(signal: AbortSignal): Ending {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, {once: true});
  return {controller, release: () => signal.removeEventListener('abort', abort)};
}

export interface Guard {
  heard(): void;
  stop(): void;
  /** Why the guard ended the request, if it did. */
  readonly end: 'silent' | 'late' | undefined;
}

/** Ends a request that is silent or old. The clock runs from the start; the headers have a limit of their own. */
export function startGuard(clock: Clock, ending: Ending, silence: () => number, life: number): Guard {
  const started = clock.now();
  const stopped = new AbortController();
  let last = started;
  let end: 'silent' | 'late' | undefined;
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const now = clock.now();
      const left = Math.min(last + silence() - now, started + life - now);
      if (left <= 0) {
        end = now - started >= life ? 'late' : 'silent';
        ending.controller.abort(new Error(`ended here: ${end}`));
        return;
      }
      // Looked at every few seconds, because the limit of silence may shrink or grow meanwhile.
      await clock.sleep(Math.min(left, 5000), stopped.signal);
    }
  };
  void run();
  return {
    heard() {
      last = clock.now();
    },
    stop: () => stopped.abort(),
    get end() {
      return end;
    },
  };
}
