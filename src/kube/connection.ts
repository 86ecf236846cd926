import type {Clock} from '../text/index.ts';
import {allBytes} from './answer-body.ts';
import {isHtml} from './answer-failure.ts';
import {ask} from './asking.ts';
import type {ContextEntry} from './context.ts';
import type {Credentials} from './credentials.ts';
import {KubeError} from './errors.ts';
import {abortable, type Ending, startGuard} from './guard.ts';
import {assertReading} from './read-only.ts';
import {makeSlots} from './slots.ts';
import {
  type Asked,
  abortedFailure,
  garbledFailure,
  stalledFailure,
  transportFailure,
} from './transport-failure.ts';
import {openWire} from './wire.ts';

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
   * As `json`, but an answer by which the API says no is an answer as well.
   * @throws KubeError where there was none.
   */
  answer(request: KubeRequest): Promise<KubeAnswer>;
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

export interface KubeAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Texts of its `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface KubeStream {
  readonly status: number;
  /** Without parameters: `application/vnd.kubernetes.protobuf`. */
  readonly contentType: string;
  readonly isCompressed: boolean;
  /** gzip was asked for and the server did not use it. */
  readonly hasIgnoredGzip?: boolean;
  /** Texts of its `Warning` headers. */
  readonly warnings?: readonly string[];
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
  /** While it says so, nothing but GET and POST of SelfSubject reviews leaves the process. Asked at every request. */
  isReadOnly(): boolean;
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
  const {entry, clock} = options;
  const wire = openWire(options);
  const slots = makeSlots(requestsAtOnce);
  const closing = new AbortController();

  const askedOf = ({verb, path}: KubeRequest): Asked => ({context: entry.name, host: wire.host, verb, path});

  const open = async (asked: Asked, request: KubeRequest, ending: Ending): Promise<KubeStream> => {
    const {signal} = ending.controller;
    // A watch stays for minutes; it must not keep the places that requests need.
    const isWatch = isTrue(request.query?.['watch']) || isTrue(request.query?.['follow']);
    let release = (): void => {};
    const finish = (): void => {
      ending.release();
      release();
    };
    try {
      if (options.isReadOnly()) assertReading(entry.name, request);
      if (!isWatch) release = await slots.take(signal);
      const answer = await ask(wire, options, asked, request, signal);
      // The place is given back and the signals let go also when nobody reads the body.
      signal.addEventListener('abort', finish, {once: true});
      return {
        status: answer.status,
        contentType: answer.contentType,
        isCompressed: answer.isCompressed,
        hasIgnoredGzip: !answer.isCompressed && !entry.cluster.disableCompression,
        warnings: answer.warnings,
        body: withFailures(asked, answer.body, signal, finish),
      };
    } catch (error) {
      finish();
      if (signal.aborted) throw abortedFailure(asked, error);
      // One that was given up for want of an answer is still under way.
      ending.controller.abort(error);
      throw transportFailure(asked, error);
    }
  };

  /** The whole answer; one that stalls in the middle would else keep its reader, and its place, for ever. */
  const whole = async (asked: Asked, request: KubeRequest): Promise<{answer: KubeStream; bytes: Buffer}> => {
    const ending = abortable(request.signal, closing.signal);
    const answer = await open(asked, request, ending);
    const guard = startGuard(clock, ending, () => bodySilence, Number.POSITIVE_INFINITY);
    try {
      return {answer, bytes: await allBytes(asked, answer.body, maxJson, guard.heard)};
    } catch (error) {
      throw guard.end === undefined ? error : stalledFailure(asked, bodySilence);
    } finally {
      guard.stop();
    }
  };

  const parsed = async (request: KubeRequest): Promise<KubeAnswer> => {
    const asked = askedOf(request);
    const {answer, bytes} = await whole(asked, request);
    try {
      const body: unknown = JSON.parse(bytes.toString());
      return {status: answer.status, body, warnings: answer.warnings ?? []};
    } catch (cause) {
      const text = bytes.subarray(0, 400).toString();
      if (isHtml(answer.contentType, text)) throw garbledFailure(asked, `a web page (HTML), not JSON`, cause);
      throw garbledFailure(asked, 'JSON that is cut off or damaged', cause);
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
    stream: async (request) => open(askedOf(request), request, abortable(request.signal, closing.signal)),
    async json(request) {
      return (await parsed(request)).body;
    },
    async answer(request) {
      try {
        return await parsed(request);
      } catch (error) {
        if (!(error instanceof KubeError) || error.failure.type !== 'http') throw error;
        const {said = {message: error.message}, failure} = error;
        return {status: failure.status, body: said, warnings: []};
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

// An answer that says nothing for so long in the middle is not going to end.
const bodySilence = 30_000;

// Larger answers are read in pages or as streams.
const maxJson = 128 * 1024 * 1024;

function isTrue(value: string | number | boolean | undefined): boolean {
  return value === true || value === 1 || value === '1' || value === 'true';
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
