import {once} from 'node:events';
import {createSecureServer, type Http2ServerRequest, type Http2ServerResponse} from 'node:http2';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import type {Writable} from 'node:stream';
import type {TLSSocket} from 'node:tls';
import {constants, createGzip, gzipSync} from 'node:zlib';
import type {Clock} from '../../text/index.ts';
import type {KeyPair} from '../authority.ts';
import {unauthorized} from './failure.ts';
import {type ApiAnswer, answer, type ClusterApi, refused} from './handle.ts';
import type {User} from './rights.ts';

export interface ClusterServerOptions {
  readonly api: ClusterApi;
  readonly serving: KeyPair;
  /** PEM: whose client certificates are believed. */
  readonly authority: string;
  /** Whom a bearer token stands for; undefined for one that is not accepted (any more). */
  userOf(token: string): User | undefined;
  /** Of the real time, which the way to a server takes. */
  readonly clock: Clock;
}

/** What is wrong with the way to a server: connections are refused, nothing is answered, or every answer comes late. */
interface Faults {
  isStopped: boolean;
  isPaused: boolean;
  isSlow: boolean;
}

/** ms. */
const lateness = 1_200;

/** One API server on its own port of 127.0.0.1, over HTTP/2 or 1.1, until it is closed. */
export class ClusterServer {
  readonly #faults: Faults = {isStopped: true, isPaused: false, isSlow: false};
  readonly #options: ClusterServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #ending = new AbortController();
  /** Never listens itself: it is given the connections of the one that does. */
  readonly #secure;
  #listening: Server | undefined;
  #port = 0;
  /** What waits until it is resumed. */
  #held: (() => void)[] = [];

  constructor(options: ClusterServerOptions) {
    this.#options = options;
    const {serving, authority} = options;
    this.#secure = createSecureServer({
      key: serving.key,
      cert: serving.certificate,
      ca: authority,
      requestCert: true,
      // Who has no certificate may have a token.
      rejectUnauthorized: false,
      allowHTTP1: true,
      settings: {maxConcurrentStreams: 250},
    });
    this.#secure.on('request', (request, response) => void this.#receive(request, response));
    this.#secure.on('sessionError', () => {});
    this.#secure.on('tlsClientError', () => {});
    this.#secure.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => {}));
  }

  get port(): number {
    return this.#port;
  }

  /** Listens, the second time on the port of the first. */
  async start(): Promise<void> {
    if (!this.#faults.isStopped) return;
    this.#faults.isStopped = false;
    const server = createServer((socket) => this.#accept(socket));
    this.#listening = server;
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Hangs up on everybody; connections are refused until it is started. */
  async stop(): Promise<void> {
    this.#faults.isStopped = true;
    const server = this.#listening;
    this.#listening = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  }

  /** As a stopped process: connections are accepted by the system, and nothing more is heard. */
  pause(): void {
    this.#faults.isPaused = true;
  }

  resume(): void {
    this.#faults.isPaused = false;
    const held = this.#held;
    this.#held = [];
    for (const go of held) go();
  }

  setSlow(isSlow: boolean): void {
    this.#faults.isSlow = isSlow;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#held = [];
    await this.stop();
    this.#secure.close();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('close', () => this.#sockets.delete(socket));
    this.#whenRunning(() => this.#secure.emit('connection', socket));
  }

  #whenRunning(go: () => void): void {
    if (this.#faults.isPaused) this.#held.push(go);
    else go();
  }

  async #receive(request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> {
    request.on('error', () => {});
    response.on('error', () => {});
    const {clock} = this.#options;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    this.#ending.signal.addEventListener('abort', () => gone.abort(), {once: true, signal: gone.signal});
    const {signal} = gone;
    // Read before anything is waited for, or the pieces of it would be missed.
    const body = await bodyOf(request);
    if (this.#faults.isSlow) await clock.sleep(lateness, signal);
    this.#whenRunning(() => {
      if (signal.aborted) return;
      this.#send(this.#answer(request, body, signal), request, response, signal);
    });
  }

  #answer(request: Http2ServerRequest, body: Buffer, signal: AbortSignal): ApiAnswer {
    const {api} = this.#options;
    const user = this.#userOf(request);
    if (user === undefined) return refused(unauthorized);
    const url = new URL(request.url, 'https://127.0.0.1');
    const {method, headers} = request;
    return answer(api, {method, url, accept: headers.accept, user, body, signal});
  }

  #userOf({headers, socket}: Http2ServerRequest): User | undefined {
    const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token !== undefined) return this.#options.userOf(token);
    const secured = socket as TLSSocket;
    if (!secured.authorized) return undefined;
    const {CN, O} = secured.getPeerCertificate().subject as {
      readonly CN: string;
      readonly O?: string | string[];
    };
    return {name: CN, groups: [O ?? []].flat()};
  }

  #send(
    said: ApiAnswer,
    {headers}: Http2ServerRequest,
    response: Http2ServerResponse,
    signal: AbortSignal,
  ): void {
    const isCompressible = String(headers['accept-encoding'] ?? '').includes('gzip');
    const common = {
      'content-type': said.contentType,
      date: new Date(this.#options.api.clock.now()).toUTCString(),
      'cache-control': 'no-cache, private',
    };
    if (said.type === 'whole') {
      const isCompressed = isCompressible && said.body.length > worthCompressing;
      response.writeHead(said.code, {...common, ...(isCompressed && compressed)});
      response.end(isCompressed ? gzipSync(said.body, {level: 1}) : said.body);
      return;
    }
    response.writeHead(200, {...common, ...(isCompressible && compressed)});
    // Of the two kinds of response only that of HTTP/1.1 holds its headers back.
    (response as {flushHeaders?: () => void}).flushHeaders?.();
    // It is one for all that is done here, though its type does not say so.
    const plain = response as unknown as Writable;
    const stream = isCompressible ? createGzip({level: 1, flush: constants.Z_SYNC_FLUSH}) : plain;
    if (stream !== plain) stream.pipe(plain);
    said.start({
      write: (chunk) => {
        this.#whenRunning(() => {
          if (signal.aborted) return;
          stream.write(chunk);
          // Who reads so slowly is to begin anew rather than to fill our memory.
          if (stream.writableLength > longestQueue) cut(response);
        });
      },
      end: () => this.#whenRunning(() => stream.end()),
    });
  }
}

/** HTTP/1.1 has no streams, only the connection. */
function cut({stream, socket}: Http2ServerResponse): void {
  if (stream === undefined) socket.destroy();
  else stream.close();
}

const compressed = {'content-encoding': 'gzip'};

// As kube-apiserver has it (APIResponseCompression), bytes.
const worthCompressing = 128 * 1024;

const longestQueue = 32 * 1024 * 1024;

/** Reviews are a few hundred bytes; what is longer is nothing that is served here. */
const longestBody = 64 * 1024;

async function bodyOf(request: Http2ServerRequest): Promise<Buffer> {
  if (request.method === 'GET') return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request) {
      length += (chunk as Buffer).length;
      if (length <= longestBody) chunks.push(chunk as Buffer);
    }
  } catch {
    // The client went while it was sending: nobody waits for the answer.
  }
  return Buffer.concat(chunks);
}
