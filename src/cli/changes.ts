import type {Item, Listing} from './listing.ts';

/** What `--watch` prints into a pipe: one per line, the initial rows as `added`. */
export type Change = {readonly time: string; readonly type: 'added' | 'changed' | 'removed'} & Item;

/** Remembers what was told, so that each call gives only what differs since. */
export interface ChangeLog {
  /** `time` in ms since the epoch. Rows of which nothing shown to programs has changed give nothing. */
  since(listings: readonly Listing[], time: number): readonly Change[];
}

export function createChangeLog(): ChangeLog {
  let told = new Map<string, Told>();
  return {
    since(listings, milliseconds) {
      const time = new Date(milliseconds).toISOString();
      const now = new Map<string, Told>();
      const changes: Change[] = [];
      for (const {kind, rows} of listings) {
        for (const row of rows) {
          const key = `${kind} ${row.key}`;
          const before = told.get(key);
          if (before?.source === row.source) {
            now.set(key, before);
            continue;
          }
          const item = row.item();
          const text = JSON.stringify(item);
          now.set(key, {source: row.source, text});
          if (before === undefined) changes.push({time, type: 'added', ...item});
          else if (before.text !== text) changes.push({time, type: 'changed', ...item});
        }
      }
      for (const [key, {text}] of told) {
        if (!now.has(key)) changes.push({time, type: 'removed', ...(JSON.parse(text) as Item)});
      }
      told = now;
      return changes;
    },
  };
}

interface Told {
  readonly source: object;
  /** The item as JSON: a tenth of the memory of the item itself. */
  readonly text: string;
}
