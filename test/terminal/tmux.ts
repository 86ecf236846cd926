import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import type {TestContext} from 'node:test';
import {setTimeout as wait} from 'node:timers/promises';

export interface TmuxOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export interface Tmux {
  /** Keys as tmux names them: `Enter`, `C-r`, `S-Left`, `F5`, `j`. */
  press(...keys: readonly string[]): void;
  /** Text as it stands. */
  type(text: string): void;
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  screen(): readonly string[];
  /** Polls the screen until it holds; fails with what is on it instead. */
  until(
    what: string,
    holds: (screen: readonly string[]) => boolean,
    limit?: number,
  ): Promise<readonly string[]>;
  /** The value of a format (`pane_dead`, `alternate_on`, `cursor_flag`, `pane_pid`). */
  ask(format: string): string;
  /** The server itself, which is the terminal: stopped, it reads nothing. */
  readonly serverPid: number;
}

/** A real terminal of this size that runs `command` in a shell and stays when it ends; gone with the test. */
export function openTmux(test: TestContext, command: string, options: TmuxOptions = {}): Tmux {
  const {columns = 80, rows = 24, environment = {}, folder} = options;
  // A server of its own, whose socket nobody else finds, without the person's settings.
  const socketFolder = mkdtempSync(join(tmpdir(), 'flotilla-tmux-'));
  const base = ['-S', join(socketFolder, 'socket'), '-f', '/dev/null'];
  const run = (...args: readonly string[]) =>
    execFileSync('tmux', [...base, ...args], {
      encoding: 'utf8',
      env: {...process.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color', TMUX: ''},
    });
  test.after(() => {
    spawnSync('tmux', [...base, 'kill-server']);
    rmSync(socketFolder, {recursive: true, force: true});
  });
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const inFolder = folder === undefined ? [] : ['-c', folder];
  const size = ['-x', String(columns), '-y', String(rows)];
  run(
    ...['set-option', '-g', 'remain-on-exit', 'on', ';', 'set-option', '-g', 'escape-time', '0', ';'],
    ...['new-session', '-d', ...size, ...variables, ...inFolder, command],
  );
  const screen = () => run('capture-pane', '-p').replace(/\n$/, '').split('\n');
  const ask = (format: string) => run('display-message', '-p', `#{${format}}`).trim();
  return {
    press: (...keys) => void run('send-keys', ...keys),
    type: (text) => void run('send-keys', '-l', text),
    paste(text) {
      run('set-buffer', text);
      run('paste-buffer', '-p');
    },
    resize: (newColumns, newRows) =>
      void run('resize-window', '-x', String(newColumns), '-y', String(newRows)),
    screen,
    async until(what, holds, limit = 15_000) {
      const deadline = Date.now() + limit;
      for (;;) {
        const shown = screen();
        if (holds(shown)) return shown;
        if (Date.now() > deadline) throw new Error(`no ${what} within ${limit} ms:\n${shown.join('\n')}`);
        await wait(20);
      }
    },
    ask,
    serverPid: Number(ask('pid')),
  };
}

/** For `test(name, {skip: withoutTmux}, …)`: the reason, where there is no tmux. */
export const withoutTmux: string | false =
  spawnSync('tmux', ['-V']).status === 0
    ? false
    : 'tmux is not installed: no test on a real terminal was run';
