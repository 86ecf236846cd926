import type {ClusterCellContext, ClusterRow} from '../../fleet/index.ts';
import {width} from '../../text/index.ts';
import type {GridColumn} from './grid-columns.ts';

/**
 * What the cells of the grid need, so that columns do not move while a person reads or scrolls: all rows count. A row is
 * measured when it is another; those on the screen at every look, because their ages go on.
 */
export class GridWidths {
  readonly #needed = new Map<string, number>();
  #measured = new WeakSet<ClusterRow>();
  #measuredFor = '';

  /** The columns with what they need of a screen `room` cells wide. */
  fit(
    columns: readonly GridColumn[],
    room: number,
    {rows, visible, context}: GridCells,
  ): readonly GridColumn[] {
    // On a wider screen cells say more.
    const measuredFor = `${room} ${columns.map(({name}) => name).join()}`;
    if (measuredFor !== this.#measuredFor) {
      this.#needed.clear();
      this.#measured = new WeakSet();
    }
    this.#measuredFor = measuredFor;
    for (const row of rows) if (!this.#measured.has(row)) this.#measure(row, columns, context);
    for (const row of visible) this.#measure(row, columns, context);
    return columns.map((column) => this.#fitted(column));
  }

  #measure(row: ClusterRow, columns: readonly GridColumn[], context: ClusterCellContext): void {
    this.#measured.add(row);
    for (const {name, cell} of columns)
      this.#needed.set(name, Math.max(this.#needed.get(name) ?? 0, width(cell(row, context))));
  }

  /** A text that may be cut says the same in fewer letters; all else is a figure, which would say something else. */
  #fitted(column: GridColumn): GridColumn {
    const {flexible} = column;
    const needed = this.#needed.get(column.name) ?? 0;
    if (flexible === undefined) return {...column, needed};
    const widest = Math.min(flexible.widest, Math.max(column.width, needed));
    return {...column, flexible: {...flexible, widest}};
  }
}

export interface GridCells {
  readonly rows: readonly ClusterRow[];
  /** Those on the screen. */
  readonly visible: readonly ClusterRow[];
  readonly context: ClusterCellContext;
}
