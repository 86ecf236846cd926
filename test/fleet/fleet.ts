import {type ContextFacts, createFeed, type Feed, type FeedOptions} from '../../src/fleet/index.ts';
import {
  type BaseRecord,
  daemonsets,
  deployments,
  events,
  type Kind,
  kindId,
  namespaces,
  nodes,
  pods,
  statefulsets,
} from '../../src/kinds/index.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';

/** A feed on a clock that stands still, and how often it published. */
export interface TestFleet {
  readonly feed: Feed;
  readonly clock: ManualClock;
  publications(): number;
  row(name?: string): ReturnType<typeof rowOf>;
  [Symbol.dispose](): void;
}

export function fleet(options: Partial<FeedOptions> = {}): TestFleet {
  const clock = manualClock();
  const ending = new AbortController();
  const feed = createFeed({clock, signal: ending.signal, ...options});
  let publications = 0;
  feed.store.subscribe(() => {
    publications += 1;
  });
  return {
    feed,
    clock,
    publications: () => publications,
    row: (name) => rowOf(feed, name),
    [Symbol.dispose]: () => ending.abort(),
  };
}

function rowOf(feed: Feed, name?: string) {
  feed.flush();
  const {clusters} = feed.store.getState();
  const row = name === undefined ? clusters[0] : clusters.find((cluster) => cluster.name === name);
  if (!row)
    throw new Error(`no row ${name ?? ''} among ${clusters.map((cluster) => cluster.name).join(', ')}`);
  return row;
}

export function facts(context: string, given: Partial<ContextFacts> = {}): ContextFacts {
  return {
    context,
    server: `https://${context}.example:6443`,
    order: 0,
    tier: 'prod',
    group: 'eu',
    provider: '',
    isCurrent: false,
    ...given,
  };
}

/** A whole reading of one kind. */
export function read<R extends BaseRecord>(
  feed: Feed,
  context: string,
  kind: Kind<R>,
  records: readonly R[],
): void {
  const sink = feed.sink(context, kind);
  sink.begin();
  for (const record of records) sink.upsert(record);
  sink.end();
  feed.watch(context, kindId(kind), {type: 'synced', since: 1});
}

type Held = {readonly [plural in keyof typeof counted]?: readonly BaseRecord[]};

const counted = {pods, nodes, namespaces, events, deployments, statefulsets, daemonsets};

/** Described, live, and every counted kind read; what is not given is empty. */
export function connect(
  {feed, clock}: TestFleet,
  context: string,
  held: Held = {},
  given: Partial<ContextFacts> = {},
) {
  feed.describe(facts(context, given));
  feed.heard(context, clock.now(), 0);
  feed.connection(context, {type: 'live', since: clock.now()});
  feed.version(context, {git: 'v1.37.2'});
  for (const [plural, kind] of Object.entries(counted)) {
    read(feed, context, kind as unknown as Kind, held[plural as keyof Held] ?? []);
  }
}
