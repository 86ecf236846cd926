import {type ClusterCellContext, type ClusterColumn, clusterColumns} from '../cluster-columns.ts';
import {matches, type QueryCell} from '../query-match.ts';
import type {ClusterRow} from '../row.ts';
import {clusterColumn} from './cluster-value.ts';
import {queryCluster, type RowQuery} from './row-query.ts';

/** Whether the cluster's own cells hold what is asked for; columns may be named in their short form. */
export function isClusterMatch(query: RowQuery, row: ClusterRow, context: ClusterCellContext): boolean {
  if (query === undefined) return true;
  return matches(query, {
    cluster: queryCluster(row),
    columns: {
      get: (name) => {
        const column = clusterColumn(name);
        return column && cellOf(column, row, context);
      },
      *values() {
        for (const column of clusterColumns) yield cellOf(column, row, context);
      },
    },
    labels: {},
    created: 0,
    now: context.now / 1000,
  });
}

function cellOf(column: ClusterColumn, row: ClusterRow, context: ClusterCellContext): QueryCell {
  const value = column.value?.(row, context);
  const shown = column.cell(row, context);
  const text = column.words ? `${shown} ${column.words(row)}` : shown;
  return value === undefined ? {text} : {text, value};
}
