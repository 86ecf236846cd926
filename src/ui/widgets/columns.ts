import {type CutPlace, fill, width} from '../../text/index.ts';

/** A column as a screen asks for it. */
export interface ColumnWish {
  readonly name: string;
  readonly isRight: boolean;
  /** Cells it has where there is just room for all. */
  readonly width: number;
  /** It may be cut down to so many, and grow where there is room to spare. */
  readonly flexible?: {readonly narrowest: number; readonly widest: number; readonly at: CutPlace};
  /** What must be seen whole, or it would say something else: a number cut short lies. */
  readonly needed?: number;
  /** The higher, the sooner it falls away where there is not room for all. */
  readonly priority: number;
  /** Says whose row it is: stays where it is while the others are scrolled. */
  readonly stays?: boolean;
}

export type PlacedColumn<W extends ColumnWish = ColumnWish> = W & {readonly width: number};

/**
 * Fits columns into `room` cells, one blank apart: texts that may be cut give way first, then whole columns, and what is
 * left over goes to the texts.
 */
export function place<W extends ColumnWish>(wishes: readonly W[], room: number): readonly PlacedColumn<W>[] {
  const columns = wishes.map((wish) => ({...wish, width: Math.max(wish.width, wish.needed ?? 0)}));
  const over = total(columns) - room;
  if (over <= 0) return grown(columns, -over);
  const spare = columns.reduce((sum, column) => sum + spareOf(column), 0);
  if (over <= spare || columns.length <= 1) return shrunk(columns, over);
  const weakest = columns.reduce((most, column) => (column.priority > most.priority ? column : most));
  return place(
    wishes.filter(({name}) => name !== weakest.name),
    room,
  );
}

/** The text exactly as wide as its column. */
export function cell(
  text: string,
  {width: columns, isRight, flexible}: PlacedColumn,
  ellipsis: string,
): string {
  return fill(text, {width: columns, isRight, ...(flexible && {cut: flexible})}, ellipsis);
}

/** The widest of these texts. */
export function widest(texts: Iterable<string>): number {
  let most = 0;
  for (const text of texts) most = Math.max(most, width(text));
  return most;
}

function total(columns: readonly {readonly width: number}[]): number {
  return columns.reduce((sum, column) => sum + column.width, columns.length - 1);
}

function spareOf({width: columns, flexible}: PlacedColumn): number {
  return flexible === undefined ? 0 : Math.max(0, columns - flexible.narrowest);
}

function shrunk<W extends ColumnWish>(
  columns: readonly PlacedColumn<W>[],
  over: number,
): readonly PlacedColumn<W>[] {
  const widths = columns.map((column) => column.width);
  for (let left = over; left > 0; left--) {
    const spare = (index: number) => (widths[index] ?? 0) - (columns[index]?.flexible?.narrowest ?? Infinity);
    const richest = widths.reduce((best, _, index) => (spare(index) > spare(best) ? index : best), 0);
    if (spare(richest) <= 0) break;
    widths[richest] = (widths[richest] ?? 0) - 1;
  }
  return columns.map((column, index) => ({...column, width: widths[index] ?? 0}));
}

/** In turns, so that two texts share what is left. */
function grown<W extends ColumnWish>(
  columns: readonly PlacedColumn<W>[],
  spare: number,
): readonly PlacedColumn<W>[] {
  const widths = columns.map((column) => column.width);
  let left = spare;
  while (left > 0) {
    const before = left;
    for (const [index, column] of columns.entries()) {
      const now = widths[index] ?? 0;
      if (left > 0 && now < (column.flexible?.widest ?? 0)) {
        widths[index] = now + 1;
        left -= 1;
      }
    }
    if (left === before) break;
  }
  return columns.map((column, index) => ({...column, width: widths[index] ?? 0}));
}
