import type {Listing} from './listing.ts';

/** A table as GitHub renders it, all columns. */
export function markdownText({columns, rows}: Listing): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return [
    line(columns.map(({name}) => escaped(name))),
    line(columns.map(({isRight}) => (isRight ? '--:' : '---'))),
    ...rows.map((row) => line(row.cells().map(escaped))),
  ].join('');
}

/**
 * The text as it stands: `<none>` is not a tag, `a|b` no two cells, and what an event's message holds is no image that
 * tells its owner who reads it, nor a link that hides where it leads.
 */
function escaped(text: string): string {
  return text
    .replaceAll(/[\\`*_[\]<>|]/g, '\\$&')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
