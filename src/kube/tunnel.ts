import {request as httpRequest, type RequestOptions} from 'node:http';
import {request as httpsRequest} from 'node:https';
import type {Socket} from 'node:net';
import {SocksClient} from 'socks';
import {trustSystemRoots} from './system-roots.ts';

/** Where a tunnel leads. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * A TCP connection to the target through a proxy: CONNECT for http and https proxies, SOCKS 5 for the rest. The proxy
 * resolves the target's name. TLS of an https proxy is verified against the system's roots.
 * @throws Error whose message names the proxy and never its password.
 */
export async function openTunnel(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  return proxy.protocol.startsWith('socks')
    ? throughSocks(proxy, target, signal)
    : throughConnect(proxy, target, signal);
}

function throughConnect(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
  const isSecure = proxy.protocol === 'https:';
  if (isSecure) trustSystemRoots();
  const options: RequestOptions = {
    method: 'CONNECT',
    host: bareHost(proxy),
    port: proxy.port || (isSecure ? 443 : 80),
    path: authority,
    headers: {host: authority, ...authorization(proxy)},
    agent: false,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = isSecure ? httpsRequest(options) : httpRequest(options);
    request.once('connect', (response, socket, head) => {
      if (response.statusCode === 200) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket as Socket);
        return;
      }
      socket.destroy();
      reject(
        new Error(
          `the proxy ${proxy.host} refused to connect to ${authority}: ${response.statusCode} ${response.statusMessage ?? ''}`.trim(),
        ),
      );
    });
    request.once('response', (response) => {
      response.destroy();
      reject(new Error(`the proxy ${proxy.host} refused to connect to ${authority}: ${response.statusCode}`));
    });
    request.once('error', reject);
    request.end();
  });
}

function authorization(proxy: URL): Record<string, string> {
  if (proxy.username === '' && proxy.password === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return {'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}`};
}

async function throughSocks(proxy: URL, target: Target, signal: AbortSignal): Promise<Socket> {
  const client = new SocksClient({
    command: 'connect',
    destination: {host: target.host, port: target.port},
    proxy: {
      host: bareHost(proxy),
      port: Number(proxy.port || 1080),
      type: 5,
      ...(proxy.username && {userId: decodeURIComponent(proxy.username)}),
      ...(proxy.password && {password: decodeURIComponent(proxy.password)}),
    },
  });
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, {once: true});
    client.once('established', ({socket}) => {
      signal.removeEventListener('abort', abort);
      if (signal.aborted) {
        socket.destroy();
        return;
      }
      resolve(socket);
    });
    client.once('error', (error) => {
      signal.removeEventListener('abort', abort);
      // Only its words: the error itself holds the options, and in them the password.
      reject(new Error(error.message));
    });
    client.connect();
  });
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
