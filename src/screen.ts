import {unwatchFile, watchFile} from 'node:fs';
import {join} from 'node:path';
import process from 'node:process';
import {keymaps, themes} from './built-in.ts';
import type {SettingsProblem} from './config/index.ts';
import {type Guardian, openGuardian} from './guardian.ts';
import {keymapFor} from './keymap.ts';
import {type FleetWish, openFleet} from './open-fleet.ts';
import {outsideOf} from './outside.ts';
import type {Outside, Terminal} from './ui/index.ts';
import {closingTime} from './way-out.ts';

export interface ScreenWish extends Omit<FleetWish, 'isOverview' | 'isInteractive'> {
  /** The terminal is taken from here on: what is needed to give it back. */
  onTerminal(terminal: Pick<Terminal, 'isLent' | 'restoration' | 'redraw'>): void;
  /** Another program has given it back. */
  onLoanEnd(): void;
  quit(): void;
  /** The first thing said, where nothing is wrong. */
  readonly greeting?: string;
}

export type ScreenEnd =
  | {readonly type: 'ended'}
  | {readonly type: 'refused'; readonly complaints: readonly string[]};

/** The live grid, until its person or a signal ends it. */
export async function runScreen(wish: ScreenWish): Promise<ScreenEnd> {
  const {environment, home, clock, signal} = wish;
  const obstacle = obstacleTo(environment);
  if (obstacle !== undefined) return {type: 'refused', complaints: [obstacle]};
  const [ui, config, opened, guardian] = await Promise.all([
    import('./ui/index.ts'),
    import('./config/index.ts'),
    openFleet({...wish, isOverview: true, isInteractive: true}),
    openGuardian(),
  ]);
  if (opened.type === 'refused') return opened;
  const folder = config.configFolder({environment, home});
  const userFolder = join(folder, 'themes');
  const {screen, problems: misnomers} = config.checkNames(opened.loaded, {
    keymaps: Object.keys(keymaps),
    themes: config.themeNames(Object.keys(themes), userFolder),
    columns: ui.viewColumns(),
    groups: opened.loaded.settings.groups.map(({name}) => name),
  });
  const themeName = config.themeName(screen.theme, environment);
  const keys = await keymapFor(wish, screen.keymap);
  const theme = config.loadTheme({
    name: themeName,
    builtIn: themes,
    roles: ui.roles,
    userFolder,
  });
  const told = (problem: SettingsProblem) => config.describeProblem(problem);
  const warnings = misnomers.filter(({isFatal}) => !isFatal).map(told);
  const problems = [
    ...misnomers.filter(({isFatal}) => isFatal).map((problem) => `error: ${told(problem)}`),
    ...keys.complaints,
    ...theme.problems.map((problem) => `error: ${told(problem)}`),
  ];
  if (problems.length > 0) {
    await opened.watch.close();
    const forgiven = warnings.map((warning) => `warning: ${warning}`);
    return {type: 'refused', complaints: [...opened.complaints, ...forgiven, ...problems]};
  }

  const isAscii = config.glyphSet(screen.glyphs, environment) === 'ascii';
  const outside = outsideOf({environment, home, shell: screen.shell, now: clock.now, quit: wish.quit});
  const terminal = await ui.openTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    environment,
    clock,
    signal,
  });
  wish.onTerminal(terminal);
  const {restoration} = terminal;
  guardian.watchOver(restoration);
  try {
    // So that the first frame shows every context there is.
    opened.feed.flush();
    const app = new ui.App({
      terminal,
      feed: opened.feed,
      watch: opened.watch,
      clock,
      keymap: keys.keymap,
      look: {
        sgr: config.sgrOf(theme.theme, config.colourDepth(environment, true)),
        ellipsis: isAscii ? '..' : '…',
        rule: isAscii ? '-' : '─',
      },
      outside: guarded(outside, guardian, {restoration, onLoanEnd: wish.onLoanEnd}),
      isReadOnly: true,
      favourites: screen.favourites,
      columns: screen.columns,
      signal,
    });
    app.greet([...opened.loaded.problems.map(told), ...warnings], wish.greeting);
    followKeymap(keys.file, signal, async () => {
      const {keymap, complaints} = await keymapFor(wish, screen.keymap);
      app.useKeymap(
        keymap,
        complaints.map((complaint) => shortened(complaint, folder)),
      );
    });
    const wanted = opened.watch.want(await alwaysWatched());
    await ended(signal);
    wanted[Symbol.dispose]();
  } finally {
    await terminal.close();
    guardian.watchOver('');
    outside.close();
    await Promise.race([opened.watch.close(), clock.sleep(closingTime)]);
  }
  return {type: 'ended'};
}

/** ms between two looks at the person's keymap: it is edited in another terminal, and nobody waits for it. */
const lookEvery = 1000;

/** Calls when the file is another, appears or goes. */
function followKeymap(file: string, signal: AbortSignal, onChange: () => Promise<void>): void {
  if (signal.aborted) return;
  watchFile(file, {interval: lookEvery, persistent: false}, (now, before) => {
    if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) void onChange();
  });
  signal.addEventListener('abort', () => unwatchFile(file), {once: true});
}

/** For a line of the screen, where a long path would leave no room for what is wrong. */
function shortened(complaint: string, folder: string): string {
  return complaint.replace('error: ', '').replace(`${folder}/`, '');
}

/** Why there can be no grid here, and what there is instead. */
function obstacleTo(environment: ScreenWish['environment']): string | undefined {
  const instead = 'there is "flotilla get clusters" (see "flotilla get --help")';
  if (process.stdout.isTTY !== true || process.stdin.isTTY !== true)
    return `error: the grid needs a terminal; for pipes and scripts ${instead}`;
  if (environment['TERM'] === 'dumb')
    return `error: the grid needs a terminal that can move its cursor (TERM is dumb); for this one ${instead}`;
  return undefined;
}

/** While another program has the terminal, there is nothing of ours to put right. */
function guarded(
  outside: Outside,
  guardian: Guardian,
  {restoration, onLoanEnd}: {readonly restoration: string} & Pick<ScreenWish, 'onLoanEnd'>,
): Outside {
  return {
    ...outside,
    async run(program) {
      guardian.watchOver('');
      try {
        return await outside.run(program);
      } finally {
        onLoanEnd();
        guardian.watchOver(restoration);
      }
    },
  };
}

async function alwaysWatched() {
  return (await import('./kinds/index.ts')).alwaysWatched;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), {once: true});
  });
}
