import type {ClusterRow, GridRow} from '../../fleet/index.ts';

/** The rows as they are now in the order they had: nothing moves under a hand that is moving the cursor. */
export function inOrderOf(before: readonly GridRow[], rows: readonly GridRow[]): readonly GridRow[] {
  const place = new Map(before.map(({key}, index) => [key, index]));
  if (rows.some(({key}) => !place.has(key)) || rows.length !== before.length) return rows;
  return rows.toSorted((first, second) => (place.get(first.key) ?? 0) - (place.get(second.key) ?? 0));
}

/** Its rows without their headings. */
export function clustersIn(rows: readonly GridRow[]): readonly ClusterRow[] {
  return rows.flatMap((each) => (each.type === 'cluster' ? [each.row] : []));
}
