import type {Listing} from './listing.ts';

/** RFC 4180 with the line ends of this world: a header, then a record per row, all columns, quoted where needed. */
export function csvText(listing: Listing): string {
  const records = [listing.columns.map(({name}) => name), ...listing.rows.map((row) => row.cells())];
  return records.map((record) => `${record.map(quoted).join(',')}\n`).join('');
}

/**
 * A cell that begins like a formula would be run by a spreadsheet that opens the file, and names of objects are given
 * by whoever may create one: such a cell is led by an apostrophe, as OWASP advises.
 */
function quoted(text: string): string {
  const isFormula = /^[=+@]|^-./.test(text) && !/^-?[\d.]/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\n\r]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
