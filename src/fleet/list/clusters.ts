import {sanitise} from '../../text/index.ts';
import {type ClusterCellContext, type ClusterColumn, clusterColumns} from '../cluster-columns.ts';
import type {ClusterRow} from '../row.ts';
import {clusterItem} from './cluster-item.ts';
import {isClusterMatch} from './cluster-match.ts';
import {clusterColumn, clusterValue} from './cluster-value.ts';
import {clusterKey, type ListColumn, type Listing, type ListRow, type Tone} from './listing.ts';
import type {RowQuery} from './row-query.ts';

export interface ClusterListingOptions {
  readonly query: RowQuery;
  readonly context: ClusterCellContext;
  /** Short forms of the columns that have one: for terminals. */
  readonly isShort: boolean;
}

/** The fleet: one row per cluster, in the kubeconfig's order. The same columns as the grid's. */
export function clusterListing(clusters: readonly ClusterRow[], options: ClusterListingOptions): Listing {
  const {query, context, isShort} = options;
  const columns = shownColumns(clusters).map((column) => (isShort ? {...column, ...column.short} : column));
  const matching = clusters.filter((row) => isClusterMatch(query, row, context));
  return {
    kind: 'clusters',
    isNamespaced: false,
    columns: columns.map(listColumn),
    rows: matching.map((row) => clusterRow(row, columns, context)),
    hidden: clusters.length - matching.length,
  };
}

/** All but those that say nothing of any of these clusters. */
export function shownColumns(clusters: readonly ClusterRow[]): readonly ClusterColumn[] {
  return clusterColumns.filter(({isHidden}) => isHidden === undefined || !clusters.every(isHidden));
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
    value: (name) => {
      const column = clusterColumn(name);
      return column && clusterValue(column, row, context);
    },
    item: () => clusterItem(row),
  };
}

function stateTone({connection}: ClusterRow): Tone | undefined {
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
    case 'hub only':
    case 'stale':
    case 'parked':
      return 'warn';
    case 'login':
    case 'unreachable':
    case 'broken':
      return 'bad';
  }
}
