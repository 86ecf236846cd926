import type {Clock} from '../text/index.ts';
import {allBytes, firstBytes} from './answer-body.ts';
import {answerFailure, isHtml, webPage} from './answer-failure.ts';
import {ConnectError} from './connector.ts';
import type {ContextEntry} from './context.ts';
import type {Credentials} from './credentials.ts';
import {KubeError} from './errors.ts';
import {abortable, startGuard} from './guard.ts';
import {assertReading} from './read-only.ts';
import {makeSlots} from './slots.ts';
import {
  type Asked,
  abortedFailure,
  garbledFailure,
  stalledFailure,
  transportFailure,
} from './transport-failure.ts';
import {openWire, type WireAnswer} from './wire.ts';

/** ONE cluster over HTTP. Every request of a context goes through its one connection. */
export interface Connection {
  readonly context: string;
  readonly counters: ConnectionCounters;
  /** Our clock at the last byte that came from the server, ms; 0 before the first. */
  readonly lastHeard: number;
  /** The cluster's clock minus ours, ms, from its `Date` header; 0 until known. */
  readonly clockOffset: number;
  /**
   * One request, the whole answer, parsed as JSON. Asks for gzip. A 401 is tried once more where credentials can be
   * renewed.
   * @throws KubeError for anything but a 2xx with JSON.
   */
  json(request: KubeRequest): Promise<unknown>;
  /**
   * One request, the answer as decoded bytes as they come. Throws as `json` does until the headers are in; afterwards
   * the iteration throws. Leaving the loop or aborting the signal ends the stream.
   */
  stream(request: KubeRequest): Promise<KubeStream>;
  /** Drops the sockets, so that the next request connects anew. */
  reset(): void;
  close(): Promise<void>;
}

export interface KubeRequest {
  readonly verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Absolute API path without the server's base path: `/api/v1/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Default `application/json`. */
  readonly accept?: string;
  readonly body?: unknown;
  readonly contentType?: string;
  /** Limit for the headers to come, ms. Default 30 000. */
  readonly timeout?: number;
  readonly signal: AbortSignal;
}

export interface KubeStream {
  readonly status: number;
  /** Without parameters: `application/vnd.kubernetes.protobuf`. */
  readonly contentType: string;
  readonly isCompressed: boolean;
  /** gzip was asked for and the server did not use it. */
  readonly hasIgnoredGzip?: boolean;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ConnectionCounters {
  readonly requests: number;
  /** TCP sockets open now, and made since the start. */
  readonly socketsOpen: number;
  readonly socketsMade: number;
  /** Bytes of answers as they came over the wire (compressed), and after decompression. */
  readonly bytesReceived: number;
  readonly bytesDecoded: number;
}

export interface ConnectionOptions {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  /** Nothing but GET and POST of SelfSubject reviews leaves the process. */
  readonly isReadOnly: boolean;
  readonly clock: Clock;
  /** For proxies that break HTTP/2. */
  readonly http1: boolean;
  /** HTTPS_PROXY, NO_PROXY and their lower-case kin, as kubectl reads them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens the one connection of a context; nothing is sent before the first request. Sockets are shared: HTTP/2 where the
 * server offers it, and one of them in steady state. Errors are told by the requests, never by this call.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const {entry, credentials, clock} = options;
  const wire = openWire(options);
  const slots = makeSlots(requestsAtOnce);
  const closing = new AbortController();

  const stream = async (request: KubeRequest): Promise<KubeStream> => {
    const asked: Asked = {context: entry.name, host: wire.host, verb: request.verb, path: request.path};
    if (options.isReadOnly) assertReading(entry.name, request);
    const ending = endWith(request.signal, closing.signal);
    // A watch stays for minutes; it must not keep the places that requests need.
    const isWatch = isTrue(request.query?.['watch']) || isTrue(request.query?.['follow']);
    let release = (): void => {};
    const finish = (): void => {
      ending.release();
      release();
    };
    try {
      if (!isWatch) release = await slots.take(ending.signal);
      const answer = await ask(asked, request, ending.signal);
      // The place is given back and the signal let go also when nobody reads the body.
      ending.signal.addEventListener('abort', finish, {once: true});
      return {
        status: answer.status,
        contentType: answer.contentType,
        isCompressed: answer.isCompressed,
        hasIgnoredGzip: !answer.isCompressed && !entry.cluster.disableCompression,
        body: withFailures(asked, answer.body, ending.signal, finish),
      };
    } catch (error) {
      finish();
      if (ending.signal.aborted) throw abortedFailure(asked, error);
      throw transportFailure(asked, error);
    }
  };

  /** Asks until there is an answer worth having: once more after a 401, and where a GET died before its headers. */
  const ask = async (asked: Asked, request: KubeRequest, signal: AbortSignal): Promise<WireAnswer> => {
    let isRenewed = false;
    let isReloaded = false;
    for (let attempt = 1; ; attempt++) {
      const identity = await credentials.current(signal);
      let answer: WireAnswer;
      try {
        answer = await wire.send(asked, request, identity, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        if (isTls(error) && !isReloaded && (await wire.reload(identity))) {
          isReloaded = true;
          continue;
        }
        if (request.verb === 'GET' && attempt < attemptsOfGet && isInterrupted(error)) continue;
        throw error;
      }
      if (answer.status >= 200 && answer.status < 300) {
        await assertNoWebPage(asked, answer);
        return answer;
      }
      const body = await firstBytes(answer.body, maxErrorBody);
      if (answer.status === 401 && !isRenewed) {
        isRenewed = true;
        const [isFresh, isChanged] = [await credentials.refused(identity), await wire.reload(identity)];
        if (isFresh || isChanged) continue;
      }
      throw answerFailure(asked, {...answer, body}, clock.now());
    }
  };

  /** The whole answer; one that stalls in the middle would else keep its reader, and its place, for ever. */
  const whole = async (asked: Asked, request: KubeRequest): Promise<{answer: KubeStream; bytes: Buffer}> => {
    const ending = abortable(request.signal);
    try {
      const answer = await stream({...request, signal: ending.controller.signal});
      const guard = startGuard(clock, ending, () => bodySilence, Number.POSITIVE_INFINITY);
      try {
        return {answer, bytes: await allBytes(asked, heard(answer.body, guard.heard), maxJson)};
      } catch (error) {
        throw guard.end === undefined ? error : stalledFailure(asked, bodySilence);
      } finally {
        guard.stop();
      }
    } finally {
      ending.controller.abort();
      ending.release();
    }
  };

  return {
    context: entry.name,
    counters: wire.counters,
    get lastHeard() {
      return wire.lastHeard;
    },
    get clockOffset() {
      return wire.clockOffset;
    },
    stream,
    async json(request) {
      const asked: Asked = {context: entry.name, host: wire.host, verb: request.verb, path: request.path};
      const {answer, bytes} = await whole(asked, request);
      try {
        return JSON.parse(bytes.toString()) as unknown;
      } catch (cause) {
        const text = bytes.subarray(0, 400).toString();
        if (isHtml(answer.contentType, text))
          throw garbledFailure(asked, `a web page (HTML), not JSON`, cause);
        throw garbledFailure(asked, 'JSON that is cut off or damaged', cause);
      }
    },
    reset: wire.reset,
    async close() {
      closing.abort(new Error('the connection was closed'));
      await wire.close();
    },
  };
}

// Enough to fill a link, few enough not to be the noisy neighbour of an API server (its default limits are in the hundreds).
const requestsAtOnce = 16;

// undici replays a request once after a GOAWAY; two of its refusals in a row are bad luck, more are a fault.
const attemptsOfGet = 3;

const maxErrorBody = 64 * 1024;

// An answer that says nothing for so long in the middle is not going to end.
const bodySilence = 30_000;

// Larger answers are read in pages or as streams.
const maxJson = 128 * 1024 * 1024;

function isTrue(value: string | number | boolean | undefined): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
}

function isTls(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'tls';
}

/** Whether the connection went away under a request whose answer had not begun: a GOAWAY, a restart, a stale socket. */
function isInterrupted(error: unknown): boolean {
  return error instanceof KubeError && error.failure.type === 'tcp' && !(error.cause instanceof ConnectError);
}

async function assertNoWebPage(asked: Asked, answer: WireAnswer): Promise<void> {
  if (answer.contentType !== 'text/html') return;
  const text = new TextDecoder().decode(await firstBytes(answer.body, maxErrorBody));
  throw new KubeError(
    `${webPage(asked.host, text)}. Check the address, and log in to what stands in front of it.`,
    {
      context: asked.context,
      failure: {type: 'garbled'},
      verb: asked.verb,
      path: asked.path,
    },
  );
}

async function* heard(body: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    onChunk();
    yield chunk;
  }
}

async function* withFailures(
  asked: Asked,
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  finish: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw signal.aborted ? abortedFailure(asked, error) : transportFailure(asked, error);
  } finally {
    finish();
  }
}

/** One signal that aborts with either of two, and lets go of both when released. */
function endWith(first: AbortSignal, second: AbortSignal): {signal: AbortSignal; release(): void} {
  const controller = new AbortController();
  const abort = (event: Event): void => controller.abort((event.target as AbortSignal).reason);
  for (const signal of [first, second]) {
    if (signal.aborted) controller.abort(signal.reason);
    signal.addEventListener('abort', abort, {once: true});
  }
  return {
    signal: controller.signal,
    release() {
      first.removeEventListener('abort', abort);
      second.removeEventListener('abort', abort);
    },
  };
}
