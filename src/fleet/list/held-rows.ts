import type {BaseRecord} from '../../kinds/index.ts';
import {RecordMap} from '../record-map.ts';
import {ObjectRow, type RowSource} from './object-row.ts';
import {byName, compareNames, patched, placeOf} from './row-change.ts';

/** The rows of one kind on one cluster, by namespace and name. A row is made only for a record that is new. */
export class HeldRows {
  readonly source: RowSource;
  #records: ReadonlyMap<string, BaseRecord> | undefined;
  #revision = 0;
  #rows: readonly ObjectRow[] = [];

  constructor(source: RowSource) {
    this.source = source;
  }

  /** The rows as the records are now; the same array while nothing changed. */
  update(records: ReadonlyMap<string, BaseRecord>): readonly ObjectRow[] {
    const isRemembered = records === this.#records && records instanceof RecordMap;
    const keys = isRemembered ? records.changedSince(this.#revision) : undefined;
    this.#records = records;
    if (records instanceof RecordMap) this.#revision = records.revision;
    this.#rows = keys === undefined ? this.#readAll(records) : this.#readSome(records, keys);
    return this.#rows;
  }

  #readSome(records: ReadonlyMap<string, BaseRecord>, keys: ReadonlySet<string>): readonly ObjectRow[] {
    const gone: ObjectRow[] = [];
    const come: ObjectRow[] = [];
    for (const key of keys) {
      const record = records.get(key);
      const held = this.#find(record ?? namesIn(key));
      if (held?.source === record) continue;
      if (held !== undefined) gone.push(held);
      if (record !== undefined) come.push(new ObjectRow(this.source, record));
    }
    return patched(this.#rows, {gone: gone.sort(byName), come: come.sort(byName)}, byName);
  }

  #find(names: Pick<BaseRecord, 'namespace' | 'name'>): ObjectRow | undefined {
    const row = this.#rows[placeOf(this.#rows, ({source}) => compareNames(source, names))];
    return row !== undefined && compareNames(row.source, names) === 0 ? row : undefined;
  }

  /** A relist brings another map, in which what did not change is the same record. */
  #readAll(records: ReadonlyMap<string, BaseRecord>): readonly ObjectRow[] {
    const before = this.#rows;
    const held = new Map(before.map((row) => [row.source, row]));
    const rows = Array.from(
      records.values(),
      (record) => held.get(record) ?? new ObjectRow(this.source, record),
    ).sort(byName);
    return rows.length === before.length && rows.every((row, index) => row === before[index]) ? before : rows;
  }
}

/** The key of a table: `namespace/name`, or `name` alone. */
function namesIn(key: string): Pick<BaseRecord, 'namespace' | 'name'> {
  const slash = key.indexOf('/');
  return {namespace: key.slice(0, Math.max(0, slash)), name: key.slice(slash + 1)};
}
