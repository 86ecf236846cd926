import type {KubeRequest} from './connection.ts';
import type {Identity} from './credentials.ts';

/** The path and query of a request, as they are sent; `server` may have a path of its own, below which its API lies. */
export function targetOf(server: URL, {path, query}: KubeRequest): string {
  const base = server.pathname.replace(/(?<!\/)\/+$/, '');
  if (query === undefined) return `${base}${path}`;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return `${base}${path}${search.size > 0 ? `?${search}` : ''}`;
}

/** Its headers, names in lower case. `isPlain` where the answer may not be compressed. */
export function headersFor(
  request: KubeRequest,
  identity: Identity,
  isPlain: boolean,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    accept: request.accept ?? 'application/json',
    'accept-encoding': isPlain ? 'identity' : 'gzip',
    'user-agent': 'flotilla',
  };
  if (request.body !== undefined) headers['content-type'] = request.contentType ?? 'application/json';
  for (const [name, value] of Object.entries(identity.headers)) {
    headers[name] = typeof value === 'string' ? value : [...value];
  }
  return headers;
}
