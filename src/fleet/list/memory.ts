import type {ClusterRow} from '../row.ts';
import {ClusterPart, type PartAsked, stuckWorkloads} from './cluster-part.ts';
import {clusterKey, type Listing, type ListTarget} from './listing.ts';
import type {ObjectRow, RowShape} from './object-row.ts';
import type {Sort} from './sort.ts';
import {SortedRows, type SortKey} from './sorted-rows.ts';

/** Remembers the rows of one list, so that a fleet of a hundred thousand is not made anew for every change of one. */
export interface ListMemory {
  rows(target: ListTarget, ask: RowsAsked): Pick<Listing, 'rows' | 'hidden' | 'isUnfinished'>;
}

export interface RowsAsked extends PartAsked {
  /** Those in scope. */
  readonly clusters: readonly ClusterRow[];
  /** Steps of ages, seconds: 1 as kubectl prints them; more on screens that stay, so that a quiet one is quiet. */
  readonly ageStep: number;
  readonly shape: RowShape;
  /** `time`: events by when they were last seen, the newest last. */
  readonly order: Sort | 'time' | undefined;
}

export function createListMemory(): ListMemory {
  let parts = new Map<string, ClusterPart>();
  let keys: readonly string[] = [];
  let joined: readonly ObjectRow[] = [];
  const sortedRows = new SortedRows();
  return {
    rows(target, ask) {
      const next = new Map<string, ClusterPart>();
      let hasChanged = false;
      let hasCaughtUp = false;
      // Each look goes on by one cluster at least, however little time it is given.
      const isLate = () => hasCaughtUp && ask.isOutOfTime?.() === true;
      for (const cluster of ask.clusters) {
        const [context] = cluster.contexts;
        const kind = context === undefined ? undefined : target.kinds.get(context);
        if (context === undefined || kind === undefined) continue;
        const key = clusterKey(cluster);
        const {shape, ageStep} = ask;
        const serverNow = ask.feed.clusterNow(context);
        const isStuck = stuckWorkloads(ask.feed, context, kind);
        const place = next.size;
        const source = {cluster, context, key, place, kind, shape, serverNow, ageStep, isStuck};
        const held = parts.get(key);
        const part = held?.source.kind === kind ? held : new ClusterPart(source);
        next.set(key, part);
        if (part.look(source, ask, isLate)) hasChanged = true;
        hasCaughtUp ||= part.hasCaughtUp;
      }
      const nextKeys = [...next.keys()];
      if (hasChanged || nextKeys.length !== keys.length || nextKeys.some((key, at) => key !== keys[at]))
        joined = ([] as ObjectRow[]).concat(...Array.from(next.values(), ({shown}) => shown));
      parts = next;
      keys = nextKeys;
      let hidden = 0;
      let isUnfinished = false;
      for (const part of next.values()) {
        hidden += part.hidden;
        isUnfinished ||= part.isUnfinished;
      }
      const {order} = ask;
      const rows = order ? sortedRows.update(joined, keys, sortKey(order)) : joined;
      return {rows, hidden, ...(isUnfinished && {isUnfinished})};
    },
  };
}

function sortKey(order: Sort | 'time'): SortKey {
  if (order === 'time') return {name: 'time', isDescending: false, valueBy: ({source}) => lastSeen(source)};
  const {column, isDescending} = order;
  return {name: `column ${column}`, isDescending, valueBy: (row, now) => row.valueAt(column, now)};
}

/** What a cluster's clock is off by is not made up for, or rows would change places with every answer. 0 says nothing. */
function lastSeen(record: object): number {
  return 'lastSeen' in record && typeof record.lastSeen === 'number' ? record.lastSeen : 0;
}
