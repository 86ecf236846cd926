import {BlockList, isIP} from 'node:net';
import type {ClusterEntry} from './context.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy through which a server is reached, or undefined for a direct connection, decided as kubectl decides:
 * the cluster's `proxy-url` always wins; else HTTPS_PROXY or HTTP_PROXY by the server's scheme unless NO_PROXY
 * exempts it. The rules are those of Go's golang.org/x/net/http/httpproxy.
 * @throws Error when a proxy address cannot be read.
 */
export function proxyFor(cluster: ClusterEntry, environment: Environment): URL | undefined {
  if (cluster.proxyUrl) return parseProxy(cluster.proxyUrl, 'proxy-url');
  const server = new URL(cluster.server);
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = read(environment, name);
  if (!proxy || isExempt(server, read(environment, 'NO_PROXY') ?? '')) return undefined;
  return parseProxy(proxy, name);
}

function read(environment: Environment, name: string): string | undefined {
  return environment[name] || environment[name.toLowerCase()];
}

const schemes: readonly string[] = ['http:', 'https:', 'socks5:', 'socks5h:'];

function parseProxy(text: string, source: string): URL {
  const full = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url && url.hostname !== '' && schemes.includes(url.protocol)) return url;
  // The address may hold a password, so it is not repeated.
  throw new Error(
    `the proxy address in ${source} cannot be used: it must be http, https or socks5 with a host`,
  );
}

/** Whether NO_PROXY exempts the server. The local host is always exempt. */
function isExempt(server: URL, list: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  if (host === 'localhost' || isLoopback(host)) return true;
  return list
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .some((item) => item !== '' && exempts(item, host, port));
}

function exempts(item: string, host: string, port: string): boolean {
  if (item === '*') return true;
  if (item.includes('/')) return isWithin(item, host);
  const [name, itemPort] = splitPort(item);
  if (itemPort !== undefined && itemPort !== port) return false;
  if (isIP(name)) return name === host;
  // `foo.com` covers the host and its subdomains, `.foo.com` and `*.foo.com` the subdomains only.
  const suffix = name.startsWith('*.') ? name.slice(1) : name;
  return suffix.startsWith('.') ? host.endsWith(suffix) : host === suffix || host.endsWith(`.${suffix}`);
}

function splitPort(item: string): [host: string, port: string | undefined] {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(item);
  if (match) return [match[1] ?? match[2] ?? '', match[3]];
  return [item.replace(/^\[|\]$/g, ''), undefined];
}

function isWithin(cidr: string, host: string): boolean {
  const [network = '', bits = ''] = cidr.split('/');
  const family = isIP(network);
  if (!family || isIP(host) !== family || !/^\d+$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

function isLoopback(host: string): boolean {
  return host === '::1' || isWithin('127.0.0.0/8', host);
}
