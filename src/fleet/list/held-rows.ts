import type {BaseRecord} from '../../kinds/index.ts';
import {ObjectRow, type RowSource} from './object-row.ts';

/**
 * The rows of one kind on one cluster, by namespace and name. Asking again walks through the records once, comparing
 * references; a row is made only for a record that is new.
 */
export class HeldRows {
  readonly source: RowSource;
  #records: ReadonlyMap<string, BaseRecord> | undefined;
  /** In the order of the map, which keeps the place of a key whose record is replaced and puts new ones last. */
  #held: ObjectRow[] = [];
  #ordered: ObjectRow[] = [];

  constructor(source: RowSource) {
    this.source = source;
  }

  get ordered(): readonly ObjectRow[] {
    return this.#ordered;
  }

  /** Takes over what the records are now; false where nothing changed. */
  update(records: ReadonlyMap<string, BaseRecord>): boolean {
    const isSameMap = records === this.#records;
    this.#records = records;
    if (this.#isUnchanged(records)) return false;
    // A relist brings another map in an order of its own, in which what did not change is the same record.
    const before = isSameMap ? this.#held : this.#inOrderOf(records);
    const held: ObjectRow[] = [];
    const added: ObjectRow[] = [];
    let next = 0;
    for (const record of records.values()) {
      // What is passed over here is not in the map any more, or behind all that was.
      while (next < before.length && !isSameObject(before[next]?.source, record)) next += 1;
      const known = before[next];
      if (known === undefined) {
        const row = new ObjectRow(this.source, record);
        held.push(row);
        added.push(row);
        continue;
      }
      next += 1;
      held.push(known.source === record ? known : this.#replace(known, record));
    }
    const isSameSet = added.length === 0 && held.length === this.#held.length;
    this.#held = held;
    if (!isSameSet) this.#order(added);
    return true;
  }

  #isUnchanged(records: ReadonlyMap<string, BaseRecord>): boolean {
    const held = this.#held;
    if (records.size !== held.length) return false;
    let index = 0;
    for (const record of records.values()) {
      if (held[index]?.source !== record) return false;
      index += 1;
    }
    return true;
  }

  #inOrderOf(records: ReadonlyMap<string, BaseRecord>): ObjectRow[] {
    const rows = new Map(this.#held.map((row) => [keyOf(row.source), row]));
    return [...records.values()].flatMap((record) => rows.get(keyOf(record)) ?? []);
  }

  #replace(known: ObjectRow, record: BaseRecord): ObjectRow {
    const row = new ObjectRow(this.source, record);
    row.place = known.place;
    this.#ordered[known.place] = row;
    return row;
  }

  /** What is still there is in order already: what is new is put between. */
  #order(added: ObjectRow[]): void {
    const before = this.#ordered;
    for (const row of before) row.isGone = true;
    for (const row of this.#held) row.isGone = false;
    added.sort(compareRows);
    const ordered: ObjectRow[] = [];
    let next = 0;
    const place = (row: ObjectRow) => {
      row.place = ordered.length;
      ordered.push(row);
    };
    for (const row of before) {
      if (row.isGone) continue;
      for (let one = added[next]; one !== undefined && compareRows(one, row) < 0; one = added[next]) {
        place(one);
        next += 1;
      }
      place(row);
    }
    for (const row of added.slice(next)) place(row);
    this.#ordered = ordered;
  }
}

function isSameObject(first: BaseRecord | undefined, second: BaseRecord): boolean {
  return first === second || (first?.name === second.name && first.namespace === second.namespace);
}

function keyOf({namespace, name}: BaseRecord): string {
  return `${namespace}/${name}`;
}

function compareRows({source: first}: ObjectRow, {source: second}: ObjectRow): number {
  return compare(first.namespace, second.namespace) || compare(first.name, second.name);
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
