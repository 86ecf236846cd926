import {lookup} from 'node:dns';
import {connect as connectTcp, isIP, type Socket} from 'node:net';
import {checkServerIdentity, connect as connectTls} from 'node:tls';
import type {buildConnector} from 'undici';
import {sharedLookup} from './shared-lookup.ts';
import type {TlsMaterial} from './tls-material.ts';

/** Makes the sockets of one cluster, counts them, and can end them all. */
export interface Connector {
  readonly connect: buildConnector.connector;
  readonly socketsOpen: number;
  readonly socketsMade: number;
  /** Whether the server chose HTTP/2 for the socket made last. */
  readonly isHttp2: boolean;
  /** Whether some socket is ready for requests. */
  readonly isEstablished: boolean;
  /** Ends every socket, also those still connecting; resolves when they are closed. */
  destroySockets(): Promise<void>;
}

export interface ConnectorOptions {
  readonly server: URL;
  readonly proxy: URL | undefined;
  readonly http1: boolean;
  /** The TLS material of the sockets to come; absent for `http://` servers. */
  material(): TlsMaterial | undefined;
  /** A connection attempt failed; undici learns of it afterwards. */
  onFailure(error: ConnectError): void;
}

/** How far a connection attempt came, so that the first layer that failed can be named. */
export type ConnectStage = 'tcp' | 'proxy' | 'tls';

/** A connection attempt that failed; `cause` holds what Node said. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly stage: ConnectStage;
  readonly isTimeout: boolean;

  constructor(stage: ConnectStage, isTimeout: boolean, cause: unknown) {
    super(`connecting failed (${stage})`, {cause});
    this.stage = stage;
    this.isTimeout = isTimeout;
  }
}

// As long as kubectl users are used to wait for a dead address; the operating system's own limit is two minutes.
const connectTimeout = 10_000;

// TCP keep-alive finds peers that vanished while a quiet watch stands.
const keepAliveDelay = 30_000;

/** A connect function for undici that goes through proxies, speaks TLS and offers HTTP/2 first. */
export function makeConnector(options: ConnectorOptions): Connector {
  const sockets = new Set<Socket>();
  const established = new Set<Socket>();
  const attempts = new Set<AbortController>();
  let socketsMade = 0;
  let isHttp2 = false;

  const track = (socket: Socket): void => {
    socketsMade++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };

  const establish = async (): Promise<Socket> => {
    const attempt = new AbortController();
    attempts.add(attempt);
    const progress: {stage: ConnectStage} = {stage: options.proxy ? 'proxy' : 'tcp'};
    const timer = setTimeout(() => attempt.abort(timedOut), connectTimeout);
    try {
      const plain = options.proxy
        ? await throughProxy(options.proxy, options.server, attempt.signal)
        : openDirect(options.server, attempt.signal);
      track(plain);
      plain.setNoDelay(true).setKeepAlive(true, keepAliveDelay);
      if (!options.proxy) await connected(plain, 'connect', attempt.signal);
      const material = options.material();
      if (!material) return plain;
      progress.stage = 'tls';
      return await secure(plain, options, material, attempt.signal);
    } catch (cause) {
      throw new ConnectError(progress.stage, cause === timedOut, cause);
    } finally {
      clearTimeout(timer);
      attempts.delete(attempt);
    }
  };

  return {
    connect(_, callback) {
      establish().then(
        (socket) => {
          established.add(socket);
          isHttp2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
          socket.once('close', () => established.delete(socket));
          callback(null, socket);
        },
        (error: ConnectError) => {
          options.onFailure(error);
          callback(error, null);
        },
      );
    },
    get socketsOpen() {
      return sockets.size;
    },
    get socketsMade() {
      return socketsMade;
    },
    get isHttp2() {
      return isHttp2;
    },
    get isEstablished() {
      return established.size > 0;
    },
    async destroySockets() {
      for (const attempt of attempts) attempt.abort(new Error('the connection was closed'));
      await Promise.all(
        [...sockets].map((socket) => {
          const {promise, resolve} = Promise.withResolvers<void>();
          socket.once('close', () => resolve());
          socket.destroy();
          return promise;
        }),
      );
    },
  };
}

const timedOut = new Error('timed out');

function target(server: URL): {host: string; port: number} {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  return {host, port: Number(server.port || (server.protocol === 'https:' ? 443 : 80))};
}

function openDirect(server: URL, signal: AbortSignal): Socket {
  signal.throwIfAborted();
  return connectTcp({...target(server), lookup: resolve});
}

const resolve = sharedLookup(lookup);

async function throughProxy(proxy: URL, server: URL, signal: AbortSignal): Promise<Socket> {
  // Loaded by those who have a proxy: it brings SOCKS and node:http, a fifth of a program start.
  const {openTunnel} = await import('./tunnel.ts');
  return openTunnel(proxy, target(server), signal);
}

async function secure(
  socket: Socket,
  {server, http1}: ConnectorOptions,
  material: TlsMaterial,
  signal: AbortSignal,
): Promise<Socket> {
  const name = material.serverName ?? target(server).host;
  const secured = connectTls({
    socket,
    secureContext: material.secureContext,
    rejectUnauthorized: material.isVerified,
    // An IP address may not be sent as SNI, yet the certificate must still be for it.
    ...(!isIP(name) && {servername: name}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
    ALPNProtocols: http1 ? ['http/1.1'] : ['h2', 'http/1.1'],
  });
  await connected(secured, 'secureConnect', signal);
  return secured;
}

/** Waits for the socket's event; destroys the socket when it fails or the signal aborts first. */
function connected(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off('close', onClose);
      socket.off(event, onReady);
      // Kept: an error that comes late must not end the process for want of a listener.
      socket.on('error', () => {});
    };
    const fail = (error: unknown): void => {
      settle();
      socket.off('error', fail);
      socket.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(signal.reason);
    const onClose = (): void =>
      fail(Object.assign(new Error('closed by the other side'), {code: 'ECONNRESET'}));
    const onReady = (): void => {
      settle();
      socket.off('error', fail);
      resolve();
    };
    if (signal.aborted) {
      fail(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, {once: true});
    socket.once('error', fail);
    socket.once('close', onClose);
    socket.once(event, onReady);
  });
}
