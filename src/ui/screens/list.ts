import type {ObjectSubject, Place, Stage, Subject} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterKey,
  createListMemory,
  type ListColumn,
  type Listing,
  type ListRow,
  listColumns,
  objectListing,
  rowQuery,
  stateText,
} from '../../fleet/index.ts';
import {allEvents, alwaysWatched, type BaseRecord, type Kind, kindId} from '../../kinds/index.ts';
import {sanitise, width} from '../../text/index.ts';
import type {Look} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {cell, place, widest} from '../widgets/columns.ts';
import type {Screen, Size} from './screen.ts';
import {TableScreen} from './table-screen.ts';

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
export class ListScreen extends TableScreen implements Screen {
  readonly scopes = ['list', 'table'] as const;
  readonly #place: ListScreenOptions['place'];
  readonly #kind: Kind<BaseRecord>;
  readonly #memory = createListMemory();
  #wants: Disposable | undefined;
  #problem: string | undefined;
  #clusters: readonly ClusterRow[] = [];
  #listing: Listing = {kind: '', isNamespaced: false, columns: [], rows: [], hidden: 0};
  #asked = '';

  constructor({stage, place: here, kind, chosen, look}: ListScreenOptions) {
    super({stage, look, chosen, ...(here.query === undefined ? {} : {filter: here.query})});
    this.#place = here;
    this.#kind = kind;
    // The latest first, where a person's eye begins.
    if (kind === allEvents) this.sort = {column: 'LAST SEEN', isDescending: false};
  }

  get place(): Place {
    return this.#place;
  }

  get subject(): Subject {
    const object = this.#object();
    return object ? {clusters: [object.cluster], here: object.cluster, object} : {clusters: []};
  }

  get title(): string {
    return this.#kind.resource.plural;
  }

  show(): void {
    const {stage} = this;
    const kind = this.#kind;
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
    this.#clusters = this.#inScope();
    const asked = this.question();
    // A sort settles when the hand rests: nothing moves under the cursor.
    if (isResting || this.sort === undefined || asked !== this.#asked) this.#listing = this.#ask();
    this.#asked = asked;
    const {rows} = this.#listing;
    this.at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    this.#layOut(size);
  }

  header(): Line {
    const {rows, hidden} = this.#listing;
    const {stage} = this;
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
    const {top, index} = this.at;
    const shown = rows
      .slice(top, top + size.rows - 1)
      .map((row, offset) => this.row(row.key, top + offset === index, this.#cells(row)));
    if (rows.length === 0) shown.push([], [{text: `  ${this.#emptiness()}`, role: 'dim'}]);
    return [this.heading(), ...shown];
  }

  /** Live clusters whose rows are missing here: `2 reading, 1 denied`. */
  #unread(): string {
    const live = this.#clusters.filter(({connection}) => connection.type === 'live');
    const states = live.map(({watches}) => watches[kindId(this.#kind)]?.type ?? 'syncing');
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
    const row = this.#listing.rows[this.at.index];
    if (row === undefined) return '';
    const cells = row.cells();
    const cut = this.placed.flatMap(({name, width: columns}) => {
      const text = cells[this.#listing.columns.findIndex((column) => column.name === name)] ?? '';
      return width(text) > columns ? [text] : [];
    });
    const {connection} = row.cluster;
    const state =
      connection.type === 'live'
        ? ''
        : `${row.cluster.name} ${stateText(row.cluster, this.stage.clock.now())}: last known`;
    return [state, ...cut].filter((text) => text !== '').join(' | ') || row.name;
  }

  get isUnfinished(): boolean {
    return this.#listing.isUnfinished === true;
  }

  get rowCount(): number {
    return this.#listing.rows.length;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  protected columnNames(): readonly string[] {
    return this.#listing.columns.map(({name}) => name);
  }

  get marked(): number {
    const {marks} = this.at;
    return marks.size === 0 ? 0 : this.#listing.rows.filter(({key}) => marks.has(key)).length;
  }

  get name(): string | undefined {
    return this.#object()?.record.name;
  }

  get namespace(): string | undefined {
    return this.#object()?.record.namespace;
  }

  protected listing(): Listing {
    return this.#listing;
  }

  #inScope(): readonly ClusterRow[] {
    const {stage} = this;
    const here = this.#place;
    const {clusters} = stage.feed.store.getState();
    return clusters.filter(
      (row) =>
        (stage.group === '' || row.group === stage.group) &&
        (here.clusters === undefined || here.clusters.includes(clusterKey(row))),
    );
  }

  #ask(): Listing {
    const {stage} = this;
    const kind = this.#kind;
    const {feed} = stage;
    const clusters = this.#clusters;
    const target = {
      name: this.title,
      kinds: new Map(clusters.map(({contexts}) => [contexts[0] ?? '', kind])),
    };
    const base = {feed, clusters, namespacesOf: undefined};
    const names = [...listColumns(target, base).map(({name}) => name), 'namespace'];
    const parsed = rowQuery(this.filter, names);
    const started = stage.clock.now();
    this.#problem = parsed.type === 'error' ? parsed.message : undefined;
    return objectListing(target, {
      ...base,
      query: parsed.type === 'error' ? undefined : parsed.query,
      isFaultsOnly: this.isFaultsOnly,
      ...(this.sort && {sort: this.sort}),
      ageStep,
      memory: this.#memory,
      isOutOfTime: () => stage.clock.now() - started >= patience,
    });
  }

  #object(): ObjectSubject | undefined {
    const row = this.#listing.rows[this.at.index];
    const context = row?.cluster.contexts[0];
    if (row === undefined || context === undefined) return undefined;
    return {cluster: row.cluster, context, kind: this.#kind, record: row.source as BaseRecord};
  }

  #layOut(size: Size): void {
    const {columns, rows} = this.#listing;
    const {top} = this.at;
    const visible = rows.slice(top, top + size.rows - 1);
    const cells = visible.map((row) => row.cells());
    const hasLost = visible.some(({isLastKnown}) => isLastKnown);
    const isShown = ({name, isWide}: ListColumn) => this.chosen?.includes(name) ?? (this.isWide || !isWide);
    const shown = columns.flatMap((column, index) => (isShown(column) ? [{column, index}] : []));
    const order = ({column}: {column: ListColumn}) => this.chosen?.indexOf(column.name) ?? 0;
    const wishes = shown
      .toSorted((first, second) => order(first) - order(second))
      .map(({column, index}) => {
        const room = column.mark === undefined ? 0 : 1;
        const needed = Math.max(
          column.name.length + Math.max(room, this.sort?.column === column.name ? 1 : 0),
          column.least ?? 0,
          widest(cells.map((row) => row[index] ?? '')) + (column.name === 'CLUSTER' && hasLost ? 1 : 0),
          this.needed.get(column.name) ?? 0,
        );
        this.needed.set(column.name, needed);
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
    this.placed = place(wishes, size.columns - 2);
  }

  #cells(row: ListRow): readonly Span[] {
    const cells = row.cells();
    return this.placed.map((column, index): Span => {
      const text = cells[this.#listing.columns.findIndex(({name}) => name === column.name)] ?? '';
      const shown = column.name === 'CLUSTER' && row.isLastKnown ? `~${text}` : text;
      const role = row.isLastKnown ? 'dim' : row.tone?.(column.name);
      return {text: `${cell(shown, column, this.look.ellipsis)}${this.gap(index)}`, ...(role && {role})};
    });
  }

  #emptiness(): string {
    const kind = this.#kind;
    const {hidden} = this.#listing;
    if (hidden > 0)
      return `none of ${hidden} ${this.title} ${this.filter === '' ? `has a fault; ${this.stage.keyFor('table.faults')} shows all` : `matches /${this.filter}; ${this.stage.keyFor('app.back')} ends the filter`}`;
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
