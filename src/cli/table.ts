import {type Listing, type ListRow, lostMark} from '../fleet/index.ts';
import {fill, fit, width} from '../text/index.ts';
import type {Line, Span} from './line.ts';

export interface TableOptions {
  readonly isWide: boolean;
  /** Columns of the terminal: what does not fit gives way. In a pipe there is none, and nothing is dropped or cut. */
  readonly room?: number;
  /** Only so many rows are laid out, the last ones of a chronicle; widths go by these. */
  readonly most?: number;
  /**
   * For screens that stay: rows of clusters that cannot be asked now are marked and dim, and the columns' widths, kept up
   * to date in here by name, never shrink while a person reads them.
   */
  readonly widths?: Map<string, number>;
}

/** A header line and a line per row, columns as wide as their widest cell and three blanks apart, as kubectl prints. */
export function tableLines(listing: Listing, options: TableOptions): readonly Line[] {
  const {isWide, room, most = listing.rows.length, widths} = options;
  const start = listing.isChronicle ? Math.max(0, listing.rows.length - most) : 0;
  const rows = listing.rows
    .slice(start, start + most)
    .map((row) => ({row, cells: widths ? markedCells(row) : row.cells()}));
  const asked = listing.columns
    .map((column, index) => ({...column, index}))
    .filter(({isWide: isExtra}) => isWide || !isExtra)
    .filter(({from = 0}) => isWide || room === undefined || from <= room)
    .map((column) => {
      const mark = widths ? (column.mark ?? '') : '';
      let widest = Math.max(width(column.name), widths ? (column.least ?? 0) : 0);
      for (const {cells} of rows) widest = Math.max(widest, widthWithMark(cells[column.index] ?? '', mark));
      return {...column, width: kept(widths, column.name, widest)};
    });
  const {columns, gap} = fit(asked, room);
  const line = (span: (column: (typeof columns)[number]) => Span): Line =>
    columns.map((column, position) => {
      const {text, ...look} = span(column);
      return {...look, text: fill(text, column) + (position < columns.length - 1 ? ' '.repeat(gap) : '')};
    });
  return [
    line(({name}) => ({text: name})),
    ...rows.map(({row, cells}) =>
      line(({index, name}) => {
        const tone = widths && row.isLastKnown ? 'dim' : row.tone?.(name);
        const text = cells[index] ?? '';
        return tone === undefined ? {text} : {text, tone};
      }),
    ),
  ];
}

function markedCells(row: ListRow): readonly string[] {
  const cells = row.cells();
  return row.isLastKnown ? [`${cells[0] ?? ''}${lostMark}`, ...cells.slice(1)] : cells;
}

/** A place is kept for the mark, or the whole table would move with every cluster that is lost or comes back. */
function widthWithMark(cell: string, mark: string): number {
  const isMarked = mark !== '' && (cell.startsWith(mark) || cell.endsWith(mark));
  return width(cell) + (isMarked ? 0 : mark.length);
}

function kept(widths: Map<string, number> | undefined, name: string, widest: number): number {
  const most = Math.max(widest, widths?.get(name) ?? 0);
  widths?.set(name, most);
  return most;
}
