import type {Version} from '../fleet/index.ts';
import {type Connection, type Credentials, KubeError, versionOf} from '../kube/index.ts';
import {type Clock, over} from '../text/index.ts';
import type {Answer} from './verdict.ts';

export interface ProbeOptions {
  readonly connection: Connection;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** For the headers of each answer, ms. Time spent on credentials does not count. */
  readonly limit: number;
  /** Its watches are served: what `/version` says besides is then enough. */
  readonly isServing: boolean;
}

/** `roundTrip` in ms, of `GET /version` alone; with the handshake where a socket had to be made. */
export type ProbeAnswer = Answer & {readonly version?: Version; readonly roundTrip?: number};

/**
 * Asks one server whether it is there: `GET /version`, and where that is refused in any way but 401 and 403 and
 * nothing else is known to work, one or two more paths that every Kubernetes API has (the in-memory API servers of
 * Cluster API have no `/version`; a broken proxy has none of them). Never rejects.
 */
export async function probe(options: ProbeOptions): Promise<ProbeAnswer> {
  const {connection, credentials, clock, signal} = options;
  try {
    // A plugin may run for half a minute: that is no silence of the server.
    await credentials.current(signal);
    const asked = clock.now();
    const version = versionOf(await ask(options, '/version'));
    if (version) return {type: 'answered', version, roundTrip: clock.now() - asked};
    throw new KubeError('the answer to /version is not that of a Kubernetes API server', {
      context: connection.context,
      failure: {type: 'garbled'},
      verb: 'GET',
      path: '/version',
    });
  } catch (error) {
    const failed = asKubeError(error, connection.context);
    const isAlive = isDoubtful(failed) && (options.isServing || (await hasApi(options, failed)));
    return isAlive ? {type: 'answered'} : {type: 'failed', error: failed};
  }
}

/** An answer was had, but not the one that an API server gives. */
function isDoubtful({failure}: KubeError): boolean {
  return failure.type === 'garbled' || (failure.type === 'http' && failure.status !== 403);
}

async function hasApi(options: ProbeOptions, first: KubeError): Promise<boolean> {
  // A server that is overloaded or down says so on every path; only a missing one is worth a third look.
  const isMissing = first.failure.type === 'http' && first.failure.status === 404;
  for (const path of isMissing ? ['/apis', '/api'] : ['/apis']) {
    try {
      if (isApi(await ask(options, path))) return true;
    } catch (error) {
      const {failure} = asKubeError(error, options.connection.context);
      if (failure.type === 'http' && failure.status === 403) return true;
      if (failure.type !== 'http') return false;
    }
  }
  return false;
}

/** `APIGroupList`, `APIGroupDiscoveryList`, `APIVersions`: something else that speaks JSON has no such kind. */
function isApi(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'kind' in answer &&
    /^API(Group|Versions|Resource)/.test(String(answer.kind))
  );
}

async function ask({connection, clock, signal, limit}: ProbeOptions, path: string): Promise<unknown> {
  const ended = new AbortController();
  const onAbort = () => ended.abort(over);
  signal.addEventListener('abort', onAbort, {once: true});
  try {
    const request = connection.json({verb: 'GET', path, timeout: limit, signal: ended.signal});
    // The limit of the request is for its headers: a body that never ends must not end the heartbeat.
    const guard = clock.sleep(limit + bodyGrace, ended.signal).then(() => {
      throw new KubeError(`no whole answer to ${path} within ${(limit + bodyGrace) / 1000} s`, {
        context: connection.context,
        failure: {type: 'timeout'},
        verb: 'GET',
        path,
      });
    });
    guard.catch(() => {});
    request.catch(() => {});
    return await Promise.race([request, guard]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    ended.abort(over);
  }
}

/** Room for a slow body, and for a plugin that a 401 sends running in the middle of the request. */
const bodyGrace = 10_000;

function asKubeError(error: unknown, context: string): KubeError {
  if (error instanceof KubeError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new KubeError(`unexpected: ${message}`, {context, failure: {type: 'garbled'}, cause: error});
}
