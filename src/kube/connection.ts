import type {Clock} from '../text/index.ts';
import type {ContextEntry} from './context.ts';
import type {Credentials} from './credentials.ts';

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
