import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {Agent, request} from 'undici';
import {parse} from 'yaml';

/** A real API server as a test speaks to it: bytes out, bytes in, nothing of this project between. */
export interface Api extends AsyncDisposable {
  /** Throws unless the answer is a 2xx. `at` is the server's `Date`, in seconds. */
  send(request: ApiRequest): Promise<{readonly body: Buffer; readonly at: number}>;
  json(request: ApiRequest): Promise<Record<string, unknown>>;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly accept?: string;
  readonly body?: unknown;
  readonly contentType?: string;
}

/** Through the current context of a kubeconfig, by client certificate or token. */
export function openApi(kubeconfig: string): Api {
  const config = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const context = config.contexts.find(({name}) => name === config['current-context'])?.context;
  const cluster = config.clusters.find(({name}) => name === context?.cluster)?.cluster ?? {};
  const user = config.users.find(({name}) => name === context?.user)?.user ?? {};
  const pem = (entry: Record<string, string>, key: string) => {
    const data = entry[`${key}-data`];
    if (data !== undefined) return Buffer.from(data, 'base64').toString();
    const file = entry[key];
    return file === undefined ? undefined : readFileSync(resolve(dirname(kubeconfig), file), 'utf8');
  };
  const ca = pem(cluster, 'certificate-authority');
  const cert = pem(user, 'client-certificate');
  const key = pem(user, 'client-key');
  const agent = new Agent({
    connect: {
      ...(ca === undefined ? {} : {ca}),
      ...(cert === undefined ? {} : {cert}),
      ...(key === undefined ? {} : {key}),
    },
  });
  const token = user['token'];
  const send: Api['send'] = async ({
    method = 'GET',
    path,
    accept = 'application/json',
    body,
    contentType,
  }) => {
    const answer = await request(`${cluster['server']}${path}`, {
      dispatcher: agent,
      method,
      headers: {
        accept,
        ...(token === undefined ? {} : {authorization: `Bearer ${token}`}),
        ...(body === undefined ? {} : {'content-type': contentType ?? 'application/json'}),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (answer.statusCode >= 300)
      throw new Error(`${method} ${path}: ${answer.statusCode} ${bytes.toString()}`);
    return {body: bytes, at: Math.floor(Date.parse(String(answer.headers['date'])) / 1000)};
  };
  return {
    send,
    json: async (wanted) => JSON.parse((await send(wanted)).body.toString()) as Record<string, unknown>,
    [Symbol.asyncDispose]: () => agent.close(),
  };
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly {name: string; context: {cluster: string; user: string}}[];
  readonly clusters: readonly {name: string; cluster: Record<string, string>}[];
  readonly users: readonly {name: string; user: Record<string, string>}[];
}
