import type {CursorFacet, GridFacet, SaveFormat, Stage, Subject, TableFacet} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterListing,
  csvText,
  type Grid,
  type GridRow,
  type Grouping,
  gridRows,
  isBad,
  jsonText,
  markdownText,
  type Sort,
} from '../../fleet/index.ts';
import {width} from '../../text/index.ts';
import type {AppOptions} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {onRow} from '../paint/line.ts';
import type {Role} from '../paint/roles.ts';
import {cell, type PlacedColumn, place} from '../widgets/columns.ts';
import {TableState} from '../widgets/table.ts';
import {clusterSpan, explain, rowRole} from './cluster-words.ts';
import {fleetHeader} from './fleet-header.ts';
import {fleetColumn, type GridColumn, gridColumnNames, gridColumns} from './grid-columns.ts';
import type {Screen, Size} from './screen.ts';

export interface GridScreenOptions {
  readonly stage: Stage;
  readonly options: Pick<AppOptions, 'columns' | 'isReadOnly' | 'look'>;
}

/** One row per cluster: the screen an operator leaves open. */
export class GridScreen implements Screen, CursorFacet, TableFacet, GridFacet {
  readonly place = {type: 'grid'} as const;
  readonly scopes = ['grid', 'table'] as const;
  readonly title = 'clusters';
  readonly #stage: Stage;
  readonly #options: GridScreenOptions['options'];
  readonly #at = new TableState();
  readonly #folded = new Set<string>();
  /** Widths that cells have needed so far: columns do not move while a person reads them. */
  readonly #needed = new Map<string, number>();
  #filter = '';
  #isFaultsOnly = false;
  #isWide = false;
  #grouping: Grouping = 'none';
  #sort: Sort | undefined;
  /** The column that a sort would go by; -1 until one is picked. */
  #picked = -1;
  #chosen: readonly string[] | undefined;
  #columns: readonly (GridColumn & PlacedColumn)[] = [];
  #grid: Grid = {rows: [], hidden: 0};
  /** Columns of the screen that `#needed` is about: on a wider one, cells say more. */
  #laidFor = 0;
  /** What was asked for last: while a hand moves the cursor, only another question puts rows into another order. */
  #asked = '';

  constructor({stage, options}: GridScreenOptions) {
    this.#stage = stage;
    this.#options = options;
    this.#chosen = options.columns['grid'];
  }

  get cursor(): CursorFacet {
    return this;
  }

  get table(): TableFacet {
    return this;
  }

  get grid(): GridFacet {
    return this;
  }

  get subject(): Subject {
    const marked = this.#grid.rows.flatMap((each) =>
      each.type === 'cluster' && this.#at.marks.has(each.key) ? [each.row] : [],
    );
    if (marked.length > 0) return {clusters: marked};
    const row = this.#row();
    return {clusters: row?.type === 'cluster' ? [row.row] : []};
  }

  update(size: Size, isResting: boolean): void {
    const {feed, clock, group} = this.#stage;
    const grid = gridRows(feed.store.getState(), feed, {
      query: this.#filter,
      isFaultsOnly: this.#isFaultsOnly,
      groupBy: this.#grouping,
      folded: this.#folded,
      ...(this.#sort && {sort: {...this.#sort, column: fleetColumn(this.#sort.column)}}),
      ...(group === '' ? {} : {scope: (row: ClusterRow) => row.group === group}),
      now: clock.now(),
    });
    const asked = JSON.stringify([this.#filter, this.#isFaultsOnly, this.#grouping, this.#sort, group]);
    const isSettling = isResting || asked !== this.#asked;
    this.#grid = isSettling ? grid : {...grid, rows: inOrderOf(this.#grid.rows, grid.rows)};
    this.#asked = asked;
    const {rows} = this.#grid;
    this.#at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    // Rows that begin the screen are shown with the heading they belong to.
    if (rows[this.#at.top - 1]?.type === 'heading') this.#at.showAbove();
    this.#layOut(size);
  }

  header(size: Size): Line {
    const {feed, group} = this.#stage;
    const {clusters} = feed.store.getState();
    const inScope = group === '' ? clusters : clusters.filter((row) => row.group === group);
    const shown = inScope.length - this.#grid.hidden;
    return fleetHeader({
      scope: group === '' ? 'all' : group,
      shown,
      clusters: inScope,
      total: clusters.length,
      isReadOnly: this.#options.isReadOnly,
      columns: size.columns,
    });
  }

  body(size: Size): readonly Line[] {
    const {rows} = this.#grid;
    const height = size.rows - 1;
    const {top} = this.#at;
    const lines = rows
      .slice(top, top + height)
      .map((row, index) => this.#line(row, top + index === this.#at.index));
    if (rows.length === 0) lines.push([], [{text: `  ${this.#emptiness()}`, role: 'dim'}]);
    return [this.#heading(), ...lines];
  }

  explanation(): string {
    const row = this.#row();
    if (row === undefined) return '';
    if (row.type === 'heading') {
      const {clusters, live, faults} = row.counts;
      return `${this.#grouping} ${row.title}: ${clusters} clusters, ${live} live, ${faults} with faults`;
    }
    const words = explain(this.#stage, row.row);
    return row.found === undefined ? words : `${row.row.name}: ${row.found}`;
  }

  /** Marks first, then the filter: what was done last is ended first. */
  leave(): boolean {
    if (this.#at.marks.size > 0) {
      this.#at.mark('none');
      return true;
    }
    if (this.#filter !== '') {
      this.setFilter('');
      return true;
    }
    if (this.#isFaultsOnly) {
      this.#isFaultsOnly = false;
      return true;
    }
    return false;
  }

  show(): void {}

  hide(): void {}

  close(): void {}

  get rowCount(): number {
    return this.#grid.rows.filter(({type}) => type === 'cluster').length;
  }

  move(by: number): void {
    this.#at.move(by);
  }

  page(by: -1 | 1): void {
    this.#at.page(by);
  }

  moveTo(index: number): void {
    this.#at.moveTo(index);
  }

  get filter(): string {
    return this.#filter;
  }

  /** What fits best stands first: a person who searches looks there. */
  setFilter(text: string): void {
    if (text !== this.#filter) this.#at.moveTo(0);
    this.#filter = text;
  }

  get problem(): string | undefined {
    return this.#grid.problem;
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
    const count = Math.max(1, this.#columns.length);
    const from = this.#picked < 0 && by < 0 ? 0 : this.#picked;
    this.#picked = (from + by + count) % count;
    return this.#columns[this.#picked]?.name;
  }

  sortPicked(): void {
    const column = this.#columns[Math.max(0, this.#picked)];
    if (column) this.sortBy(column.name);
  }

  /** What is worst is asked for more often than what is best: numbers begin with the highest. */
  sortBy(column: string): void {
    const isNumber = this.#columns.find(({name}) => name === column)?.isRight === true;
    const isSame = this.#sort?.column === column;
    this.#sort = {column, isDescending: isSame ? !this.#sort?.isDescending : isNumber};
    const picked = this.#columns.findIndex(({name}) => name === column);
    if (picked >= 0) this.#picked = picked;
  }

  get columns(): TableFacet['columns'] {
    const shown = this.#columns.map(({name}) => name);
    const others = gridColumnNames().filter((name) => !shown.includes(name));
    return [
      ...shown.map((name) => ({name, isShown: true})),
      ...others.map((name) => ({name, isShown: false})),
    ];
  }

  setColumns(names: readonly string[]): void {
    // Without its name a row is nobody's.
    this.#chosen = names.includes('CLUSTER') ? names : ['CLUSTER', ...names];
  }

  mark(what: 'row' | 'range' | 'all' | 'none'): void {
    this.#at.mark(what);
    if (what === 'row') this.#at.move(1);
  }

  get marked(): number {
    return this.#grid.rows.filter(({type, key}) => type === 'cluster' && this.#at.marks.has(key)).length;
  }

  get name(): string | undefined {
    const row = this.#row();
    return row?.type === 'cluster' ? row.row.name : row?.title;
  }

  get namespace(): string | undefined {
    return undefined;
  }

  savedAs(format: SaveFormat): string {
    const rows = this.#grid.rows.flatMap((each) => (each.type === 'cluster' ? [each.row] : []));
    const {feed, clock} = this.#stage;
    const {skew} = feed.store.getState();
    const context = {now: clock.now(), ...(skew && {newest: skew.newest})};
    const listing = clusterListing(rows, {query: undefined, context, isShort: false});
    if (format === 'csv') return csvText(listing);
    if (format === 'md') return markdownText(listing);
    return jsonText(listing);
  }

  nextBad(by: -1 | 1): boolean {
    const {rows} = this.#grid;
    for (let step = 1; step <= rows.length; step++) {
      const index = (((this.#at.index + by * step) % rows.length) + rows.length) % rows.length;
      const row = rows[index];
      if (row?.type !== 'cluster' || !isBad(row.row)) continue;
      this.#at.moveTo(index);
      return true;
    }
    return false;
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  groupBy(grouping: Grouping): void {
    this.#grouping = grouping;
    this.#folded.clear();
  }

  /** From a row of a group it folds its heading, and the cursor goes there. */
  fold(isFolded?: boolean): void {
    const {rows} = this.#grid;
    const index = rows.findLastIndex(({type}, at) => type === 'heading' && at <= this.#at.index);
    const heading = rows[index];
    if (heading?.type !== 'heading') return;
    const shall = isFolded ?? !heading.isFolded;
    if (shall) this.#folded.add(heading.key);
    else this.#folded.delete(heading.key);
    this.#at.moveTo(index);
  }

  get isOnHeading(): boolean {
    return this.#row()?.type === 'heading';
  }

  #row(): GridRow | undefined {
    return this.#grid.rows[this.#at.index];
  }

  #layOut(size: Size): void {
    const context = this.#context();
    if (size.columns !== this.#laidFor) this.#needed.clear();
    this.#laidFor = size.columns;
    const wishes = gridColumns(size.columns, this.#chosen, this.#isWide).map((column) => {
      let needed = this.#needed.get(column.name) ?? 0;
      for (const each of this.#grid.rows) {
        if (each.type === 'cluster') needed = Math.max(needed, width(column.cell(each.row, context)));
      }
      this.#needed.set(column.name, needed);
      // A text that may be cut says the same in fewer letters; all else is a figure, which would say something else.
      const {flexible} = column;
      if (flexible === undefined) return {...column, needed};
      const widest = Math.min(flexible.widest, Math.max(column.width, needed));
      return {...column, flexible: {...flexible, widest}};
    });
    const placed = place(wishes, size.columns - 2);
    this.#columns = placed.flatMap((column) => {
      const wish = wishes.find(({name}) => name === column.name);
      return wish ? [{...wish, ...column}] : [];
    });
  }

  #context() {
    const {skew} = this.#stage.feed.store.getState();
    return {now: this.#stage.clock.now(), ...(skew && {newest: skew.newest})};
  }

  #heading(): Line {
    const {ellipsis} = this.#options.look;
    const spans = this.#columns.flatMap((column, index): Span[] => {
      const isSorted = this.#sort?.column === column.name;
      const arrow = isSorted ? (this.#sort?.isDescending ? 'v' : '^') : '';
      const name = column.name.slice(0, Math.max(1, column.width - arrow.length)).trimEnd();
      const text = cell(`${name}${arrow}`, column, ellipsis);
      const role: Role = index === this.#picked ? 'key' : 'heading';
      return [
        {text, role},
        {text: index < this.#columns.length - 1 ? ' ' : '', role: 'heading'},
      ];
    });
    return [{text: '  ', role: 'heading'}, ...spans];
  }

  #line(row: GridRow, isHere: boolean): Line {
    const isMarked = this.#at.marks.has(row.key);
    const mark: Span = {text: isHere ? '>' : isMarked ? '*' : ' '};
    const second: Span = {text: isHere && isMarked ? '*' : ' '};
    const line: Line = [mark, second, ...(row.type === 'heading' ? headingSpans(row) : this.#cells(row.row))];
    if (isHere) return onRow(line, 'cursor');
    return isMarked ? onRow(line, 'mark') : line;
  }

  #cells(row: ClusterRow): readonly Span[] {
    const context = this.#context();
    const {ellipsis} = this.#options.look;
    const base = rowRole(row);
    return this.#columns.map((column, index) => {
      const text = cell(column.cell(row, context), column, ellipsis);
      const gap = index < this.#columns.length - 1 ? ' ' : '';
      return clusterSpan(row, column.name, `${text}${gap}`, base);
    });
  }

  /** Why nothing is shown, and what would show something. */
  #emptiness(): string {
    if (this.#grid.hidden > 0 && this.#filter !== '')
      return `no cluster matches /${this.#filter}; ${this.#stage.keyFor('app.back')} ends the filter`;
    if (this.#grid.hidden > 0)
      return `every cluster that can be seen is well; ${this.#stage.keyFor('table.faults')} shows all`;
    if (this.#stage.group !== '')
      return `group ${this.#stage.group} has no clusters; ${this.#stage.keyFor('scope.all')} shows all`;
    return 'the kubeconfig names no contexts';
  }
}

function headingSpans({title, counts, isFolded}: Extract<GridRow, {type: 'heading'}>): readonly Span[] {
  const faults = counts.faults > 0 ? `  ${counts.faults} with faults` : '';
  return [
    {text: `${isFolded ? '+' : '-'} ${title}`, role: 'title'},
    {text: `  ${counts.live}/${counts.clusters} live`, role: 'dim'},
    {text: faults, role: 'bad'},
  ];
}

/** The rows as they are now in the order they had: nothing moves under a hand that is moving the cursor. */
function inOrderOf(before: readonly GridRow[], rows: readonly GridRow[]): readonly GridRow[] {
  const place = new Map(before.map(({key}, index) => [key, index]));
  if (rows.some(({key}) => !place.has(key)) || rows.length !== before.length) return rows;
  return rows.toSorted((first, second) => (place.get(first.key) ?? 0) - (place.get(second.key) ?? 0));
}
