import {type Kind, kindId} from '../kinds/index.ts';
import type {Clock} from '../text/index.ts';
import type {ContextFacts, SnapshotCluster} from './feed.ts';
import type {RowLogin} from './row.ts';
import {isSame} from './same.ts';
import type {ConnectionState, Version, WatchState} from './states.ts';
import {Tables} from './tables.ts';

/** How far the figures of a kind can be believed; `at` in ms by our clock. Partial ones are those of some namespaces. */
export type Standing =
  | {readonly type: 'known'; readonly isPartial?: true}
  | {readonly type: 'last'; readonly at: number; readonly isPartial?: true}
  | {readonly type: 'unknown'}
  | {readonly type: 'denied'};

export type NodeUsage = ReadonlyMap<string, {readonly cpu: number; readonly memory: number}>;

/** One context: what was told of it, and what is held of it. Calls `onChange` whenever a row may look different. */
export class Member {
  readonly tables: Tables;
  #restored: SnapshotCluster | undefined;
  #facts: ContextFacts;
  #connection: ConnectionState;
  #login: RowLogin | undefined;
  #version: Version | undefined;
  #usage: NodeUsage | undefined;
  #heardAt = 0;
  #clockOffset = 0;
  readonly #watches = new Map<string, WatchState>();
  /** Kinds of which only some namespaces could be read. */
  readonly #partial = new Set<string>();
  /** When the figures of a kind stopped being true. Frozen then, so that a row of last known figures stays as it is. */
  readonly #lastGood = new Map<string, number>();
  readonly #clock: Clock;
  readonly #onChange: () => void;

  constructor(facts: ContextFacts, clock: Clock, onChange: () => void, onRecords: (kind: string) => void) {
    this.#facts = facts;
    this.#clock = clock;
    this.#connection = {type: 'connecting', since: clock.now()};
    this.#onChange = onChange;
    this.tables = new Tables(
      {now: () => clock.now(), ours: (seconds) => this.ourMilliseconds(seconds)},
      (kind) => {
        onRecords(kind);
        onChange();
      },
    );
  }

  get facts(): ContextFacts {
    return this.#facts;
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  get watches(): ReadonlyMap<string, WatchState> {
    return this.#watches;
  }

  get login(): RowLogin | undefined {
    return this.#login;
  }

  get version(): Version | undefined {
    return this.#version;
  }

  /** Cores and bytes in use over all nodes there are: metrics outlive their nodes for a while. */
  get usage(): {readonly cpu: number; readonly memory: number} | undefined {
    if (!this.#usage) return undefined;
    const sum = {cpu: 0, memory: 0};
    for (const name of this.tables.nodes.records.keys()) {
      const used = this.#usage.get(name);
      sum.cpu += used?.cpu ?? 0;
      sum.memory += used?.memory ?? 0;
    }
    return sum;
  }

  get heardAt(): number {
    return this.#heardAt;
  }

  get isLive(): boolean {
    return this.#connection.type === 'live';
  }

  /** UID of its kube-system namespace, else the one it had when the snapshot was taken. */
  get uid(): string | undefined {
    return this.#liveUid ?? uidOf(this.#restored);
  }

  /** The last known figures from disk; none once another cluster turns out to answer. */
  get restored(): SnapshotCluster | undefined {
    const uid = uidOf(this.#restored);
    const isOther = this.#liveUid !== undefined && uid !== undefined && uid !== this.#liveUid;
    return isOther ? undefined : this.#restored;
  }

  /** Seconds since the epoch by the cluster's clock, at `at` of ours. */
  clusterSeconds(at: number): number {
    return (at + this.#clockOffset) / 1000;
  }

  /** Of a moment by the cluster's clock, in seconds. */
  ourMilliseconds(seconds: number): number {
    return seconds * 1000 - this.#clockOffset;
  }

  /** The server has this kind, as far as is known, and it is read here. */
  reads(kind: Pick<Kind, 'resource' | 'fieldSelector' | 'optional'>): boolean {
    const watch = this.#watches.get(kindId(kind))?.type;
    return watch !== 'absent' && (watch !== undefined || this.tables.has(kind));
  }

  describe(facts: ContextFacts): void {
    if (isSame(this.#facts, facts)) return;
    if (facts.server !== this.#facts.server) this.#reset();
    this.#facts = facts;
    this.#onChange();
  }

  setConnection(state: ConnectionState): void {
    if (isSame(this.#connection, state)) return;
    this.#freezing(() => {
      this.#connection = state;
      if (isUnwatched(state)) this.#forgetReadings();
    });
    this.#onChange();
  }

  setLogin(login: RowLogin): void {
    if (isSame(this.#login, login)) return;
    this.#login = login;
    this.#onChange();
  }

  setWatch(kind: string, state: WatchState): void {
    if (isSame(this.#watches.get(kind), state)) return;
    this.#freezing(() => {
      this.#watches.set(kind, state);
    });
    if (state.type === 'synced') {
      if (state.namespaces) this.#partial.add(kind);
      else this.#partial.delete(kind);
    }
    this.#onChange();
  }

  /** See `Feed.keepOnly`. */
  keepOnly(kinds: ReadonlySet<string>): void {
    this.tables.keepOnly(kinds);
    // Measured for who watches both, and not again until then.
    if (!kinds.has(this.tables.nodes.id) || !kinds.has(this.tables.pods.id)) this.setUsage(undefined);
    for (const kind of [...this.#watches.keys(), ...this.#lastGood.keys()]) {
      if (kind === connectionKey || kinds.has(kind)) continue;
      this.#lastGood.delete(kind);
      this.#partial.delete(kind);
      if (this.#watches.delete(kind)) this.#onChange();
    }
  }

  setVersion(version: Version | undefined): void {
    // A server that cannot be reached has not lost its version; one that is reached and has none, has none.
    if (isSame(this.#version, version) || (version === undefined && !this.isLive)) return;
    this.#version = version;
    this.#onChange();
  }

  setUsage(usage: NodeUsage | undefined): void {
    if (usage === undefined && this.#usage === undefined) return;
    this.#usage = usage;
    this.#onChange();
  }

  restore(cluster: SnapshotCluster): void {
    this.#restored = cluster;
    this.#onChange();
  }

  heard(at: number, clockOffset: number): void {
    this.#heardAt = Math.max(this.#heardAt, at);
    this.#clockOffset = clockOffset;
  }

  /** `id` names both the watch and the table. */
  standing({id, hasSynced}: {readonly id: string; readonly hasSynced: boolean}): Standing {
    const watch = this.#watches.get(id);
    if (watch?.type === 'denied') return {type: 'denied'};
    if (watch?.type === 'absent' || !hasSynced) return {type: 'unknown'};
    const extent = this.#partial.has(id) ? ({isPartial: true} as const) : {};
    if (this.#isGood(id)) return {type: 'known', ...extent};
    return {type: 'last', at: this.#frozen(id), ...extent};
  }

  /** When something that needs no watch, only a connection, was last known to be true. */
  connectionStanding(): Standing {
    return this.isLive ? {type: 'known'} : {type: 'last', at: this.#frozen(connectionKey)};
  }

  get #liveUid(): string | undefined {
    return this.tables.namespaces.tally.kubeSystemUid;
  }

  #isGood(key: string): boolean {
    return this.isLive && (key === connectionKey || this.#watches.get(key)?.type === 'synced');
  }

  /** Nothing is being read any more; what may not be read, and what is not there, is remembered. */
  #forgetReadings(): void {
    for (const [kind, {type}] of this.#watches) {
      if (type !== 'denied' && type !== 'absent') this.#watches.delete(kind);
    }
  }

  #freezing(change: () => void): void {
    const good = [connectionKey, ...this.#watches.keys()].filter((key) => this.#isGood(key));
    change();
    for (const key of good) if (!this.#isGood(key)) this.#lastGood.set(key, this.#lastMoment());
  }

  #frozen(key: string): number {
    const at = this.#lastGood.get(key) ?? this.#lastMoment();
    this.#lastGood.set(key, at);
    return at;
  }

  #lastMoment(): number {
    return this.#heardAt || this.#clock.now();
  }

  /** Another server, another cluster: nothing known of the one before is true of it. */
  #reset(): void {
    this.tables.clear();
    this.#watches.clear();
    this.#partial.clear();
    this.#lastGood.clear();
    this.#version = undefined;
    this.#usage = undefined;
    this.#heardAt = 0;
    this.#clockOffset = 0;
    this.#restored = undefined;
  }
}

/** Stands beside the kinds, none of which is empty. */
const connectionKey = '';

/** No reflector runs in these. */
function isUnwatched({type}: ConnectionState): boolean {
  return type === 'connecting' || type === 'parked';
}

function uidOf(restored: SnapshotCluster | undefined): string | undefined {
  if (!restored || restored.id === restored.server || /^(https?:|context:)/.test(restored.id))
    return undefined;
  return restored.id.split('@')[0];
}
