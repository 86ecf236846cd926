import type {Listing} from './listing.ts';

/** One document for programs, `{items: [{cluster, context, kind, …}]}`, every row in order. */
export function jsonText({rows}: Pick<Listing, 'rows'>): string {
  return `${JSON.stringify({items: rows.map((row) => row.item())}, undefined, 2)}\n`;
}
