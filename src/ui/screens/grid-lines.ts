import {type ClusterRow, type GridRow, stateText} from '../../fleet/index.ts';

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

/** Whether their states read now as they did then, both in ms. Of a live one nothing but the end of its login has a time. */
export function areStill(rows: readonly ClusterRow[], then: number, now: number): boolean {
  return rows.every((row) => row.connection.type === 'live' || stateText(row, then) === stateText(row, now));
}
