import process from 'node:process';
import {afterEach} from 'node:test';
import {allCommands} from '../../src/commands/index.ts';
import {type ColourDepth, loadKeymap, loadTheme, sgrOf} from '../../src/config/index.ts';
import {type ConnectionState, createFeed, type Feed, type WatchState} from '../../src/fleet/index.ts';
import {
  alwaysWatched,
  type BaseRecord,
  findKind,
  type Kind,
  kindId,
  type NodeRecord,
  type PodRecord,
} from '../../src/kinds/index.ts';
import {hubSystems} from '../../src/providers/index.ts';
import {App, type AppOptions, roles} from '../../src/ui/index.ts';
import {withoutSgr} from '../../src/ui/paint/ansi.ts';
import type {Terminal} from '../../src/ui/terminal/index.ts';
import {builtIn} from '../config/keymaps.ts';
import {facts, read} from '../fleet/fleet.ts';
import {openTestTerminal, type TestTerminal} from '../terminal/screen.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';
import {type PlayedOutside, type PlayedWatch, playedOutside, playedWatch} from './played-watch.ts';

// Times of day stand on the screens.
process.env['TZ'] = 'UTC';

/** ms: 2027-01-15T08:00:00Z, which is also when the events of `test/fleet/page/inputs.ts` take place. */
export const start = 1_800_000_000_000;

export const minute = 60_000;

export interface StageForm {
  readonly columns?: number;
  readonly rows?: number;
  readonly keymap?: 'k9s' | 'vim';
  readonly theme?: 'dark' | 'mono';
  readonly depth?: ColourDepth;
  readonly isAscii?: true;
  readonly favourites?: readonly string[];
  readonly chosenColumns?: AppOptions['columns'];
  /** Puts clusters into the feed before the first frame. */
  readonly fleet?: (stage: Fleet) => void;
}

/** Where clusters are put. */
export interface Fleet {
  readonly feed: Feed;
  readonly clock: ManualClock;
  readonly watch: PlayedWatch;
}

/** The whole screen over a real model, a terminal in memory, a clock that stands still and a watch that is played. */
export interface UiStage extends Fleet {
  readonly app: App;
  readonly terminal: TestTerminal;
  readonly outside: PlayedOutside;
  close(): Promise<void>;
  /** Presses keys one by one, and has all they ask for done. */
  press(...chords: readonly string[]): Promise<void>;
  type(text: string): Promise<void>;
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** Publishes what a test told the feed, and paints it. */
  shown(): Promise<readonly string[]>;
  /** The frame that was drawn last, without its looks: as we count its cells, whatever a terminal makes of them. */
  frame(): readonly string[];
  /** The rows as they are on the screen. */
  readonly screen: readonly string[];
  readonly header: string;
  readonly footer: string;
  /** The line above the footer. */
  readonly explanation: string;
  /** The row that the cursor is on, without its mark. */
  readonly cursorRow: string;
  /** First words of the rows between heading and explanation. */
  readonly names: readonly string[];
}

export async function stage(form: StageForm = {}): Promise<UiStage> {
  const clock = manualClock(start);
  const ending = new AbortController();
  const feed = createFeed({clock, signal: ending.signal, hubs: hubSystems});
  const watch = playedWatch();
  const outside = playedOutside();
  form.fleet?.({feed, clock, watch});
  feed.flush();
  const {columns = 80, rows = 24} = form;
  const terminal = await openTestTerminal({columns, rows, clock});
  const close = () => {
    endings.delete(close);
    ending.abort();
    return terminal.close();
  };
  endings.add(close);
  let drawn: readonly string[] = [];
  const app = new App({
    terminal: watched(terminal.terminal, (frame) => {
      drawn = frame;
    }),
    feed,
    watch,
    clock,
    keymap: keymapOf(form.keymap ?? 'k9s'),
    look: {
      sgr: sgrOf(themeOf(form.theme ?? 'dark'), form.depth ?? '256'),
      ellipsis: form.isAscii ? '..' : '…',
      rule: form.isAscii ? '-' : '─',
    },
    outside,
    isReadOnly: true,
    favourites: form.favourites ?? [],
    columns: form.chosenColumns ?? {},
    signal: ending.signal,
  });
  const settled = async () => {
    // What a key asked for may take some turns: a file that is written, an object that is read.
    for (let turn = 0; turn < 8; turn++) await clock.advance(0);
    // A program that has ended gives the terminal back, in as many turns as the emulator takes.
    while (terminal.terminal.isLent && !outside.isRunning) await clock.advance(0);
    for (let turn = 0; turn < 4; turn++) await clock.advance(0);
    await terminal.settled();
  };
  await settled();
  return {
    app,
    feed,
    clock,
    watch,
    outside,
    terminal,
    close,
    async press(...chords) {
      for (const chord of chords) {
        terminal.press(chord);
        await settled();
      }
    },
    async type(text) {
      terminal.type(text);
      await settled();
    },
    async paste(text) {
      terminal.paste(text);
      await settled();
    },
    async resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      await settled();
    },
    async shown() {
      feed.flush();
      app.render();
      await settled();
      return terminal.screen();
    },
    frame: () => drawn.map(withoutSgr),
    get screen() {
      return terminal.screen();
    },
    get header() {
      return terminal.screen()[0] ?? '';
    },
    get footer() {
      return terminal.screen().at(-1) ?? '';
    },
    get explanation() {
      const lines = terminal.screen().slice(0, -1);
      // A long notice goes on in lines that are indented.
      const first = lines.findLastIndex((line) => !line.startsWith('  '));
      return lines
        .slice(first)
        .map((line) => line.trim())
        .join(' ');
    },
    get cursorRow() {
      return (terminal.screen().find((line) => line.startsWith('>')) ?? '').slice(2);
    },
    get names() {
      return terminal
        .screen()
        .slice(2, -2)
        .flatMap((line) => /^[> ][* ]([^ ]+)/.exec(line.replace(/^\*/, ' '))?.[1] ?? []);
    },
  };
}

/** The same terminal, whose frames are seen on the way. */
function watched(terminal: Terminal, onDraw: (frame: readonly string[]) => void): Terminal {
  return new Proxy(terminal, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'draw')
        return (frame: readonly string[]) => {
          onDraw(frame);
          target.draw(frame);
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const endings = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const close of [...endings]) await close();
});

export function keymapOf(name: 'k9s' | 'vim') {
  const {keymap, problems} = loadKeymap({
    name,
    builtIn: builtIn('keymaps'),
    userFile: '/nonexistent/keymap.yaml',
    commands: allCommands,
  });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return keymap;
}

function themeOf(name: string) {
  return loadTheme({name, builtIn: builtIn('themes'), roles, userFolder: '/nonexistent'}).theme;
}

export interface ClusterForm {
  readonly tier?: string;
  readonly group?: string;
  readonly version?: string;
  readonly server?: string;
  readonly connection?: ConnectionState;
  /** By plural; what is not given is read and empty. */
  readonly held?: Readonly<Record<string, readonly BaseRecord[]>>;
  /** States of kinds (plural) other than synced. */
  readonly watches?: Readonly<Record<string, WatchState>>;
  /** Nothing was ever heard of it. */
  readonly isUnheard?: true;
}

/** Describes a cluster, has it read whole, and then puts it into its state. */
export function cluster({feed, clock, watch}: Fleet, context: string, form: ClusterForm = {}): void {
  const {tier = 'prod', group = 'eu', version = 'v1.36.2', connection, held = {}, watches = {}} = form;
  if (!watch.play.contexts.includes(context)) watch.play.contexts.push(context);
  const order = watch.play.contexts.indexOf(context);
  const server = form.server ?? `https://${context}.example:6443`;
  feed.describe(facts(context, {order, tier, group, server}));
  if (form.isUnheard !== true) {
    feed.heard(context, clock.now(), 0);
    feed.connection(context, {type: 'live', since: start - 4 * 60 * minute});
    feed.version(context, {git: version});
    for (const kind of alwaysWatched) read(feed, context, kind, held[kind.resource.plural] ?? []);
    for (const [plural, records] of Object.entries(held)) {
      const kind = findKind(plural);
      if (kind && !alwaysWatched.some(({resource}) => resource.plural === plural))
        read(feed, context, kind, records);
    }
    for (const [plural, state] of Object.entries(watches))
      feed.watch(context, kindId(watchedKind(plural)), state);
  }
  if (connection) feed.connection(context, connection);
}

/** Another reading of one kind. */
export function hold({feed}: Fleet, context: string, plural: string, records: readonly BaseRecord[]): void {
  read(feed, context, watchedKind(plural), records);
}

function watchedKind(plural: string): Kind<BaseRecord> {
  const kind = alwaysWatched.find(({resource}) => resource.plural === plural) ?? findKind(plural);
  if (kind === undefined) throw new Error(`no kind ${plural}`);
  return kind;
}

/** As many as asked for, made by their number. */
export function many<R extends PodRecord | NodeRecord>(count: number, make: (index: number) => R): R[] {
  return Array.from({length: count}, (_, index) => make(index));
}
