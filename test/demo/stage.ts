import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {request} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Demo, type DemoOptions, startDemo} from '../../src/demo/index.ts';
import {
  type Connection,
  type ContextEntry,
  fixedCredentials,
  loadKubeconfig,
  openConnection,
  type Projection,
  type ReflectorState,
  reflect,
} from '../../src/kube/index.ts';
import {until} from '../kube/until.ts';
import {realClock} from '../text/real-clock.ts';

export interface Stage extends AsyncDisposable {
  readonly demo: Demo;
  readonly entries: readonly ContextEntry[];
  /** A connection as the program makes it. */
  connect(context: string, options?: {readonly isCompressed: true}): Promise<Connection & AsyncDisposable>;
  /** One request by another client than ours, over HTTP/1.1. */
  ask(context: string, path: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  readonly method?: string;
  readonly accept?: string;
  readonly body?: unknown;
  readonly isAnonymous?: true;
  readonly headers?: Readonly<Record<string, string>>;
  /** Leaves a watch after so many lines. */
  readonly lines?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A demonstration in a folder of its own. Disposing it closes and removes everything. */
export async function stage(options: Partial<DemoOptions> = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'flotilla-test-demo-'));
  const ending = new AbortController();
  const demo = await startDemo({clock: realClock, signal: ending.signal, folder, ...options});
  const {contexts} = await loadKubeconfig({paths: [demo.kubeconfigFile], environment: {}, home: '/'});
  const entries = contexts.map((context) => {
    assert.ok(context.type === 'usable');
    return context.entry;
  });
  const entryOf = (name: string): ContextEntry => {
    const entry = entries.find((one) => one.name === name);
    assert.ok(entry, `no context ${name}`);
    return entry;
  };
  return {
    demo,
    entries,
    async connect(context, options) {
      const {cluster, ...rest} = entryOf(context);
      const entry = {...rest, cluster: {...cluster, disableCompression: options === undefined}};
      const connection = openConnection({
        entry,
        credentials: fixedCredentials(entry, {clock: realClock}),
        isReadOnly: () => true,
        clock: realClock,
        http1: false,
        environment: {},
      });
      return Object.assign(connection, {[Symbol.asyncDispose]: () => connection.close()});
    },
    ask: (context, path, how = {}) => ask(entryOf(context), path, how),
    async [Symbol.asyncDispose]() {
      await demo.close();
      ending.abort();
      await rm(folder, {recursive: true});
    },
  };
}

/** One request by another client than ours, over HTTP/1.1. */
export function ask({cluster, user}: ContextEntry, path: string, options: AskOptions = {}): Promise<Answer> {
  const {method = 'GET', accept = 'application/json', body, isAnonymous, headers, lines} = options;
  const {promise, resolve, reject} = Promise.withResolvers<Answer>();
  const asked = request(
    `${cluster.server}${path}`,
    {
      method,
      agent: false,
      ca: cluster.caData,
      ...(!isAnonymous && {cert: user.certificateData, key: user.keyData}),
      headers: {
        accept,
        ...(!isAnonymous && user.token !== undefined && {authorization: `Bearer ${user.token}`}),
        ...headers,
      },
    },
    (response) => {
      let text = '';
      const done = () => resolve({status: response.statusCode ?? 0, headers: response.headers, text});
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (lines === undefined || text.split('\n').length <= lines) return;
        done();
        response.destroy();
      });
      response.on('end', done);
      response.on('error', reject);
    },
  );
  asked.on('error', reject);
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  return promise;
}

/** The events of a watch that was left, or has ended. */
export function eventsOf({text}: Answer): readonly {readonly type: string; readonly object: ApiObject}[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line));
}

export interface ApiObject {
  readonly kind?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly columnDefinitions?: readonly {readonly name: string}[] | null;
  readonly rows?: readonly {readonly cells: readonly unknown[]; readonly object: ApiObject}[];
}

export interface ApiList {
  readonly kind: string;
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly ApiObject[];
}

export function listOf({text, status}: Answer): ApiList {
  assert.equal(status, 200, text);
  return JSON.parse(text) as ApiList;
}

export interface Followed<R> extends AsyncDisposable {
  /** By `namespace/name`, of a complete reading. */
  readonly held: ReadonlyMap<string, R>;
  readonly states: readonly ReflectorState[];
  reach(type: ReflectorState['type']): Promise<void>;
}

/** The real reflector over a connection. */
export function follow<R extends {readonly namespace: string; readonly name: string}>(
  connection: Connection,
  projection: Projection<R>,
): Followed<R> {
  let held = new Map<string, R>();
  let coming: Map<string, R> | undefined;
  const states: ReflectorState[] = [];
  const ending = new AbortController();
  const done = reflect({
    connection,
    projection,
    sink: {
      begin() {
        coming = new Map();
      },
      upsert: (record) => void (coming ?? held).set(`${record.namespace}/${record.name}`, record),
      remove: (namespace, name) => void (coming ?? held).delete(`${namespace}/${name}`),
      end() {
        held = coming ?? held;
        coming = undefined;
      },
    },
    clock: realClock,
    signal: ending.signal,
    namespaces: [],
    onState: (state) => void states.push(state),
  });
  return {
    get held() {
      return held;
    },
    states,
    reach: (type) => until(`it is ${type}`, () => states.some((state) => state.type === type)),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}
