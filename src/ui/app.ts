import {
  areLoginsWaiting,
  type Choice,
  type CursorFacet,
  chooseLogins,
  commandById,
  complete,
  dialogHints,
  type Ended,
  type GridFacet,
  hintsOf,
  keyFor,
  type Place,
  type Program,
  type Question,
  runCommand,
  runLine,
  type Stage,
  type Subject,
  type TableFacet,
  type TextFacet,
} from '../commands/index.ts';
import type {Keymap, Scope} from '../config/index.ts';
import {type ClusterRow, clusterKey, type Feed, stateText} from '../fleet/index.ts';
import {type Clock, sanitise, wrapWords} from '../text/index.ts';
import type {Watch} from '../watch/index.ts';
import {composed, footerLine, smallest, tooSmall, withSheet} from './frame.ts';
import {Keyboard} from './keyboard.ts';
import type {Outside} from './outside.ts';
import {type Line, paintLine} from './paint/line.ts';
import type {Role} from './paint/roles.ts';
import {Places} from './places.ts';
import {makeScreen} from './screens/make.ts';
import type {Size} from './screens/screen.ts';
import type {Key, Terminal} from './terminal/index.ts';
import {Dialog} from './widgets/dialog.ts';
import {Prompt} from './widgets/prompt.ts';

export interface AppOptions {
  readonly terminal: Terminal;
  readonly feed: Feed;
  readonly watch: Watch;
  readonly clock: Clock;
  readonly keymap: Keymap;
  readonly look: Look;
  readonly outside: Outside;
  readonly isReadOnly: boolean;
  /** Groups for the keys 1 to 9. */
  readonly favourites: readonly string[];
  /** Columns a person's settings name, per view. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** Ends the app. */
  readonly signal: AbortSignal;
}

/** What everything looks like. */
export interface Look {
  readonly sgr: Readonly<Record<Role, string>>;
  readonly ellipsis: string;
  readonly rule: string;
}

/** ms without a key after which rows may change places again. */
const restAfter = 1000;
/** ms that a person is told of what went well. */
const noticeFor = 8000;
const mostNoticeLines = 4;
/** How often ages are looked at, ms: what did not change costs nothing. */
const tickEvery = 1000;

/**
 * The screen and whoever sits before it: keys come in and become commands, the model's publications and commands become
 * frames. It lives until its signal ends it.
 */
export class App implements Stage {
  readonly watch: Watch;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly #options: AppOptions;
  readonly #places: Places;
  readonly #keyboard: Keyboard;
  readonly #typed: Readonly<Record<'command' | 'filter', string[]>> = {command: [], filter: []};
  /** By cluster key: the rows that a person wants to hear of, as they were last. */
  readonly #alarms = new Map<string, {readonly name: string; readonly type: string}>();
  #prompt: Prompt | undefined;
  #dialog: Dialog | undefined;
  #notice: {readonly text: string; readonly role: Role; readonly until: number} | undefined;
  #group = '';
  #lastKeyAt = 0;
  #isLent = false;

  constructor(options: AppOptions) {
    this.#options = options;
    this.watch = options.watch;
    this.feed = options.feed;
    this.clock = options.clock;
    this.#keyboard = new Keyboard(options.keymap);
    this.#places = new Places((place) => makeScreen(place, {stage: this, options}));
    const {terminal, feed, clock, signal} = options;
    terminal.onKey((key) => this.#press(key));
    terminal.onResize(() => this.render());
    const unsubscribe = feed.store.subscribe(() => {
      this.#ring();
      this.render();
    });
    clock.every(tickEvery, signal, () => this.render());
    signal.addEventListener(
      'abort',
      () => {
        unsubscribe();
        this.#places.close();
      },
      {once: true},
    );
    this.render();
  }

  get keymap(): Keymap {
    return this.#keyboard.keymap;
  }

  /** The first things a person is told: what is wrong with the kubeconfig, which logins wait to be chosen. */
  greet(complaints: readonly string[], greeting?: string): void {
    const [first] = complaints;
    if (greeting !== undefined) this.say(greeting);
    if (first !== undefined)
      this.say(complaints.length > 1 ? `${first} (and ${complaints.length - 1} more)` : first, 'bad');
    if (areLoginsWaiting(this)) void chooseLogins(this);
  }

  /** A person has edited their keymap while it runs. */
  useKeymap(keymap: Keymap): void {
    this.#keyboard.use(keymap);
    this.render();
  }

  get scopes(): readonly Scope[] {
    return [...this.#places.current.scopes, 'global'];
  }

  get subject(): Subject {
    return this.#places.current.subject;
  }

  get cursor(): CursorFacet | undefined {
    return this.#places.current.cursor;
  }

  get table(): TableFacet | undefined {
    return this.#places.current.table;
  }

  get grid(): GridFacet | undefined {
    return this.#places.current.grid;
  }

  get text(): TextFacet | undefined {
    return this.#places.current.text;
  }

  get prompt(): Prompt | undefined {
    return this.#prompt;
  }

  get dialog(): Dialog | undefined {
    return this.#dialog;
  }

  get group(): string {
    return this.#group;
  }

  setGroup(name: string): void {
    this.#group = name;
  }

  /** Those that settings name, else all there are. */
  get favourites(): readonly string[] {
    const {favourites} = this.#options;
    if (favourites.length > 0) return favourites;
    const groups = this.feed.store.getState().clusters.map(({group}) => group);
    return [...new Set(groups)].filter((group) => group !== '').sort();
  }

  open(place: Place): void {
    this.#places.open(place);
  }

  back(): boolean {
    if (this.#dialog) {
      this.#dialog.leave();
      return true;
    }
    if (this.#prompt) {
      this.#prompt.leave();
      return true;
    }
    return this.#places.current.leave() || this.#places.step(-1);
  }

  step(by: -1 | 1): void {
    if (!this.#places.step(by)) this.say(by < 0 ? 'this is where you came in' : 'there is no later place');
  }

  repeat(): void {
    const last = this.#typed.command.at(-1);
    if (last === undefined) this.say('no command was typed yet');
    else this.#runLine(last);
  }

  edit(what: 'command' | 'filter'): void {
    const history = this.#typed[what];
    const {table, text} = this;
    const before = what === 'filter' ? (table?.filter ?? '') : '';
    const follow = (typed: string) => {
      if (what !== 'filter') return;
      table?.setFilter(typed);
      text?.setSearch(typed);
    };
    const prompt = new Prompt({
      sign: what === 'command' ? ':' : '/',
      text: before,
      history,
      complete: (typed) => (what === 'command' ? complete(this, typed) : []),
      onChange: follow,
      onAccept: (typed) => {
        this.#prompt = undefined;
        if (typed !== '' && history.at(-1) !== typed) history.push(typed);
        if (what === 'command') this.#runLine(typed);
        else follow(typed);
      },
      onLeave: () => {
        this.#prompt = undefined;
        follow(before);
      },
    });
    this.#prompt = prompt;
  }

  keyFor(command: string): string {
    return keyFor(command, this.keymap, this.scopes);
  }

  say(text: string, tone: 'info' | 'good' | 'bad' = 'info'): void {
    // What went wrong stays until a person has pressed a key; the rest has been read by then.
    const until = tone === 'bad' ? Infinity : this.clock.now() + noticeFor;
    this.#notice = {text: sanitise(text), role: tone, until};
    this.render();
  }

  async confirm({title, lines, accept}: Question): Promise<boolean> {
    const options = [
      {id: 'yes', text: accept},
      {id: 'no', text: 'leave it'},
    ];
    const [answer] = (await this.choose({title, lines, options, isMany: false})) ?? [];
    return answer === 'yes';
  }

  choose(choice: Choice): Promise<readonly string[] | undefined> {
    this.#dialog?.leave();
    return new Promise((resolve) => {
      this.#dialog = new Dialog(choice, (chosen) => {
        this.#dialog = undefined;
        resolve(chosen);
      });
      this.render();
    });
  }

  async lend(program: Program): Promise<Ended> {
    const {terminal, outside} = this.#options;
    this.#isLent = true;
    try {
      return await terminal.lend(() => outside.run(program));
    } finally {
      this.#isLent = false;
      this.render();
    }
  }

  has(program: string): boolean {
    return this.#options.outside.has(program);
  }

  get shell(): readonly string[] {
    return this.#options.outside.shell;
  }

  privateFile(name: string, text: string): Promise<string> {
    return this.#options.outside.privateFile(name, text);
  }

  save(name: string, text: string): Promise<string> {
    return this.#options.outside.save(name, text);
  }

  copy(text: string, what: string): void {
    if (this.#options.terminal.copy(text)) this.say(`copied ${what}`, 'good');
    else this.say(`too long for the clipboard of a terminal, save it instead: ${what}`, 'bad');
  }

  tell(cluster: ClusterRow): boolean {
    const key = clusterKey(cluster);
    if (this.#alarms.delete(key)) return false;
    this.#alarms.set(key, {name: cluster.name, type: cluster.connection.type});
    return true;
  }

  redraw(): void {
    this.#options.terminal.redraw();
  }

  quit(): void {
    this.#options.outside.quit();
  }

  /** Paints what there is to see now; rows that did not change cost nothing. */
  render(): void {
    const {terminal, look, signal} = this.#options;
    if (this.#isLent || signal.aborted) return;
    const {columns, rows} = terminal;
    const lines =
      columns < smallest.columns || rows < smallest.rows
        ? tooSmall({columns, rows})
        : this.#lines({columns, rows});
    terminal.draw(lines.map((line) => paintLine(line, columns, look.sgr, look.ellipsis)));
    if (this.#places.current.isUnfinished) void this.clock.sleep(0, signal).then(() => this.render());
  }

  #lines({columns, rows}: Size): readonly Line[] {
    const screen = this.#places.current;
    const size = {columns, rows: rows - 3};
    screen.update(size, this.clock.now() - this.#lastKeyAt >= restAfter);
    const body = screen.body(size);
    const sheet = this.#dialog?.lines(Math.max(4, size.rows - 4));
    return composed({
      header: screen.header(size),
      body: sheet ? withSheet(body, sheet, size, this.#options.look.rule) : body,
      explanation: this.#explanation(columns),
      footer: this.#footer(columns),
      rows,
    });
  }

  /** One line, or as many as it takes to say what has just happened. */
  #explanation(columns: number): readonly Line[] {
    const suggestions = this.#prompt?.suggestions() ?? [];
    if (suggestions.length > 0) return [suggestions];
    if (this.#notice && this.clock.now() >= this.#notice.until) this.#notice = undefined;
    if (this.#notice && !this.#prompt) {
      const {text, role} = this.#notice;
      return wrapWords(text, columns, mostNoticeLines).map((line) => [{text: line, role}]);
    }
    // Also once the filter is accepted: every row is shown then, which must not pass for its answer.
    const problem = this.table?.problem;
    if (problem !== undefined) return [[{text: sanitise(withoutQuery(problem)), role: 'warn'}]];
    return [[{text: this.#places.current.explanation(), role: 'dim'}]];
  }

  #footer(columns: number): Line {
    if (this.#prompt) return this.#prompt.line(columns);
    if (this.#dialog) return footerLine(dialogHints(this.keymap, this.#dialog.isMany), [], columns);
    return footerLine(hintsOf(this, this.keymap, this.scopes), this.#limits(), columns);
  }

  /** Why these rows and no others, and which of them the next command is for: `/checkout  faults only  3 marked`. */
  #limits(): Line {
    const {filter = '', isFaultsOnly = false, marked = 0} = this.table ?? {};
    const limits: Line = [
      ...(filter === '' ? [] : [{text: `/${sanitise(filter)}`, role: 'match'} as const]),
      ...(isFaultsOnly ? [{text: 'faults only', role: 'match'} as const] : []),
      ...(marked === 0 ? [] : [{text: `${marked} marked`, role: 'mark'} as const]),
    ];
    return limits.flatMap((span) => [span, {text: '  '}]);
  }

  #press(key: Key): void {
    this.#lastKeyAt = this.clock.now();
    this.#notice = undefined;
    if ('paste' in key) this.#prompt?.type(key.paste);
    else this.#pressChord(key.chord);
    this.render();
  }

  #pressChord(chord: string): void {
    const scopes = this.#scopesNow();
    const pressed = this.#keyboard.press(chord, scopes);
    switch (pressed.type) {
      case 'command':
        this.#run(pressed.id);
        return;
      case 'waiting':
        this.#notice = {text: `${pressed.keys} ...`, role: 'dim', until: Infinity};
        return;
      case 'text':
        this.#prompt?.type(pressed.text);
        return;
      case 'nothing':
        // However the keys are bound, this one always gets a person out.
        if (chord === 'ctrl-c') this.quit();
        return;
    }
  }

  #scopesNow(): readonly Scope[] {
    if (this.#dialog) return ['dialog'];
    return this.#prompt ? ['prompt'] : this.scopes;
  }

  #run(id: string): void {
    const command = commandById(id);
    if (command === undefined) return;
    const ran = runCommand(this, command);
    if (ran.type === 'unknown') this.#notice = {text: ran.message, role: 'warn', until: Infinity};
  }

  #runLine(line: string): void {
    const ran = runLine(this, line);
    if (ran.type === 'unknown') this.#notice = {text: sanitise(ran.message), role: 'warn', until: Infinity};
  }

  /** Rows a person wants to hear of. */
  #ring(): void {
    if (this.#alarms.size === 0) return;
    const now = this.clock.now();
    const rows = new Map(this.feed.store.getState().clusters.map((row) => [clusterKey(row), row]));
    for (const [key, before] of this.#alarms) {
      const row = rows.get(key);
      if (row === undefined) {
        this.#alarms.delete(key);
        this.#shout(`${before.name}: the kubeconfig no longer names it`, 'bad');
        continue;
      }
      const {type} = row.connection;
      if (before.type === type) continue;
      this.#alarms.set(key, {name: row.name, type});
      this.#shout(`${row.name}: ${before.type} -> ${stateText(row, now)}`, type === 'live' ? 'good' : 'bad');
    }
  }

  #shout(text: string, tone: 'good' | 'bad'): void {
    this.#options.terminal.bell();
    this.#options.terminal.notify(text);
    this.say(text, tone);
  }
}

/** The query itself stands on the line below. */
function withoutQuery(problem: string): string {
  return problem.replace(/^in the query .*, (?=at ")/, '');
}
