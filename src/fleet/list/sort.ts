/** What a person had the rows sorted by. */
export interface Sort {
  /** Name of a column. */
  readonly column: string;
  readonly isDescending: boolean;
}

export type SortValue = number | string;

/**
 * By value, unknown ones last. Equal values share a bucket, so that only those that differ are compared: of a hundred
 * thousand pods there are a handful of states.
 */
export function sorted<T>(
  items: readonly T[],
  valueBy: (item: T) => SortValue | undefined,
  isDescending: boolean,
): readonly T[] {
  const buckets = new Map<SortValue | undefined, T[]>();
  for (const item of items) {
    const value = known(valueBy(item));
    const bucket = buckets.get(value);
    if (bucket === undefined) buckets.set(value, [item]);
    else bucket.push(item);
  }
  const unknown = buckets.get(undefined) ?? [];
  buckets.delete(undefined);
  const values = [...buckets.keys()].sort(isDescending ? descending : compareValues);
  const rows: T[] = [];
  for (const value of values) for (const item of buckets.get(value) ?? []) rows.push(item);
  for (const item of unknown) rows.push(item);
  return rows;
}

/** An age that nobody can tell is an infinite one, and a cell that says nothing is nothing to go by. */
export function known(value: SortValue | undefined): SortValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return value === undefined || unknownTexts.has(value) ? undefined : value;
}

const unknownTexts: ReadonlySet<string> = new Set(['', '?', '-', '<none>', '<unknown>', '<unset>']);

/** Numbers before texts; texts by code unit, which is the same everywhere. */
export function compareValues(first: SortValue | undefined, second: SortValue | undefined): number {
  if (first === second) return 0;
  if (typeof first === 'number') return typeof second === 'number' ? first - second : -1;
  if (typeof second === 'number') return 1;
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

function descending(first: SortValue | undefined, second: SortValue | undefined): number {
  return compareValues(second, first);
}
