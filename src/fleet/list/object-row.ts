import type {BaseRecord, Column, Kind} from '../../kinds/index.ts';
import {tableColumns} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import type {ClusterRow} from '../row.ts';
import {isTableRecord, itemOf} from './item.ts';
import type {Item, ListColumn, ListRow, Tone} from './listing.ts';
import {illnessOf} from './object-faults.ts';
import {isRecordMatch, type RowQuery} from './row-query.ts';
import type {SortValue} from './sort.ts';

/** What the rows of one kind on one cluster have in common, as of the last look. */
export interface RowSource {
  cluster: ClusterRow;
  context: string;
  /** Of the cluster. */
  readonly key: string;
  /** Of the cluster among those of the list. */
  place: number;
  readonly kind: Kind<BaseRecord>;
  shape: RowShape;
  /** Seconds, by the cluster's clock. */
  serverNow: number;
  ageStep: number;
  /** Whether the rollout of a workload of this kind does not get on. */
  isStuck(namespace: string, name: string): boolean;
}

export interface RowShape {
  readonly hasNamespaceColumn: boolean;
  /** But for CLUSTER and NAMESPACE. */
  readonly columns: readonly ListColumn[];
}

/**
 * A class, because there may be a hundred thousand rows, of which thirty are looked at: they share their methods. One for
 * each record, kept until the record is another; what belongs to the cluster is read through `from` and goes with time.
 */
export class ObjectRow implements ListRow {
  readonly from: RowSource;
  readonly source: BaseRecord;
  /** The question it was judged by, and for which time (seconds): whoever asks again need not judge. */
  question = 0;
  judgedAt = 0;
  isShown = true;
  /** What it was sorted by last. */
  sortValue: SortValue | undefined = undefined;

  constructor(from: RowSource, record: BaseRecord) {
    this.from = from;
    this.source = record;
  }

  get key(): string {
    return `${this.from.key} ${this.source.namespace}/${this.source.name}`;
  }

  get cluster(): ClusterRow {
    return this.from.cluster;
  }

  get isLastKnown(): boolean {
    return this.from.cluster.connection.type !== 'live';
  }

  get name(): string {
    const {namespace, name} = this.source;
    const {cluster, kind} = this.from;
    const path = [cluster.name, kind.resource.plural, ...(namespace === '' ? [] : [namespace]), name];
    return sanitise(path.join('/'));
  }

  /** Seconds, in steps. */
  get now(): number {
    const {serverNow, ageStep, kind} = this.from;
    const base = Math.max(this.source.created, kind.latest?.(this.source) ?? 0);
    return steppedNow(base, serverNow, ageStep);
  }

  cells(): readonly string[] {
    const {cluster, shape} = this.from;
    const {now} = this;
    return [
      sanitise(cluster.name),
      ...(shape.hasNamespaceColumn ? [sanitise(this.source.namespace)] : []),
      ...shape.columns.map(({name}) => sanitise(this.#column(name)?.cell(this.source, {now}) ?? '')),
    ];
  }

  /** Of a row that faults-only shows, the cell that says why. */
  tone(column: string): Tone | undefined {
    const {kind, isStuck} = this.from;
    const illness = illnessOf(kind, this.source, {now: Math.floor(this.now), isStuck});
    return illness?.column === column ? illness.tone : undefined;
  }

  value(column: string): SortValue | undefined {
    return this.valueAt(column, this.from.serverNow);
  }

  /** As it is, or will be, at a time; seconds. */
  valueAt(name: string, now: number): SortValue | undefined {
    if (name === 'CLUSTER') return this.from.cluster.name;
    if (name === 'NAMESPACE') return this.source.namespace;
    const column = this.#column(name);
    return column?.value ? column.value(this.source, {now}) : column?.cell(this.source, {now});
  }

  item(): Item {
    const {cluster, context, kind} = this.from;
    return itemOf({cluster: sanitise(cluster.name), context: sanitise(context)}, kind.resource, this.source);
  }

  isMatch(query: RowQuery): boolean {
    const {source, now} = this;
    return isRecordMatch(query, this, {columns: columnsOf(this.from.kind, source), record: source, now});
  }

  #column(name: string): Column<BaseRecord> | undefined {
    return columnsOf(this.from.kind, this.source).find((one) => one.name === name);
  }
}

function columnsOf(kind: Kind<BaseRecord>, record: BaseRecord): readonly Column<BaseRecord>[] {
  return isTableRecord(record) ? (tableColumns(record) as readonly Column<BaseRecord>[]) : kind.columns;
}

/** Counted from the object's own moments, so that rows do not all step at once and nothing is younger than nothing. */
function steppedNow(base: number, now: number, step: number): number {
  return step <= 1 || base === 0 ? now : base + Math.floor((now - base) / step) * step;
}
