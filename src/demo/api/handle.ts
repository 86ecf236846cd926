import type {Clock} from '../../text/index.ts';
import {objectOf, type Store} from '../store.ts';
import {discovery} from './discovery.ts';
import {methodNotAllowed, noSuchResource, notAcceptable, notFound, Refusal, type Status} from './failure.ts';
import {acceptsJson, type Format, formatFor} from './format.ts';
import {listPage} from './list.ts';
import {podLog} from './logs.ts';
import {type Attempt, type Denied, forbidden, isAllowed, review, type User} from './rights.ts';
import {selectorOf} from './selectors.ts';
import {findServed, isServedVersion, type Served} from './served.ts';
import {type Outlet, prepareWatch} from './watch.ts';

/** One cluster as its API server knows it. */
export interface ClusterApi {
  readonly store: Store;
  /** What `/version` says. */
  readonly version: object;
  readonly denied: Denied;
  /** Usage by metrics.k8s.io; undefined where it is not installed. */
  readonly metrics: ((plural: string, namespace: string) => object | undefined) | undefined;
  /** Of the simulated time. */
  readonly clock: Clock;
}

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly accept: string | undefined;
  readonly user: User;
  readonly body: Buffer;
  /** Aborts when the client or the server goes. */
  readonly signal: AbortSignal;
}

export type ApiAnswer =
  | {
      readonly type: 'whole';
      readonly code: number;
      readonly contentType: string;
      readonly body: string | Buffer;
    }
  | {readonly type: 'watch'; readonly contentType: string; start(outlet: Outlet): void};

/** Answers as an API server does. Never throws for what a client did wrong: that is a Status. */
export function answer(api: ClusterApi, request: ApiRequest): ApiAnswer {
  try {
    return route(api, request);
  } catch (error) {
    if (error instanceof Refusal) return refused(error.status);
    throw error;
  }
}

export function refused(status: Status): ApiAnswer {
  return whole(status, status.code);
}

function route(api: ClusterApi, request: ApiRequest): ApiAnswer {
  const {url, method, accept} = request;
  const path = url.pathname.replace(/(.)\/+$/, '$1');
  if (/^\/(livez|readyz|healthz)/.test(path)) return text(200, 'ok');
  const found = discovery(path, accept, {hasMetrics: api.metrics !== undefined});
  if (found || path === '/version') {
    if (method !== 'GET') throw new Refusal(methodNotAllowed);
    if (found) return {type: 'whole', code: 200, contentType: found.type, body: JSON.stringify(found.body)};
    return acceptsJson(accept) ? whole(api.version) : refused(notAcceptable);
  }
  const target = targetOf(path);
  if (target === undefined) return text(404, '404 page not found\n');
  if (target.group === 'metrics.k8s.io') return metricsAnswer(api, request, target);
  if (method === 'POST') {
    const reviewed = review(target.plural, request.body, request.user, api.denied);
    if (reviewed) return whole(reviewed, 201);
  }
  if (!isServedVersion(target.group, target.version)) return text(404, '404 page not found\n');
  const served = findServed(target.group, target.version, target.plural);
  if (served?.id === 'pods' && target.rest === 'log' && method === 'GET')
    return logAnswer(api, request, target);
  if (served === undefined || target.rest !== '') throw new Refusal(noSuchResource);
  const isNamed = target.name !== '';
  if (served.resource.namespaced && isNamed && target.namespace === '') throw new Refusal(noSuchResource);
  // A way to change things will begin here, and go through the store.
  if (method !== 'GET') throw new Refusal(methodNotAllowed);
  return read(api, request, target, served);
}

interface Target {
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly plural: string;
  readonly name: string;
  /** A subresource. */
  readonly rest: string;
}

/** Namespaces are both: `/api/v1/namespaces/shop` is one, `/api/v1/namespaces/shop/pods` lies within. */
function targetOf(path: string): Target | undefined {
  const [, group = '', version = '', rest = ''] = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (version === '') return undefined;
  const parts = rest.split('/').map(decodeURIComponent);
  const isWithin = parts[0] === 'namespaces' && parts.length > 2;
  const [plural = '', name = '', ...more] = isWithin ? parts.slice(2) : parts;
  return {group, version, namespace: isWithin ? (parts[1] ?? '') : '', plural, name, rest: more.join('/')};
}

function read(api: ClusterApi, request: ApiRequest, target: Target, served: Served): ApiAnswer {
  const {url, accept, user, signal} = request;
  const {store, clock} = api;
  const query = url.searchParams;
  const isWatch = target.name === '' && ['true', '1'].includes(query.get('watch') ?? '');
  const verb = target.name !== '' ? 'get' : isWatch ? 'watch' : 'list';
  const attempt: Attempt = {...target, verb};
  if (!isAllowed(attempt, api.denied)) throw new Refusal(forbidden(user, attempt));
  const format = formatFor(accept, {served, query, isWatch, now: () => clock.now() / 1000});
  if (format === undefined) throw new Refusal(notAcceptable);
  if (target.name !== '') return one(api, target, served, format);
  const extent = {served, namespace: target.namespace, selector: selectorOf(query, served)};
  if (!isWatch) {
    const body = listPage(store, extent, query, format);
    return {type: 'whole', code: 200, contentType: format.type, body};
  }
  const start = prepareWatch({...extent, store, format, query, clock, signal});
  return {type: 'watch', contentType: format.watchType, start};
}

function one(
  api: ClusterApi,
  {group, plural, namespace, name}: Target,
  served: Served,
  format: Format,
): ApiAnswer {
  const item = api.store.get(served.id, namespace, name);
  if (item === undefined) throw new Refusal(notFound(group, plural, name));
  return {type: 'whole', code: 200, contentType: format.type, body: format.one(objectOf(item))};
}

/** Who follows a log gets what there is, and waits for more until they go. */
function logAnswer({store, denied, clock}: ClusterApi, {url, user}: ApiRequest, target: Target): ApiAnswer {
  const {group, plural, namespace, name} = target;
  const attempt: Attempt = {verb: 'get', group, plural, namespace};
  if (!isAllowed(attempt, denied))
    throw new Refusal(forbidden(user, {...attempt, plural: `${plural}/${target.rest}`}));
  const item = store.get('pods', namespace, name);
  if (item === undefined) throw new Refusal(notFound(group, plural, name));
  const query = url.searchParams;
  const log = podLog(objectOf(item), query, clock.now());
  if (!['true', '1'].includes(query.get('follow') ?? '')) return text(200, log);
  return {type: 'watch', contentType: plainText, start: (outlet) => outlet.write(Buffer.from(log))};
}

function metricsAnswer(api: ClusterApi, {method, user}: ApiRequest, target: Target): ApiAnswer {
  if (api.metrics === undefined) return text(404, '404 page not found\n');
  if (method !== 'GET') throw new Refusal(methodNotAllowed);
  const attempt: Attempt = {...target, verb: target.name === '' ? 'list' : 'get'};
  if (!isAllowed(attempt, api.denied)) throw new Refusal(forbidden(user, attempt));
  const list = api.metrics(target.plural, target.namespace);
  if (list === undefined) throw new Refusal(noSuchResource);
  if (target.name === '') return whole(list);
  const {items} = list as {readonly items: readonly {readonly metadata: {readonly name: string}}[]};
  const item = items.find(({metadata}) => metadata.name === target.name);
  if (item === undefined) throw new Refusal(notFound(target.group, target.plural, target.name));
  return whole(item);
}

function whole(body: object, code = 200): ApiAnswer {
  return {type: 'whole', code, contentType: 'application/json', body: JSON.stringify(body)};
}

function text(code: number, body: string): ApiAnswer {
  return {type: 'whole', code, contentType: plainText, body};
}

const plainText = 'text/plain; charset=utf-8';
