import type {Item, Listing} from '../fleet/index.ts';
import type {Missing} from './missing.ts';

/**
 * One document for programs: `{items: [{cluster, context, kind, …}], missing: [{cluster, context, state, reason, …}]}`.
 * `items` holds the rows of all listings in order; `missing` is empty when the answer is whole.
 */
export interface Document {
  readonly items: readonly Item[];
  readonly missing: readonly Missing[];
}

export function documentOf(listings: readonly Listing[], missing: readonly Missing[]): Document {
  return {items: listings.flatMap(({rows}) => rows.map((row) => row.item())), missing};
}

export function jsonText(document: Document): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
