import assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Settings} from '../../src/config/index.ts';
import {type ClusterRow, createFeed, type Feed, type FeedOptions} from '../../src/fleet/index.ts';
import {alwaysWatched, type BaseRecord, type Kind} from '../../src/kinds/index.ts';
import type {Clock} from '../../src/text/index.ts';
import {openWatch, type Watch, type WatchOptions} from '../../src/watch/index.ts';
import {realClock} from '../text/real-clock.ts';

/** A whole watch over real servers; disposing it closes everything. */
export interface Watched extends AsyncDisposable {
  readonly watch: Watch;
  readonly feed: Feed;
  row(context: string): ClusterRow;
  /** Connection state in words: `live`, `unreachable tcp`, `login session`. */
  state(context: string): string;
  /** The last connection state of this context itself, whichever of its contexts the row goes by. */
  connection(context: string): ClusterRow['connection'] | undefined;
  /** Resolves to the ms it took until it is so; fails after `within` ms. */
  until(what: string, isSo: () => boolean, within: number): Promise<number>;
  /** The same for a connection state; `unreachable` also means `unreachable tcp`. */
  untilState(context: string, state: string, within: number): Promise<number>;
  /** State of one kind as this context sees it, whichever of its contexts the row goes by. */
  kind(context: string, plural: string): string | undefined;
  /** Every state the context has had, in order. */
  history(context: string): readonly string[];
}

export interface WatchedOptions {
  readonly kubeconfig: string;
  readonly settings?: Partial<Settings>;
  readonly kinds?: readonly Kind<BaseRecord>[];
  readonly watch?: Partial<WatchOptions>;
  readonly hubs?: NonNullable<FeedOptions['hubs']>;
  /** By which everything goes that takes time here. Default: the real one. */
  readonly clock?: Clock;
}

export async function watched(options: WatchedOptions): Promise<Watched> {
  const {clock = realClock, hubs = []} = options;
  const ending = new AbortController();
  const feed = createFeed({clock, signal: ending.signal, hubs});
  const histories = new Map<string, string[]>();
  const connections = new Map<string, ClusterRow['connection']>();
  const kinds = new Map<string, string>();
  const watch = await openWatch({
    kubeconfig: {paths: [options.kubeconfig], environment: {}, home: '/nonexistent'},
    settings: {kubeconfig: [], isReadOnly: false, groups: [], logins: [], contexts: [], ...options.settings},
    feed: {
      ...feed,
      connection(context, state) {
        const history = histories.get(context) ?? [];
        histories.set(context, [...history, nameOf(state)]);
        connections.set(context, state);
        feed.connection(context, state);
      },
      watch(context, kind, state) {
        kinds.set(`${context}/${kind}`, state.type);
        feed.watch(context, kind, state);
      },
    },
    clock,
    environment: {PATH: process.env['PATH']},
    signal: ending.signal,
    isReadOnly: false,
    ...options.watch,
  });
  watch.want(options.kinds ?? alwaysWatched);
  watch.want(hubs.map(({kind}) => kind));

  const row = (context: string) => {
    feed.flush();
    const found = feed.store.getState().clusters.find(({contexts}) => contexts.includes(context));
    assert.ok(found, `no row for ${context}`);
    return found;
  };
  const state = (context: string) => histories.get(context)?.at(-1) ?? 'nothing';
  const until: Watched['until'] = async (what, isSo, within) => {
    const begin = clock.now();
    while (!isSo()) {
      const passed = clock.now() - begin;
      assert.ok(passed < within, `${what}: not within ${within} ms; ${JSON.stringify([...histories])}`);
      await sleep(10);
    }
    return clock.now() - begin;
  };
  return {
    watch,
    feed,
    row,
    state,
    connection: (context) => connections.get(context),
    until,
    untilState: (context, wanted, within) =>
      until(`${context} ${wanted}`, () => state(context).startsWith(wanted), within),
    kind: (context, plural) => kinds.get(`${context}/${plural}`),
    history: (context) => histories.get(context) ?? [],
    [Symbol.asyncDispose]: async () => {
      await watch.close();
      ending.abort();
    },
  };
}

function nameOf(state: ClusterRow['connection']): string {
  if (state.type === 'unreachable') return `unreachable ${state.layer}`;
  return state.type === 'login' ? `login ${state.cause}` : state.type;
}
