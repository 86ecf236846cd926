import type {BaseRecord} from '../../kinds/index.ts';
import type {ObjectRow} from './object-row.ts';

/** What became of a list of rows, either part in the order of the list. A row that was replaced is in both. */
export interface RowChange {
  readonly gone: readonly ObjectRow[];
  readonly come: readonly ObjectRow[];
}

/** Below 0 where the first comes first; 0 for two rows of one object alone. */
export type RowOrder = (first: ObjectRow, second: ObjectRow) => number;

/** By cluster, namespace and name. */
export function byName(first: ObjectRow, second: ObjectRow): number {
  return first.from.place - second.from.place || compareNames(first.source, second.source);
}

export function compareNames(
  first: Pick<BaseRecord, 'namespace' | 'name'>,
  second: Pick<BaseRecord, 'namespace' | 'name'>,
): number {
  return compare(first.namespace, second.namespace) || compare(first.name, second.name);
}

/** How two lists in this order differ. Rows that are in both are passed over without a look into them. */
export function changeOf(
  before: readonly ObjectRow[],
  after: readonly ObjectRow[],
  order: RowOrder,
): RowChange {
  const gone: ObjectRow[] = [];
  const come: ObjectRow[] = [];
  let next = 0;
  for (const row of before) {
    for (; next < after.length; next += 1) {
      const one = after[next] as ObjectRow;
      if (one === row || order(one, row) >= 0) break;
      come.push(one);
    }
    if (after[next] === row) next += 1;
    else gone.push(row);
  }
  for (; next < after.length; next += 1) come.push(after[next] as ObjectRow);
  return {gone, come};
}

/** The rows with a small change made to them; the same array where there is none. What lies between is copied in pieces. */
export function patched(
  rows: readonly ObjectRow[],
  {gone, come}: RowChange,
  order: RowOrder,
): readonly ObjectRow[] {
  if (gone.length + come.length === 0) return rows;
  const cuts = [
    ...gone.map((row) => ({at: placeOf(rows, (one) => order(one, row)), skip: 1, put: []})),
    ...come.map((row) => ({at: placeOf(rows, (one) => order(one, row)), skip: 0, put: [row]})),
  ].sort((first, second) => first.at - second.at);
  const pieces: (readonly ObjectRow[])[] = [];
  let from = 0;
  for (const {at, skip, put} of cuts) {
    if (at > from) pieces.push(rows.slice(from, at));
    pieces.push(put);
    from = Math.max(from, at + skip);
  }
  pieces.push(rows.slice(from));
  return ([] as ObjectRow[]).concat(...pieces);
}

/** Where the first row is that does not come before what is looked for. */
export function placeOf(rows: readonly ObjectRow[], compareTo: (row: ObjectRow) => number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareTo(rows[middle] as ObjectRow) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
