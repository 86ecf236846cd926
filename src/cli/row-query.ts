import {type ClusterRow, matches, minorOf, parseQuery, type Query, type QueryCell} from '../fleet/index.ts';
import type {BaseRecord, Column} from '../kinds/index.ts';
import type {ListRow} from './listing.ts';

/** A query as typed, understood; undefined asks for every row. */
export type RowQuery = Query | undefined;

export type RowQueryResult =
  | {readonly type: 'query'; readonly query: RowQuery}
  | {readonly type: 'error'; readonly message: string};

/** `columns` are the names that may stand before a colon; left out where they are not known yet. */
export function rowQuery(text: string, columns?: readonly string[]): RowQueryResult {
  if (text.trim() === '') return {type: 'query', query: undefined};
  const result = parseQuery(text, columns);
  if (result.type === 'query') return result;
  return {type: 'error', message: `in the query "${text}", at "${text.slice(result.at)}": ${result.message}`};
}

export function hasMatch<R extends BaseRecord>(
  query: RowQuery,
  row: Pick<ListRow, 'cluster'>,
  {columns, record, now}: {columns: readonly Column<R>[]; record: R; now: number},
): boolean {
  if (query === undefined) return true;
  const cellOf = (column: Column<R>): QueryCell => {
    const value = column.value?.(record, {now});
    const text = column.cell(record, {now});
    return value === undefined ? {text} : {text, value};
  };
  return matches(query, {
    cluster: queryCluster(row.cluster),
    columns: {
      get: (name) => {
        if (name === 'namespace') return {text: record.namespace};
        const column = columns.find((one) => one.name.toLowerCase() === name);
        return column && cellOf(column);
      },
      *values() {
        yield {text: record.namespace};
        for (const column of columns) yield cellOf(column);
      },
    },
    labels: record.labels,
    created: record.created,
    now,
  });
}

export function queryCluster(row: ClusterRow) {
  const version =
    row.version.type === 'known' || row.version.type === 'last' ? minorOf(row.version.value) : undefined;
  const {name, contexts, group, tier, provider, region} = row;
  return {name, contexts, group, tier, provider, region, ...(version === undefined ? {} : {version})};
}
