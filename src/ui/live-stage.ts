import {
  type Choice,
  type CursorFacet,
  commandById,
  complete,
  type Ended,
  type GridFacet,
  keyFor,
  type Place,
  type PrivateFile,
  type Program,
  type Question,
  type Ran,
  type Reading,
  runCommand,
  runLine,
  type Stage,
  type Subject,
  type TableFacet,
  type TextFacet,
} from '../commands/index.ts';
import type {Keymap, Scope} from '../config/index.ts';
import type {ClusterRow, Feed} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import type {Watch} from '../watch/index.ts';
import {Alarms} from './alarms.ts';
import type {AppOptions} from './app.ts';
import {Keyboard} from './keyboard.ts';
import {Notices, type Tone} from './notices.ts';
import {Places} from './places.ts';
import {Problems} from './problems.ts';
import {makeScreen} from './screens/make.ts';
import type {Screen} from './screens/screen.ts';
import {commandPrompt, filterPrompt, TypedLines} from './typing.ts';
import {Dialog} from './widgets/dialog.ts';
import type {Prompt} from './widgets/prompt.ts';

/** What commands act on: the screen that is open, what is typed, asked and said over it, and the world around. */
export class LiveStage implements Stage {
  readonly watch: Watch;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly keyboard: Keyboard;
  readonly notices = new Notices();
  readonly problems = new Problems();
  readonly alarms = new Alarms();
  /** There is something else to show, and no key led to it. */
  readonly render: () => void;
  readonly #options: AppOptions;
  readonly #places: Places;
  readonly #commands = new TypedLines();
  readonly #filters = new TypedLines();
  #prompt: Prompt | undefined;
  #dialog: Dialog | undefined;
  #group = '';

  constructor(options: AppOptions, render: () => void) {
    this.#options = options;
    this.render = render;
    this.watch = options.watch;
    this.feed = options.feed;
    this.clock = options.clock;
    this.keyboard = new Keyboard(options.keymap);
    this.#places = new Places((place) => makeScreen(place, {stage: this, options}));
    options.signal.addEventListener('abort', () => this.#places.close(), {once: true});
  }

  get keymap(): Keymap {
    return this.keyboard.keymap;
  }

  get screen(): Screen {
    return this.#places.current;
  }

  get scopes(): readonly Scope[] {
    return [...this.screen.scopes, 'global'];
  }

  get subject(): Subject {
    return this.screen.subject;
  }

  get cursor(): CursorFacet | undefined {
    return this.screen.cursor;
  }

  get table(): TableFacet | undefined {
    return this.screen.table;
  }

  get grid(): GridFacet | undefined {
    return this.screen.grid;
  }

  get text(): TextFacet | undefined {
    return this.screen.text;
  }

  /** A question stands in front of what is being typed. */
  get prompt(): Prompt | undefined {
    return this.#dialog ? undefined : this.#prompt;
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
    // They are read there, all of them.
    if (place.type === 'problems') this.notices.clear();
  }

  back(): boolean {
    const inFront = this.#dialog ?? this.#prompt;
    if (inFront === undefined) return this.screen.leave() || this.#places.step(-1);
    inFront.leave();
    return true;
  }

  step(by: -1 | 1): void {
    if (!this.#places.step(by)) this.say(by < 0 ? 'this is where you came in' : 'there is no later place');
  }

  /** Runs the command that a key stands for. */
  run(id: string): void {
    const command = commandById(id);
    if (command) this.#answer(runCommand(this, command));
  }

  repeat(): void {
    const {latest} = this.#commands;
    if (latest === undefined) this.say('no command was typed yet');
    else this.#answer(runLine(this, latest));
  }

  edit(what: 'command' | 'filter'): void {
    const onEnd = () => {
      this.#prompt = undefined;
    };
    this.#prompt =
      what === 'command'
        ? commandPrompt({
            history: this.#commands,
            onEnd,
            complete: (typed) => complete(this, typed),
            run: (line) => this.#answer(runLine(this, line)),
          })
        : filterPrompt({
            history: this.#filters,
            onEnd,
            before: this.table?.filter ?? '',
            follow: (typed) => {
              this.table?.setFilter(typed);
              this.text?.setSearch(typed);
            },
          });
  }

  keyFor(command: string): string {
    return keyFor(command, this.keymap, this.scopes);
  }

  say(text: string, tone: Tone = 'info'): void {
    this.notices.say(text, tone, this.clock.now());
    this.render();
  }

  async confirm({title, lines, accept, isSlip}: Question): Promise<boolean> {
    const yes = {id: 'yes', text: accept};
    const no = {id: 'no', text: isSlip ? 'stay' : 'leave it'};
    const chosen = await this.choose({title, lines, options: isSlip ? [no, yes] : [yes, no], isMany: false});
    return chosen?.[0] === yes.id;
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
    try {
      return await terminal.lend(() => outside.run(program));
    } finally {
      this.render();
    }
  }

  has(program: string): boolean {
    return this.#options.outside.has(program);
  }

  get shell(): readonly string[] {
    return this.#options.outside.shell;
  }

  read(program: Reading, signal: AbortSignal): Promise<Ended> {
    return this.#options.outside.read(program, signal);
  }

  privateFile(name: string, text: string): Promise<PrivateFile> {
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
    return this.alarms.toggle(cluster);
  }

  redraw(): void {
    this.#options.terminal.redraw();
  }

  quit(): void {
    this.#options.outside.quit();
  }

  #answer(ran: Ran): void {
    if (ran.type === 'unknown') this.notices.answer(ran.message, 'warn');
  }
}
