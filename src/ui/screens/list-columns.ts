import type {ListColumn, ListRow} from '../../fleet/index.ts';
import {type ColumnWish, widest} from '../widgets/columns.ts';

/** A column of a list, and which of a row's cells it shows. */
export interface ListWish extends ColumnWish {
  readonly index: number;
}

/** A row on the screen, and what its cells say as of this frame. */
export interface VisibleRow {
  readonly row: ListRow;
  readonly cells: readonly string[];
}

export interface ListColumnsAsked {
  /** Those to show, in their order; what is not wide, or all, when left out. */
  readonly chosen: readonly string[] | undefined;
  readonly isWide: boolean;
  readonly sortedBy: string | undefined;
  /** Widths that cells have needed so far, by name; kept up to date in here. */
  readonly needed: Map<string, number>;
}

/** What the columns of a list ask for, with these rows on the screen. */
export function listWishes(
  columns: readonly ListColumn[],
  visible: readonly VisibleRow[],
  {chosen, isWide, sortedBy, needed}: ListColumnsAsked,
): readonly ListWish[] {
  const hasLost = visible.some(({row}) => row.isLastKnown);
  const wish = (column: ListColumn, index: number): ListWish => {
    const {name, isRight, mark, least = 0} = column;
    const behindName = Math.max(mark === undefined ? 0 : 1, sortedBy === name ? 1 : 0);
    const cells = widest(visible.map(({cells}) => cells[index] ?? ''));
    const width = Math.max(
      name.length + behindName,
      least,
      cells + (name === 'CLUSTER' && hasLost ? 1 : 0),
      needed.get(name) ?? 0,
    );
    needed.set(name, width);
    // Words that somebody made up can be of any length, and must not drive every other column away.
    const cut = column.cut ?? (width > longestFigure ? {narrowest: longestFigure, at: 'end'} : undefined);
    return {
      name,
      index,
      isRight,
      width,
      priority: column.from ?? priorities.get(name) ?? 20 + index,
      stays: name === 'CLUSTER' || name === 'NAME',
      ...(cut && {flexible: {narrowest: Math.min(width, cut.narrowest), widest: width, at: cut.at}}),
    };
  };
  const order = ({name}: ListWish) => chosen?.indexOf(name) ?? 0;
  return columns
    .flatMap((column, index) =>
      (chosen?.includes(column.name) ?? (isWide || !column.isWide)) ? [wish(column, index)] : [],
    )
    .toSorted((first, second) => order(first) - order(second));
}

/** `CrashLoopBackOff`, `120 (2d10h ago)`: what is longer is no figure, and may be cut. */
const longestFigure = 20;

/** The sooner it falls away, the higher. Of events the object tells the namespace mostly, and the reason the type. */
const priorities: ReadonlyMap<string, number> = new Map([
  ['NAME', 0],
  ['CLUSTER', 1],
  ['STATUS', 2],
  ['LAST SEEN', 2],
  ['READY', 3],
  ['REASON', 3],
  ['OBJECT', 4],
  ['MESSAGE', 5],
  ['NAMESPACE', 6],
  ['RESTARTS', 8],
  ['AGE', 9],
]);
