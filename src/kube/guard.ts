import {type Clock, over} from '../text/index.ts';

/** A controller of one's own that aborts with others, until it is released. */
export interface Ending {
  readonly controller: AbortController;
  /** Leaves nothing behind on signals that outlive it. */
  release(): void;
}

export function abortable(...signals: readonly AbortSignal[]): Ending {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signals.find(({aborted}) => aborted)?.reason);
  if (signals.some(({aborted}) => aborted)) abort();
  for (const signal of signals) signal.addEventListener('abort', abort, {once: true});
  return {
    controller,
    release() {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}

export interface Guard {
  heard(): void;
  stop(): void;
  /** Why the guard ended the request, if it did. */
  readonly end: 'silent' | 'late' | undefined;
}

/**
 * Ends a request that is silent or old. The clock runs from the start; the headers have a limit of their own. What is
 * allowed of silence may grow meanwhile, but not shrink: nobody looks at it before it is over.
 */
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
      await clock.sleep(left, stopped.signal);
    }
  };
  void run();
  return {
    heard() {
      last = clock.now();
    },
    stop: () => stopped.abort(over),
    get end() {
      return end;
    },
  };
}
