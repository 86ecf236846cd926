import {createStore} from 'zustand/vanilla';
import type {BaseRecord, Kind} from '../kinds/index.ts';
import {type Clock, shortenContextNames} from '../text/index.ts';
import {faultsOf} from './faults.ts';
import type {ContextFacts, Feed, FleetState, SnapshotCluster} from './feed.ts';
import type {HubSystem} from './hub.ts';
import {type ClusterIdentity, identify, noMemory} from './identity.ts';
import {Member} from './member.ts';
import {rolloutsOf} from './rollout-list.ts';
import type {ClusterRow} from './row.ts';
import {rowOf, snapshotOf} from './rows.ts';
import {isSame, keep} from './same.ts';
import {makeSnapshot, readSnapshot} from './snapshot.ts';
import type {Sink} from './states.ts';
import {type SeenCluster, toldRows} from './told-rows.ts';
import {skewOf} from './versions.ts';

export interface FeedOptions {
  readonly clock: Clock;
  /** Ends the feed's timers. */
  readonly signal: AbortSignal;
  /** ms between publications while anything changes; default 100. */
  readonly publishEvery?: number;
  /** Context names → short display names in the same order, collisions resolved. Default: `shortenContextNames`. */
  readonly shorten?: (names: readonly string[]) => readonly string[];
  /** The systems whose hubs say something of clusters where their kinds are watched; none when left out. */
  readonly hubs?: readonly HubSystem[];
}

/** What time alone changes (warnings that age, rollouts that do not get on) is looked at once a minute. */
const tickEvery = 60_000;

/**
 * The model of the fleet, empty. It has no timer running while nothing changes but one a minute, and calls for contexts
 * that were not described, or were forgotten, are ignored: a reflector may deliver once more after its context is gone.
 */
export function createFeed(options: FeedOptions): Feed {
  const {clock, signal, publishEvery = 100, shorten = shortNames, hubs = []} = options;
  const store = createStore<FleetState>(() => ({clusters: [], versions: {}, publishedAt: clock.now()}));
  const members = new Map<string, Member>();
  const fromDisk = new Map<string, SnapshotCluster>();
  const dirtyMembers = new Set<string>();
  const dirtyKinds = new Set<string>();
  let isDirty = false;
  let isScheduled = false;
  let memory = noMemory;
  let rows: ReadonlyMap<string, SeenCluster> = new Map();

  function touch(context: string): void {
    dirtyMembers.add(context);
    changed();
  }

  function changed(): void {
    isDirty = true;
    if (isScheduled || signal.aborted) return;
    isScheduled = true;
    void clock.sleep(publishEvery, signal).then(() => {
      isScheduled = false;
      if (!signal.aborted) flush();
    });
  }

  function flush(): void {
    if (!isDirty) return;
    isDirty = false;
    const clusters = publishRows();
    const previous = store.getState();
    const isQuiet = clusters === previous.clusters && dirtyKinds.size === 0;
    if (isQuiet) return;
    const versions = {...previous.versions};
    for (const kind of dirtyKinds) versions[kind] = (versions[kind] ?? 0) + 1;
    dirtyKinds.clear();
    const skew = keep(
      previous.skew,
      skewOf(clusters.flatMap(({version}) => ('value' in version ? version.value : []))),
    );
    store.setState({clusters, versions, ...(skew && {skew}), publishedAt: clock.now()}, true);
  }

  /** Rows that look the same stay the same object, and so does the list of them. */
  function publishRows(): readonly ClusterRow[] {
    const now = clock.now();
    const identities = identify([...members.values()].map(identityFacts), memory);
    memory = identities.memory;
    const contexts = [...members.keys()];
    const short = shorten(contexts);
    const names = new Map(contexts.map((context, index) => [context, short[index] ?? context]));
    const next = new Map<string, SeenCluster>();
    for (const identity of identities.clusters) {
      const [context = ''] = identity.contexts;
      const member = members.get(context);
      if (!member) continue;
      const name = names.get(nameGiver(identity)) ?? context;
      const before = rows.get(identity.id);
      const isSettled =
        before?.row.name === name &&
        isSame(before.identity, identity) &&
        !identity.contexts.some((each) => dirtyMembers.has(each));
      const others = identity.contexts.slice(1).flatMap((each) => members.get(each) ?? []);
      const row = isSettled ? before.row : keep(before?.row, rowOf(identity, name, member, others, now));
      next.set(identity.id, {identity, row, members: [member, ...others]});
    }
    rows = next;
    dirtyMembers.clear();
    const held = store.getState().clusters;
    const clusters = toldRows([...next.values()], hubs, held, now);
    return clusters.length === held.length && clusters.every((row, index) => row === held[index])
      ? held
      : clusters;
  }

  /** What another context of its cluster holds of a kind, for the one that its row goes by. */
  function standIn<R extends BaseRecord>(context: string, kind: Kind<R>) {
    const row = [...rows.values()].find(({identity}) => identity.contexts[0] === context);
    return row?.identity.contexts
      .flatMap((each) => members.get(each)?.tables.of(kind) ?? [])
      .find(({hasSynced}) => hasSynced);
  }

  /** The first in the kubeconfig, so that a cluster is called the same whichever context it is watched through. */
  function nameGiver({contexts}: ClusterIdentity): string {
    const order = (context: string) => members.get(context)?.facts.order ?? Infinity;
    return contexts.reduce((first, other) => (order(other) < order(first) ? other : first));
  }

  function tick(): void {
    for (const context of members.keys()) dirtyMembers.add(context);
    isDirty = true;
    flush();
  }

  clock.every(tickEvery, signal, tick);

  return {
    store,
    describe(facts: ContextFacts) {
      const {context} = facts;
      const known = members.get(context);
      if (known) return known.describe(facts);
      const member = new Member(
        facts,
        clock,
        () => touch(context),
        (kind) => void dirtyKinds.add(kind),
      );
      members.set(context, member);
      touch(context);
      const restored = fromDisk.get(context);
      if (restored?.server === facts.server) member.restore(restored);
    },
    forget(context) {
      fromDisk.delete(context);
      if (members.delete(context)) changed();
    },
    connection: (context, state) => members.get(context)?.setConnection(state),
    login: (context, login) => members.get(context)?.setLogin(login),
    watch: (context, kind, state) => members.get(context)?.setWatch(kind, state),
    keepOnly: (context, kinds) => members.get(context)?.keepOnly(kinds),
    version: (context, version) => members.get(context)?.setVersion(version),
    heard: (context, at, clockOffset) => members.get(context)?.heard(at, clockOffset),
    usage: (context, usage) => members.get(context)?.setUsage(usage),
    sink: <R extends BaseRecord>(context: string, kind: Kind<R>) =>
      members.get(context)?.tables.of(kind) ?? nowhere,
    records<R extends BaseRecord>(context: string, kind: Kind<R>): ReadonlyMap<string, R> {
      const own = members.get(context);
      if (!own) return new Map<string, R>();
      const table = own.tables.of(kind);
      const watch = own.watches.get(table.id)?.type;
      const isKnown = table.hasSynced || watch === 'denied' || watch === 'absent';
      return (isKnown ? undefined : standIn(context, kind))?.records ?? table.records;
    },
    faults(context) {
      const member = members.get(context);
      return member ? faultsOf(member, clock.now()) : [];
    },
    rollouts(context) {
      const member = members.get(context);
      return member ? rolloutsOf(member, clock.now()) : [];
    },
    clusterNow: (context) => members.get(context)?.clusterSeconds(clock.now()) ?? clock.now() / 1000,
    flush,
    snapshot() {
      flush();
      const now = clock.now();
      const clusters = [...rows.values()].flatMap(({row}) => {
        const heardAt = members.get(row.contexts[0] ?? '')?.heardAt || now;
        return snapshotOf(row, heardAt) ?? [];
      });
      return makeSnapshot(now, clusters);
    },
    restore(snapshot) {
      // The newest last: a context that led to two clusters within a month is told of the later one.
      const clusters = readSnapshot(snapshot).toSorted((a, b) => a.at - b.at);
      for (const cluster of clusters) {
        for (const context of cluster.contexts) {
          fromDisk.set(context, cluster);
          const member = members.get(context);
          if (member?.heardAt === 0 && member.facts.server === cluster.server) member.restore(cluster);
        }
      }
    },
  };
}

function shortNames(names: readonly string[]): readonly string[] {
  const short = shortenContextNames(names);
  return names.map((name) => short.get(name) ?? name);
}

function identityFacts(member: Member) {
  const {uid, tables} = member;
  const hasNodes = member.standing(tables.nodes).type === 'known';
  return {
    context: member.facts.context,
    server: member.facts.server,
    order: member.facts.order,
    connection: member.connection.type,
    ...(uid !== undefined && {uid}),
    ...(hasNodes && {nodes: tables.nodes.records}),
  };
}

const nowhere: Sink<BaseRecord> = {begin() {}, upsert() {}, remove() {}, end() {}};
