import type {ClusterRow, Feed} from '../fleet/index.ts';
import {
  allEvents,
  type BaseRecord,
  type Column,
  type EventRecord,
  events,
  type Kind,
  tableColumns,
} from '../kinds/index.ts';
import {sanitise} from '../text/index.ts';
import {isTableRecord, itemOf} from './item.ts';
import {clusterKey, type Item, type ListColumn, type Listing, type ListRow} from './listing.ts';
import {byLastSeen, inOrder} from './order.ts';
import {hasMatch, queryCluster, type RowQuery} from './row-query.ts';
import {lostMark} from './table.ts';
import type {ObjectTarget} from './targets.ts';
import type {Verdicts} from './verdicts.ts';

export interface ObjectOptions {
  readonly feed: Pick<Feed, 'records' | 'clusterNow'>;
  readonly clusters: readonly ClusterRow[];
  /** The namespaces to show of a cluster; undefined shows all, with a NAMESPACE column. */
  readonly namespacesOf: ((cluster: ClusterRow) => ReadonlySet<string>) | undefined;
  readonly query: RowQuery;
  /** Steps of ages, seconds: 1 as kubectl prints them; more on screens that stay, so that a quiet one is quiet. */
  readonly ageStep: number;
  /** For who asks the same query again and again. */
  readonly verdicts?: Verdicts;
}

/** The objects of one kind on all clusters. */
export function objectListing(target: ObjectTarget, options: ObjectOptions): Listing {
  const kinds = [...new Set(target.kinds.values())];
  const isNamespaced = kinds.some(({resource}) => resource.namespaced);
  const {clusters, namespacesOf} = options;
  const isMixed = namespacesOf === undefined || clusters.some((cluster) => namespacesOf(cluster).size > 1);
  const hasNamespaceColumn = isNamespaced && isMixed;
  const shape: Shape = {hasNamespaceColumn, columns: unionOf(target, options)};
  const rows = clusters.flatMap((cluster) => rowsOf(cluster, target, shape, options));
  const isChronicle = kinds.some(isEvents);
  return {
    kind: kinds[0]?.resource.plural ?? target.name,
    isNamespaced,
    columns: [clusterColumn, ...(hasNamespaceColumn ? [namespaceColumn] : []), ...shape.columns],
    // In the order in which the fleet lived them: the newest stands next to the prompt.
    ...(isChronicle ? {rows: byLastSeen(rows, eventOf), isChronicle} : {rows}),
  };
}

const clusterColumn: ListColumn = {
  name: 'CLUSTER',
  isWide: false,
  isRight: false,
  cut: {at: 'middle', narrowest: 14},
  mark: lostMark,
};

const namespaceColumn: ListColumn = {
  name: 'NAMESPACE',
  isWide: false,
  isRight: false,
  cut: {at: 'middle', narrowest: 10},
};

/** What may give way on a narrow screen, so that the columns behind it can be seen. Names of pods differ at both ends. */
const cuts: ReadonlyMap<string, NonNullable<ListColumn['cut']>> = new Map([
  ['NAME', {at: 'middle', narrowest: 18}],
  // `20 (102s ago)`: the count comes first.
  ['RESTARTS', {at: 'end', narrowest: 8}],
]);

const eventCuts: typeof cuts = new Map([
  ['LAST SEEN', {at: 'end', narrowest: 6}],
  ['TYPE', {at: 'end', narrowest: 4}],
  ['REASON', {at: 'end', narrowest: 12}],
  ['OBJECT', {at: 'middle', narrowest: 18}],
  ['MESSAGE', {at: 'end', narrowest: 13}],
]);

function isEvents(kind: Kind<BaseRecord>): boolean {
  return kind === allEvents || kind === events;
}

function eventOf({source}: ObjectRow): EventRecord {
  return source as EventRecord;
}

interface Shape {
  readonly hasNamespaceColumn: boolean;
  readonly columns: readonly ListColumn[];
}

/** Clusters may print different columns for one custom resource: every name once, in the order first seen. */
function unionOf(target: ObjectTarget, {feed, clusters}: ObjectOptions): Shape['columns'] {
  const names = new Map<string, ListColumn>();
  const given = [...target.kinds.values()].some(isEvents) ? eventCuts : cuts;
  const add = (columns: readonly Column<never>[]) => {
    for (const {name, wide, alignRight} of columns) {
      if (name === 'NAMESPACE' || names.has(name)) continue;
      const cut = given.get(name);
      names.set(name, {
        name,
        isWide: wide === true,
        isRight: alignRight === true,
        ...(cut === undefined ? {} : {cut}),
      });
    }
  };
  const seen = new Set<unknown>();
  for (const {contexts} of clusters) {
    const kind = target.kinds.get(contexts[0] ?? '');
    if (kind === undefined) continue;
    if (kind.isTable !== true) {
      if (!seen.has(kind)) add(kind.columns);
      seen.add(kind);
      continue;
    }
    for (const record of feed.records(contexts[0] ?? '', kind).values()) {
      if (!isTableRecord(record) || seen.has(record.definitions)) continue;
      seen.add(record.definitions);
      add(tableColumns(record));
    }
  }
  // Before anything is known of a table: what every object has.
  if (names.size === 0) for (const kind of target.kinds.values()) add(kind.columns);
  return [...names.values()];
}

function columnsOf(kind: Kind<BaseRecord>, record: BaseRecord): readonly Column<BaseRecord>[] {
  return isTableRecord(record) ? (tableColumns(record) as readonly Column<BaseRecord>[]) : kind.columns;
}

function rowsOf(
  cluster: ClusterRow,
  target: ObjectTarget,
  shape: Shape,
  options: ObjectOptions,
): readonly ObjectRow[] {
  const [context] = cluster.contexts;
  const kind = context === undefined ? undefined : target.kinds.get(context);
  if (context === undefined || kind === undefined) return [];
  const namespaces = kind.resource.namespaced ? options.namespacesOf?.(cluster) : undefined;
  const serverNow = options.feed.clusterNow(context);
  const key = clusterKey(cluster);
  const source: RowSource = {cluster, context, key, kind, shape, serverNow, ageStep: options.ageStep};
  const isMatch = matcher(source, options);
  const rows: ObjectRow[] = [];
  for (const record of inOrder(options.feed.records(context, kind))) {
    if (namespaces !== undefined && !namespaces.has(record.namespace)) continue;
    const row = new ObjectRow(source, record);
    if (isMatch(row)) rows.push(row);
  }
  return rows;
}

function matcher({cluster, context}: RowSource, {query, verdicts}: ObjectOptions) {
  if (query === undefined) return () => true;
  // Nothing else of the cluster can be asked for.
  const remembered = verdicts?.of(context, JSON.stringify(queryCluster(cluster)));
  return (row: ObjectRow) =>
    remembered ? remembered(row.source, row.now, () => row.isMatch(query)) : row.isMatch(query);
}

/** Counted from the object's own birth, so that rows do not all step at once and none is younger than nothing. */
function steppedNow({created}: BaseRecord, now: number, step: number): number {
  return step <= 1 || created === 0 ? now : created + Math.floor((now - created) / step) * step;
}

/** What the rows of one kind on one cluster have in common. */
interface RowSource {
  readonly cluster: ClusterRow;
  readonly context: string;
  /** Of the cluster. */
  readonly key: string;
  readonly kind: Kind<BaseRecord>;
  readonly shape: Shape;
  /** Seconds, by the cluster's clock. */
  readonly serverNow: number;
  readonly ageStep: number;
}

/** A class, because ten thousand rows are made several times a second, of which thirty are looked at: they share their methods. */
class ObjectRow implements ListRow {
  readonly #from: RowSource;
  readonly source: BaseRecord;

  constructor(from: RowSource, record: BaseRecord) {
    this.#from = from;
    this.source = record;
  }

  get key(): string {
    return `${this.#from.key} ${this.source.namespace}/${this.source.name}`;
  }

  get cluster(): ClusterRow {
    return this.#from.cluster;
  }

  get isLastKnown(): boolean {
    return this.#from.cluster.connection.type !== 'live';
  }

  get name(): string {
    const {namespace, name} = this.source;
    const {cluster, kind} = this.#from;
    const path = [cluster.name, kind.resource.plural, ...(namespace === '' ? [] : [namespace]), name];
    return sanitise(path.join('/'));
  }

  /** Seconds, in steps. */
  get now(): number {
    return steppedNow(this.source, this.#from.serverNow, this.#from.ageStep);
  }

  cells(): readonly string[] {
    const {cluster, kind, shape} = this.#from;
    const columns = columnsOf(kind, this.source);
    const {now} = this;
    return [
      sanitise(cluster.name),
      ...(shape.hasNamespaceColumn ? [sanitise(this.source.namespace)] : []),
      ...shape.columns.map(({name}) => {
        const column = columns.find((one) => one.name === name);
        return sanitise(column?.cell(this.source, {now}) ?? '');
      }),
    ];
  }

  item(): Item {
    const {cluster, context, kind} = this.#from;
    return itemOf({cluster: sanitise(cluster.name), context: sanitise(context)}, kind.resource, this.source);
  }

  isMatch(query: RowQuery): boolean {
    const columns = columnsOf(this.#from.kind, this.source);
    return hasMatch(query, this, {columns, record: this.source, now: this.now});
  }
}
