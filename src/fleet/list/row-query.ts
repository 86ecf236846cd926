import type {BaseRecord, Column} from '../../kinds/index.ts';
import {parseQuery, type Query} from '../query.ts';
import {hasWord, matches, type QueryCell, type QuerySubject} from '../query-match.ts';
import type {ClusterRow} from '../row.ts';
import {minorOf} from '../versions.ts';
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

interface RecordAsked<R> {
  readonly columns: readonly Column<R>[];
  readonly record: R;
  readonly now: number;
}

/** Whether the record's own cells, or what is known of its cluster, hold what is asked for. */
export function isRecordMatch<R extends BaseRecord>(
  query: RowQuery,
  row: Pick<ListRow, 'cluster'>,
  asked: RecordAsked<R>,
): boolean {
  if (query === undefined) return true;
  let subject: QuerySubject | undefined;
  for (const term of query.terms) {
    // Words are typed letter by letter, each a question to every row: they are asked without anything being made for it.
    if (term.type === 'word') {
      if (isWordThere(term.text, row, asked) === term.isNegated) return false;
      continue;
    }
    subject ??= subjectOf(row, asked);
    if (!matches({text: query.text, terms: [term]}, subject)) return false;
  }
  return true;
}

function isWordThere<R extends BaseRecord>(
  word: string,
  {cluster}: Pick<ListRow, 'cluster'>,
  {columns, record, now}: RecordAsked<R>,
): boolean {
  if (hasWord(word, record.name) || hasWord(word, record.namespace) || hasWord(word, cluster.name))
    return true;
  const context = {now};
  for (const column of columns) if (hasWord(word, column.cell(record, context))) return true;
  return false;
}

function subjectOf<R extends BaseRecord>(
  {cluster}: Pick<ListRow, 'cluster'>,
  {columns, record, now}: RecordAsked<R>,
): QuerySubject {
  const cellOf = (column: Column<R>): QueryCell => {
    const value = column.value?.(record, {now});
    const text = column.cell(record, {now});
    return value === undefined ? {text} : {text, value};
  };
  return {
    cluster: queryCluster(cluster),
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
  };
}

export function queryCluster(row: ClusterRow) {
  const version =
    row.version.type === 'known' || row.version.type === 'last' ? minorOf(row.version.value) : undefined;
  const {name, contexts, group, tier, provider, region} = row;
  return {name, contexts, group, tier, provider, region, ...(version === undefined ? {} : {version})};
}
