import type {ObjectRow} from './object-row.ts';
import {compareValues, known, type SortValue, sorted} from './sort.ts';

/** What to sort by; equal names sort alike. */
export interface SortKey {
  readonly name: string;
  readonly isDescending: boolean;
  /** `now` in seconds by the cluster's clock. */
  valueBy(row: ObjectRow, now: number): SortValue | undefined;
}

/**
 * Keeps many rows sorted while a few of them change: those are sorted among themselves and put between the others. Ages
 * are taken as of one moment, or rows that came later would be compared by another clock than those before them.
 */
export class SortedRows {
  #key: SortKey | undefined;
  #given: readonly ObjectRow[] | undefined;
  #rows: readonly ObjectRow[] = [];
  #round = 0;
  #clusters: readonly string[] = [];
  /** Cluster → its clock at that moment, seconds. */
  #moments = new Map<string, number>();

  /** `rows` by cluster, namespace and name, the same array as long as none of them changed. */
  update(rows: readonly ObjectRow[], clusters: readonly string[], key: SortKey): readonly ObjectRow[] {
    const isSameKey = this.#key?.name === key.name && this.#key.isDescending === key.isDescending;
    const isSameFleet = isSameList(clusters, this.#clusters);
    if (isSameKey && isSameFleet && !this.#isDue(rows)) {
      if (rows !== this.#given) this.#rows = this.#merged(rows, key);
    } else {
      this.#key = key;
      this.#clusters = clusters;
      this.#rows = this.#sorted(rows, key);
    }
    this.#given = rows;
    return this.#rows;
  }

  /** How long a job runs grows for some and not for others; of so many rows that it would be felt, ages alone go with time. */
  #isDue(rows: readonly ObjectRow[]): boolean {
    const from = rows[0]?.from;
    if (from === undefined || rows.length > 5000) return false;
    return from.serverNow - (this.#moments.get(from.key) ?? from.serverNow) >= 60;
  }

  #sorted(rows: readonly ObjectRow[], key: SortKey): readonly ObjectRow[] {
    this.#round += 1;
    this.#moments = new Map();
    for (const [position, row] of rows.entries()) this.#take(row, position, key);
    return sorted(rows, (row) => row.sortValue, key.isDescending);
  }

  #take(row: ObjectRow, position: number, key: SortKey): void {
    const {from} = row;
    let moment = this.#moments.get(from.key);
    if (moment === undefined) {
      moment = from.serverNow;
      this.#moments.set(from.key, moment);
    }
    row.sortValue = known(key.valueBy(row, moment));
    row.position = position;
    row.round = this.#round;
  }

  #merged(rows: readonly ObjectRow[], key: SortKey): readonly ObjectRow[] {
    const last = this.#round;
    this.#round += 1;
    const round = this.#round;
    const added: ObjectRow[] = [];
    for (let position = 0; position < rows.length; position += 1) {
      const row = rows[position];
      if (row === undefined) continue;
      if (row.round === last) {
        row.round = round;
        row.position = position;
      } else {
        this.#take(row, position, key);
        added.push(row);
      }
    }
    added.sort((first, second) => compareRows(first, second, key.isDescending));
    const merged: ObjectRow[] = [];
    let next = 0;
    for (const row of this.#rows) {
      if (row.round !== round) continue;
      for (let one = added[next]; one && compareRows(one, row, key.isDescending) < 0; one = added[next]) {
        merged.push(one);
        next += 1;
      }
      merged.push(row);
    }
    for (; next < added.length; next += 1) merged.push(added[next] as ObjectRow);
    return merged;
  }
}

function compareRows(first: ObjectRow, second: ObjectRow, isDescending: boolean): number {
  const [one, other] = [first.sortValue, second.sortValue];
  if (one === other) return first.position - second.position;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return isDescending ? compareValues(other, one) : compareValues(one, other);
}

function isSameList(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((item, index) => item === second[index]);
}
