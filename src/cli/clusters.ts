import {
  type ClusterCellContext,
  type ClusterColumn,
  type ClusterRow,
  clusterColumns,
  matches,
} from '../fleet/index.ts';
import {sanitise} from '../text/index.ts';
import {clusterItem} from './cluster-item.ts';
import type {Tone} from './line.ts';
import {clusterKey, type ListColumn, type Listing, type ListRow} from './listing.ts';
import {queryCluster, type RowQuery} from './row-query.ts';

export interface ClusterListingOptions {
  readonly query: RowQuery;
  readonly context: ClusterCellContext;
  /** Short forms of the columns that have one: for terminals. */
  readonly isShort: boolean;
}

/** The fleet: one row per cluster, in the kubeconfig's order. The same columns as the grid's. */
export function clusterListing(clusters: readonly ClusterRow[], options: ClusterListingOptions): Listing {
  const {query, context, isShort} = options;
  const columns = clusterColumns.map((column) => (isShort ? {...column, ...column.short} : column));
  return {
    kind: 'clusters',
    isNamespaced: false,
    columns: columns.map(listColumn),
    rows: clusters
      .filter((row) => hasMatch(query, row, context))
      .map((row) => clusterRow(row, columns, context)),
  };
}

/** Names that a query may use, in every form. */
export const clusterColumnNames: readonly string[] = clusterColumns.flatMap(({name, short}) =>
  short === undefined ? [name] : [name, short.name],
);

function listColumn({name, wide, alignRight, from, cut, least, hasMark}: ClusterColumn): ListColumn {
  return {
    name,
    isWide: wide === true,
    isRight: alignRight === true,
    ...(from === undefined ? {} : {from}),
    ...(cut === undefined ? {} : {cut}),
    ...(least === undefined ? {} : {least}),
    ...(hasMark === true ? {mark: '~'} : {}),
  };
}

function clusterRow(
  row: ClusterRow,
  columns: readonly ClusterColumn[],
  context: ClusterCellContext,
): ListRow {
  return {
    key: clusterKey(row),
    cluster: row,
    source: row,
    // Its figures carry their own marks.
    isLastKnown: false,
    cells: () => columns.map((column) => sanitise(column.cell(row, context))),
    tone: (column) => (column === 'STATE' ? stateTone(row) : undefined),
    name: sanitise(`${row.name}/clusters/${row.name}`),
    item: () => clusterItem(row),
  };
}

function stateTone({connection}: ClusterRow): Tone | undefined {
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
    case 'stale':
    case 'parked':
      return 'warn';
    case 'login':
    case 'unreachable':
    case 'broken':
      return 'bad';
  }
}

function hasMatch(query: RowQuery, row: ClusterRow, context: ClusterCellContext): boolean {
  if (query === undefined) return true;
  const cell = (column: (typeof clusterColumns)[number]) => {
    const value = column.value?.(row, context);
    const shown = column.cell(row, context);
    const text = column.words ? `${shown} ${column.words(row)}` : shown;
    return value === undefined ? {text} : {text, value};
  };
  return matches(query, {
    cluster: queryCluster(row),
    columns: {
      get: (name) => {
        const column = clusterColumns.find(
          ({name: own, short}) => own.toLowerCase() === name || short?.name.toLowerCase() === name,
        );
        return column && cell(column);
      },
      *values() {
        for (const column of clusterColumns) yield cell(column);
      },
    },
    labels: {},
    created: 0,
    now: context.now / 1000,
  });
}
