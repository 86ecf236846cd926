import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import {eventually, isAlive} from '../kube/plugin.ts';
import {until} from '../kube/until.ts';
import {openTmux, type Tmux} from '../terminal/tmux.ts';

/** A person's folders, gone with the test. */
export interface Home {
  readonly path: string;
  /** Writes a file below it, with the folders on the way, and answers its path. */
  write(name: string, text: string, mode?: number): string;
  /** '' for one that there is not. */
  read(name: string): string;
}

export function makeHome(context: TestContext): Home {
  const path = mkdtempSync(join(tmpdir(), 'flotilla-home-'));
  context.after(() => rmSync(path, {recursive: true, force: true}));
  const write = (name: string, text: string, mode = 0o600) => {
    const file = join(path, name);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, text, {mode});
    return file;
  };
  write('run/.keep', '');
  return {
    path,
    write,
    read(name) {
      const file = join(path, name);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    },
  };
}

export interface ProgramOptions {
  readonly home: Home;
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** What is typed after the program's name, with pipes and all. Default `demo`. */
  readonly words?: string;
  /** A line for the shell before it. */
  readonly before?: string;
  /** A line for the shell when it has ended. */
  readonly after?: string;
  /** It is typed into this shell instead, whose prompt is `typed: `. */
  readonly shell?: string;
}

/** The built program in a terminal. */
export interface Program extends Tmux {
  /** Of the program itself, or of what became of it. */
  readonly pid: () => number;
  /**
   * Until only so many of the processes are left that it is and has started; none when left out. Where there is no `/proc`,
   * it alone is looked at.
   */
  untilGone(left?: number): Promise<void>;
  /** Everything that reaches the terminal, from the start. */
  wire(): string;
  untilRow(name: string, shape: RegExp, limit?: number): Promise<readonly string[]>;
  untilLine(shape: RegExp, limit?: number): Promise<readonly string[]>;
}

/** So far: each has a mark in its environment, by which its processes are known. */
let opened = 0;

/** Starts it in a shell that knows nothing but this home. What the shell says when it has ended: `ended CODE`. */
export async function openProgram(context: TestContext, options: ProgramOptions): Promise<Program> {
  const {home, words = 'demo', before = ':', after = ':', columns = 80, rows = 24, shell} = options;
  const variables = Object.entries({
    PATH: `${home.path}/bin:${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: home.path,
    XDG_RUNTIME_DIR: `${home.path}/run`,
    TMPDIR: `${home.path}/run`,
    // Compiled once for all tests, as it is for a person.
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    SHELL: '/bin/sh',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    ...options.environment,
  }).map(([name, value]) => quoted(`${name}=${value}`));
  const mark = `${process.pid}-${++opened}`;
  const bin = `${quoted(process.execPath)} ${quoted(resolve('bin/flotilla.js'))}`;
  home.write(
    'bin/flotilla',
    `#!/bin/sh\nexport FLOTILLA_RUN=${mark}\necho $$ >"$HOME/pid"\nexec ${bin} "$@"\n`,
    0o700,
  );
  const line = `flotilla ${words}; echo "ended $?"`;
  // Not before all it writes is kept as well.
  const script = [before, 'stty -echo; : >"$HOME/ready"; read -r begin; stty echo'];
  if (shell === undefined) script.push(line, after, 'exec cat');
  else script.push(`exec env PS1='typed: ' ENV= ${shell}`);
  rmSync(`${home.path}/ready`, {force: true});
  const tmux = openTmux(context, `exec env -i ${variables.join(' ')} sh -c ${quoted(script.join('\n'))}`, {
    columns,
    rows,
  });
  const untilGone = (left = 0) =>
    eventually(
      `${left} processes are left`,
      async () => (await processesOf(home, mark)).length === left,
      5000,
    );
  context.after(async () => {
    // The terminal has gone just now; who still writes would make the folders anew. Never fails, or those after it do not run.
    await untilGone().catch(() => undefined);
    rmSync(home.path, {recursive: true, force: true});
  });
  const socket = tmux.ask('socket_path');
  spawnSync('tmux', ['-S', socket, 'pipe-pane', `exec cat >${quoted(`${home.path}/wire`)}`]);
  await until('what is written is kept', () =>
    ['wire', 'ready'].every((name) => existsSync(`${home.path}/${name}`)),
  );
  tmux.press('Enter');
  if (shell !== undefined) {
    await tmux.until('prompt', ([first = '']) => first.startsWith('typed:'));
    tmux.type(line);
    tmux.press('Enter');
  }
  return {
    ...tmux,
    pid: () => Number(home.read('pid')),
    untilGone,
    wire: () => home.read('wire'),
    untilRow: (name, shape, limit) =>
      tmux.until(`${name} ${shape}`, (lines) => shape.test(rowOf(lines, name)), limit),
    untilLine: (shape, limit) =>
      tmux.until(String(shape), (lines) => lines.some((line) => shape.test(line)), limit),
  };
}

/** The line of this cluster, '' when there is none. */
export function rowOf(lines: readonly string[], name: string): string {
  return lines.find((line) => line.slice(2).startsWith(`${name} `)) ?? '';
}

/** Process ids. */
async function processesOf(home: Home, mark: string): Promise<readonly number[]> {
  const all = existsSync('/proc/self/environ')
    ? readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    : [home.read('pid')];
  const isIts = async (pid: number) =>
    (await isAlive(pid)) && (all.length === 1 || environmentOf(pid).includes(`FLOTILLA_RUN=${mark}\0`));
  const found = await Promise.all(all.map(Number).map(async (pid) => ((await isIts(pid)) ? [pid] : [])));
  return found.flat();
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return '';
  }
}

/** Every cluster of the demonstration has answered, or will not. */
export const settled = /^all 24\/24 .* OTHER {2}0 /;

export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
