import type {Clock} from '../text/index.ts';
import {makeBackoff} from './backoff.ts';
import type {Connection} from './connection.ts';
import {KubeError} from './errors.ts';
import {assertHistory, readByList, readByWatchList} from './initial-reading.ts';
import {canResume, deniedPause, failure, healthyAfter, type Run} from './reflector-run.ts';
import {watchAll} from './watching.ts';

/** Where a resource lives: what is needed to build its path. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** How one kind is read: `kinds/` has one per kind, this room only knows this much of it. */
export interface Projection<R> {
  readonly resource: ResourcePath;
  readonly protobuf?: {
    readonly message: string;
    readonly descriptor: {readonly nested: Readonly<Record<string, unknown>>};
  };
  /** Rows in the server's own words: `project` gets a `TableRow`. */
  readonly isTable?: true;
  /** Only objects that match: `type=Warning`. */
  readonly fieldSelector?: string;
  project(object: unknown): R;
}

/** Where the records go; see `fleet` for the meaning of each call. */
export interface RecordSink<R> {
  begin(): void;
  upsert(record: R): void;
  remove(namespace: string, name: string): void;
  end(): void;
}

/** What a reflector is doing; it never stops by itself, and errors are states. */
export type ReflectorState =
  | {readonly type: 'syncing'; readonly received: number; readonly total?: number}
  /** `namespaces` where the whole cluster was refused and only these could be read. */
  | {readonly type: 'synced'; readonly namespaces?: readonly string[]}
  | {readonly type: 'denied'; readonly error: KubeError}
  | {readonly type: 'absent'; readonly error: KubeError}
  | {readonly type: 'failing'; readonly error: KubeError};

export interface ReflectorOptions<R> {
  readonly connection: Connection;
  readonly projection: Projection<R>;
  readonly sink: RecordSink<R>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asked one by one where the cluster-wide LIST is refused (403). */
  readonly namespaces: readonly string[];
  onState(state: ReflectorState): void;
}

/**
 * Keeps one kind of one cluster read until the signal aborts, and then resolves. Never rejects: whatever goes wrong is
 * told as a state and tried again. What was held stays until a new reading is complete. Reads by WatchList, or by
 * paged LIST and watch where that is not to be had.
 */
export async function reflect<R>(options: ReflectorOptions<R>): Promise<void> {
  const {clock, signal} = options;
  const run: Run<R> = {
    ...options,
    scopes: [],
    isJsonOnly: false,
    hasDelivered: false,
    isPolling: false,
    hasFailed: false,
    wasUnavailable: false,
    currentAt: 0,
    forgottenAt: Number.NEGATIVE_INFINITY,
    backoff: makeBackoff(clock),
  };
  while (!signal.aborted) {
    try {
      const pause = await follow(run);
      if (pause > 0) await clock.sleep(pause, signal);
    } catch (error) {
      if (signal.aborted) return;
      run.hasFailed = true;
      await clock.sleep(settle(run, asKubeError(run, error)), signal);
    }
  }
}

/** Reads everything if need be, then watches until something ends it. Resolves to the pause before the next turn, ms. */
async function follow<R>(run: Run<R>): Promise<number> {
  if (!canResume(run)) run.scopes = [];
  if (run.scopes.length > 0 && run.hasFailed) await assertHistory(run);
  if (run.scopes.length === 0) {
    if (await readByWatchList(run)) return 0;
    await readByList(run);
  }
  return watchAll(run);
}

// A kind comes with what somebody installs.
const absentPause = 180_000;

/** Tells the state that an error means, forgets what it makes useless, and returns the wait before the next try, ms. */
function settle<R>(run: Run<R>, error: KubeError): number {
  const {failure} = error;
  const status = failure.type === 'http' ? failure.status : 0;
  run.isPolling = false;
  switch (status) {
    case 403:
      run.scopes = [];
      // An API of its own behind the server refuses everybody for a moment after it came back.
      if (run.wasUnavailable) {
        run.wasUnavailable = false;
        break;
      }
      run.onState({type: 'denied', error});
      return jittered(run, deniedPause);
    case 404:
      run.scopes = [];
      forgetAll(run);
      run.onState({type: 'absent', error});
      return jittered(run, absentPause);
    case 406:
    case 415:
      run.scopes = [];
      if (run.isJsonOnly) break;
      run.isJsonOnly = true;
      return 0;
    case 410: {
      // The server has forgotten what came after our last reading: everything anew, and at once. It answers, so the
      // failures of an outage before do not count; only one that forgets again and again is left in peace.
      run.scopes = [];
      const isRepeated = run.clock.now() - run.forgottenAt < healthyAfter;
      run.forgottenAt = run.clock.now();
      if (!isRepeated) {
        run.backoff.reset();
        return 0;
      }
      // Nothing is watched while it waits, so what is held may not pass for true.
      run.onState({type: 'failing', error});
      return run.backoff.next();
    }
    default:
      run.wasUnavailable ||= status === 503;
      // A request that is wrong in itself may be so because of the version it resumes from.
      if (status >= 400 && status < 500 && status !== 429 && status !== 408) run.scopes = [];
  }
  // Another outage: that the server has forgotten after it what it had not yet before is no habit.
  run.forgottenAt = Number.NEGATIVE_INFINITY;
  if (!run.hasDelivered || failure.type === 'garbled') run.scopes = [];
  run.onState({type: 'failing', error});
  return run.backoff.next(failure.type === 'http' ? failure.retryAfter : undefined);
}

/** A sink that throws must not end the reflector, and is told as a state like everything else. */
function asKubeError<R>(run: Run<R>, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  return failure(run, `Internal error: ${error instanceof Error ? error.message : String(error)}`, {
    type: 'garbled',
  });
}

/** The kind is gone from the server, and its objects with it. */
function forgetAll<R>(run: Run<R>): void {
  if (!run.hasDelivered) return;
  run.hasDelivered = false;
  run.sink.begin();
  run.sink.end();
}

function jittered<R>(run: Run<R>, pause: number): number {
  return pause * (0.9 + run.clock.random() * 0.2);
}
