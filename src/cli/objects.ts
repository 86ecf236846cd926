import type {ClusterRow, Feed} from '../fleet/index.ts';
import {type BaseRecord, type Column, type Kind, tableColumns} from '../kinds/index.ts';
import {sanitise} from '../text/index.ts';
import {isTableRecord, itemOf} from './item.ts';
import type {Listing, ListRow} from './listing.ts';
import {hasMatch, type RowQuery} from './row-query.ts';
import type {ObjectTarget} from './targets.ts';

export interface ObjectOptions {
  readonly feed: Pick<Feed, 'records' | 'clusterNow'>;
  readonly clusters: readonly ClusterRow[];
  /** The namespace to show of a context; undefined shows all, with a NAMESPACE column. */
  readonly namespaceOf: ((context: string) => string) | undefined;
  readonly query: RowQuery;
  /** Steps of ages, seconds: 1 as kubectl prints them; more on screens that stay, so that a quiet one is quiet. */
  readonly ageStep: number;
}

/** The objects of one kind on all clusters. */
export function objectListing(target: ObjectTarget, options: ObjectOptions): Listing {
  const kinds = [...new Set(target.kinds.values())];
  const isNamespaced = kinds.some(({resource}) => resource.namespaced);
  const hasNamespaceColumn = isNamespaced && options.namespaceOf === undefined;
  const columns = unionOf(target, options);
  const shape: Shape = {hasNamespaceColumn, columns};
  return {
    kind: kinds[0]?.resource.plural ?? target.name,
    columns: [
      {name: 'CLUSTER', isWide: false, isRight: false},
      ...(hasNamespaceColumn ? [{name: 'NAMESPACE', isWide: false, isRight: false}] : []),
      ...columns,
    ],
    rows: options.clusters.flatMap((cluster) => rowsOf(cluster, target, shape, options)),
  };
}

interface Shape {
  readonly hasNamespaceColumn: boolean;
  readonly columns: readonly {readonly name: string; readonly isWide: boolean; readonly isRight: boolean}[];
}

/** Clusters may print different columns for one custom resource: every name once, in the order first seen. */
function unionOf(target: ObjectTarget, {feed, clusters}: ObjectOptions): Shape['columns'] {
  const names = new Map<string, {name: string; isWide: boolean; isRight: boolean}>();
  const add = (columns: readonly Column<never>[]) => {
    for (const {name, wide, alignRight} of columns) {
      if (name === 'NAMESPACE' || names.has(name)) continue;
      names.set(name, {name, isWide: wide === true, isRight: alignRight === true});
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
): readonly ListRow[] {
  const [context] = cluster.contexts;
  const kind = context === undefined ? undefined : target.kinds.get(context);
  if (context === undefined || kind === undefined) return [];
  const namespace = kind.resource.namespaced ? options.namespaceOf?.(context) : undefined;
  const serverNow = options.feed.clusterNow(context);
  const rows: ListRow[] = [];
  for (const record of sorted(options.feed.records(context, kind))) {
    if (namespace !== undefined && record.namespace !== namespace) continue;
    const now = steppedNow(record, serverNow, options.ageStep);
    const row = objectRow({cluster, context, kind, record, now, shape});
    if (hasMatch(options.query, row, {columns: columnsOf(kind, record), record, now})) rows.push(row);
  }
  return rows;
}

function sorted(records: ReadonlyMap<string, BaseRecord>): readonly BaseRecord[] {
  return [...records.values()].sort(
    (first, second) => compare(first.namespace, second.namespace) || compare(first.name, second.name),
  );
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Counted from the object's own birth, so that rows do not all step at once and none is younger than nothing. */
function steppedNow({created}: BaseRecord, now: number, step: number): number {
  return step <= 1 || created === 0 ? now : created + Math.floor((now - created) / step) * step;
}

interface ObjectRow {
  readonly cluster: ClusterRow;
  readonly context: string;
  readonly kind: Kind<BaseRecord>;
  readonly record: BaseRecord;
  readonly now: number;
  readonly shape: Shape;
}

function objectRow({cluster, context, kind, record, now, shape}: ObjectRow): ListRow {
  const clusterName = sanitise(cluster.name);
  return {
    key: `${context} ${record.namespace}/${record.name}`,
    cluster,
    source: record,
    isLastKnown: cluster.connection.type !== 'live',
    cells: () => {
      const columns = columnsOf(kind, record);
      return [
        clusterName,
        ...(shape.hasNamespaceColumn ? [sanitise(record.namespace)] : []),
        ...shape.columns.map(({name}) => {
          const column = columns.find((one) => one.name === name);
          return sanitise(column?.cell(record, {now}) ?? '');
        }),
      ];
    },
    name: sanitise(
      [
        cluster.name,
        kind.resource.plural,
        ...(record.namespace === '' ? [] : [record.namespace]),
        record.name,
      ].join('/'),
    ),
    item: () => itemOf({cluster: clusterName, context: sanitise(context)}, kind.resource, record),
  };
}
