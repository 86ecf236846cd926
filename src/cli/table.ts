import {padEnd, padStart, width} from '../text/index.ts';
import type {Line, Span} from './line.ts';
import type {ListColumn, Listing, ListRow} from './listing.ts';

export interface TableOptions {
  readonly isWide: boolean;
  /** Only so many rows are laid out; widths go by these. */
  readonly most?: number;
  /** Mark and dim rows of clusters that cannot be asked now: for screens that stay. */
  readonly marksLastKnown?: boolean;
  /** Widths of an earlier paint, by column: a column never shrinks while a person reads it. Kept up to date. */
  readonly widths?: Map<string, number>;
}

/** A header line and a line per row, columns as wide as their widest cell and three blanks apart, as kubectl prints. */
export function tableLines(listing: Listing, options: TableOptions): readonly Line[] {
  const columns = listing.columns
    .map((column, index) => ({column, index}))
    .filter(({column}) => options.isWide || !column.isWide);
  const rows = listing.rows.slice(0, options.most).map((row) => ({row, cells: cellsOf(row, options)}));
  const widths = columns.map(({column, index}) => {
    const cells = rows.map(({cells}) => width(cells[index] ?? ''));
    const widest = cells.reduce((most, cell) => Math.max(most, cell), width(column.name));
    const kept = Math.max(widest, options.widths?.get(column.name) ?? 0);
    options.widths?.set(column.name, kept);
    return kept;
  });
  const line = (text: (index: number, column: ListColumn) => Span): Line =>
    columns.map(({column, index}, position) => {
      const span = text(index, column);
      return {...span, text: fill(span.text, widths[position] ?? 0, column.isRight) + gap};
    });
  return [
    line((_, column) => ({text: column.name})),
    ...rows.map(({row, cells}) =>
      line((index, column) => {
        const tone = options.marksLastKnown && row.isLastKnown ? 'dim' : row.tone?.(column.name);
        return tone === undefined ? {text: cells[index] ?? ''} : {text: cells[index] ?? '', tone};
      }),
    ),
  ];
}

const gap = '   ';

function cellsOf(row: ListRow, {marksLastKnown}: TableOptions): readonly string[] {
  const cells = row.cells();
  if (!marksLastKnown || !row.isLastKnown) return cells;
  return [`${cells[0] ?? ''} ~`, ...cells.slice(1)];
}

function fill(text: string, columns: number, isRight: boolean): string {
  return isRight ? padStart(text, columns) : padEnd(text, columns);
}
