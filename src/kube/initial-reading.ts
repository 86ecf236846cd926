import type {Connection} from './connection.ts';
import {readList, readWatch, type WatchEnd} from './reading.ts';
import {
  apply,
  assertForward,
  healthyAfter,
  isStatus,
  lifeOf,
  listAccept,
  type Run,
  readingOf,
  type Scope,
  tellSynced,
  watchAccept,
  watchSilence,
} from './reflector-run.ts';
import {judge} from './watching.ts';

/** False when this server cannot be read so, or not well; then a LIST does it. */
export async function readByWatchList<R>(run: Run<R>): Promise<boolean> {
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
          run.isPolling = false;
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
export async function readByList<R>(run: Run<R>): Promise<void> {
  try {
    delivered(run, await readScopes(run, pageSize));
  } catch (error) {
    if (!isStatus(error, 410)) throw error;
    // The list was older than the server remembers before its last page came: all at once, then. Its items are read
    // as they come, so that is no more memory. What came of it is dropped: some of it may be gone by now.
    delivered(run, await readScopes(run, undefined));
  }
}

/**
 * Asks a server that was away how far it has come. One restored from a backup has not come as far as we have, opens a
 * watch from our version without a word, and would say nothing until it catches up. Where one of the scopes may not be
 * listed (any more), none is left: what can be read is for a new reading to find out.
 * @throws KubeError 410 when it is behind us
 */
export async function assertHistory<R>(run: Run<R>): Promise<void> {
  try {
    await Promise.all(run.scopes.map((scope) => assertHistoryOf(run, scope)));
  } catch (error) {
    if (!isStatus(error, 403, 404, 405)) throw error;
    run.scopes = [];
  }
}

async function assertHistoryOf<R>(run: Run<R>, scope: Scope): Promise<void> {
  const {query, ...reading} = readingOf(run, scope, run.signal);
  const accept = listAccept(run);
  const one = {...query, limit: 1};
  const page = await readList({...reading, accept, query: one, onOpen: () => true, onRecord: () => {}});
  if (page.resourceVersion) assertForward(run, scope, page.resourceVersion);
}

interface Progress {
  received: number;
  hasBegun: boolean;
}

async function readScopes<R>(run: Run<R>, limit: number | undefined): Promise<Scope[]> {
  const {namespaces, projection} = run;
  try {
    return [await readPages(run, undefined, {received: 0, hasBegun: false}, limit)];
  } catch (error) {
    if (!isStatus(error, 403) || namespaces.length === 0 || !projection.resource.namespaced) throw error;
    const progress: Progress = {received: 0, hasBegun: false};
    const scopes: Scope[] = [];
    for (const namespace of namespaces) {
      try {
        scopes.push(await readPages(run, namespace, progress, limit));
      } catch (refusal) {
        // One refused namespace does not hide the others.
        if (!isStatus(refusal, 403, 404)) throw refusal;
      }
    }
    if (scopes.length === 0) throw error;
    return scopes;
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

function delivered<R>(run: Run<R>, scopes: Scope[]): void {
  run.sink.end();
  run.hasDelivered = true;
  run.scopes = scopes;
  tellSynced(run);
}

function tellProgress<R>(run: Run<R>, received: number, left?: number): void {
  if (run.isPolling) return;
  run.onState({type: 'syncing', received, ...(left !== undefined && {total: received + left})});
}

// As many as kubectl asks for at once.
const pageSize = 500;

// A server that knows WatchList begins to answer at once and ends with a bookmark.
const initialSilence = 10_000;

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

/** The server does not know `sendInitialEvents`, or forbids it. */
function isRefusal(error: unknown): boolean {
  return isStatus(error, 400, 422, 501);
}
