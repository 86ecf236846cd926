import type {BaseRecord, EventRecord} from '../kinds/index.ts';

/**
 * The records by namespace and name. The order is remembered with the map they are in, so that asking again after a few
 * changes costs a walk through the map instead of a sort: ten thousand pods are asked for several times a second.
 */
export function inOrder(records: ReadonlyMap<string, BaseRecord>): readonly BaseRecord[] {
  const before = orders.get(records) ?? noOrder;
  const order = orderAfter(before, records);
  if (order !== before) orders.set(records, order);
  return order.keys.flatMap((key) => records.get(key) ?? []);
}

/** Oldest first; what a cluster's clock is off by is not made up for, or rows would change places with every answer. */
export function byLastSeen<T>(items: readonly T[], eventOf: (item: T) => EventRecord): readonly T[] {
  return items.toSorted((first, second) => eventOf(first).lastSeen - eventOf(second).lastSeen);
}

interface Order {
  readonly keys: readonly string[];
  readonly known: ReadonlySet<string>;
}

const noOrder: Order = {keys: [], known: new Set()};

/** A relist brings another map, and the old one with its order is let go. */
const orders = new WeakMap<ReadonlyMap<string, BaseRecord>, Order>();

/** The same order while the map holds the same keys. */
function orderAfter(before: Order, records: ReadonlyMap<string, BaseRecord>): Order {
  const added: string[] = [];
  for (const key of records.keys()) if (!before.known.has(key)) added.push(key);
  if (added.length === 0 && before.known.size === records.size) return before;
  const compare = (first: string, second: string) => compareRecords(records.get(first), records.get(second));
  // Nearly in order already, which the built-in sort makes use of.
  const keys = [...before.keys.filter((key) => records.has(key)), ...added].sort(compare);
  return {keys, known: new Set(keys)};
}

function compareRecords(first: BaseRecord | undefined, second: BaseRecord | undefined): number {
  return (
    compare(first?.namespace ?? '', second?.namespace ?? '') || compare(first?.name ?? '', second?.name ?? '')
  );
}

function compare(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}
