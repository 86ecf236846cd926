import type {Scope} from '../config/index.ts';
import type {ClusterRow, Feed, Grouping} from '../fleet/index.ts';
import type {BaseRecord, Kind} from '../kinds/index.ts';
import type {Clock} from '../text/index.ts';
import type {Watch} from '../watch/index.ts';

/**
 * What a command may ask of whoever shows it to a person. What is on the screen decides which of the facets are there: a
 * list has a table, a YAML has a text.
 */
export interface Stage {
  readonly watch: Watch;
  readonly feed: Feed;
  readonly clock: Clock;
  /** Where keys are looked up on this screen, innermost first. */
  readonly scopes: readonly Scope[];
  readonly subject: Subject;
  readonly cursor: CursorFacet | undefined;
  readonly table: TableFacet | undefined;
  readonly grid: GridFacet | undefined;
  readonly text: TextFacet | undefined;
  readonly prompt: PromptFacet | undefined;
  readonly dialog: DialogFacet | undefined;
  /** The clusters that lists and the grid are limited to; '' is all of them. */
  readonly group: string;
  setGroup(name: string): void;
  /** Groups that keys 1 to 9 stand for. */
  readonly favourites: readonly string[];

  /** Shows another place; the one before is kept for `back`. */
  open(place: Place): void;
  /** Leaves what is on top: a prompt, a filter, a place. False where there is nothing left to leave. */
  back(): boolean;
  /** Along the places visited, as a browser does. */
  step(by: -1 | 1): void;
  /** The command typed last, again. */
  repeat(): void;

  /** Types into the bottom line: a command after `:`, a filter after `/`. */
  edit(what: 'command' | 'filter'): void;
  /** The key that asks for a command here, as a sentence names it. */
  keyFor(command: string): string;
  /** One line to the person: what is bad until it was read and a key is pressed, the rest for some seconds. */
  say(text: string, tone?: 'info' | 'good' | 'bad'): void;
  /** Asks before something is done; resolves to the answer. */
  confirm(question: Question): Promise<boolean>;
  /** Puts up a list to choose from; undefined when it is left. */
  choose(choice: Choice): Promise<readonly string[] | undefined>;

  /** Lends the terminal to another program until it ends. */
  lend(program: Program): Promise<Ended>;
  /** A program of this name on the PATH. */
  has(program: string): boolean;
  /** The person's own shell. */
  readonly shell: readonly string[];
  /** Runs a program that needs no person, beside the screen. Never rejects. */
  read(program: Reading, signal: AbortSignal): Promise<Ended>;
  /** Writes a file only its owner can read, in a folder of its own that is gone with the program. */
  privateFile(name: string, text: string): Promise<PrivateFile>;
  /** Saves what is on the screen where a person finds it; its path. */
  save(name: string, text: string): Promise<string>;
  /** To the clipboard of the terminal, wherever it is. */
  copy(text: string, what: string): void;
  /** Rings when the row of this cluster changes its state; false where that was just ended. */
  tell(cluster: ClusterRow): boolean;
  redraw(): void;
  quit(): void;
}

/** What the person means: the row under the cursor, or those that are marked. */
export interface Subject {
  /** Marked ones, else the one under the cursor; empty where there is none. */
  readonly clusters: readonly ClusterRow[];
  /** How many marked ones the filter, the scope or a fold hides: what is done is not done to these. */
  readonly outOfSight?: number;
  /** The one under the cursor, whatever is marked: what opens one cluster opens this. */
  readonly here?: ClusterRow;
  readonly object?: ObjectSubject;
  /** Pods that the row tells of together: their names begin alike. */
  readonly podsLike?: {readonly namespace: string; readonly start: string};
}

export interface ObjectSubject {
  readonly cluster: ClusterRow;
  readonly context: string;
  readonly kind: Kind<BaseRecord>;
  readonly record: BaseRecord;
}

/** Somewhere a person can be. Plain data, so that a history of them can be kept. */
export type Place =
  | {readonly type: 'grid'}
  /** `cluster` is its key (`clusterKey`), which outlives changes of its name and id. */
  | {readonly type: 'cluster'; readonly cluster: string}
  | {
      readonly type: 'list';
      /** `kindId`. */
      readonly kind: string;
      /** Keys of clusters; all in scope when left out. */
      readonly clusters?: readonly string[];
      readonly query?: string;
    }
  | {readonly type: 'object'; readonly object: ObjectPlace}
  | {readonly type: 'kubectl'; readonly verb: KubectlVerb; readonly object: ObjectPlace}
  | {readonly type: 'why'; readonly cluster: string}
  | {readonly type: 'problems'}
  | {readonly type: 'help'};

/** What kubectl is asked about one object; each of them only reads. */
export type KubectlVerb = 'describe' | 'logs' | 'previous logs';

export interface ObjectPlace {
  readonly cluster: string;
  readonly context: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Something that moves from row to row. */
export interface CursorFacet {
  move(by: number): void;
  page(by: -1 | 1): void;
  /** From the top, or from the end where negative. */
  moveTo(index: number): void;
  /** What `c` copies: the name of what is under it. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** Rows of one kind that can be filtered, sorted, marked and saved. */
export interface TableFacet {
  readonly rowCount: number;
  /** The filter as it stands; '' for none. */
  readonly filter: string;
  setFilter(text: string): void;
  /** Why the filter cannot be read. */
  readonly problem: string | undefined;
  readonly isFaultsOnly: boolean;
  toggleFaults(): void;
  readonly isWide: boolean;
  toggleWide(): void;
  /** The next column to the left or right becomes the one to sort by; its name. */
  pickColumn(by: -1 | 1): string | undefined;
  /** Sorts by the column picked; again turns the order round. */
  sortPicked(): void;
  sortBy(column: string): void;
  /** To the columns that there was no room for, and back; false where there are none that way. */
  scrollColumns(by: -1 | 1): boolean;
  readonly columns: readonly ColumnChoice[];
  setColumns(names: readonly string[]): void;
  mark(what: 'row' | 'range' | 'all' | 'none'): void;
  /** Rows that are marked and shown. */
  readonly marked: number;
  savedAs(format: SaveFormat): string;
  /** What files of it are called: `pods`. */
  readonly title: string;
}

export type SaveFormat = 'csv' | 'json' | 'md';

export interface ColumnChoice {
  readonly name: string;
  readonly isShown: boolean;
}

export interface GridFacet {
  /** Moves to the next row that is not well; false where there is none. */
  nextBad(by: -1 | 1): boolean;
  readonly grouping: Grouping;
  groupBy(grouping: Grouping): void;
  /** Folds or opens the heading under the cursor, or that of its row. */
  fold(): void;
  readonly isOnHeading: boolean;
}

/** Lines to read. */
export interface TextFacet {
  readonly title: string;
  /** All of it, for the clipboard and for a file. */
  readonly content: string;
  /** What it is saved as: `web-7d4.yaml`. */
  readonly fileName: string;
  scroll(by: number | 'page-up' | 'page-down' | 'top' | 'bottom'): void;
  setSearch(text: string): void;
  /** Moves to the next match; false where there is none. */
  nextMatch(by: -1 | 1): boolean;
  /** Whether long lines are wrapped now. */
  toggleWrap(): boolean;
  /** Undefined where the text has none. */
  readonly toggleManagedFields: (() => void) | undefined;
  readonly refresh: (() => void) | undefined;
}

export interface PromptFacet {
  type(text: string): void;
  deleteBack(): void;
  deleteWord(): void;
  clear(): void;
  moveCursor(by: -1 | 1): void;
  complete(): void;
  older(): void;
  newer(): void;
  accept(): void;
}

export interface DialogFacet {
  move(by: -1 | 1): void;
  toggle(): void;
  reorder(by: -1 | 1): void;
  accept(): void;
  leave(): void;
}

export interface Question {
  readonly title: string;
  readonly lines: readonly string[];
  /** What it is to do: `quit`. */
  readonly accept: string;
  /** The key that led here is often a slip: enter alone leaves it. */
  readonly isSlip?: true;
}

export interface Choice {
  readonly title: string;
  readonly lines?: readonly string[];
  readonly options: readonly Option[];
  /** Several may be chosen with space; else enter takes the one under the cursor. */
  readonly isMany: boolean;
  /** They may be moved, and the answer is in their order. */
  readonly isOrdered?: true;
}

export interface Option {
  readonly id: string;
  readonly text: string;
  readonly isChosen?: boolean;
}

export interface Program {
  readonly command: readonly string[];
  /** The whole environment; our own when left out. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Besides that. */
  readonly variables?: Readonly<Record<string, string>>;
  /** One line above it, so that the person knows where they are. */
  readonly banner: string;
  /** Its standard output is read instead of shown: it is a credential. */
  readonly isSecret?: true;
}

/** A program whose standard output is read, or standard error where it ends badly. */
export interface Reading extends Pick<Program, 'command' | 'variables'> {
  /** Which part of it is read where it prints more than a person can. */
  readonly keeps: 'beginning' | 'end';
}

export interface PrivateFile {
  readonly path: string;
  /** Once whoever was to read it has ended. */
  remove(): void;
}

export type Ended =
  /** `isCut`: there was more before or behind these lines than was kept. */
  | {readonly type: 'ended'; readonly code: number; readonly output: string; readonly isCut?: true}
  /** It could not be started. */
  | {readonly type: 'failed'; readonly reason: string};
