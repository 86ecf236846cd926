import {Agent, request} from 'undici';
import type {KeyPair} from './authority.ts';

/** What the rig itself says to an API server: as an administrator, over one HTTP/2 connection, past the proxy. */
export interface Client extends AsyncDisposable {
  /** Any status is an answer; throws only when there was none. A string body is sent as it is. */
  send(method: Method, path: string, body?: unknown, contentType?: string): Promise<Answer>;
  /** As `send`, but throws unless the status is 2xx. */
  call(method: Method, path: string, body?: unknown, contentType?: string): Promise<unknown>;
  /** The aggregated discovery document at `/api` or `/apis`. */
  discovery(root: '/api' | '/apis'): Promise<unknown>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export function client(server: string, ca: string, identity: KeyPair): Client {
  const dispatcher = new Agent({
    allowH2: true,
    pipelining: 100,
    connect: {ca, key: identity.key, cert: identity.certificate},
    // A paused server holds its connections open for ever.
    headersTimeout: 60_000,
  });
  const exchange = async (
    method: Method,
    path: string,
    body: unknown,
    contentType = 'application/json',
    accept = 'application/json',
  ) => {
    const answer = await request(`${server}${path}`, {
      method,
      dispatcher,
      headers: {accept, ...(body === undefined ? {} : {'content-type': contentType})},
      ...(body === undefined ? {} : {body: typeof body === 'string' ? body : JSON.stringify(body)}),
    });
    return {status: answer.statusCode, body: await answer.body.text()};
  };

  const call = async (...given: Parameters<typeof exchange>): Promise<unknown> => {
    const answer = await exchange(...given);
    if (answer.status >= 300)
      throw new Error(
        `rig: ${given[0]} ${server}${given[1]}: HTTP ${answer.status}: ${answer.body.slice(0, 600)}`,
      );
    return answer.body.startsWith('{') ? JSON.parse(answer.body) : answer.body;
  };

  return {
    send: (method, path, body, contentType) => exchange(method, path, body, contentType),
    call: (method, path, body, contentType) => call(method, path, body, contentType),
    discovery: (root) => call('GET', root, undefined, undefined, aggregatedDiscovery),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

const aggregatedDiscovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
