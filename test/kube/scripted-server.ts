import {once} from 'node:events';
import type {IncomingMessage, ServerResponse} from 'node:http';
import {createSecureServer, type Http2ServerRequest, type Http2ServerResponse} from 'node:http2';
import {createServer as createHttp1Server} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {
  type ClusterEntry,
  type Connection,
  type ConnectionOptions,
  type Credentials,
  openConnection,
  type UserEntry,
} from '../../src/kube/index.ts';
import {type Authority, authority} from '../rig/index.ts';
import {realClock} from '../text/real-clock.ts';

/** A TLS server whose every answer is written by the test. */
export interface ScriptedServer extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly ca: string;
  readonly authority: Authority;
  /** TCP connections accepted since the start. */
  readonly accepted: number;
  /** TCP connections open now. */
  readonly open: number;
}

export type Handler = (
  request: Http2ServerRequest | IncomingMessage,
  response: Http2ServerResponse & ServerResponse,
) => void;

export interface ServerOptions {
  readonly names?: readonly string[];
  readonly days?: number;
  readonly http1?: boolean;
}

export async function scriptedServer(handler: Handler, options: ServerOptions = {}): Promise<ScriptedServer> {
  const trust = await authority();
  const pair = await trust.issue({
    names: options.names ?? ['127.0.0.1', 'localhost'],
    days: options.days ?? 30,
  });
  const secure = {key: pair.key, cert: pair.certificate};
  const server = options.http1
    ? createHttp1Server(secure, handler as never)
    : createSecureServer({...secure, allowHTTP1: true}, handler as never);
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('sessionError', () => {});
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    ca: trust.certificate,
    authority: trust,
    get accepted() {
      return accepted;
    },
    get open() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface ConnectOptions extends Partial<Omit<ConnectionOptions, 'entry'>> {
  readonly cluster?: Partial<ClusterEntry>;
  readonly user?: Partial<UserEntry>;
}

/** A connection to a scripted server, closed at the end of the test's block. */
export function connectTo(
  server: Pick<ScriptedServer, 'url' | 'ca'>,
  {cluster, user, ...options}: ConnectOptions = {},
): Connection & AsyncDisposable {
  const connection = openConnection({
    entry: {
      name: 'scripted',
      file: '/home/me/.kube/config',
      cluster: {
        name: 'scripted',
        server: server.url,
        caData: server.ca,
        skipTlsVerify: false,
        disableCompression: false,
        ...cluster,
      },
      user: {name: 'me', ...user},
    },
    credentials: token('secret-token'),
    isReadOnly: () => false,
    clock: realClock,
    http1: false,
    environment: {},
    ...options,
  });
  return Object.assign(connection, {[Symbol.asyncDispose]: () => connection.close()});
}

export function token(value: string): Credentials {
  return {
    current: () => Promise.resolve({headers: {authorization: `Bearer ${value}`}}),
    refused: () => Promise.resolve(false),
  };
}
