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
import {width} from '../../text/index.ts';
import type {AppOptions} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {cell, type PlacedColumn, place} from '../widgets/columns.ts';
import {clusterSpan, explain, rowRole} from './cluster-words.ts';
import {fleetHeader} from './fleet-header.ts';
import {fleetColumn, type GridColumn, gridColumnNames, gridColumns} from './grid-columns.ts';
import type {Screen, Size} from './screen.ts';
import {TableScreen} from './table-screen.ts';

export interface GridScreenOptions {
  readonly stage: Stage;
  readonly options: Pick<AppOptions, 'columns' | 'isReadOnly' | 'look'>;
}

/** One row per cluster: the screen an operator leaves open. */
export class GridScreen extends TableScreen implements Screen, GridFacet {
  readonly place = {type: 'grid'} as const;
  readonly scopes = ['grid', 'table'] as const;
  readonly title = 'clusters';
  readonly #isReadOnly: boolean;
  readonly #folded = new Set<string>();
  #grouping: Grouping = 'none';
  #columns: readonly (GridColumn & PlacedColumn)[] = [];
  #grid: Grid = {rows: [], hidden: 0};
  /** Columns of the screen that `needed` is about: on a wider one, cells say more. */
  #laidFor = 0;
  #asked = '';

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
    if (marked.length > 0) return {clusters: marked, ...here};
    return {clusters: row?.type === 'cluster' ? [row.row] : [], ...here};
  }

  update(size: Size, isResting: boolean): void {
    const {feed, clock, group} = this.stage;
    const grid = gridRows(feed.store.getState(), feed, {
      query: this.filter,
      isFaultsOnly: this.isFaultsOnly,
      groupBy: this.#grouping,
      folded: this.#folded,
      ...(this.sort && {sort: {...this.sort, column: fleetColumn(this.sort.column)}}),
      ...(group === '' ? {} : {scope: (row: ClusterRow) => row.group === group}),
      now: clock.now(),
    });
    const asked = `${this.question()} ${this.#grouping}`;
    const isSettling = isResting || asked !== this.#asked;
    this.#grid = isSettling ? grid : {...grid, rows: inOrderOf(this.#grid.rows, grid.rows)};
    this.#asked = asked;
    const {rows} = this.#grid;
    this.at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    // Rows that begin the screen are shown with the heading they belong to.
    if (rows[this.at.top - 1]?.type === 'heading') this.at.showAbove();
    this.#layOut(size);
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

  explanation(): string {
    const row = this.#row();
    if (row === undefined) return '';
    if (row.type === 'heading') {
      const {clusters, live, faults} = row.counts;
      return `${this.#grouping} ${row.title}: ${clusters} clusters, ${live} live, ${faults} with faults`;
    }
    const words = explain(this.stage, row.row);
    return row.found === undefined ? words : `${row.row.name}: ${row.found}`;
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
    return gridColumnNames();
  }

  override setColumns(names: readonly string[]): void {
    // Without its name a row is nobody's.
    super.setColumns(names.includes('CLUSTER') ? names : ['CLUSTER', ...names]);
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
    const rows = this.#grid.rows.flatMap((each) => (each.type === 'cluster' ? [each.row] : []));
    return clusterListing(rows, {query: undefined, context: this.#context(), isShort: false});
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
    const context = this.#context();
    if (size.columns !== this.#laidFor) this.needed.clear();
    this.#laidFor = size.columns;
    const wishes = gridColumns(size.columns, this.chosen, this.isWide).map((column) => {
      let needed = this.needed.get(column.name) ?? 0;
      for (const each of this.#grid.rows) {
        if (each.type === 'cluster') needed = Math.max(needed, width(column.cell(each.row, context)));
      }
      this.needed.set(column.name, needed);
      // A text that may be cut says the same in fewer letters; all else is a figure, which would say something else.
      const {flexible} = column;
      if (flexible === undefined) return {...column, needed};
      const widest = Math.min(flexible.widest, Math.max(column.width, needed));
      return {...column, flexible: {...flexible, widest}};
    });
    const placed = place(wishes, size.columns - 2);
    this.placed = placed;
    this.#columns = placed.flatMap((column) => {
      const wish = wishes.find(({name}) => name === column.name);
      return wish ? [{...wish, ...column}] : [];
    });
  }

  #context() {
    const {skew} = this.stage.feed.store.getState();
    return {now: this.stage.clock.now(), ...(skew && {newest: skew.newest})};
  }

  #cells(row: ClusterRow): readonly Span[] {
    const context = this.#context();
    const base = rowRole(row);
    return this.#columns.map((column, index) => {
      const text = cell(column.cell(row, context), column, this.look.ellipsis);
      return clusterSpan(row, column.name, `${text}${this.gap(index)}`, base);
    });
  }

  /** Why nothing is shown, and what would show something. */
  #emptiness(): string {
    if (this.#grid.hidden > 0 && this.filter !== '')
      return `no cluster matches /${this.filter}; ${this.stage.keyFor('app.back')} ends the filter`;
    if (this.#grid.hidden > 0)
      return `every cluster that can be seen is well; ${this.stage.keyFor('table.faults')} shows all`;
    if (this.stage.group !== '')
      return `group ${this.stage.group} has no clusters; ${this.stage.keyFor('scope.all')} shows all`;
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
