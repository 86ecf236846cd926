import type {GridFacet, Stage, Subject} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterListing,
  type Grid,
  type GridRow,
  type Grouping,
  gridRows,
  isBad,
  type Listing,
} from '../../fleet/index.ts';
import type {AppOptions} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {cell} from '../widgets/columns.ts';
import {clusterSpan, explain, rowRole} from './cluster-words.ts';
import {fleetHeader} from './fleet-header.ts';
import {fleetColumn, type GridColumn, gridColumns, tellingColumns} from './grid-columns.ts';
import {areStill, clustersIn, inOrderOf} from './grid-lines.ts';
import {GridWidths} from './grid-widths.ts';
import {gridEmptinessText, headingSpans, headingText} from './grid-words.ts';
import type {Screen, Size} from './screen.ts';
import {TableScreen} from './table-screen.ts';

export interface GridScreenOptions {
  readonly stage: Stage;
  readonly options: Pick<AppOptions, 'columns' | 'isReadOnly' | 'look'>;
}

/** One row per cluster: the screen an operator leaves open. */
export class GridScreen extends TableScreen<GridColumn> implements Screen, GridFacet {
  readonly place = {type: 'grid'} as const;
  readonly scopes = ['grid', 'table'] as const;
  readonly title = 'clusters';
  readonly #isReadOnly: boolean;
  readonly #folded = new Set<string>();
  #grouping: Grouping = 'none';
  /** As the model has it, and in the order it is shown in. */
  #latest: Grid = {rows: [], hidden: 0, well: 0};
  #grid: Grid = this.#latest;
  #question = '';
  readonly #widths = new GridWidths();

  constructor({stage, options}: GridScreenOptions) {
    super({stage, look: options.look, chosen: options.columns['grid']});
    this.#isReadOnly = options.isReadOnly;
  }

  get grid(): GridFacet {
    return this;
  }

  get subject(): Subject {
    const marked = this.#grid.rows.flatMap((each) =>
      each.type === 'cluster' && this.at.marks.has(each.key) ? [each.row] : [],
    );
    const row = this.#row();
    const here = row?.type === 'cluster' ? {here: row.row} : {};
    const {size} = this.at.marks;
    if (size > 0) return {clusters: marked, outOfSight: size - marked.length, ...here};
    return {clusters: row?.type === 'cluster' ? [row.row] : [], ...here};
  }

  update(size: Size, isResting: boolean): void {
    const question = `${this.question()} ${this.#grouping} ${[...this.#folded].join()}`;
    const isOther = question !== this.#question;
    this.#question = question;
    if (isOther || this.isOutdated) this.#latest = this.#ask();
    const latest = this.#latest;
    const isSettling = isOther || isResting;
    this.#grid = isSettling ? latest : {...latest, rows: inOrderOf(this.#grid.rows, latest.rows)};
    const {rows} = this.#grid;
    this.at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    // Rows that begin the screen are shown with the heading they belong to.
    if (rows[this.at.top - 1]?.type === 'heading') this.at.showAbove();
    this.#layOut(size);
  }

  #ask(): Grid {
    this.noteAsked();
    const {feed, clock, group} = this.stage;
    return gridRows(feed.store.getState(), feed, {
      query: this.filter,
      isFaultsOnly: this.isFaultsOnly,
      groupBy: this.#grouping,
      folded: this.#folded,
      ...(this.sort && {sort: {...this.sort, column: fleetColumn(this.sort.column)}}),
      ...(group === '' ? {} : {scope: (row: ClusterRow) => row.group === group}),
      now: clock.now(),
    });
  }

  header(size: Size): Line {
    const {feed, group} = this.stage;
    const {clusters} = feed.store.getState();
    const inScope = group === '' ? clusters : clusters.filter((row) => row.group === group);
    const shown = inScope.length - this.#grid.hidden;
    return fleetHeader({
      scope: group === '' ? 'all' : group,
      shown,
      clusters: inScope,
      total: clusters.length,
      isReadOnly: this.#isReadOnly,
      columns: size.columns,
    });
  }

  body(size: Size): readonly Line[] {
    const {rows} = this.#grid;
    const height = size.rows - 1;
    const {top} = this.at;
    const lines = rows
      .slice(top, top + height)
      .map((row, index) =>
        this.row(
          row.key,
          top + index === this.at.index,
          row.type === 'heading' ? headingSpans(row) : this.#cells(row.row),
        ),
      );
    if (rows.length === 0) lines.push([], [{text: `  ${this.#emptiness()}`, role: 'dim'}]);
    return [this.heading(), ...lines];
  }

  #emptiness(): string {
    const {stage, filter} = this;
    const keyFor = (command: string) => stage.keyFor(command);
    const {hidden, well} = this.#grid;
    return gridEmptinessText({group: stage.group, keyFor}, {filter, hidden, well});
  }

  explanation(): string {
    const row = this.#row();
    if (row === undefined) return '';
    if (row.type === 'heading') return `${this.#grouping} ${headingText(row)}`;
    const words = explain(this.stage, row.row);
    return row.found === undefined ? words : `${row.row.name}: ${row.found}`;
  }

  isStill(then: number): boolean {
    return areStill(this.#clusters, then, this.stage.clock.now());
  }

  show(): void {}

  hide(): void {}

  close(): void {}

  get rowCount(): number {
    return this.#grid.rows.filter(({type}) => type === 'cluster').length;
  }

  get problem(): string | undefined {
    return this.#grid.problem;
  }

  protected columnNames(): readonly string[] {
    return tellingColumns(this.#clusters);
  }

  override setColumns(names: readonly string[]): void {
    // Without its name a row is nobody's.
    super.setColumns(names.includes('CLUSTER') ? names : ['CLUSTER', ...names]);
  }

  /** With a heading nothing can be done, so it takes no mark. */
  override mark(what: 'row' | 'range' | 'all' | 'none'): void {
    super.mark(what);
    for (const {type, key} of this.#grid.rows) if (type === 'heading') this.at.marks.delete(key);
  }

  get marked(): number {
    return this.#grid.rows.filter(({type, key}) => type === 'cluster' && this.at.marks.has(key)).length;
  }

  get name(): string | undefined {
    const row = this.#row();
    return row?.type === 'cluster' ? row.row.name : row?.title;
  }

  get namespace(): string | undefined {
    return undefined;
  }

  protected listing(): Listing {
    return clusterListing(clustersIn(this.#grid.rows), {
      query: undefined,
      context: this.#context(),
      isShort: false,
    });
  }

  nextBad(by: -1 | 1): boolean {
    const {rows} = this.#grid;
    for (let step = 1; step <= rows.length; step++) {
      const index = (((this.at.index + by * step) % rows.length) + rows.length) % rows.length;
      const row = rows[index];
      if (row?.type !== 'cluster' || !isBad(row.row)) continue;
      this.at.moveTo(index);
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
  fold(): void {
    const {rows} = this.#grid;
    const index = rows.findLastIndex(({type}, at) => type === 'heading' && at <= this.at.index);
    const heading = rows[index];
    if (heading?.type !== 'heading') return;
    if (heading.isFolded) this.#folded.delete(heading.key);
    else this.#folded.add(heading.key);
    this.at.moveTo(index);
  }

  get isOnHeading(): boolean {
    return this.#row()?.type === 'heading';
  }

  #row(): GridRow | undefined {
    return this.#grid.rows[this.at.index];
  }

  #layOut(size: Size): void {
    const {rows} = this.#grid;
    const {top} = this.at;
    const columns = gridColumns(size.columns, this.chosen, this.isWide, this.#clusters);
    const visible = clustersIn(rows.slice(top, top + size.rows - 1));
    const cells = {rows: clustersIn(rows), visible, context: this.#context()};
    this.window.layOut(this.#widths.fit(columns, size.columns, cells), size.columns - 2);
  }

  get #clusters(): readonly ClusterRow[] {
    return this.stage.feed.store.getState().clusters;
  }

  #context() {
    const {skew} = this.stage.feed.store.getState();
    return {now: this.stage.clock.now(), ...(skew && {newest: skew.newest})};
  }

  #cells(row: ClusterRow): readonly Span[] {
    const context = this.#context();
    const base = rowRole(row);
    return this.placed.map((column, index) => {
      const text = cell(column.cell(row, context), column, this.look.ellipsis);
      return clusterSpan(row, column.name, `${text}${this.gap(index)}`, base);
    });
  }
}
