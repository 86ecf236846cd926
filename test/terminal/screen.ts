import assert from 'node:assert/strict';
import {EventEmitter} from 'node:events';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import process from 'node:process';
import type {ReadStream, WriteStream} from 'node:tty';
import type {Terminal as HeadlessTerminal, IBufferCell} from '@xterm/headless';
import type {Clock} from '../../src/text/index.ts';
import {openTerminal, type Terminal} from '../../src/ui/terminal/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {bytesOf} from './keys.ts';

// The package is CommonJS that names its exports in a way Node cannot see.
const {Terminal: Headless} = createRequire(import.meta.url)('@xterm/headless') as {
  Terminal: new (options: {
    cols: number;
    rows: number;
    allowProposedApi: boolean;
    convertEol: boolean;
  }) => HeadlessTerminal;
};

export interface TestTerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  /** A serial line, say. */
  readonly isSizeUnknown?: true;
}

export interface TestTerminal {
  readonly terminal: Terminal;
  /** What the person's terminal shows and how it is set. */
  readonly emulator: HeadlessTerminal;
  /** Presses keys, each written as a chord. */
  press(...chords: readonly string[]): void;
  /** Types a text, as fast as it can be. */
  type(text: string): void;
  /** Bytes as the terminal would send them. */
  send(...chunks: readonly (string | Buffer)[]): void;
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** The rows as they are seen, without blanks at their ends. */
  screen(): readonly string[];
  /** The looks of the cells of a row, each as `column:text:look`, where they are not plain. */
  looks(row: number): readonly string[];
  /** Bytes sent to the terminal since this was asked last. */
  bytes(): number;
  /** All that has been sent to the terminal. */
  readonly sent: string;
  readonly isRaw: boolean;
  /** While stalled, the terminal reads nothing. */
  stall(): void;
  goOn(): void;
  /** Resolves when everything drawn so far is on the screen. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** A person's terminal, in memory, with ours opened on it. */
export async function openTestTerminal(options: TestTerminalOptions = {}): Promise<TestTerminal> {
  const {columns = 80, rows = 24, environment = {}, clock = manualClock()} = options;
  const emulator = new Headless({cols: columns, rows, allowProposedApi: true, convertEol: true});
  const stdout = new FakeStdout(emulator, options.isSizeUnknown === true);
  const stdin = new FakeStdin();
  const ending = new AbortController();
  const terminal = await openTerminal({
    stdin: stdin as unknown as ReadStream,
    stdout: stdout as unknown as WriteStream,
    environment,
    clock,
    signal: ending.signal,
  });
  let counted = 0;
  const parsed = () => new Promise<void>((resolve) => emulator.write('', resolve));
  const send = (...chunks: readonly (string | Buffer)[]) => {
    for (const chunk of chunks) stdin.emit('data', Buffer.from(chunk));
  };
  return {
    terminal,
    emulator,
    // Escape as the kitty protocol reports it: nobody has to wait for what might follow.
    press: (...chords) => send(...chords.map((chord) => (chord === 'esc' ? '\x1b[27u' : bytesOf(chord)))),
    type: (text) => send(text),
    send,
    paste: (text) => send(`\x1b[200~${text}\x1b[201~`),
    resize(newColumns, newRows) {
      emulator.resize(newColumns, newRows);
      stdout.emit('resize');
    },
    screen: () => visibleRows(emulator).map((line) => line.trimEnd()),
    looks: (row) => looksOf(emulator, row),
    bytes() {
      const since = stdout.count - counted;
      counted = stdout.count;
      return since;
    },
    get sent() {
      return stdout.sent;
    },
    get isRaw() {
      return stdin.isRaw;
    },
    stall: () => stdout.stall(),
    goOn: () => stdout.goOn(),
    async settled() {
      await terminal.flush();
      await parsed();
    },
    async close() {
      await terminal.close();
      await parsed();
    },
  };
}

/** Compares a screen with `test/screens/NAME.txt`; with `UPDATE_SCREENS=1` in the environment, writes that file. */
export function golden(name: string, screen: readonly string[]): void {
  const folder = new URL('../screens/', import.meta.url);
  const file = new URL(`${name}.txt`, folder);
  const text = screen.map((line) => `${line}\n`).join('');
  if (process.env['UPDATE_SCREENS'] === '1') {
    mkdirSync(new URL('.', file), {recursive: true});
    writeFileSync(file, text);
  }
  assert.ok(
    existsSync(file),
    `test/screens/${name}.txt is missing: write it with UPDATE_SCREENS=1, and look at it`,
  );
  assert.equal(text, readFileSync(file, 'utf8'), `the screen differs from test/screens/${name}.txt`);
}

/** Every cell of the screen: its character and its look. */
export function cellsOf(emulator: HeadlessTerminal): readonly (readonly string[])[] {
  return Array.from({length: emulator.rows}, (_, row) =>
    Array.from({length: emulator.cols}, (_, column) => {
      const cell = lineOf(emulator, row)?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) return '';
      const character = cell.getChars() || ' ';
      const look = lookOf(cell);
      // A blank has no colour to be seen, unless it is drawn on.
      return `${character}|${character === ' ' && !/inverse|underline|strike/.test(look) ? look.replace(/.*?(bg .*)?$/, '$1') : look}`;
    }),
  );
}

export function createEmulator(columns: number, rows: number): HeadlessTerminal {
  return new Headless({cols: columns, rows, allowProposedApi: true, convertEol: true});
}

class FakeStdout extends EventEmitter {
  readonly isTTY = true;
  sent = '';
  count = 0;
  readonly #emulator: HeadlessTerminal;
  #held: (() => void)[] | undefined;

  readonly #isSizeUnknown: boolean;

  constructor(emulator: HeadlessTerminal, isSizeUnknown: boolean) {
    super();
    this.#emulator = emulator;
    this.#isSizeUnknown = isSizeUnknown;
  }

  get columns(): number | undefined {
    return this.#isSizeUnknown ? undefined : this.#emulator.cols;
  }

  get rows(): number | undefined {
    return this.#isSizeUnknown ? undefined : this.#emulator.rows;
  }

  write(text: string, done: () => void): boolean {
    this.sent += text;
    this.count += Buffer.byteLength(text);
    const take = () => this.#emulator.write(text, done);
    if (this.#held) this.#held.push(take);
    else take();
    return this.#held === undefined;
  }

  stall(): void {
    this.#held ??= [];
  }

  goOn(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const take of held) take();
  }
}

class FakeStdin extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }

  resume(): this {
    return this;
  }

  pause(): this {
    return this;
  }
}

function lineOf(emulator: HeadlessTerminal, row: number) {
  const {active} = emulator.buffer;
  return active.getLine(active.baseY + row);
}

function visibleRows(emulator: HeadlessTerminal): readonly string[] {
  return Array.from(
    {length: emulator.rows},
    (_, row) => lineOf(emulator, row)?.translateToString(true, 0, emulator.cols) ?? '',
  );
}

function looksOf(emulator: HeadlessTerminal, row: number): readonly string[] {
  const runs: {column: number; text: string; look: string}[] = [];
  for (let column = 0; column < emulator.cols; column++) {
    const cell = lineOf(emulator, row)?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const last = runs.at(-1);
    if (last?.look === look) last.text += cell.getChars() || ' ';
    else runs.push({column, text: cell.getChars() || ' ', look});
  }
  return runs.filter(({look}) => look !== '').map(({column, text, look}) => `${column}:${text}:${look}`);
}

function lookOf(cell: IBufferCell): string {
  const attributes = [
    cell.isBold() !== 0 && 'bold',
    cell.isDim() !== 0 && 'dim',
    cell.isItalic() !== 0 && 'italic',
    cell.isUnderline() !== 0 && 'underline',
    cell.isInverse() !== 0 && 'inverse',
    cell.isStrikethrough() !== 0 && 'strike',
    !cell.isFgDefault() && `fg ${colour(cell.isFgRGB(), cell.getFgColor())}`,
    !cell.isBgDefault() && `bg ${colour(cell.isBgRGB(), cell.getBgColor())}`,
  ];
  return attributes.filter((attribute) => attribute !== false).join(' ');
}

function colour(isRgb: boolean, value: number): string {
  return isRgb ? `#${value.toString(16).padStart(6, '0')}` : String(value);
}
