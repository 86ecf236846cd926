import {createStore} from 'zustand/vanilla';
import type {Settings} from '../../src/config/index.ts';
import type {
  ConnectionState,
  ContextFacts,
  Feed,
  FleetSnapshot,
  RowLogin,
  Sink,
  WatchState,
} from '../../src/fleet/index.ts';
import type {BaseRecord, Kind, Resource} from '../../src/kinds/index.ts';
import {
  type Connection,
  type ContextEntry,
  type Failure,
  type Kubeconfig,
  KubeError,
  type KubeRequest,
  type PluginCredential,
  type ReflectorOptions,
  type ReflectorState,
} from '../../src/kube/index.ts';
import type {Broker, HeldCredential, LoginChange} from '../../src/watch/broker/broker.ts';
import {openWatch} from '../../src/watch/open.ts';
import type {WatchOptions} from '../../src/watch/options.ts';
import type {NodeUsage, Parts} from '../../src/watch/parts.ts';
import type {Watch} from '../../src/watch/watch.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';

/** What a played server does when it is asked: an answer by path, a failure, or nothing at all. */
export type Play = Failure | 'silence' | ((path: string) => unknown);

export const version = {gitVersion: 'v1.37.2', major: '1', minor: '37'};
export const wellBehaved: Play = (path) => {
  if (path === '/version') return version;
  throw new KubeError(`404 for ${path}`, {context: '', failure: {type: 'http', status: 404}});
};

/** One reflector that was asked for; the test plays what it reports. */
export interface PlayedReflector {
  readonly context: string;
  readonly plural: string;
  readonly options: ReflectorOptions<BaseRecord>;
  state(state: ReflectorState): void;
  fail(failure: Failure): void;
}

export interface Stage {
  readonly watch: Watch;
  readonly clock: ManualClock;
  readonly feed: RecordingFeed;
  readonly reflectors: PlayedReflector[];
  /** The reflectors of a context that are not ended, but that of namespaces. */
  running(context: string): readonly PlayedReflector[];
  /** By context; `wellBehaved` where nothing is set. */
  readonly plays: Map<string, Play>;
  readonly asked: {readonly context: string; readonly path: string}[];
  readonly opened: string[];
  /** Whether anything but reading would leave the process for this context now. */
  mayWrite(context: string): boolean;
  readonly closed: string[];
  readonly resets: string[];
  readonly wishesOfCredentials: Map<string, Failure>;
  readonly logins: {
    readonly probed: string[];
    readonly parked: string[];
    readonly accepted: Accepted[];
    /** What the broker says of the credential of a context. */
    readonly held: Map<string, HeldCredential>;
    /** What the broker says is to be known of those in use. */
    readonly problems: string[];
    change(change: LoginChange): void;
  };
  reconfigure(kubeconfig: Kubeconfig): void;
}

export interface Accepted {
  readonly context: string;
  readonly credential: PluginCredential;
}

export interface StageOptions {
  readonly kubeconfig: Kubeconfig;
  readonly settings?: Partial<Settings>;
  readonly plays?: Readonly<Record<string, Play>>;
  readonly watch?: Partial<WatchOptions>;
  readonly groups?: Readonly<Record<string, string>>;
  readonly resources?: readonly Resource[];
  /** What metrics.k8s.io answers; a promise may never settle but for the signal. */
  readonly usage?: (signal: AbortSignal) => NodeUsage | undefined | Promise<NodeUsage | undefined>;
}

/** A whole watch over played servers and a clock that stands still. */
export async function stage(options: StageOptions): Promise<Stage> {
  const clock = manualClock();
  const feed = recordingFeed();
  const reflectors: PlayedReflector[] = [];
  const plays = new Map(Object.entries(options.plays ?? {}));
  const asked: {context: string; path: string}[] = [];
  const opened: string[] = [];
  const locks = new Map<string, () => boolean>();
  const closed: string[] = [];
  const resets: string[] = [];
  const wishesOfCredentials = new Map<string, Failure>();
  const probed: string[] = [];
  const parked: string[] = [];
  const accepted: Accepted[] = [];
  const held = new Map<string, HeldCredential>();
  const problems: string[] = [];
  const listeners = new Set<(change: LoginChange) => void>();
  let reconfigure: (kubeconfig: Kubeconfig) => void = () => {};

  const broker: Broker = {
    credentialsFor: (entry) => ({
      async current() {
        const failure = wishesOfCredentials.get(entry.name);
        if (failure) throw new KubeError('no login', {context: entry.name, failure});
        return {headers: {}};
      },
      refused: async () => false,
    }),
    groupOf: ({name}) => {
      const id = options.groups?.[name];
      return id === undefined ? undefined : {id, name: id, short: id};
    },
    forget: () => {},
    park: (context) => parked.push(context),
    probe: async (group) => {
      probed.push(group);
      return true;
    },
    accept: (context, credential) => accepted.push({context, credential}),
    credentialOf: (context) => held.get(context),
    sessionOf: () => ({type: 'unknown'}),
    problems: () => problems,
    onChange: (listener) => {
      listeners.add(listener);
      return {[Symbol.dispose]: () => listeners.delete(listener)};
    },
    report: () => [],
    close: async () => {},
  };

  const parts: Parts = {
    loadKubeconfig: async () => options.kubeconfig,
    watchKubeconfig: (_, onChange) => {
      reconfigure = onChange;
    },
    openBroker: async () => broker,
    openConnection: ({entry, isReadOnly}) => {
      opened.push(entry.name);
      locks.set(entry.name, isReadOnly);
      return playedConnection(entry, clock, {
        ask: (path) => {
          asked.push({context: entry.name, path});
          return plays.get(entry.name) ?? wellBehaved;
        },
        onReset: () => resets.push(entry.name),
        onClose: () => closed.push(entry.name),
      });
    },
    reflect: (given) => {
      const {connection, projection, onState} = given;
      const {context} = connection;
      const {plural} = projection.resource;
      // Read everywhere to tell clusters apart. Refused, it proves nothing of the server and keeps nobody waiting.
      if (plural === 'namespaces') onState({type: 'denied', error: forbidden(context)});
      reflectors.push({
        context,
        plural,
        options: given as unknown as ReflectorOptions<BaseRecord>,
        state: onState,
        fail: (failure) => onState({type: 'failing', error: new KubeError('it failed', {context, failure})}),
      });
    },
    discover: async () => options.resources ?? [],
    readNodeUsage: async (_, signal) => options.usage?.(signal),
  };

  const watch = await openWatch(
    {
      kubeconfig: {paths: [], environment: {}, home: '/home/ann'},
      settings: {
        kubeconfig: [],
        isReadOnly: false,
        groups: [],
        logins: [],
        contexts: [],
        ...options.settings,
      },
      feed,
      clock,
      environment: {},
      signal: new AbortController().signal,
      isReadOnly: false,
      ...options.watch,
    },
    parts,
  );
  await clock.advance(0);
  return {
    watch,
    clock,
    feed,
    reflectors,
    plays,
    asked,
    opened,
    mayWrite: (context) => locks.get(context)?.() === false,
    closed,
    resets,
    wishesOfCredentials,
    logins: {
      probed,
      parked,
      accepted,
      held,
      problems,
      change: (change) => {
        for (const listener of listeners) listener(change);
      },
    },
    reconfigure: (kubeconfig) => reconfigure(kubeconfig),
    running: (context) =>
      reflectors.filter(
        ({context: on, plural, options: {signal}}) =>
          on === context && plural !== 'namespaces' && !signal.aborted,
      ),
  };
}

export function kubeconfigOf(...names: readonly string[]): Kubeconfig {
  return {
    contexts: names.map((name) => ({type: 'usable', name, entry: entryOf(name)})),
    ...(names[0] !== undefined && {currentContext: names[0]}),
    files: ['/kubeconfig'],
    problems: [],
  };
}

export function entryOf(name: string, extra: Partial<ContextEntry> = {}): ContextEntry {
  return {
    name,
    file: '/kubeconfig',
    cluster: {name, server: `https://${name}.example:6443`, skipTlsVerify: false, disableCompression: false},
    user: {name: 'ann', token: 't'},
    ...extra,
  };
}

function forbidden(context: string): KubeError {
  return new KubeError('no', {context, failure: {type: 'http', status: 403, reason: 'Forbidden'}});
}

interface Played {
  ask(path: string): Play;
  onReset(): void;
  onClose(): void;
}

function playedConnection(entry: ContextEntry, clock: ManualClock, played: Played): Connection {
  const counters = {requests: 0, socketsOpen: 0, socketsMade: 0, bytesReceived: 0, bytesDecoded: 0};
  let lastHeard = 0;
  const json = async ({path, timeout = 30_000, signal}: KubeRequest): Promise<unknown> => {
    counters.requests++;
    const play = played.ask(path);
    const fail = (failure: Failure) => new KubeError(`${failure.type}`, {context: entry.name, failure});
    if (play === 'silence') {
      await clock.sleep(timeout, signal);
      throw fail({type: 'timeout'});
    }
    if (typeof play !== 'function') throw fail(play);
    lastHeard = clock.now();
    return play(path);
  };
  return {
    context: entry.name,
    counters,
    get lastHeard() {
      return lastHeard;
    },
    clockOffset: 0,
    json,
    answer: () => Promise.reject(new Error('not played')),
    stream: () => Promise.reject(new Error('not played')),
    reset: played.onReset,
    close: async () => played.onClose(),
  };
}

export interface RecordingFeed extends Feed {
  readonly facts: Map<string, ContextFacts>;
  readonly states: Map<string, ConnectionState[]>;
  readonly logins: Map<string, RowLogin>;
  readonly watches: Map<string, WatchState>;
  readonly versions: Map<string, unknown>;
  readonly usages: Map<string, NodeUsage | undefined>;
  readonly forgotten: string[];
  readonly restored: FleetSnapshot[];
  nextSnapshot: FleetSnapshot;
  /** Type of the connection state now. */
  now(context: string): string | undefined;
}

export function recordingFeed(): RecordingFeed {
  const states = new Map<string, ConnectionState[]>();
  const feed: RecordingFeed = {
    store: createStore(() => ({clusters: [], versions: {}, publishedAt: 0})),
    facts: new Map(),
    states,
    logins: new Map(),
    watches: new Map(),
    versions: new Map(),
    usages: new Map(),
    forgotten: [],
    restored: [],
    nextSnapshot: {format: 1, takenAt: 0, clusters: []},
    now: (context) => states.get(context)?.at(-1)?.type,
    describe: (facts) => feed.facts.set(facts.context, facts),
    forget: (context) => feed.forgotten.push(context),
    connection: (context, state) => states.set(context, [...(states.get(context) ?? []), state]),
    login: (context, login) => feed.logins.set(context, login),
    watch: (context, kind, state) => feed.watches.set(`${context}/${kind}`, state),
    keepOnly: (context, kinds) => {
      for (const id of feed.watches.keys()) {
        const [on = '', kind = ''] = id.split('/');
        if (on === context && !kinds.has(kind)) feed.watches.delete(id);
      }
    },
    version: (context, known) => feed.versions.set(context, known),
    heard: () => {},
    usage: (context, usage) => feed.usages.set(context, usage),
    sink: () => noSink,
    records: <R extends BaseRecord>(_context: string, _kind: Kind<R>) => new Map<string, R>(),
    faults: () => [],
    rollouts: () => [],
    clusterNow: () => 0,
    flush: () => {},
    snapshot: () => feed.nextSnapshot,
    restore: (snapshot) => feed.restored.push(snapshot),
  };
  return feed;
}

const noSink: Sink<BaseRecord> = {begin: () => {}, upsert: () => {}, remove: () => {}, end: () => {}};
