import type {ConnectionState, Version, WatchState} from './states.ts';

/**
 * A number with its standing. `last` was true at `at` (ms) and may not be any more; `unknown` shows as `?`, `denied`
 * as `-`; that of a hub is marked `h`. A figure whose watch is not synced is never `known`. `isPartial` counts only the namespaces that may be
 * listed, so that it is at least this much: it shows as `12+`.
 */
export type Figure<T> =
  | {readonly type: 'known'; readonly value: T; readonly isPartial?: true}
  | {readonly type: 'last'; readonly value: T; readonly at: number; readonly isPartial?: true}
  /** Not seen from here: what a hub that says the cluster is well counts. */
  | {readonly type: 'hub'; readonly value: T}
  | {readonly type: 'unknown'}
  | {readonly type: 'denied'};

/** One cluster as everybody sees it: immutable, replaced when anything in it changes. */
export interface ClusterRow {
  /** kube-system UID where known, else the server URL, else `context:NAME`. */
  readonly id: string;
  /** Short display name of the first of its contexts in the kubeconfig, whichever it is watched through. */
  readonly name: string;
  /** The context it is watched through, then the others that lead to the same cluster. */
  readonly contexts: readonly string[];
  readonly server: string;
  readonly tier: string;
  readonly group: string;
  readonly provider: string;
  readonly region: string;
  readonly connection: RowConnection;
  /** How its context introduces itself. */
  readonly login?: RowLogin;
  /** Per kind (`kindId`): how the context it is watched through reads it. */
  readonly watches: Readonly<Record<string, WatchState>>;
  readonly version: Figure<Version>;
  readonly nodes: Figure<NodeFigures>;
  readonly pods: Figure<PodFigures>;
  readonly capacity: Figure<CapacityFigures>;
  readonly workloads: Figure<WorkloadFigures>;
  /** Warning events of the last hour, counted as occurrences. */
  readonly warnings: Figure<number>;
  /** The worst thing known of it in a few words: `CrashLoop x7`, `stuck checkout`, `ok`. */
  readonly worst: Figure<string>;
  /** What hubs say of it, in the order of their rows; left out where none says anything. */
  readonly opinions?: readonly Opinion[];
  /** Of what it is the hub itself. */
  readonly hubOf?: readonly HubRole[];
  /** Two contexts, one UID, other nodes: a cluster restored from another's etcd. */
  readonly identityFault?: string;
  /** Set when the figures come from the snapshot on disk and nothing newer is known. */
  readonly fromDisk?: number;
}

/** Or no context leads to it: all that is known of it is what hubs say; `since` is when they first said so, ms. */
export type RowConnection = ConnectionState | {readonly type: 'hub only'; readonly since: number};

/** What a hub says of one of its clusters. */
export interface Opinion {
  /** Name of the hub's row. */
  readonly hub: string;
  /** `karmada`. */
  readonly system: string;
  /** The cluster's name there. */
  readonly member: string;
  /** Ready, not ready, or not known: also where the hub cannot be asked now. */
  readonly word: '+' | '-' | '?';
  /** `Ready`, else the hub's own word for what is wrong, or why there is none. */
  readonly reason: string;
  /** The hub's own sentence; may be empty. */
  readonly message: string;
  /** Since when the reason holds, ms by our clock; left out where it is not told. */
  readonly since?: number;
  /** What it said before it could not be asked any more. */
  readonly said?: string;
}

export interface HubRole {
  readonly system: string;
  /** How many clusters it has. */
  readonly members: Figure<number>;
}

export interface RowLogin {
  /** Short name of its login group (`aws-corp`), else of the user entry in the kubeconfig. */
  readonly group: string;
  /** Whom the credentials name, as far as they say. */
  readonly user?: string;
  /** When the credential in use ends, ms. */
  readonly expires?: number;
  /** A fresh one is fetched before that without a person, so that the end is no news. */
  readonly isRenewed: boolean;
}

export interface NodeFigures {
  readonly ready: number;
  readonly total: number;
}

export interface PodFigures {
  readonly total: number;
  readonly running: number;
  readonly pending: number;
  readonly failing: number;
  readonly completed: number;
}

/** Cores and bytes. `used` only where metrics.k8s.io answers. */
export interface CapacityFigures {
  readonly cpuRequested: number;
  readonly cpuAllocatable: number;
  readonly cpuUsed?: number;
  readonly memoryRequested: number;
  readonly memoryAllocatable: number;
  readonly memoryUsed?: number;
}

export interface WorkloadFigures {
  readonly total: number;
  readonly rolling: number;
  readonly stuck: number;
  readonly paused: number;
}
