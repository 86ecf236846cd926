import type {BaseRecord} from '../kinds/index.ts';
import {RecordMap} from './record-map.ts';
import {isSame} from './same.ts';
import type {Sink} from './states.ts';

/**
 * Counts over the records of one table, kept by increments. `change` hears of every record that comes (`before`
 * undefined), is replaced, or goes (`after` undefined).
 */
export interface Tally<R> {
  change(key: string, before: R | undefined, after: R | undefined): void;
  /** The reading is complete: what was carried over from the one before can be let go. */
  settle?(): void;
}

/** Makes an empty tally; `previous` is that of the reading about to be replaced, for what outlives a relist. */
export type TallyFactory<R, T extends Tally<R>> = (previous: T | undefined) => T;

/**
 * What is held of one kind on one context. While a fresh reading comes in, the one before stays readable, counts and
 * all, until `end` swaps them: so a relist never flashes to zero.
 */
export class Table<R extends BaseRecord, T extends Tally<R>> implements Sink<R> {
  /** Of its kind: `deployments.apps`. */
  readonly id: string;
  /** True once a reading was complete. */
  hasSynced = false;
  readonly #createTally: TallyFactory<R, T>;
  readonly #onChange: () => void;
  #held: Reading<R, T>;
  #incoming: Reading<R, T> | undefined;

  constructor(id: string, createTally: TallyFactory<R, T>, onChange: () => void) {
    this.id = id;
    this.#createTally = createTally;
    this.#onChange = onChange;
    this.#held = {records: new RecordMap(), tally: createTally(undefined)};
  }

  get records(): ReadonlyMap<string, R> {
    return this.#held.records;
  }

  get tally(): T {
    return this.#held.tally;
  }

  begin(): void {
    this.#incoming = {records: new RecordMap(), tally: this.#createTally(this.#held.tally)};
  }

  upsert(record: R): void {
    const key = keyOf(record);
    if (this.#incoming) {
      // An unchanged object keeps its record, so a relist leaves nothing behind and lists see no change.
      const held = this.#held.records.get(key);
      put(this.#incoming, key, held !== undefined && isSame(held, record) ? held : record);
    } else if (put(this.#held, key, record)) this.#onChange();
  }

  remove(namespace: string, name: string): void {
    const reading = this.#incoming ?? this.#held;
    const key = namespace === '' ? name : `${namespace}/${name}`;
    const before = reading.records.get(key);
    if (before === undefined) return;
    reading.records.delete(key);
    reading.tally.change(key, before, undefined);
    if (!this.#incoming) this.#onChange();
  }

  end(): void {
    if (!this.#incoming) return;
    this.#held = this.#incoming;
    this.#incoming = undefined;
    this.hasSynced = true;
    this.#held.tally.settle?.();
    this.#onChange();
  }

  /** Forgets everything: nobody watches it any more, or the context leads to another server now. */
  clear(): void {
    this.#incoming = undefined;
    if (!this.hasSynced && this.#held.records.size === 0) return;
    this.#held = {records: new RecordMap(), tally: this.#createTally(undefined)};
    this.hasSynced = false;
    this.#onChange();
  }
}

interface Reading<R, T> {
  readonly records: RecordMap<R>;
  readonly tally: T;
}

/** `namespace/name`, or `name` alone for cluster-scoped objects. */
export function keyOf(record: BaseRecord): string {
  return record.namespace === '' ? record.name : `${record.namespace}/${record.name}`;
}

/** False when the record held is the same in every field: servers repeat themselves, readers need not hear it. */
function put<R extends BaseRecord>(reading: Reading<R, Tally<R>>, key: string, record: R): boolean {
  const before = reading.records.get(key);
  if (before !== undefined && isSame(before, record)) return false;
  reading.records.set(key, record);
  reading.tally.change(key, before, record);
  return true;
}
