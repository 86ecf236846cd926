import type {Query} from '../query.ts';
import type {ClusterRow} from '../row.ts';
import {isBad} from './bad.ts';
import {isClusterMatch} from './cluster-match.ts';
import {clusterColumn, clusterValue} from './cluster-value.ts';
import {clusterColumnNames} from './clusters.ts';
import {type FoundWorkloads, findWorkloads} from './find-workloads.ts';
import type {Grid, GridCluster, GridFeed, GridOptions, GridState} from './grid.ts';
import {grouped} from './grid-groups.ts';
import {clusterKey} from './listing.ts';
import {rowQuery} from './row-query.ts';
import {sorted} from './sort.ts';

/**
 * The lines of the grid: the clusters in scope of which a cell matches, or that run something named so, under a heading
 * per group. Those where what was searched for is not well come first; else a row moves only when what it is sorted by
 * changes.
 */
export function gridRows(state: GridState, feed: GridFeed, options: GridOptions): Grid {
  const {scope, sort, now, isFaultsOnly} = options;
  const context = {now, ...(state.skew && {newest: state.skew.newest})};
  const inScope = scope ? state.clusters.filter(scope) : state.clusters;
  const parsed = rowQuery(options.query, clusterColumnNames);
  const query = parsed.type === 'query' ? parsed.query : undefined;
  const asked = query ? matching(inScope, feed, query, context) : inScope.map((row) => line(row));
  const rows = isFaultsOnly ? asked.filter(({row}) => isBad(row)) : asked;
  const column = sort && clusterColumn(sort.column);
  const inOrder = column
    ? sorted(rows, ({row}) => clusterValue(column, row, context), sort.isDescending)
    : rows;
  return {
    rows: grouped(illFirst(inOrder), options),
    hidden: inScope.length - rows.length,
    well: asked.length - rows.length,
    ...(parsed.type === 'error' && {problem: parsed.message}),
  };
}

function matching(
  clusters: readonly ClusterRow[],
  feed: GridFeed,
  query: Query,
  context: {readonly now: number; readonly newest?: string},
): readonly GridCluster[] {
  const isWord = (term: Query['terms'][number]) => term.type === 'word' && !term.isNegated;
  const words = query.terms.flatMap((term) => (term.type === 'word' && !term.isNegated ? [term.text] : []));
  const rest: Query = {text: query.text, terms: query.terms.filter((term) => !isWord(term))};
  // What else is asked must be true of the cluster itself, wherever the words are found.
  const candidates = clusters.filter((row) => isClusterMatch(rest, row, context));
  const workloads = findWorkloads(feed, candidates, words);
  return candidates.flatMap((row) => {
    const found = workloads.get(clusterKey(row));
    return found !== undefined || isClusterMatch(query, row, context) ? [line(row, found)] : [];
  });
}

function line(row: ClusterRow, found?: FoundWorkloads): GridCluster {
  const base = {type: 'cluster', key: clusterKey(row), row} as const;
  if (found === undefined) return base;
  return {...base, found: found.first, ...(found.notWell.length > 0 && {isFoundIll: true})};
}

function illFirst(rows: readonly GridCluster[]): readonly GridCluster[] {
  return [...rows.filter(({isFoundIll}) => isFoundIll), ...rows.filter(({isFoundIll}) => !isFoundIll)];
}
