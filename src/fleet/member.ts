import type {Clock} from '../text/index.ts';
import type {ContextFacts, SnapshotCluster} from './feed.ts';
import {isSame} from './same.ts';
import type {ConnectionState, Version, WatchState} from './states.ts';
import {Tables} from './tables.ts';

/** How far the figures of a kind can be believed; `at` in ms by our clock. */
export type Standing =
  | {readonly type: 'known'}
  | {readonly type: 'last'; readonly at: number}
  | {readonly type: 'unknown'}
  | {readonly type: 'denied'};

export type NodeUsage = ReadonlyMap<string, {readonly cpu: number; readonly memory: number}>;

/** One context: what was told of it, and what is held of it. Calls `onChange` whenever a row may look different. */
export class Member {
  readonly tables: Tables;
  #restored: SnapshotCluster | undefined;
  #facts: ContextFacts;
  #connection: ConnectionState;
  #version: Version | undefined;
  #usage: {readonly cpu: number; readonly memory: number} | undefined;
  #heardAt = 0;
  #clockOffset = 0;
  readonly #watches = new Map<string, WatchState>();
  /** When the figures of a kind stopped being true. Frozen then, so that a row of last known figures stays as it is. */
  readonly #lastGood = new Map<string, number>();
  readonly #clock: Clock;
  readonly #onChange: () => void;

  constructor(facts: ContextFacts, clock: Clock, onChange: () => void, onRecords: (plural: string) => void) {
    this.#facts = facts;
    this.#clock = clock;
    this.#connection = {type: 'connecting', since: clock.now()};
    this.#onChange = onChange;
    this.tables = new Tables(
      {now: () => clock.now(), ours: (seconds) => seconds * 1000 - this.#clockOffset},
      (plural) => {
        onRecords(plural);
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

  get version(): Version | undefined {
    return this.#version;
  }

  /** Cores and bytes in use over all nodes. */
  get usage(): {readonly cpu: number; readonly memory: number} | undefined {
    return this.#usage;
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
    });
    this.#onChange();
  }

  setWatch(kind: string, state: WatchState): void {
    if (isSame(this.#watches.get(kind), state)) return;
    this.#freezing(() => {
      this.#watches.set(kind, state);
    });
    this.#onChange();
  }

  setVersion(version: Version | undefined): void {
    // A server that cannot be reached has not lost its version; one that is reached and has none, has none.
    if (isSame(this.#version, version) || (version === undefined && !this.isLive)) return;
    this.#version = version;
    this.#onChange();
  }

  setUsage(usage: NodeUsage | undefined): void {
    const sum = usage && {cpu: 0, memory: 0};
    for (const {cpu, memory} of usage?.values() ?? []) {
      if (!sum) break;
      sum.cpu += cpu;
      sum.memory += memory;
    }
    if (isSame(this.#usage, sum)) return;
    this.#usage = sum;
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

  /** `plural` names both the watch and the table. */
  standing(plural: string, hasSynced: boolean): Standing {
    const watch = this.#watches.get(plural);
    if (watch?.type === 'denied') return {type: 'denied'};
    if (watch?.type === 'absent' || !hasSynced) return {type: 'unknown'};
    if (this.#isGood(plural)) return {type: 'known'};
    return {type: 'last', at: this.#frozen(plural)};
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
    this.#lastGood.clear();
    this.#version = undefined;
    this.#usage = undefined;
    this.#heardAt = 0;
    this.#clockOffset = 0;
    this.#restored = undefined;
  }
}

/** Stands beside the watches' plurals, none of which is empty. */
const connectionKey = '';

function uidOf(restored: SnapshotCluster | undefined): string | undefined {
  if (!restored || restored.id === restored.server || /^(https?:|context:)/.test(restored.id))
    return undefined;
  return restored.id.split('@')[0];
}
