import type {CursorFacet, SaveFormat, Stage, TableFacet} from '../../commands/index.ts';
import {
  csvText,
  type FleetState,
  jsonText,
  type Listing,
  markdownText,
  type Sort,
} from '../../fleet/index.ts';
import type {Look} from '../app.ts';
import {type Line, onRow, type Span} from '../paint/line.ts';
import {ColumnWindow} from '../widgets/column-window.ts';
import {type ColumnWish, cell, type PlacedColumn} from '../widgets/columns.ts';
import {TableState} from '../widgets/table.ts';

export interface TableOptions {
  readonly stage: Stage;
  readonly look: Look;
  /** Columns that a person's settings name. */
  readonly chosen: readonly string[] | undefined;
  /** The filter it is opened with. */
  readonly filter?: string;
}

/** What every table of the screen can do: a cursor, marks, a filter, faults only, columns and their order, a sort. */
export abstract class TableScreen<W extends ColumnWish> implements CursorFacet, TableFacet {
  abstract readonly title: string;
  protected readonly stage: Stage;
  protected readonly look: Look;
  protected readonly at = new TableState();
  protected chosen: readonly string[] | undefined;
  protected sort: Sort | undefined;
  protected readonly window = new ColumnWindow<W>();
  readonly #openedWith: string;
  #filter: string;
  #isFaultsOnly = false;
  #isWide = false;
  /** What the model had published, and in which second, when it was last asked. */
  #askedAt: {readonly published: FleetState; readonly second: number} | undefined;
  /** The column that a sort would go by; -1 until one is picked. */
  #picked = -1;

  constructor({stage, look, chosen, filter = ''}: TableOptions) {
    this.stage = stage;
    this.look = look;
    this.chosen = chosen;
    this.#openedWith = filter;
    this.#filter = filter;
  }

  abstract readonly rowCount: number;
  abstract readonly marked: number;
  abstract readonly problem: string | undefined;
  abstract readonly name: string | undefined;
  abstract readonly namespace: string | undefined;
  /** Every column there is. */
  protected abstract columnNames(): readonly string[];
  /** What is saved. */
  protected abstract listing(): Listing;

  /** The columns on the screen. */
  protected get placed(): readonly PlacedColumn<W>[] {
    return this.window.placed;
  }

  get cursor(): CursorFacet {
    return this;
  }

  get table(): TableFacet {
    return this;
  }

  move(by: number): void {
    this.at.move(by);
  }

  page(by: -1 | 1): void {
    this.at.page(by);
  }

  moveTo(index: number): void {
    this.at.moveTo(index);
  }

  get filter(): string {
    return this.#filter;
  }

  /** What fits best stands first: a person who searches looks there. */
  setFilter(text: string): void {
    if (text !== this.#filter) this.at.moveTo(0);
    this.#filter = text;
  }

  get isFaultsOnly(): boolean {
    return this.#isFaultsOnly;
  }

  toggleFaults(): void {
    this.#isFaultsOnly = !this.#isFaultsOnly;
  }

  get isWide(): boolean {
    return this.#isWide;
  }

  toggleWide(): void {
    this.#isWide = !this.#isWide;
  }

  pickColumn(by: -1 | 1): string | undefined {
    const count = Math.max(1, this.placed.length);
    const from = this.#picked < 0 && by < 0 ? 0 : this.#picked;
    this.#picked = (from + by + count) % count;
    return this.placed[this.#picked]?.name;
  }

  sortPicked(): void {
    const column = this.placed[Math.max(0, this.#picked)];
    if (column) this.sortBy(column.name);
  }

  /** What is worst is asked for more often than what is best: figures begin with the highest. */
  sortBy(column: string): void {
    const isFigure = this.placed.find(({name}) => name === column)?.isRight === true;
    const isSame = this.sort?.column === column;
    this.sort = {column, isDescending: isSame ? !this.sort?.isDescending : isFigure};
    const picked = this.placed.findIndex(({name}) => name === column);
    if (picked >= 0) this.#picked = picked;
  }

  scrollColumns(by: -1 | 1): boolean {
    return this.window.scroll(by);
  }

  get columns(): TableFacet['columns'] {
    const shown = this.placed.map(({name}) => name);
    const others = this.columnNames().filter((name) => !shown.includes(name));
    return [
      ...shown.map((name) => ({name, isShown: true})),
      ...others.map((name) => ({name, isShown: false})),
    ];
  }

  setColumns(names: readonly string[]): void {
    this.chosen = names;
  }

  mark(what: 'row' | 'range' | 'all' | 'none'): void {
    this.at.mark(what);
    if (what === 'row') this.at.move(1);
  }

  savedAs(format: SaveFormat): string {
    switch (format) {
      case 'csv':
        return csvText(this.listing());
      case 'json':
        return jsonText(this.listing());
      case 'md':
        return markdownText(this.listing());
    }
  }

  /** Marks first, then the filter, then faults only: what was done last is mostly ended first. */
  leave(): boolean {
    if (this.at.marks.size > 0) this.at.mark('none');
    else if (this.#filter !== this.#openedWith && this.#filter !== '') this.setFilter(this.#openedWith);
    else if (this.#isFaultsOnly) this.#isFaultsOnly = false;
    else return false;
    return true;
  }

  /** All that the rows depend on besides the model: while it stays, a sort waits for the hand to rest. */
  protected question(): string {
    return JSON.stringify([this.#filter, this.#isFaultsOnly, this.sort, this.stage.group]);
  }

  /** Whether the model may answer otherwise than it did: it has published since, or ages have gone on. No key asks anew. */
  protected get isOutdated(): boolean {
    const {published, second} = this.#moment();
    return published !== this.#askedAt?.published || second !== this.#askedAt.second;
  }

  /** The model is asked now. */
  protected noteAsked(): void {
    this.#askedAt = this.#moment();
  }

  #moment() {
    const {feed, clock} = this.stage;
    return {published: feed.store.getState(), second: Math.floor(clock.now() / 1000)};
  }

  protected heading(): Line {
    const spans = this.placed.flatMap((column, index): Span[] => {
      const isSorted = this.sort?.column === column.name;
      const arrow = isSorted ? (this.sort?.isDescending ? 'v' : '^') : '';
      const name = column.name.slice(0, Math.max(1, column.width - arrow.length)).trimEnd();
      const text = cell(`${name}${arrow}`, column, this.look.ellipsis);
      return [
        {text, role: index === this.#picked ? 'key' : 'heading'},
        {text: this.gap(index), role: 'heading'},
      ];
    });
    const {left, right} = this.window.hasMore;
    return [{text: `${left ? '<' : ' '}${right ? '>' : ' '}`, role: 'heading'}, ...spans];
  }

  /** A row with its marks: `>` under the cursor, `*` where it is marked. */
  protected row(key: string, isHere: boolean, spans: readonly Span[]): Line {
    const isMarked = this.at.marks.has(key);
    const line: Line = [
      {text: isHere ? '>' : isMarked ? '*' : ' '},
      {text: isHere && isMarked ? '*' : ' '},
      ...spans,
    ];
    if (isHere) return onRow(line, 'cursor');
    return isMarked ? onRow(line, 'mark') : line;
  }

  /** Behind the column at this place. */
  protected gap(index: number): string {
    return index < this.placed.length - 1 ? ' ' : '';
  }
}
