import type {KubeError, LoginRun} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import {ended, loginError} from './login-errors.ts';
import {createPluginQueue} from './plugin-queue.ts';
import {type CachedCredential, cache, type Flight, type Token} from './token.ts';

/** Runs that fetch credentials, few at a time. */
export interface Flights {
  /** Queues a run; everybody who needs this key meanwhile waits for the same one. */
  launch(token: Token, reason: FlightReason): Flight;
  /** How many have started, by group. */
  readonly counts: ReadonlyMap<string, number>;
  forget(group: string): void;
  /** Ends what runs; resolves when it has ended. */
  close(): Promise<void>;
}

export type FlightReason = 'needed' | 'renewal' | 'probe';

export interface FlightsOptions {
  readonly run: LoginRun;
  readonly clock: Clock;
  /** At once, over all groups. */
  readonly limit: number;
  /** Why it must not start; a probe starts all the same. */
  refusal(token: Token): KubeError | undefined;
  onSuccess(token: Token): void;
  onFailure(token: Token, error: KubeError): void;
}

export function createFlights(options: FlightsOptions): Flights {
  const {run, clock, limit, refusal, onSuccess, onFailure} = options;
  const queue = createPluginQueue(limit);
  const counts = new Map<string, number>();
  const underWay = new Set<Promise<unknown>>();
  const closing = new AbortController();

  const launch = (token: Token, reason: FlightReason): Flight => {
    const outcome = Promise.withResolvers<CachedCredential>();
    // Nobody may be waiting: a background refresh, or all who did have given up.
    outcome.promise.catch(() => {});
    const abort = new AbortController();
    const settle = (finish: () => void) => {
      if (token.flight === flight) token.flight = undefined;
      finish();
    };
    const remove = {fromQueue: () => {}};
    const flight: Flight = {
      done: outcome.promise,
      isProbe: reason === 'probe',
      isRunning: false,
      took: 0,
      cancel(error) {
        remove.fromQueue();
        abort.abort();
        settle(() => outcome.reject(error));
      },
      supply(cached) {
        remove.fromQueue();
        abort.abort();
        settle(() => outcome.resolve(cached));
      },
    };
    token.flight = flight;
    const go = async (): Promise<void> => {
      const [entry] = token.entries.values();
      const refused = flight.isProbe ? undefined : refusal(token);
      if (entry === undefined || abort.signal.aborted || refused !== undefined) {
        settle(() => outcome.reject(refused ?? ended('')));
        return;
      }
      const started = clock.now();
      flight.isRunning = true;
      counts.set(token.group.id, (counts.get(token.group.id) ?? 0) + 1);
      if (reason === 'renewal') token.renewedAt = started;
      try {
        const credential = await run(entry, AbortSignal.any([abort.signal, closing.signal]));
        const cached = cache(credential, clock.now());
        token.cached = cached;
        settle(() => outcome.resolve(cached));
        onSuccess(token);
      } catch (cause) {
        const error = loginError(cause, entry.name);
        flight.took = clock.now() - started;
        settle(() => outcome.reject(error));
        if (error.failure.type !== 'aborted' && !abort.signal.aborted) onFailure(token, error);
      }
    };
    remove.fromQueue = queue.add({
      group: token.group.id,
      run: () => {
        const going = go();
        underWay.add(going);
        return going.finally(() => underWay.delete(going));
      },
    });
    return flight;
  };

  return {
    launch,
    counts,
    forget: (group) => void counts.delete(group),
    async close() {
      closing.abort();
      await Promise.allSettled([...underWay]);
    },
  };
}
