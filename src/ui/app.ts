import {areLoginsWaiting, chooseLogins} from '../commands/index.ts';
import type {Keymap, Scope} from '../config/index.ts';
import type {Feed} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import type {Watch} from '../watch/index.ts';
import {explanationLines, footer} from './bottom.ts';
import {composed, smallest, tooSmall, withSheet} from './frame.ts';
import {LiveStage} from './live-stage.ts';
import type {Outside} from './outside.ts';
import {type Line, paintLine} from './paint/line.ts';
import type {Role} from './paint/roles.ts';
import type {ProblemSource} from './problems.ts';
import type {Size} from './screens/screen.ts';
import type {Key, Terminal} from './terminal/index.ts';

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
/** How often ages and the kubeconfig's problems are looked at, ms: what did not change costs nothing. */
const tickEvery = 1000;
/** What stands still is painted anew so often, ms: what counts minutes and hours may be so late. */
const longestStill = 10_000;

/**
 * The screen and whoever sits before it: keys come in and become commands, the model's publications and commands become
 * frames. It lives until its signal ends it.
 */
export class App {
  /** What commands act on. */
  readonly stage: LiveStage;
  readonly #options: AppOptions;
  #lastKeyAt = 0;
  #paintedAt = 0;
  #isGoingOn = false;
  #isTyping = false;

  constructor(options: AppOptions) {
    this.#options = options;
    this.stage = new LiveStage(options, () => this.render());
    const {terminal, feed, clock, signal} = options;
    terminal.onKey((key) => this.#press(key));
    terminal.onResize(() => this.render());
    const unsubscribe = feed.store.subscribe(() => {
      this.#ring();
      this.render();
    });
    signal.addEventListener('abort', unsubscribe, {once: true});
    clock.every(tickEvery, signal, () => {
      this.#note('kubeconfig', options.watch.problems);
      if (!this.#isStill()) this.render();
    });
    this.render();
  }

  /** The first things a person is told: what is wrong with their files, which logins wait to be chosen. */
  greet(settingsProblems: readonly string[], greeting?: string): void {
    if (greeting !== undefined) this.stage.say(greeting);
    this.#note('settings', settingsProblems);
    this.#note('kubeconfig', this.#options.watch.problems);
    if (areLoginsWaiting(this.stage)) void chooseLogins(this.stage);
  }

  /** A person has edited their keymap while it runs; `problems` were left out of it. */
  useKeymap(keymap: Keymap, problems: readonly string[] = []): void {
    this.stage.keyboard.use(keymap);
    if (problems.length === 0) this.stage.say('keymap.yaml is read again', 'good');
    this.#note('keymap', problems);
  }

  /** Paints what there is to see now; rows that did not change cost nothing. */
  render(): void {
    const {terminal, look, signal} = this.#options;
    if (terminal.isLent || signal.aborted) return;
    this.#paintedAt = this.#options.clock.now();
    const {columns, rows} = terminal;
    const isTooSmall = columns < smallest.columns || rows < smallest.rows;
    const lines = isTooSmall ? this.#apology({columns, rows}) : this.#lines({columns, rows});
    terminal.draw(lines.map((line) => paintLine(line, columns, look.sgr, look.ellipsis)));
  }

  /** Whether another frame would say the same, but for what counts minutes. A quiet fleet costs nothing to look at. */
  #isStill(): boolean {
    const {screen, notices} = this.stage;
    if (this.#paintedAt - this.#lastKeyAt < restAfter || notices.isPassing) return false;
    if (this.#options.clock.now() - this.#paintedAt >= longestStill) return false;
    return screen.isStill?.(this.#paintedAt) ?? false;
  }

  #apology(size: Size): readonly Line[] {
    this.stage.notices.hide();
    return tooSmall(size, this.stage.keyFor('app.quit'));
  }

  #lines({columns, rows}: Size): readonly Line[] {
    const {screen, dialog} = this.stage;
    const size = {columns, rows: rows - 3};
    screen.update(size, this.#options.clock.now() - this.#lastKeyAt >= restAfter);
    if (screen.isUnfinished) void this.#goOn();
    const body = screen.body(size);
    const sheet = dialog?.lines(Math.max(4, size.rows - 4));
    return composed({
      header: screen.header(size),
      body: sheet ? withSheet(body, sheet, size, this.#options.look.rule) : body,
      explanation: explanationLines(this.stage, columns),
      footer: footer(this.stage, columns),
      rows,
    });
  }

  /** Looks at the rest as soon as keys and events have had their turn. */
  async #goOn(): Promise<void> {
    if (this.#isGoingOn) return;
    this.#isGoingOn = true;
    await this.#options.clock.sleep(0, this.#options.signal);
    this.#isGoingOn = false;
    this.render();
  }

  #press(key: Key): void {
    const {stage} = this;
    this.#lastKeyAt = this.#options.clock.now();
    stage.notices.seen(this.#lastKeyAt);
    if ('paste' in key) this.#type(key.paste);
    else this.#pressChord(key.chord);
  }

  /** Letters that come at once, as of a text pasted where pastes are not told, are one frame. */
  #type(text: string): void {
    this.stage.prompt?.type(text);
    void this.#renderTyped();
  }

  async #renderTyped(): Promise<void> {
    if (this.#isTyping) return;
    this.#isTyping = true;
    await Promise.resolve();
    this.#isTyping = false;
    this.render();
  }

  #pressChord(chord: string): void {
    const {stage} = this;
    const pressed = stage.keyboard.press(chord, this.#scopes());
    switch (pressed.type) {
      case 'command':
        stage.run(pressed.id);
        break;
      case 'waiting':
        stage.notices.answer(`${pressed.keys} ...`, 'dim');
        break;
      case 'text':
        this.#type(pressed.text);
        return;
      case 'nothing':
        // However the keys are bound, this one always gets a person out.
        if (chord === 'ctrl-c') stage.quit();
        break;
    }
    this.render();
  }

  /** Of whatever is in front. */
  #scopes(): readonly Scope[] {
    if (this.stage.dialog) return ['dialog'];
    return this.stage.prompt ? ['prompt'] : this.stage.scopes;
  }

  #note(source: ProblemSource, problems: readonly string[]): void {
    const told = this.stage.problems.replace(source, problems);
    if (!told) return;
    this.stage.notices.say(told.text, told.tone, this.#options.clock.now(), source);
    this.render();
  }

  #ring(): void {
    const {terminal, feed, clock} = this.#options;
    for (const {text, tone} of this.stage.alarms.changes(feed.store.getState().clusters, clock.now())) {
      terminal.bell();
      terminal.notify(text);
      this.stage.say(text, tone);
    }
  }
}
