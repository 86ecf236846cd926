import type {KubeError} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';

/** A closed door in front of something known to fail, tried again from time to time. */
export interface Breaker {
  readonly error: KubeError;
  /** ms, our clock. */
  readonly nextProbe: number;
}

export interface Breakers {
  get(id: string): Breaker | undefined;
  /** Opens it, or replaces the error of an open one. True when it was closed. */
  open(id: string, error: KubeError): boolean;
  /** True when it was open. */
  close(id: string): boolean;
  /** Tries now; callers at the same time share one try. The next regular try is a full interval later, or more. */
  probe(id: string): Promise<void>;
  closeAll(): void;
}

export interface BreakersOptions {
  readonly clock: Clock;
  /** ms. */
  readonly probeEvery: number;
  /** Tries what is behind it; closes it by `close` when that works. Resolves to how long the try ran, ms. Must not reject. */
  readonly attempt: (id: string) => Promise<number>;
}

/** What hangs until it is killed, or computes for a minute, must not do so all night: it runs a tenth of the time at most. */
const pause = 9;

export function createBreakers({clock, probeEvery, attempt}: BreakersOptions): Breakers {
  const open = new Map<string, OpenBreaker>();

  const schedule = async (id: string, breaker: OpenBreaker, took = 0): Promise<void> => {
    breaker.timer.abort();
    const timer = new AbortController();
    breaker.timer = timer;
    const wait = Math.max(probeEvery, pause * took);
    breaker.nextProbe = clock.now() + wait;
    await clock.sleep(wait, timer.signal);
    if (!timer.signal.aborted) await probe(id);
  };

  const probe = async (id: string): Promise<void> => {
    const breaker = open.get(id);
    if (breaker === undefined) return;
    breaker.timer.abort();
    breaker.attempt ??= attempt(id).then((took) => {
      breaker.attempt = undefined;
      if (open.get(id) === breaker) void schedule(id, breaker, took);
    });
    await breaker.attempt;
  };

  const close = (id: string): boolean => {
    open.get(id)?.timer.abort();
    return open.delete(id);
  };

  return {
    get: (id) => open.get(id),
    open(id, error) {
      const known = open.get(id);
      if (known !== undefined) {
        known.error = error;
        return false;
      }
      const breaker: OpenBreaker = {error, nextProbe: 0, timer: new AbortController(), attempt: undefined};
      open.set(id, breaker);
      void schedule(id, breaker);
      return true;
    },
    close,
    probe,
    closeAll() {
      for (const id of [...open.keys()]) close(id);
    },
  };
}

interface OpenBreaker {
  error: KubeError;
  nextProbe: number;
  timer: AbortController;
  attempt: Promise<void> | undefined;
}
