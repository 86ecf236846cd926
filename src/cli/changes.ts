import type {Item, Listing} from '../fleet/index.ts';

/** What `--watch` prints into a pipe: one per line, the initial rows as `added`. */
export type Change = {readonly time: string; readonly type: 'added' | 'changed' | 'removed'} & Item;

/** Remembers what was told, so that each call gives only what differs since. */
export interface ChangeLog {
  /** `time` in ms since the epoch. Rows of which nothing shown to programs has changed give nothing. */
  since(listings: readonly Listing[], time: number): readonly Change[];
}

export function createChangeLog(): ChangeLog {
  const told = new Map<string, Told>();
  let round = 0;
  return {
    since(listings, milliseconds) {
      const time = new Date(milliseconds).toISOString();
      const changes: Change[] = [];
      let seen = 0;
      round += 1;
      for (const {kind, rows} of listings) {
        for (const row of rows) {
          const key = `${kind} ${row.key}`;
          const before = told.get(key);
          seen += 1;
          if (before?.source === row.source) {
            before.round = round;
            continue;
          }
          const item = row.item();
          const {context, ...rest} = item;
          // Which way it was read says nothing of the object.
          const text = JSON.stringify(rest);
          told.set(key, {source: row.source, text, context, round});
          if (before === undefined) changes.push({time, type: 'added', ...item});
          else if (before.text !== text) changes.push({time, type: 'changed', ...item});
        }
      }
      if (seen === told.size) return changes;
      for (const [key, {text, context, round: last}] of told) {
        if (last === round) continue;
        told.delete(key);
        changes.push({time, type: 'removed', context, ...(JSON.parse(text) as Item)});
      }
      return changes;
    },
  };
}

interface Told {
  readonly source: object;
  /** The item but for its context, as JSON: a tenth of the memory of the item itself. */
  readonly text: string;
  readonly context: unknown;
  /** When it was seen last. */
  round: number;
}
