import type {makeBackoff} from './backoff.ts';
import {type Change, protobufType} from './codec.ts';
import type {KubeRequest} from './connection.ts';
import {KubeError} from './errors.ts';
import type {ReflectorOptions} from './reflector.ts';
import {resourcePath} from './resource-path.ts';

/** What a reflector knows between two requests. */
export interface Run<R> extends ReflectorOptions<R> {
  /** Where the records come from and up to when they are known; empty when everything must be read anew. */
  scopes: Scope[];
  /** The server refused protobuf or Table for this kind. */
  isJsonOnly: boolean;
  /** The sink holds a complete reading. */
  hasDelivered: boolean;
  /** Read again although nothing is wrong (there is no watch, or rights may have been given): then that is no news. */
  isPolling: boolean;
  /** Nothing was heard since a failure that says whether what is held is so: the server may be another by now. */
  hasFailed: boolean;
  /** It answered 503 since it was last read: the first refusal after that may not be meant. */
  wasUnavailable: boolean;
  /** When it was last heard that what is held is so, ms. */
  currentAt: number;
  /** When the server last said that it has forgotten what came after our reading (410), ms. */
  forgottenAt: number;
  readonly backoff: ReturnType<typeof makeBackoff>;
}

/** The whole cluster, or one namespace of it. */
export interface Scope {
  readonly namespace: string | undefined;
  resourceVersion: string;
  /** After a failure, until its watch has stood for a moment without a contradiction. */
  isDoubtful?: boolean;
}

/** What is held is true now: of the whole cluster, or of some namespaces, which must be told with it. */
export function tellSynced<R>(run: Run<R>): void {
  const namespaces = run.scopes.flatMap(({namespace}) => namespace ?? []);
  run.currentAt = run.clock.now();
  run.hasFailed = false;
  run.wasUnavailable = false;
  run.onState({type: 'synced', ...(namespaces.length > 0 && {namespaces})});
}

// Rights are given by people, rarely.
export const deniedPause = 300_000;

// A watch that stood for so long was healthy: the next failure is a first one.
export const healthyAfter = 60_000;

// kube-apiserver sends a bookmark about once a minute; a watch that says less may hang.
export const watchSilence = 100_000;

/** Puts one change where it belongs and remembers how far the server's history has been read. */
export function apply<R>(run: Run<R>, scope: Scope, change: Change<R>): void {
  run.currentAt = run.clock.now();
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
export function assertForward<R>(run: Run<R>, scope: Scope, resourceVersion: string): void {
  if (!(Number(resourceVersion) < Number(scope.resourceVersion))) return;
  throw eventError(run, {code: 410, reason: 'Expired', message: 'the history of the server began again'});
}

/**
 * Whether a watch may go on from where the last one ended. After some minutes the server most likely has forgotten the
 * changes since; worse, restored from a backup meanwhile it may have counted past our version again, and what was undone
 * would be shown for ever. etcd keeps 5 minutes of history by default.
 */
export function canResume<R>({clock, currentAt}: Run<R>): boolean {
  return clock.now() - currentAt < 300_000;
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

export function failure<R>(
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

export function isStatus(error: unknown, ...statuses: number[]): boolean {
  return (
    error instanceof KubeError && error.failure.type === 'http' && statuses.includes(error.failure.status)
  );
}

export function readingOf<R>(run: Run<R>, {namespace}: Scope, signal: AbortSignal) {
  const {connection, projection, clock} = run;
  const query: NonNullable<KubeRequest['query']> = {
    fieldSelector: projection.fieldSelector,
    includeObject: projection.isTable && !run.isJsonOnly ? 'Metadata' : undefined,
  };
  return {connection, projection, clock, signal, query, path: resourcePath(projection.resource, namespace)};
}

/** The part of a watch's query that limits its life, and our own limit a little beyond it. */
export function lifeOf<R>(run: Run<R>, more: NonNullable<KubeRequest['query']>) {
  // Spread, so that the watches of one cluster do not all begin anew at once.
  const timeoutSeconds = 300 + Math.floor(run.clock.random() * 300);
  const {query} = readingOf(run, {namespace: undefined, resourceVersion: ''}, run.signal);
  return {
    query: {...query, watch: true, allowWatchBookmarks: true, timeoutSeconds, ...more},
    lifeLimit: (timeoutSeconds + 5) * 1000,
  };
}

const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io';

export function listAccept<R>({projection, isJsonOnly}: Run<R>): string {
  if (isJsonOnly) return 'application/json';
  if (projection.isTable) return `${tableType},application/json`;
  return projection.protobuf ? `${protobufType},application/json` : 'application/json';
}

export function watchAccept<R>({projection, isJsonOnly}: Run<R>): string {
  if (isJsonOnly) return 'application/json';
  if (projection.isTable) return `${tableType},application/json`;
  return projection.protobuf ? `${protobufType};stream=watch,application/json` : 'application/json';
}
