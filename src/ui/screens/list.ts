import type {
  CursorFacet,
  ObjectSubject,
  Place,
  SaveFormat,
  Stage,
  Subject,
  TableFacet,
} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterKey,
  createListMemory,
  csvText,
  jsonText,
  type ListColumn,
  type Listing,
  type ListRow,
  listColumns,
  markdownText,
  objectListing,
  rowQuery,
  type Sort,
  stateText,
  type Tone,
} from '../../fleet/index.ts';
import {allEvents, alwaysWatched, type BaseRecord, type Kind, kindId} from '../../kinds/index.ts';
import {sanitise, width} from '../../text/index.ts';
import type {Look} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {onRow} from '../paint/line.ts';
import type {Role} from '../paint/roles.ts';
import {cell, type PlacedColumn, place, widest} from '../widgets/columns.ts';
import {TableState} from '../widgets/table.ts';
import type {Screen, Size} from './screen.ts';

export interface ListScreenOptions {
  readonly stage: Stage;
  readonly place: Extract<Place, {type: 'list'}>;
  readonly kind: Kind<BaseRecord>;
  /** Columns that a person's settings name for this kind. */
  readonly chosen: readonly string[] | undefined;
  readonly look: Look;
}

/** ms that a look at many rows may take before the screen is painted with what there is so far: keys must not wait. */
const patience = 10;
/** Ages step by so many seconds, or young objects would repaint a quiet screen every second. */
const ageStep = 10;

/** The objects of one kind on all clusters in scope. */
export class ListScreen implements Screen, CursorFacet, TableFacet {
  readonly scopes = ['list', 'table'] as const;
  readonly #options: ListScreenOptions;
  readonly #at = new TableState();
  readonly #memory = createListMemory();
  /** Widths that columns have needed so far: they do not move while a person reads them. */
  readonly #needed = new Map<string, number>();
  #wants: Disposable | undefined;
  #filter: string;
  #problem: string | undefined;
  #isFaultsOnly = false;
  #isWide = false;
  #sort: Sort | undefined;
  /** The column that a sort would go by; -1 until one is picked. */
  #picked = -1;
  #chosen: readonly string[] | undefined;
  #columns: readonly PlacedColumn[] = [];
  #clusters: readonly ClusterRow[] = [];
  #listing: Listing = {kind: '', isNamespaced: false, columns: [], rows: [], hidden: 0};
  /** What was asked for last: while a hand moves the cursor, only another question gets another answer. */
  #asked = '';

  constructor(options: ListScreenOptions) {
    this.#options = options;
    this.#filter = options.place.query ?? '';
    this.#chosen = options.chosen;
    // The latest first, where a person's eye begins.
    if (options.kind === allEvents) this.#sort = {column: 'LAST SEEN', isDescending: false};
  }

  get place(): Place {
    return this.#options.place;
  }

  get cursor(): CursorFacet {
    return this;
  }

  get table(): TableFacet {
    return this;
  }

  get subject(): Subject {
    const object = this.#object();
    return object ? {clusters: [object.cluster], object} : {clusters: []};
  }

  get title(): string {
    return this.#options.kind.resource.plural;
  }

  show(): void {
    const {kind, stage} = this.#options;
    if (!alwaysWatched.includes(kind)) this.#wants = stage.watch.want([kind]);
  }

  hide(): void {
    this.#wants?.[Symbol.dispose]();
    this.#wants = undefined;
  }

  close(): void {
    this.hide();
  }

  update(size: Size, isResting: boolean): void {
    const {stage} = this.#options;
    this.#clusters = this.#inScope();
    const asked = JSON.stringify([this.#filter, this.#isFaultsOnly, this.#sort, stage.group]);
    // A sort settles when the hand rests: nothing moves under the cursor.
    if (isResting || this.#sort === undefined || asked !== this.#asked) this.#listing = this.#ask();
    this.#asked = asked;
    const {rows} = this.#listing;
    this.#at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    this.#layOut(size);
  }

  header(): Line {
    const {rows, hidden} = this.#listing;
    const {stage} = this.#options;
    const live = this.#clusters.filter(({connection}) => connection.type === 'live').length;
    const lost = this.#clusters.length - live;
    const total = rows.length + hidden;
    const partly = this.#unread();
    return [
      {text: this.title, role: 'title'},
      {text: ` ${hidden === 0 ? rows.length : `${rows.length}/${total}`}`},
      {text: `  ${stage.group === '' ? 'all' : sanitise(stage.group)} ${live} live`, role: 'dim'},
      ...(lost === 0 ? [] : [{text: `  ${lost} last known or not seen`, role: 'warn'} as const]),
      ...(partly === '' ? [] : [{text: `  ${partly}`, role: 'info'} as const]),
    ];
  }

  body(size: Size): readonly Line[] {
    const {rows} = this.#listing;
    const {top, index} = this.#at;
    const shown = rows
      .slice(top, top + size.rows - 1)
      .map((row, offset) => this.#line(row, top + offset === index));
    if (rows.length === 0) shown.push([], [{text: `  ${this.#emptiness()}`, role: 'dim'}]);
    return [this.#heading(), ...shown];
  }

  /** Live clusters whose rows are missing here: `2 reading, 1 denied`. */
  #unread(): string {
    const live = this.#clusters.filter(({connection}) => connection.type === 'live');
    const states = live.map(({watches}) => watches[kindId(this.#options.kind)]?.type ?? 'syncing');
    const count = (type: string) => states.filter((state) => state === type).length;
    const counts = [
      [count('syncing'), 'reading'],
      [count('denied'), 'denied'],
      [count('failing'), 'failing'],
    ] as const;
    return counts.flatMap(([many, word]) => (many === 0 ? [] : `${many} ${word}`)).join(', ');
  }

  /** Where it is, and whatever of the row is cut on the screen. */
  explanation(): string {
    const row = this.#listing.rows[this.#at.index];
    if (row === undefined) return '';
    const cells = row.cells();
    const cut = this.#columns.flatMap(({name, width: columns}) => {
      const text = cells[this.#listing.columns.findIndex((column) => column.name === name)] ?? '';
      return width(text) > columns ? [text] : [];
    });
    const {connection} = row.cluster;
    const state =
      connection.type === 'live'
        ? ''
        : `${row.cluster.name} ${stateText(row.cluster, this.#options.stage.clock.now())}: last known`;
    return [state, ...cut].filter((text) => text !== '').join(' | ') || row.name;
  }

  leave(): boolean {
    if (this.#at.marks.size > 0) {
      this.#at.mark('none');
      return true;
    }
    if (this.#filter !== '' && this.#filter !== this.#options.place.query) {
      this.setFilter(this.#options.place.query ?? '');
      return true;
    }
    if (this.#isFaultsOnly) {
      this.#isFaultsOnly = false;
      return true;
    }
    return false;
  }

  get isUnfinished(): boolean {
    return this.#listing.isUnfinished === true;
  }

  get rowCount(): number {
    return this.#listing.rows.length;
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
    return this.#problem;
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

  sortBy(column: string): void {
    const isSame = this.#sort?.column === column;
    this.#sort = {column, isDescending: isSame ? !this.#sort?.isDescending : false};
    const picked = this.#columns.findIndex(({name}) => name === column);
    if (picked >= 0) this.#picked = picked;
  }

  get columns(): TableFacet['columns'] {
    const shown = this.#columns.map(({name}) => name);
    const others = this.#listing.columns.map(({name}) => name).filter((name) => !shown.includes(name));
    return [
      ...shown.map((name) => ({name, isShown: true})),
      ...others.map((name) => ({name, isShown: false})),
    ];
  }

  setColumns(names: readonly string[]): void {
    this.#chosen = names;
    this.#needed.clear();
  }

  mark(what: 'row' | 'range' | 'all' | 'none'): void {
    this.#at.mark(what);
    if (what === 'row') this.#at.move(1);
  }

  get marked(): number {
    const {marks} = this.#at;
    return marks.size === 0 ? 0 : this.#listing.rows.filter(({key}) => marks.has(key)).length;
  }

  get name(): string | undefined {
    return this.#object()?.record.name;
  }

  get namespace(): string | undefined {
    return this.#object()?.record.namespace;
  }

  savedAs(format: SaveFormat): string {
    switch (format) {
      case 'csv':
        return csvText(this.#listing);
      case 'json':
        return jsonText(this.#listing);
      case 'md':
        return markdownText(this.#listing);
    }
  }

  #inScope(): readonly ClusterRow[] {
    const {stage, place: here} = this.#options;
    const {clusters} = stage.feed.store.getState();
    return clusters.filter(
      (row) =>
        (stage.group === '' || row.group === stage.group) &&
        (here.clusters === undefined || here.clusters.includes(clusterKey(row))),
    );
  }

  #ask(): Listing {
    const {stage, kind} = this.#options;
    const {feed} = stage;
    const clusters = this.#clusters;
    const target = {
      name: this.title,
      kinds: new Map(clusters.map(({contexts}) => [contexts[0] ?? '', kind])),
    };
    const base = {feed, clusters, namespacesOf: undefined};
    const names = [...listColumns(target, base).map(({name}) => name), 'namespace'];
    const parsed = rowQuery(this.#filter, names);
    const started = stage.clock.now();
    this.#problem = parsed.type === 'error' ? parsed.message : undefined;
    return objectListing(target, {
      ...base,
      query: parsed.type === 'error' ? undefined : parsed.query,
      isFaultsOnly: this.#isFaultsOnly,
      ...(this.#sort && {sort: this.#sort}),
      ageStep,
      memory: this.#memory,
      isOutOfTime: () => stage.clock.now() - started >= patience,
    });
  }

  #object(): ObjectSubject | undefined {
    const row = this.#listing.rows[this.#at.index];
    const context = row?.cluster.contexts[0];
    if (row === undefined || context === undefined) return undefined;
    return {cluster: row.cluster, context, kind: this.#options.kind, record: row.source as BaseRecord};
  }

  #layOut(size: Size): void {
    const {columns, rows} = this.#listing;
    const {top} = this.#at;
    const visible = rows.slice(top, top + size.rows - 1);
    const cells = visible.map((row) => row.cells());
    const hasLost = visible.some(({isLastKnown}) => isLastKnown);
    const isShown = ({name, isWide}: ListColumn) => this.#chosen?.includes(name) ?? (this.#isWide || !isWide);
    const shown = columns.flatMap((column, index) => (isShown(column) ? [{column, index}] : []));
    const order = ({column}: {column: ListColumn}) => this.#chosen?.indexOf(column.name) ?? 0;
    const wishes = shown
      .toSorted((first, second) => order(first) - order(second))
      .map(({column, index}) => {
        const room = column.mark === undefined ? 0 : 1;
        const needed = Math.max(
          column.name.length + Math.max(room, this.#sort?.column === column.name ? 1 : 0),
          column.least ?? 0,
          widest(cells.map((row) => row[index] ?? '')) + (column.name === 'CLUSTER' && hasLost ? 1 : 0),
          this.#needed.get(column.name) ?? 0,
        );
        this.#needed.set(column.name, needed);
        // Words that somebody made up can be of any length, and must not drive every other column away.
        const cut =
          column.cut ?? (needed > longestFigure ? {narrowest: longestFigure, at: 'end'} : undefined);
        return {
          name: column.name,
          isRight: column.isRight,
          width: needed,
          priority: column.from ?? priorities.get(column.name) ?? 20 + index,
          ...(cut && {
            flexible: {narrowest: Math.min(needed, cut.narrowest), widest: needed, at: cut.at},
          }),
        };
      });
    this.#columns = place(wishes, size.columns - 2);
  }

  #heading(): Line {
    const {ellipsis} = this.#options.look;
    return [
      {text: '  ', role: 'heading'},
      ...this.#columns.flatMap((column, index): Span[] => {
        const isSorted = this.#sort?.column === column.name;
        const arrow = isSorted ? (this.#sort?.isDescending ? 'v' : '^') : '';
        const name = column.name.slice(0, Math.max(1, column.width - arrow.length)).trimEnd();
        return [
          {text: cell(`${name}${arrow}`, column, ellipsis), role: index === this.#picked ? 'key' : 'heading'},
          {text: index < this.#columns.length - 1 ? ' ' : '', role: 'heading'},
        ];
      }),
    ];
  }

  #line(row: ListRow, isHere: boolean): Line {
    const isMarked = this.#at.marks.has(row.key);
    const cells = row.cells();
    const spans = this.#columns.map((column, index): Span => {
      const text = cells[this.#listing.columns.findIndex(({name}) => name === column.name)] ?? '';
      const gap = index < this.#columns.length - 1 ? ' ' : '';
      const shown = column.name === 'CLUSTER' && row.isLastKnown ? `~${text}` : text;
      const role = row.isLastKnown ? 'dim' : roleOf(row.tone?.(column.name));
      return {text: `${cell(shown, column, this.#options.look.ellipsis)}${gap}`, ...(role && {role})};
    });
    const line: Line = [
      {text: isHere ? '>' : isMarked ? '*' : ' '},
      {text: isHere && isMarked ? '*' : ' '},
      ...spans,
    ];
    if (isHere) return onRow(line, 'cursor');
    return isMarked ? onRow(line, 'mark') : line;
  }

  #emptiness(): string {
    const {kind} = this.#options;
    const {hidden} = this.#listing;
    if (hidden > 0)
      return `none of ${hidden} ${this.title} ${this.#filter === '' ? `has a fault; ${this.#options.stage.keyFor('table.faults')} shows all` : `matches /${this.#filter}; ${this.#options.stage.keyFor('app.back')} ends the filter`}`;
    const live = this.#clusters.filter(({connection}) => connection.type === 'live');
    const reading = live.filter(({watches}) => (watches[kindId(kind)]?.type ?? 'syncing') === 'syncing');
    if (live.length === 0) return 'no cluster in scope can be read now';
    if (reading.length > 0) return `reading ${this.title} of ${counted(reading.length)} ...`;
    const denied = this.#clusters.filter(({watches}) => watches[kindId(kind)]?.type === 'denied').length;
    return denied > 0
      ? `no ${this.title} that this user may list (${counted(denied)} ${denied === 1 ? 'denies' : 'deny'} it)`
      : `there are no ${this.title}`;
  }
}

/** `CrashLoopBackOff`, `120 (2d10h ago)`: what is longer is no figure, and may be cut. */
const longestFigure = 20;

/** The sooner it falls away, the higher. */
const priorities: ReadonlyMap<string, number> = new Map([
  ['NAME', 0],
  ['CLUSTER', 1],
  ['STATUS', 2],
  ['READY', 3],
  ['NAMESPACE', 4],
  ['OBJECT', 4],
  ['REASON', 3],
  ['LAST SEEN', 2],
  ['MESSAGE', 5],
  ['AGE', 9],
  ['RESTARTS', 8],
]);

function counted(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}

function roleOf(tone: Tone | undefined): Role | undefined {
  return tone;
}
