import type {Engine, Output} from '../../src/cli/index.ts';
import {type ConnectionState, createFeed, type Feed, type WatchState} from '../../src/fleet/index.ts';
import {
  alwaysWatched,
  type BaseRecord,
  findKind,
  type Kind,
  kindId,
  type Resource,
} from '../../src/kinds/index.ts';
import type {Watch} from '../../src/watch/index.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';

/** An engine over a real feed, whose clusters say what a test has them say. */
export interface FakeEngine extends Engine {
  readonly clock: ManualClock;
  readonly feed: Feed;
  readonly written: {out: string; err: string};
  readonly wanted: Map<string, number>;
  readonly terminal: FakeTerminal;
  /** Plays the person who has seen enough. */
  interrupt(): void;
  cluster(context: string, given?: ClusterForm): void;
  objects(context: string, plural: string, objects: readonly unknown[]): void;
}

export interface ClusterForm {
  readonly connection?: ConnectionState;
  /** States of kinds other than synced. */
  readonly watches?: Readonly<Record<string, WatchState>>;
  readonly namespace?: string;
  readonly group?: string;
  /** Contexts of one server are one cluster. Default: a server of its own. */
  readonly server?: string;
}

export interface FakeTerminal {
  columns: number;
  rows: number;
  restoration: string;
  disturb(disturbance: 'resized' | 'resumed'): void;
}

export interface EngineForm {
  readonly isTerminal?: boolean;
  /** What a name means on a context; throws to say that it could not be asked. */
  readonly resolve?: (context: string, name: string) => Resource | undefined;
  /** Called for everything written to standard output; what it returns is waited for. */
  readonly onWrite?: (text: string) => Promise<void> | void;
}

/** 2026-01-01T00:00:00Z is now; objects are younger than that by what their creationTimestamp says. */
export function fakeEngine({isTerminal = false, resolve, onWrite}: EngineForm = {}): FakeEngine {
  const clock = manualClock();
  const ending = new AbortController();
  const feed = createFeed({clock, signal: ending.signal, shorten: (names) => names});
  const written = {out: '', err: ''};
  const contexts: string[] = [];
  const namespaces = new Map<string, string>();
  const wanted = new Map<string, number>();
  const listeners = new Set<(disturbance: 'resized' | 'resumed') => void>();
  const terminal: FakeTerminal = {
    columns: 80,
    rows: 24,
    restoration: '',
    disturb: (disturbance) => {
      for (const listener of listeners) listener(disturbance);
    },
  };
  const out: Output = {
    isTerminal,
    hasColour: isTerminal,
    get columns() {
      return terminal.columns;
    },
    get rows() {
      return terminal.rows;
    },
    write: async (text) => {
      written.out += text;
      await onWrite?.(text);
    },
    onDisturbance: (listener) => void listeners.add(listener),
    holdKeyboard: () => undefined,
    restoreWith: (text) => {
      terminal.restoration = text;
    },
  };
  const watch: Pick<
    Watch,
    'problems' | 'contexts' | 'namespaceOf' | 'want' | 'settled' | 'resolve' | 'report'
  > = {
    problems: [],
    contexts,
    namespaceOf: (context) => namespaces.get(context) ?? 'default',
    want: (kinds, wantedContexts = contexts) => {
      const keys = kinds.flatMap(({resource}) => wantedContexts.map((one) => `${one} ${resource.plural}`));
      for (const key of keys) wanted.set(key, (wanted.get(key) ?? 0) + 1);
      return {
        [Symbol.dispose]: () => {
          for (const key of keys) wanted.set(key, (wanted.get(key) ?? 0) - 1);
        },
      };
    },
    settled: () => Promise.resolve(),
    resolve: async (context, name) => resolve?.(context, name),
    report: () => ({contexts: [], logins: []}),
  };
  return {
    // Only what commands use is there; the rest would be dead weight in every test.
    watch: watch as Watch,
    feed,
    clock,
    out,
    err: {
      write: async (text) => {
        written.err += text;
      },
    },
    timeout: 15_000,
    signal: ending.signal,
    written,
    wanted,
    terminal,
    interrupt: () => ending.abort(),
    cluster(context, form = {}) {
      const {connection, watches = {}, namespace, group = ''} = form;
      if (!contexts.includes(context)) contexts.push(context);
      if (namespace !== undefined) namespaces.set(context, namespace);
      feed.describe({
        context,
        server: form.server ?? `https://${context}.example:6443`,
        order: contexts.indexOf(context),
        tier: 'dev',
        group,
        provider: '',
        isCurrent: false,
      });
      feed.connection(context, connection ?? {type: 'live', since: clock.now()});
      if (connection === undefined || connection.type === 'live') {
        feed.heard(context, clock.now(), 0);
        feed.version(context, {git: 'v1.37.2'});
        for (const kind of alwaysWatched) fill(feed, context, kind, []);
      }
      for (const [plural, state] of Object.entries(watches)) feed.watch(context, plural, state);
      feed.flush();
    },
    objects(context, plural, objects) {
      const kind = findKind(plural);
      if (kind === undefined) throw new Error(`no kind ${plural}`);
      fill(feed, context, kind, objects);
      feed.flush();
    },
  };
}

export function fill(feed: Feed, context: string, kind: Kind<BaseRecord>, objects: readonly unknown[]): void {
  const sink = feed.sink(context, kind);
  sink.begin();
  for (const object of objects) sink.upsert(kind.project(object));
  sink.end();
  feed.watch(context, kindId(kind), {type: 'synced', since: 1});
}

/** A pod as the API has it, an hour old unless said otherwise. */
export function pod(
  name: string,
  given: {namespace?: string; restarts?: number; created?: string; node?: string} = {},
) {
  const {namespace = 'default', restarts = 0, created = '2025-12-31T23:00:00Z', node = 'node-1'} = given;
  return {
    metadata: {name, namespace, creationTimestamp: created, labels: {app: name.split('-')[0] ?? name}},
    spec: {nodeName: node, containers: [{name: 'main'}]},
    status: {
      phase: 'Running',
      podIPs: [{ip: '10.0.0.1'}],
      containerStatuses: [{name: 'main', ready: true, restartCount: restarts, state: {running: {}}}],
    },
  };
}
