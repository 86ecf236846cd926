import type {ObjectSubject, Place, Stage, Subject} from '../../commands/index.ts';
import {
  type ClusterRow,
  clusterKey,
  createListMemory,
  type Listing,
  type ListMemory,
  listColumns,
  objectListing,
  rowQuery,
  stateText,
} from '../../fleet/index.ts';
import {allEvents, alwaysWatched, type BaseRecord, type Kind} from '../../kinds/index.ts';
import {sanitise, width} from '../../text/index.ts';
import type {Look} from '../app.ts';
import type {Line, Span} from '../paint/line.ts';
import {cell} from '../widgets/columns.ts';
import {type ListWish, listWishes, type VisibleRow} from './list-columns.ts';
import {clusterCounts, emptinessText} from './list-words.ts';
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
export class ListScreen extends TableScreen<ListWish> implements Screen {
  readonly scopes = ['list', 'table'] as const;
  readonly #place: ListScreenOptions['place'];
  readonly #kind: Kind<BaseRecord>;
  readonly #memory = createListMemory();
  #wants: Disposable | undefined;
  /** Of the rows that match the filter whatever faults-only leaves out: asked only where nothing else is left to show. */
  #matches: ListMemory | undefined;
  #well = 0;
  #problem: string | undefined;
  /** Those in scope when the rows were asked for: no more is said of them than the rows bear out. */
  #clusters: readonly ClusterRow[] = [];
  #listing: Listing = {kind: '', isNamespaced: false, columns: [], rows: [], hidden: 0};
  #question = '';
  /** Widths that cells have needed so far: columns do not move while a person reads them. */
  readonly #needed = new Map<string, number>();
  /** Those on the screen. */
  #visible: readonly VisibleRow[] = [];

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
    const question = this.question();
    const isOther = question !== this.#question;
    // A sort settles when the hand rests: nothing moves under the cursor, where it is on something.
    const maySettle = isResting || this.sort === undefined || this.rowCount === 0;
    if (isOther || this.isUnfinished || (maySettle && this.isOutdated)) this.#listing = this.#ask();
    this.#question = question;
    const {rows} = this.#listing;
    this.at.follow({length: rows.length, keyAt: (index) => rows[index]?.key ?? ''}, size.rows - 1);
    const {top} = this.at;
    this.#visible = rows.slice(top, top + size.rows - 1).map((row) => ({row, cells: row.cells()}));
    const {chosen, isWide} = this;
    const asked = {chosen, isWide, sortedBy: this.sort?.column, needed: this.#needed};
    this.window.layOut(listWishes(this.#listing.columns, this.#visible, asked), size.columns - 2);
  }

  header(): Line {
    const {rows, hidden} = this.#listing;
    const {stage} = this;
    const total = rows.length + hidden;
    const scope = stage.group === '' ? 'all' : sanitise(stage.group);
    return [
      {text: this.title, role: 'title'},
      {text: ` ${hidden === 0 ? rows.length : `${rows.length}/${total}`}`},
      {text: '  '},
      ...clusterCounts(scope, this.#clusters, this.#kind),
    ];
  }

  body(): readonly Line[] {
    const {top, index} = this.at;
    const shown = this.#visible.map((visible, offset) =>
      this.row(visible.row.key, top + offset === index, this.#spans(visible)),
    );
    if (this.rowCount === 0) shown.push([], [{text: `  ${this.#emptiness()}`, role: 'dim'}]);
    return [this.heading(), ...shown];
  }

  #emptiness(): string {
    const {filter, stage} = this;
    const {hidden} = this.#listing;
    const keyFor = (command: string) => stage.keyFor(command);
    const {isUnfinished} = this;
    const asked = {clusters: this.#clusters, kind: this.#kind, filter, keyFor};
    return emptinessText({...asked, hidden, well: this.#well, isUnfinished});
  }

  /** Where it is, and whatever of the row is cut on the screen. */
  explanation(): string {
    const row = this.#listing.rows[this.at.index];
    if (row === undefined) return '';
    const cells = row.cells();
    const cut = this.placed.flatMap(({index, width: columns}) => {
      const text = cells[index] ?? '';
      return width(text) > columns ? [text] : [];
    });
    // Objects of one name are told apart by their namespace, which is said where it is not shown.
    const isShown = this.placed.some(({name}) => name === 'NAMESPACE');
    const namespace = isShown || cut.length === 0 ? '' : (this.#object()?.record.namespace ?? '');
    const {connection} = row.cluster;
    const state =
      connection.type === 'live'
        ? ''
        : `${row.cluster.name} ${stateText(row.cluster, this.stage.clock.now())}: last known`;
    return [state, sanitise(namespace), ...cut].filter((text) => text !== '').join(' | ') || row.name;
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

  override setColumns(names: readonly string[]): void {
    super.setColumns(names);
    this.#needed.clear();
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
    this.noteAsked();
    this.#clusters = this.#inScope();
    const listing = this.#list(this.isFaultsOnly, this.#memory);
    const isToldApart = listing.rows.length === 0 && this.isFaultsOnly && this.filter !== '';
    this.#matches = isToldApart ? (this.#matches ?? createListMemory()) : undefined;
    const matching = this.#matches && this.#list(false, this.#matches);
    this.#well = matching?.rows.length ?? 0;
    return matching?.isUnfinished ? {...listing, isUnfinished: true} : listing;
  }

  #list(isFaultsOnly: boolean, memory: ListMemory): Listing {
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
      isFaultsOnly,
      ...(this.sort && {sort: this.sort}),
      ageStep,
      memory,
      isOutOfTime: () => stage.clock.now() - started >= patience,
    });
  }

  #object(): ObjectSubject | undefined {
    const row = this.#listing.rows[this.at.index];
    const context = row?.cluster.contexts[0];
    if (row === undefined || context === undefined) return undefined;
    return {cluster: row.cluster, context, kind: this.#kind, record: row.source as BaseRecord};
  }

  #spans({row, cells}: VisibleRow): readonly Span[] {
    return this.placed.map((column, index): Span => {
      const text = cells[column.index] ?? '';
      const shown = column.name === 'CLUSTER' && row.isLastKnown ? `~${text}` : text;
      const role = row.isLastKnown ? 'dim' : row.tone?.(column.name);
      return {text: `${cell(shown, column, this.look.ellipsis)}${this.gap(index)}`, ...(role && {role})};
    });
  }
}
