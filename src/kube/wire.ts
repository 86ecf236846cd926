import type {Agent, Dispatcher} from 'undici';
import {request as undiciRequest} from 'undici';
import {makeAgent} from './agent.ts';
import {decodedBody} from './answer-body.ts';
import type {ConnectionCounters, ConnectionOptions, KubeRequest} from './connection.ts';
import {type ConnectError, type Connector, makeConnector} from './connector.ts';
import type {Identity} from './credentials.ts';
import {KubeError} from './errors.ts';
import {proxyFor} from './proxy.ts';
import {makeServerClock} from './server-clock.ts';
import {readTlsMaterial, type TlsMaterial} from './tls-material.ts';
import {type Asked, timeoutFailure, transportFailure} from './transport-failure.ts';

/** The sockets of one cluster, and single requests over them: no retries, no judgement of the answer. */
export interface Wire {
  /** `host:port`. */
  readonly host: string;
  readonly counters: ConnectionCounters;
  readonly lastHeard: number;
  readonly clockOffset: number;
  /** @throws KubeError until the headers are in; afterwards the body's iteration throws what undici throws. */
  send(asked: Asked, request: KubeRequest, identity: Identity, signal: AbortSignal): Promise<WireAnswer>;
  /** Reads certificate files again; true when they have changed, so that another try makes sense. */
  reload(identity: Identity): Promise<boolean>;
  reset(): void;
  close(): Promise<void>;
}

export interface WireAnswer {
  readonly status: number;
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly isCompressed: boolean;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

const defaultTimeout = 30_000;

/** The sockets are made with the first request, and anew only when certificates have changed or after `reset`. */
export function openWire(options: ConnectionOptions): Wire {
  const {entry, clock, environment} = options;
  const server = new URL(entry.cluster.server);
  const counters = {requests: 0, bytesReceived: 0, bytesDecoded: 0};
  const serverClock = makeServerClock();
  const waiting = new Set<(error: unknown) => void>();
  let lastHeard = 0;
  let material: TlsMaterial | undefined;
  let loading: {readonly certificate: string | undefined; readonly promise: Promise<void>} | undefined;
  let agent: Agent | undefined;
  let connector: Connector | undefined;

  // While there is no socket, no request can have been sent: what one attempt to connect met is the answer for all
  // that wait, instead of ten more seconds for each in turn.
  const onFailure = (error: ConnectError): void => {
    if (connector?.isEstablished) return;
    for (const fail of [...waiting]) fail(error);
    drop();
  };

  /** Forgets the agent with whatever it has queued: undici would connect again even for requests given up long ago. */
  const drop = (): void => {
    const old = agent;
    agent = undefined;
    old?.destroy().catch(() => {});
    void connector?.destroySockets();
  };

  const load = async (identity: Identity): Promise<void> => {
    if (server.protocol !== 'https:') return;
    const fresh = await readTlsMaterial(entry, identity, clock.now(), material);
    if (material !== undefined && material.fingerprint !== fresh.fingerprint) retire();
    material = fresh;
  };

  /** Material is read once per client certificate; who comes meanwhile waits for the same reading. */
  const ready = (identity: Identity): Promise<void> => {
    if (loading === undefined || loading.certificate !== identity.certificate) {
      const mine = {certificate: identity.certificate, promise: load(identity)};
      loading = mine;
      mine.promise.catch(() => {
        if (loading === mine) loading = undefined;
      });
    }
    return loading.promise;
  };

  /** Later requests get new sockets; what runs on the old ones may end there. */
  const retire = (): void => {
    agent?.close().catch(() => {});
    agent = undefined;
  };

  const dispatcher = (): Agent => {
    connector ??= makeConnector({
      server,
      proxy: proxy(),
      http1: options.http1,
      material: () => material,
      onFailure,
    });
    agent ??= makeAgent(connector, options.http1);
    return agent;
  };

  const proxy = (): URL | undefined => {
    try {
      return proxyFor(entry.cluster, environment);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new KubeError(`The kubeconfig entry cannot be used: ${reason}.`, {
        context: entry.name,
        failure: {type: 'entry'},
        cause,
      });
    }
  };

  const send = async (
    asked: Asked,
    request: KubeRequest,
    identity: Identity,
    signal: AbortSignal,
  ): Promise<WireAnswer> => {
    await ready(identity);
    const ending = new AbortController();
    const abort = (): void => ending.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, {once: true});
    counters.requests++;
    try {
      const answer = await headersOf(asked, request, identity, ending);
      const isCompressed = header(answer, 'content-encoding') === 'gzip';
      return {
        status: answer.statusCode,
        contentType: (header(answer, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
        isCompressed,
        location: header(answer, 'location'),
        retryAfter: header(answer, 'retry-after'),
        body: decodedBody(answer.body, isCompressed, {
          onReceived,
          onDecoded,
          onLeft() {
            signal.removeEventListener('abort', abort);
            // A reader who leaves early ends the request at once.
            ending.abort();
          },
        }),
      };
    } catch (error) {
      signal.removeEventListener('abort', abort);
      throw signal.aborted ? signal.reason : transportFailure(asked, error);
    }
  };

  /**
   * Raced against its own signal and limit: undici holds a queued request whose connection never comes past both.
   */
  const headersOf = async (
    asked: Asked,
    request: KubeRequest,
    identity: Identity,
    ending: AbortController,
  ): Promise<Dispatcher.ResponseData> => {
    // undici looks at a signal only when it sends, and a request that waits for a connection is not sent yet.
    ending.signal.throwIfAborted();
    const limit = request.timeout ?? defaultTimeout;
    const headersIn = new AbortController();
    const {promise: lost, reject} = Promise.withResolvers<never>();
    lost.catch(() => {});
    const onAbort = (): void => reject(ending.signal.reason);
    ending.signal.addEventListener('abort', onAbort, {once: true});
    waiting.add(reject);
    clock.sleep(limit, headersIn.signal).then(() => {
      if (!headersIn.signal.aborted) reject(timeoutFailure(asked, limit));
    });
    const asking = undiciRequest(address(server, request), {
      dispatcher: dispatcher(),
      method: request.verb,
      headers: headersFor(request, identity, entry.cluster.disableCompression),
      signal: ending.signal,
      ...(request.body !== undefined && {body: JSON.stringify(request.body)}),
    });
    try {
      const answer = await Promise.race([asking, lost]);
      lastHeard = clock.now();
      serverClock.heard(header(answer, 'date'), lastHeard);
      return answer;
    } catch (error) {
      // Lost to the clock or the signal, it may still be answered: nobody will read that.
      asking.then(
        (late) => late.body.on('error', () => {}).destroy(),
        () => {},
      );
      ending.abort(error);
      waiting.delete(reject);
      if (waiting.size === 0 && !connector?.isEstablished) drop();
      throw error;
    } finally {
      headersIn.abort();
      waiting.delete(reject);
      ending.signal.removeEventListener('abort', onAbort);
    }
  };

  const onReceived = (bytes: number): void => {
    counters.bytesReceived += bytes;
    lastHeard = clock.now();
  };

  const onDecoded = (bytes: number): void => {
    counters.bytesDecoded += bytes;
  };

  const reset = (): void => {
    loading = undefined;
    drop();
  };

  return {
    host: server.port ? server.host : `${server.hostname}:${server.protocol === 'https:' ? 443 : 80}`,
    counters: {
      get requests() {
        return counters.requests;
      },
      get bytesReceived() {
        return counters.bytesReceived;
      },
      get bytesDecoded() {
        return counters.bytesDecoded;
      },
      get socketsOpen() {
        return connector?.socketsOpen ?? 0;
      },
      get socketsMade() {
        return connector?.socketsMade ?? 0;
      },
    },
    get lastHeard() {
      return lastHeard;
    },
    get clockOffset() {
      return serverClock.offset;
    },
    send,
    async reload(identity) {
      const before = material?.fingerprint;
      loading = undefined;
      await ready(identity);
      return material?.fingerprint !== before;
    },
    reset,
    async close() {
      reset();
      await connector?.destroySockets();
    },
  };
}

function address(server: URL, request: KubeRequest): string {
  const base = server.pathname.replace(/\/+$/, '');
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  const search = query.size > 0 ? `?${query}` : '';
  return `${server.origin}${base}${request.path}${search}`;
}

function headersFor(
  request: KubeRequest,
  identity: Identity,
  isPlain: boolean,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    accept: request.accept ?? 'application/json',
    'accept-encoding': isPlain ? 'identity' : 'gzip',
    'user-agent': 'flotilla',
  };
  if (request.body !== undefined) headers['content-type'] = request.contentType ?? 'application/json';
  for (const [name, value] of Object.entries(identity.headers)) {
    headers[name] = typeof value === 'string' ? value : [...value];
  }
  return headers;
}

function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
