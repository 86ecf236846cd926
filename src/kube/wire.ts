import type {Dispatcher} from 'undici';
import {over} from '../text/index.ts';
import {decodedBody} from './answer-body.ts';
import type {ConnectionCounters, ConnectionOptions, KubeRequest} from './connection.ts';
import type {ConnectError} from './connector.ts';
import type {Identity} from './credentials.ts';
import {headersFor, targetOf} from './request-text.ts';
import {makeServerClock} from './server-clock.ts';
import {openTransport} from './transport.ts';
import {type Asked, timeoutFailure, transportFailure} from './transport-failure.ts';

/** The sockets of one cluster, and single requests over them: no retries, no judgement of the answer. */
export interface Wire {
  /** `host:port`. */
  readonly host: string;
  readonly counters: ConnectionCounters;
  readonly lastHeard: number;
  readonly clockOffset: number;
  /**
   * The request goes on until the signal aborts or its body is read or left; who is thrown an error and asks no more has
   * to abort.
   * @throws KubeError until the headers are in; afterwards the body's iteration throws what undici throws.
   */
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
  /** Texts of the `Warning` headers: what the server has to say beside its answer. */
  readonly warnings: readonly string[];
  readonly body: AsyncIterable<Uint8Array>;
}

const defaultTimeout = 30_000;

/** The sockets are made with the first request, and anew only when certificates have changed or after `reset`. */
export function openWire(options: ConnectionOptions): Wire {
  const {entry, clock} = options;
  const counts = {requests: 0, bytesReceived: 0, bytesDecoded: 0};
  const serverClock = makeServerClock();
  const waiting = new Set<(error: unknown) => void>();
  let lastHeard = 0;

  // While there is no socket, no request can have been sent: what one attempt to connect met is the answer for all
  // that wait, instead of ten more seconds for each in turn.
  const onFailure = (error: ConnectError): void => {
    if (transport.isEstablished) return;
    for (const fail of [...waiting]) fail(error);
    transport.drop();
  };

  const transport = openTransport(options, onFailure);
  const {server} = transport;

  const send = async (
    asked: Asked,
    request: KubeRequest,
    identity: Identity,
    signal: AbortSignal,
  ): Promise<WireAnswer> => {
    await transport.ready(identity);
    counts.requests++;
    try {
      const answer = await headersOf(asked, request, identity, signal);
      const isCompressed = header(answer, 'content-encoding') === 'gzip';
      return {
        status: answer.statusCode,
        contentType: (header(answer, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '',
        isCompressed,
        location: header(answer, 'location'),
        retryAfter: header(answer, 'retry-after'),
        warnings: warningsIn(answer.headers['warning']),
        body: decodedBody(answer.body, isCompressed, {onReceived, onDecoded}),
      };
    } catch (error) {
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
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> => {
    // undici looks at a signal only when it sends, and a request that waits for a connection is not sent yet.
    signal.throwIfAborted();
    const agent = transport.agent();
    const limit = request.timeout ?? defaultTimeout;
    const headersIn = new AbortController();
    const {promise: lost, reject} = Promise.withResolvers<never>();
    lost.catch(() => {});
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, {once: true});
    waiting.add(reject);
    clock.sleep(limit, headersIn.signal).then(() => {
      if (!headersIn.signal.aborted) reject(timeoutFailure(asked, limit));
    });
    const asking = agent.request({
      origin: server.origin,
      path: targetOf(server, request),
      method: request.verb,
      headers: headersFor(request, identity, entry.cluster.disableCompression),
      signal,
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
      waiting.delete(reject);
      if (waiting.size === 0 && !transport.isEstablished) transport.drop();
      throw error;
    } finally {
      headersIn.abort(over);
      waiting.delete(reject);
      signal.removeEventListener('abort', onAbort);
    }
  };

  const onReceived = (bytes: number): void => {
    counts.bytesReceived += bytes;
    lastHeard = clock.now();
  };

  const onDecoded = (bytes: number): void => {
    counts.bytesDecoded += bytes;
  };

  return {
    host: server.port ? server.host : `${server.hostname}:${server.protocol === 'https:' ? 443 : 80}`,
    counters: {
      get requests() {
        return counts.requests;
      },
      get bytesReceived() {
        return counts.bytesReceived;
      },
      get bytesDecoded() {
        return counts.bytesDecoded;
      },
      get socketsOpen() {
        return transport.socketsOpen;
      },
      get socketsMade() {
        return transport.socketsMade;
      },
    },
    get lastHeard() {
      return lastHeard;
    },
    get clockOffset() {
      return serverClock.offset;
    },
    send,
    reload: (identity) => transport.reload(identity),
    reset: () => transport.reset(),
    close: () => transport.close(),
  };
}

function header(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** `299 - "text"`, several of them in one header or in several. */
function warningsIn(value: string | string[] | undefined): readonly string[] {
  if (value === undefined) return none;
  return [value]
    .flat()
    .flatMap((each) => [...each.matchAll(/\b\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)])
    .map(([, text = '']) => text.replaceAll(/\\(.)/g, '$1'));
}

const none: readonly string[] = [];
