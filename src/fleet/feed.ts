import type {StoreApi} from 'zustand/vanilla';
import type {BaseRecord, Kind} from '../kinds/index.ts';
import type {Fault} from './faults.ts';
import type {Rollout} from './rollout-list.ts';
import type {ClusterRow, RowLogin} from './row.ts';
import type {ConnectionState, Sink, Version, WatchState} from './states.ts';

/**
 * The one way into the model. `watch` tells it what happened, per context; every `publishEvery` ms, if anything
 * changed, it publishes immutable rows to the store. Nothing else edits the model.
 */
export interface Feed {
  readonly store: StoreApi<FleetState>;
  /** Adds a context, or changes what is known of it without asking its server. */
  describe(facts: ContextFacts): void;
  /** The kubeconfig no longer has it. */
  forget(context: string): void;
  connection(context: string, state: ConnectionState): void;
  login(context: string, login: RowLogin): void;
  /** `kind` is its `kindId`. */
  watch(context: string, kind: string, state: WatchState): void;
  /** Nothing but these kinds (`kindId`) is watched on this context any more: what is held of others is let go. */
  keepOnly(context: string, kinds: ReadonlySet<string>): void;
  version(context: string, version: Version | undefined): void;
  /** The server was heard from at `at` (ms, our clock); its clock is ours plus `clockOffset` ms. Not a change by itself. */
  heard(context: string, at: number, clockOffset: number): void;
  /** Node usage from metrics.k8s.io, cores and bytes by node name; undefined where it does not answer. */
  usage(context: string, usage: ReadonlyMap<string, {cpu: number; memory: number}> | undefined): void;
  /** Where the reflector of this kind delivers. The same sink on every call. */
  sink<R extends BaseRecord>(context: string, kind: Kind<R>): Sink<R>;
  /**
   * Live view, read-only; what is held of a kind on a context. Until the one that a row goes by has read it, what another
   * context of its cluster held stands in.
   */
  records<R extends BaseRecord>(context: string, kind: Kind<R>): ReadonlyMap<string, R>;
  /** What is wrong on a context, worst first; made when asked, as of now (or of when it was last heard of). */
  faults(context: string): readonly Fault[];
  /** Workloads on a context that are rolling, stuck or paused, with the reason. */
  rollouts(context: string): readonly Rollout[];
  /** Seconds since the epoch by the cluster's clock: what cells of its records are shown by. */
  clusterNow(context: string): number;
  /** Publishes now if anything changed; the clock calls it, tests may. */
  flush(): void;
  snapshot(): FleetSnapshot;
  /** Fills rows that have heard nothing yet, marked `fromDisk`. */
  restore(snapshot: FleetSnapshot): void;
}

export interface ContextFacts {
  readonly context: string;
  readonly server: string;
  /** Position in the kubeconfig; rows keep this order. */
  readonly order: number;
  /** No tier in settings means production. */
  readonly tier: string;
  readonly group: string;
  readonly provider: string;
  readonly isCurrent: boolean;
}

export interface FleetState {
  readonly clusters: readonly ClusterRow[];
  /** Per kind (`kindId`), counts up with every publication in which any record of it changed. */
  readonly versions: Readonly<Record<string, number>>;
  /** Oldest and newest minor in the fleet, `1.35`; undefined until one is known. */
  readonly skew?: {readonly oldest: string; readonly newest: string};
  /** ms, our clock. */
  readonly publishedAt: number;
}

/** Plain JSON, no Secret, no object bodies: the last known figures per cluster. */
export interface FleetSnapshot {
  readonly format: 1;
  readonly takenAt: number;
  readonly clusters: readonly SnapshotCluster[];
}

export interface SnapshotCluster {
  readonly id: string;
  readonly contexts: readonly string[];
  readonly server: string;
  /** When its figures were last confirmed, ms. */
  readonly at: number;
  readonly row: Pick<
    ClusterRow,
    'version' | 'nodes' | 'pods' | 'capacity' | 'workloads' | 'warnings' | 'worst' | 'region'
  >;
}
