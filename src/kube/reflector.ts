import type {Clock} from '../text/index.ts';
import {makeBackoff} from './backoff.ts';
import {type Change, protobufType} from './codec.ts';
import type {Connection, KubeRequest} from './connection.ts';
import {KubeError} from './errors.ts';
import {readList, readWatch, type WatchEnd} from './reading.ts';
import {resourcePath} from './resource-path.ts';

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
  | {readonly type: 'synced'}
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
    backoff: makeBackoff(clock),
  };
  while (!signal.aborted) {
    try {
      const pause = await follow(run);
      if (pause > 0) await clock.sleep(pause, signal);
    } catch (error) {
      if (signal.aborted) return;
      await clock.sleep(settle(run, asKubeError(run, error)), signal);
    }
  }
}

/** What a reflector knows between two requests. */
interface Run<R> extends ReflectorOptions<R> {
  /** Where the records come from and up to when they are known; empty when everything must be read anew. */
  scopes: Scope[];
  /** The server refused protobuf or Table for this kind. */
  isJsonOnly: boolean;
  /** The sink holds a complete reading. */
  hasDelivered: boolean;
  /** Listed again and again for want of a watch: then a reading is no news. */
  isPolling: boolean;
  readonly backoff: ReturnType<typeof makeBackoff>;
}

/** The whole cluster, or one namespace of it. */
interface Scope {
  readonly namespace: string | undefined;
  resourceVersion: string;
}

// As many as kubectl asks for at once.
const pageSize = 500;

// kube-apiserver sends a bookmark about once a minute; a watch that says less may hang.
const watchSilence = 100_000;

// A server that knows WatchList begins to answer at once and ends with a bookmark.
const initialSilence = 10_000;

// A watch that stood for so long was healthy: the next failure is a first one.
const healthyAfter = 60_000;

// Some proxies end every stream at once; a watch that short is a failure however politely it ended.
const shortWatch = 1000;

const pollEvery = 60_000;
const deniedPause = 300_000;
const absentPause = 180_000;

/** Reads everything if need be, then watches until something ends it. Resolves to the pause before the next turn, ms. */
async function follow<R>(run: Run<R>): Promise<number> {
  if (run.scopes.length === 0) {
    if (await readByWatchList(run)) return 0;
    await readByList(run);
  }
  return watchAll(run);
}

/** False when this server cannot be read so, or not well; then a LIST does it. */
async function readByWatchList<R>(run: Run<R>): Promise<boolean> {
  const {sink} = run;
  const abilities = abilitiesOf(run);
  if (!abilities.hasWatchList) return false;
  const scope: Scope = {namespace: undefined, resourceVersion: ''};
  let isInitial = true;
  let received = 0;
  let openedAt = 0;
  let end: WatchEnd;
  try {
    end = await readWatch({
      ...readingOf(run, scope, run.signal),
      accept: watchAccept(run),
      ...lifeOf(run, {sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan'}),
      silenceLimit: () => (isInitial ? initialSilence : watchSilence),
      onOpen(stream) {
        // Thousands of objects uncompressed cost more than the extra requests of a paged, compressed LIST.
        if (stream.hasIgnoredGzip) return false;
        openedAt = run.clock.now();
        sink.begin();
        tellProgress(run, 0);
        return true;
      },
      onChange(change) {
        if (change.type === 'upsert' && isInitial) {
          sink.upsert(change.record);
          received++;
          if (received % pageSize === 0) tellProgress(run, received);
        } else if (change.type === 'bookmark' && isInitial && change.isEndOfInitial) {
          isInitial = false;
          scope.resourceVersion = change.resourceVersion;
          delivered(run, [scope]);
        } else if (change.type !== 'bookmark' || !isInitial) {
          // Objects may be removed while the initial ones are still being sent.
          apply(run, scope, change);
        }
      },
    });
  } catch (error) {
    if (!isInitial) {
      if (run.clock.now() - openedAt >= healthyAfter) run.backoff.reset();
      throw error;
    }
    if (isRefusal(error)) abilities.hasWatchList = false;
    else if (!isStatus(error, 403, 405)) throw error;
    return false;
  }
  if (!isInitial) {
    judge(run, end, openedAt, true);
    return true;
  }
  // Uncompressed, silent, or ended before its bookmark: the kinds of servers that do not know WatchList.
  if (end !== 'closed') abilities.hasWatchList = false;
  return false;
}

/** Reads the whole cluster page by page; where that is refused, each of the named namespaces. */
async function readByList<R>(run: Run<R>): Promise<void> {
  const progress = {received: 0, hasBegun: false};
  const {namespaces, projection} = run;
  try {
    delivered(run, [await readScope(run, undefined, progress)]);
    return;
  } catch (error) {
    if (!isStatus(error, 403) || namespaces.length === 0 || !projection.resource.namespaced) throw error;
    const scopes: Scope[] = [];
    for (const namespace of namespaces) {
      try {
        scopes.push(await readScope(run, namespace, progress));
      } catch (refusal) {
        // One refused namespace does not hide the others.
        if (!isStatus(refusal, 403, 404)) throw refusal;
      }
    }
    if (scopes.length === 0) throw error;
    delivered(run, scopes);
  }
}

interface Progress {
  received: number;
  hasBegun: boolean;
}

async function readScope<R>(run: Run<R>, namespace: string | undefined, progress: Progress): Promise<Scope> {
  const before = progress.received;
  try {
    return await readPages(run, namespace, progress, pageSize);
  } catch (error) {
    if (!isStatus(error, 410)) throw error;
    // The list was older than the server remembers before its last page came: all at once, then. Its items are read
    // as they come, so that is no more memory. What was delivered of it is delivered again.
    progress.received = before;
    return await readPages(run, namespace, progress, undefined);
  }
}

async function readPages<R>(
  run: Run<R>,
  namespace: string | undefined,
  progress: Progress,
  limit: number | undefined,
): Promise<Scope> {
  const scope: Scope = {namespace, resourceVersion: ''};
  let next: string | undefined;
  do {
    const {query, ...reading} = readingOf(run, scope, run.signal);
    const page = await readList({
      ...reading,
      accept: listAccept(run),
      query: {...query, limit, continue: next},
      onOpen() {
        if (!progress.hasBegun) {
          run.sink.begin();
          tellProgress(run, 0);
        }
        progress.hasBegun = true;
        return true;
      },
      onRecord(record) {
        run.sink.upsert(record);
        progress.received++;
      },
    });
    scope.resourceVersion = page.resourceVersion ?? '';
    next = page.continue || undefined;
    tellProgress(run, progress.received, page.remainingItemCount);
  } while (next !== undefined);
  return scope;
}

/** Watches every scope until one of them fails; then all are ended and the failure is thrown. */
async function watchAll<R>(run: Run<R>): Promise<number> {
  const ending = new AbortController();
  const abort = (): void => ending.abort();
  run.signal.addEventListener('abort', abort, {once: true});
  try {
    const pauses = await Promise.all(
      run.scopes.map((scope) =>
        watchScope(run, scope, ending.signal).then(
          (pause) => {
            ending.abort();
            return pause;
          },
          (error: unknown) => {
            // Ended because another scope was: that one has the reason.
            if (ending.signal.aborted && !run.signal.aborted && isAborted(error)) return 0;
            ending.abort();
            throw error;
          },
        ),
      ),
    );
    return Math.max(0, ...pauses);
  } finally {
    run.signal.removeEventListener('abort', abort);
    ending.abort();
  }
}

/** Resolves, to a pause in ms, when the kind can be listed but not watched; otherwise goes on until it fails. */
async function watchScope<R>(run: Run<R>, scope: Scope, signal: AbortSignal): Promise<number> {
  while (!signal.aborted) {
    let openedAt = 0;
    let changes = 0;
    try {
      const end = await readWatch({
        ...readingOf(run, scope, signal),
        accept: watchAccept(run),
        ...lifeOf(run, {resourceVersion: scope.resourceVersion}),
        silenceLimit: () => watchSilence,
        onOpen() {
          openedAt = run.clock.now();
          run.isPolling = false;
          if (!signal.aborted) run.onState({type: 'synced'});
          return true;
        },
        onChange(change) {
          changes++;
          apply(run, scope, change);
        },
      });
      judge(run, end, openedAt, changes > 0);
    } catch (error) {
      // A user who may list but not watch, or a kind nobody can watch: it is read anew every minute instead.
      if (openedAt === 0 && isStatus(error, 403, 405)) {
        run.scopes = [];
        run.isPolling = true;
        return pollEvery;
      }
      if (openedAt > 0 && run.clock.now() - openedAt >= healthyAfter) run.backoff.reset();
      throw error;
    }
  }
  return 0;
}

/** Puts one change where it belongs and remembers how far the server's history has been read. */
function apply<R>(run: Run<R>, scope: Scope, change: Change<R>): void {
  switch (change.type) {
    case 'upsert':
      run.sink.upsert(change.record);
      break;
    case 'remove':
      run.sink.remove(change.namespace, change.name);
      break;
    case 'bookmark':
      assertForward(run, scope, change.resourceVersion);
      break;
    case 'error':
      throw eventError(run, change.status);
  }
  if (change.resourceVersion) scope.resourceVersion = change.resourceVersion;
}

/** A cluster restored from a backup counts from an earlier number, and would send nothing until it catches up. */
function assertForward<R>(run: Run<R>, scope: Scope, resourceVersion: string): void {
  if (!(Number(resourceVersion) < Number(scope.resourceVersion))) return;
  throw eventError(run, {code: 410, reason: 'Expired', message: 'the history of the server began again'});
}

/** What the end of a watch says about the server. @throws KubeError when it ended too soon. */
function judge<R>(run: Run<R>, end: WatchEnd, openedAt: number, hasChanged: boolean): void {
  const lasted = run.clock.now() - openedAt;
  if (lasted >= healthyAfter) run.backoff.reset();
  if (end !== 'closed' || lasted >= shortWatch) return;
  const what = hasChanged ? 'again and again' : 'without a word';
  throw failure(
    run,
    `The server ended the watch ${what} after ${lasted} ms. A proxy in between may not allow it.`,
    {
      type: 'tcp',
    },
  );
}

/** Tells the state that an error means, forgets what it makes useless, and returns the wait before the next try, ms. */
function settle<R>(run: Run<R>, error: KubeError): number {
  const {failure} = error;
  const status = failure.type === 'http' ? failure.status : 0;
  switch (status) {
    case 403:
      run.scopes = [];
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
      // The server has forgotten what came after our last reading: everything anew, the first time at once.
      run.scopes = [];
      const isFirst = run.backoff.failures === 0;
      const wait = run.backoff.next();
      return isFirst ? 0 : wait;
    }
    default:
      // A request that is wrong in itself may be so because of the version it resumes from.
      if (status >= 400 && status < 500 && status !== 429 && status !== 408) run.scopes = [];
  }
  if (!run.hasDelivered || failure.type === 'garbled') run.scopes = [];
  run.onState({type: 'failing', error});
  return run.backoff.next(failure.type === 'http' ? failure.retryAfter : undefined);
}

function delivered<R>(run: Run<R>, scopes: Scope[]): void {
  run.sink.end();
  run.hasDelivered = true;
  run.scopes = scopes;
  run.onState({type: 'synced'});
}

function tellProgress<R>(run: Run<R>, received: number, left?: number): void {
  if (run.isPolling) return;
  run.onState({type: 'syncing', received, ...(left !== undefined && {total: received + left})});
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

interface Abilities {
  hasWatchList: boolean;
}

const known = new WeakMap<Connection, Map<string, Abilities>>();

// Per group, because an aggregated API is another server behind the same address.
function abilitiesOf<R>({connection, projection}: Run<R>): Abilities {
  const groups = known.get(connection) ?? new Map<string, Abilities>();
  known.set(connection, groups);
  const {group} = projection.resource;
  const abilities = groups.get(group) ?? {hasWatchList: true};
  groups.set(group, abilities);
  return abilities;
}

function readingOf<R>(run: Run<R>, {namespace}: Scope, signal: AbortSignal) {
  const {connection, projection, clock} = run;
  const query: NonNullable<KubeRequest['query']> = {
    fieldSelector: projection.fieldSelector,
    includeObject: projection.isTable && !run.isJsonOnly ? 'Metadata' : undefined,
  };
  return {connection, projection, clock, signal, query, path: resourcePath(projection.resource, namespace)};
}

/** The part of a watch's query that limits its life, and our own limit a little beyond it. */
function lifeOf<R>(run: Run<R>, more: NonNullable<KubeRequest['query']>) {
  // Spread, so that the watches of one cluster do not all begin anew at once.
  const timeoutSeconds = 300 + Math.floor(run.clock.random() * 300);
  const {query} = readingOf(run, {namespace: undefined, resourceVersion: ''}, run.signal);
  return {
    query: {...query, watch: true, allowWatchBookmarks: true, timeoutSeconds, ...more},
    lifeLimit: (timeoutSeconds + 5) * 1000,
  };
}

const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io';

function listAccept<R>({projection, isJsonOnly}: Run<R>): string {
  if (isJsonOnly) return 'application/json';
  if (projection.isTable) return `${tableType},application/json`;
  return projection.protobuf ? `${protobufType},application/json` : 'application/json';
}

function watchAccept<R>({projection, isJsonOnly}: Run<R>): string {
  if (isJsonOnly) return 'application/json';
  if (projection.isTable) return `${tableType},application/json`;
  return projection.protobuf ? `${protobufType};stream=watch,application/json` : 'application/json';
}

function isAborted(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'aborted';
}

function isStatus(error: unknown, ...statuses: number[]): boolean {
  return (
    error instanceof KubeError && error.failure.type === 'http' && statuses.includes(error.failure.status)
  );
}

/** The server does not know `sendInitialEvents`, or forbids it. */
function isRefusal(error: unknown): boolean {
  return isStatus(error, 400, 422, 501);
}

function eventError<R>(
  run: Run<R>,
  said: {code: number; reason: string; message: string; retryAfter?: number},
): KubeError {
  const isExpired = said.reason === 'Expired' || said.reason === 'Gone';
  return failure(run, `The server ended the watch: ${said.message || said.reason || said.code}`, {
    type: 'http',
    status: isExpired ? 410 : said.code,
    ...(said.reason && {reason: said.reason}),
    ...(said.retryAfter !== undefined && {retryAfter: said.retryAfter}),
  });
}

function failure<R>(
  {connection, projection}: Run<R>,
  message: string,
  what: KubeError['failure'],
): KubeError {
  return new KubeError(message, {
    context: connection.context,
    failure: what,
    verb: 'GET',
    path: resourcePath(projection.resource, undefined),
  });
}

/** A sink that throws must not end the reflector, and is told as a state like everything else. */
function asKubeError<R>(run: Run<R>, error: unknown): KubeError {
  if (error instanceof KubeError) return error;
  return failure(run, `Internal error: ${error instanceof Error ? error.message : String(error)}`, {
    type: 'garbled',
  });
}
