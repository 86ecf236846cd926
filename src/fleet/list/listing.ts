import type {BaseRecord, Kind} from '../../kinds/index.ts';
import type {CutPlace} from '../../text/index.ts';
import type {ClusterRow} from '../row.ts';
import type {SortValue} from './sort.ts';

/** Rows of every cluster under one set of columns: what all output formats are made from. */
export interface Listing {
  /** Plural, as it was resolved: `pods`, `clusters`, `certificates.cert-manager.io`. */
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly columns: readonly ListColumn[];
  /** By cluster in the kubeconfig's order, then namespace and name: a row never jumps because a value changed. */
  readonly rows: readonly ListRow[];
  /** Rows in scope that the query and faults-only leave out. */
  readonly hidden: number;
  /** There was no time to match all rows: another look goes on where this one ended. */
  readonly isUnfinished?: true;
  /** Rows are in the order of time, newest last: where there is not room for all, the last ones are shown. */
  readonly isChronicle?: true;
}

export interface ListColumn {
  readonly name: string;
  readonly isWide: boolean;
  readonly isRight: boolean;
  /** Terminals of fewer columns leave it out; where the rest does not fit, those that ask for most fall away first. */
  readonly from?: number;
  /** Where its text may be cut when it does not fit, and to how many columns at most. */
  readonly cut?: {readonly at: CutPlace; readonly narrowest: number};
  /** Columns that it takes at least on screens that stay. */
  readonly least?: number;
  /** What its cells get before or behind them when the cluster is lost: room is kept for it on screens that stay. */
  readonly mark?: string;
}

export interface ListRow {
  /** The same object has the same key for as long as it exists. */
  readonly key: string;
  readonly cluster: ClusterRow;
  /** The record behind it: as long as this is the same reference, nothing in it has changed. */
  readonly source: object;
  /** What is shown was true once; the cluster cannot be asked now. */
  readonly isLastKnown: boolean;
  /**
   * One text per column, sanitised. Computed when asked: of ten thousand rows a screen shows thirty.
   */
  cells(): readonly string[];
  /** The tone of a column's cell, where it is an exception. */
  tone?(column: string): Tone | undefined;
  /** `cluster/kind/namespace/name`. */
  readonly name: string;
  /** What to sort by in a column; undefined where it is not known, or there is none of that name. */
  value(column: string): SortValue | undefined;
  /** The row for programs: typed values, `created` as RFC 3339. Sanitised. */
  item(): Item;
}

/** What makes a cell or a row an exception. No meaning is carried by it alone: the text says the same. */
export type Tone = 'bad' | 'warn' | 'dim';

export type Item = Readonly<Record<string, unknown>>;

/** Behind the name of a lost cluster, whose rows say nothing of now. */
export const lostMark = ' ~';

/** Objects of one name, which may differ in version between clusters. */
export interface ListTarget {
  /** As asked for. */
  readonly name: string;
  /** By context; one that is not in it does not know the kind, or has not answered yet. */
  readonly kinds: ReadonlyMap<string, Kind<BaseRecord>>;
}

/**
 * The same for as long as it has the same contexts: not its id, which changes when a cluster is first heard from, nor the
 * context it is watched through.
 */
export function clusterKey({contexts, id}: ClusterRow): string {
  return [...contexts].sort()[0] ?? id;
}
