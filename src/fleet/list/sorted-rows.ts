import type {ObjectRow} from './object-row.ts';
import {byName, changeOf, patched, type RowChange, type RowOrder} from './row-change.ts';
import {compareValues, known, type SortValue, sorted} from './sort.ts';

/** What to sort by; equal names sort alike. */
export interface SortKey {
  readonly name: string;
  readonly isDescending: boolean;
  /** `now` in seconds by the cluster's clock. */
  valueBy(row: ObjectRow, now: number): SortValue | undefined;
}

/**
 * Keeps many rows sorted while a few of them change: those are put between the others. Ages are taken as of one moment,
 * or rows that came later would be compared by another clock than those before them.
 */
export class SortedRows {
  #key: SortKey | undefined;
  #given: readonly ObjectRow[] = [];
  #rows: readonly ObjectRow[] = [];
  #clusters: readonly string[] = [];
  /** Cluster → its clock at that moment, seconds. */
  #moments = new Map<string, number>();

  /** `rows` by cluster, namespace and name, the same array as long as none of them changed. */
  update(rows: readonly ObjectRow[], clusters: readonly string[], key: SortKey): readonly ObjectRow[] {
    const isSameKey = this.#key?.name === key.name && this.#key.isDescending === key.isDescending;
    const isSameFleet = isSameList(clusters, this.#clusters);
    const isStill = isSameKey && isSameFleet && !this.#isDue(rows);
    if (isStill && rows === this.#given) return this.#rows;
    const change = isStill ? changeOf(this.#given, rows, byName) : undefined;
    this.#rows = change && isSmall(change, rows.length) ? this.#merged(change, key) : this.#sorted(rows, key);
    this.#key = key;
    this.#clusters = clusters;
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
    this.#moments = new Map();
    for (const row of rows) this.#take(row, key);
    return sorted(rows, (row) => row.sortValue, key.isDescending);
  }

  #merged({gone, come}: RowChange, key: SortKey): readonly ObjectRow[] {
    for (const row of come) this.#take(row, key);
    const order = orderBy(key);
    return patched(this.#rows, {gone: gone.toSorted(order), come: come.toSorted(order)}, order);
  }

  #take(row: ObjectRow, key: SortKey): void {
    const {from} = row;
    let moment = this.#moments.get(from.key);
    if (moment === undefined) {
      moment = from.serverNow;
      this.#moments.set(from.key, moment);
    }
    row.sortValue = known(key.valueBy(row, moment));
  }
}

/** Each row of a change is looked for among all. */
function isSmall({gone, come}: RowChange, length: number): boolean {
  return gone.length + come.length < length / 8;
}

function orderBy({isDescending}: SortKey): RowOrder {
  return (first, second) => {
    const [one, other] = [first.sortValue, second.sortValue];
    if (one === other) return byName(first, second);
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return isDescending ? compareValues(other, one) : compareValues(one, other);
  };
}

function isSameList(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((item, index) => item === second[index]);
}
