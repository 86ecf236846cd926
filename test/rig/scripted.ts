import {once} from 'node:events';
import http2 from 'node:http2';
import type net from 'node:net';
import type {TLSSocket} from 'node:tls';
import type {Authority, KeyPair} from './authority.ts';
import type {Entry, KubeconfigUser} from './kubeconfig.ts';

/** A TLS server whose answers a test writes. Speaks HTTP/2, and HTTP/1.1 to those who ask for it. Needs no Go. */
export interface Scripted extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** What it was asked so far, in order of arrival. */
  readonly requests: readonly Received[];
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Connections open now. */
  readonly open: number;
  /** What becomes one context of a kubeconfig. Default user: a token. */
  entry(context: string, user?: KubeconfigUser): Entry;
  /** From now on answers come from this handler. */
  script(handler: Handler): void;
  /** Ends every connection with RST. */
  drop(): void;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  readonly httpVersion: string;
  /** Which connection, counted from 1. */
  readonly connection: number;
}

export type Request = http2.Http2ServerRequest;
export type Response = http2.Http2ServerResponse;
export type Handler = (received: Received, response: Response) => unknown;

export interface ScriptedOptions {
  readonly authority: Pick<Authority, 'issue' | 'certificate'>;
  /** Default: a certificate for 127.0.0.1 and localhost. Give another for expired ones or another name. */
  readonly serving?: KeyPair;
  /** `http/1.1` for a server that has no HTTP/2. Default both. */
  readonly protocols?: readonly ('h2' | 'http/1.1')[];
  /** What the server takes at once in one connection. Default 100. */
  readonly maxConcurrentStreams?: number;
}

/** Starts one. `from` is a rig, or anything with an authority: `{authority: await authority()}`. */
export async function scripted(from: ScriptedOptions, handler: Handler): Promise<Scripted> {
  const serving = from.serving ?? (await from.authority.issue({names: ['127.0.0.1', 'localhost']}));
  const protocols = from.protocols ?? ['h2', 'http/1.1'];
  const requests: Received[] = [];
  const sockets = new Map<net.Socket, number>();
  let script = handler;
  let accepted = 0;

  const server = http2.createSecureServer({
    key: serving.key,
    cert: serving.certificate,
    allowHTTP1: protocols.includes('http/1.1'),
    ALPNProtocols: [...protocols],
    settings: {maxConcurrentStreams: from.maxConcurrentStreams ?? 100},
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    accepted += 1;
    sockets.set(socket, accepted);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('sessionError', () => {});
  server.on('tlsClientError', () => {});
  server.on('request', (request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    void receive(request, sockets)
      .then(async (received) => {
        requests.push(received);
        await script(received, response);
      })
      .catch((error: unknown) => {
        // A mistake in a test's handler should be seen in the answer, not hang it.
        if (!response.headersSent) answer(response, 599, String(error), 'text/plain');
        else cut(response);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as net.AddressInfo;
  const drop = () => {
    for (const socket of sockets.keys()) socket.destroy();
  };

  return {
    url: `https://127.0.0.1:${port}`,
    port,
    requests,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    entry: (context, user = {token: 'scripted'}) => ({
      context,
      server: `https://127.0.0.1:${port}`,
      ca: from.authority.certificate,
      userName: `${context}-user`,
      user,
    }),
    script: (next) => {
      script = next;
    },
    drop,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}

/** A whole answer. An object becomes JSON. */
export function answer(
  response: Response,
  status: number,
  body: unknown = '',
  contentType = typeof body === 'string' ? 'text/plain' : 'application/json',
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {'content-type': contentType, ...headers});
  response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
}

/** A failure as an API server words it. */
export function status(
  response: Response,
  code: number,
  reason: string,
  message: string,
  headers = {},
): void {
  const body = {kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code};
  answer(response, code, body, 'application/json', headers);
}

/** A page, as a captive portal or a load balancer without backends answers. */
export function html(response: Response, code = 200, title = 'Sign in'): void {
  const page = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  answer(response, code, page, 'text/html; charset=utf-8');
}

export function notFound(response: Response): void {
  answer(response, 404, '404 page not found\n', 'text/plain; charset=utf-8');
}

export function redirect(response: Response, location: string, code = 302): void {
  answer(response, code, '', 'text/html', {location});
}

/** Sends the first bytes of a body and then breaks the stream (HTTP/2) or the connection (HTTP/1.1). */
export async function half(
  response: Response,
  body: string | Uint8Array,
  bytes: number,
  contentType = 'application/json',
): Promise<void> {
  response.writeHead(200, {'content-type': contentType});
  await new Promise((resolve) => response.write(Buffer.from(body).subarray(0, bytes), resolve));
  // The bytes must have left before the break, or the client sees the break alone.
  await new Promise((resolve) => setTimeout(resolve, 20));
  cut(response);
}

/** Sends the body in pieces with a pause between; stops when the client goes. */
export async function slowly(
  response: Response,
  body: string | Uint8Array,
  pieceBytes: number,
  pauseMs: number,
  contentType = 'application/json',
): Promise<void> {
  response.writeHead(200, {'content-type': contentType});
  const all = Buffer.from(body);
  for (let offset = 0; offset < all.length && !response.destroyed; offset += pieceBytes) {
    response.write(all.subarray(offset, offset + pieceBytes));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  response.end();
}

/** Headers and then silence: the stream stays open. */
export function silent(response: Response, contentType = 'application/json'): void {
  response.writeHead(200, {'content-type': contentType});
  // Of the two kinds of response only that of HTTP/1.1 holds its headers back.
  (response as {flushHeaders?: () => void}).flushHeaders?.();
}

/** Breaks the answer off where it is. */
export function cut(response: Response): void {
  if (response.stream === undefined) response.socket.destroy();
  else response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
}

async function receive(request: Request, sockets: ReadonlyMap<net.Socket, number>): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return {
    method: request.method,
    path: request.url,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    httpVersion: request.httpVersion,
    connection: connectionOf(request, sockets),
  };
}

/** The HTTP/2 API wraps its socket, so the connection is known by the port of its client. */
function connectionOf(request: Request, sockets: ReadonlyMap<net.Socket, number>): number {
  const {remotePort} = request.socket;
  return [...sockets].find(([socket]) => socket.remotePort === remotePort)?.[1] ?? 0;
}
