import type {Feed, FleetState} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import type {Sort} from './sort.ts';

export const groupings = ['none', 'group', 'provider', 'region', 'version'] as const;
export type Grouping = (typeof groupings)[number];

/** A line of the grid. */
export type GridRow = GridCluster | GridHeading;

export interface GridCluster {
  readonly type: 'cluster';
  /** `clusterKey`. */
  readonly key: string;
  readonly row: ClusterRow;
  /** What of the query was found in it besides its own cells: `stuck checkout 11/18`. */
  readonly found?: string;
  /** What was found is not well. */
  readonly isFoundIll?: true;
}

export interface GridHeading {
  readonly type: 'heading';
  /** Stays the same while the group has any row; never that of a cluster. */
  readonly key: string;
  /** `?` where it is not known. */
  readonly title: string;
  readonly counts: {readonly clusters: number; readonly live: number; readonly faults: number};
  readonly isFolded: boolean;
}

export interface GridOptions {
  /** As typed. */
  readonly query: string;
  readonly isFaultsOnly: boolean;
  readonly groupBy: Grouping;
  /** Keys of headings whose clusters are not shown. */
  readonly folded: ReadonlySet<string>;
  /** The kubeconfig's order when left out. */
  readonly sort?: Sort;
  /** The clusters it is limited to; all when left out. */
  readonly scope?: (row: ClusterRow) => boolean;
  /** ms, our clock. */
  readonly now: number;
}

export interface Grid {
  readonly rows: readonly GridRow[];
  /** Clusters in scope that the query and faults-only leave out; folded ones are not among them. */
  readonly hidden: number;
  /** Those of them that only faults-only leaves out. */
  readonly well: number;
  /** Why the query cannot be read; all clusters in scope are shown then. */
  readonly problem?: string;
}

/** What of the feed the grid asks. */
export type GridFeed = Pick<Feed, 'records' | 'rollouts' | 'clusterNow'>;

export type GridState = Pick<FleetState, 'clusters' | 'skew'>;
