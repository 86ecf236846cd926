import {fstatSync, writeSync} from 'node:fs';
import process from 'node:process';
import type {ProcessOutput} from './cli/index.ts';
import {systemClock as clock} from './system-clock.ts';
import type {Terminal} from './ui/index.ts';

// What concerns the process, of which there is one: signals, the way out, a terminal that works afterwards.

const ending = new AbortController();
/** Aborts when everything is to wind up. */
export const {signal} = ending;
/** ms: only what hangs takes it all, and a login that is being renewed has its 2 s to come home. */
export const closingTime = 2500;
/** ms that a signal may take. */
const lateness = 1000;
let output: ProcessOutput | undefined;
let terminal: Pick<Terminal, 'isLent' | 'restoration' | 'redraw'> | undefined;
/** When another program gave the terminal back, ms. */
let lastLoan = Number.NEGATIVE_INFINITY;
/** A signal that came while another program had the terminal. */
let deathBy: NodeJS.Signals | undefined;

/** To be called before anything else is done. */
export function watchProcess(): void {
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', fatal);
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(name, () => {
      // What ctrl-c ends is the program that has, or had, the terminal: on a busy machine we are told after it has ended.
      const isForOther = terminal?.isLent || clock.now() - lastLoan < lateness;
      if (name === 'SIGINT' && isForOther) return;
      if (terminal?.isLent) deathBy = name;
      if (name === 'SIGHUP') hangUp();
      else end(128 + number);
    });
  }
  process.on('SIGCONT', () => {
    output?.resume();
    terminal?.redraw();
  });
  process.on('exit', restoreTerminal);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read us has seen enough (`| head`): that is no failure of ours.
    if (isTerminalGone(error)) hangUp();
    else if (error.code === 'EPIPE') end(0);
    else fatal(new Error(`standard output cannot be written: ${error.message}`));
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    // `2>&1 | head`: where no rows come, only what is said here shows that nobody reads any more. Node cannot ask: a pipe
    // that nothing is written into tells nothing (libuv polls what can be read, and writing nothing never fails).
    if (error.code === 'EPIPE' && isOnePipe()) end(0);
  });
}

/** What is printed to a terminal from here on, and puts it right again. */
export function onOutput(taken: ProcessOutput): void {
  output = taken;
}

export function onTerminal(taken: NonNullable<typeof terminal>): void {
  terminal = taken;
}

export function onLoanEnd(): void {
  lastLoan = clock.now();
}

export function onKey(key: 'interrupt' | 'quit' | 'suspend'): void {
  if (key === 'interrupt') end(130);
  if (key === 'quit') end(0);
  if (key === 'suspend') {
    output?.releaseKeyboard();
    writeNow(output?.restoration ?? '');
    // The whole group, as the terminal would: the shell waits for npx, which knows nothing of our stopping alone.
    process.kill(0, 'SIGTSTP');
  }
}

/** Has everything wind up; asked a second time, or when that takes long, it ends where it stands. */
export function end(code: number): void {
  if (ending.signal.aborted) leave(code);
  process.exitCode = code;
  ending.abort();
  setTimeout(() => leave(code), closingTime + lateness).unref();
}

/** The terminal has gone. Signals and every write tell of it, and none of them is a person asking again. */
function hangUp(): void {
  if (!ending.signal.aborted) end(129);
}

function isTerminalGone({code}: NodeJS.ErrnoException): boolean {
  return process.stdout.isTTY === true && (code === 'EIO' || code === 'EPIPE');
}

/**
 * Ends the process. A shell that the terminal was lent to may hold it still, and whoever then sets modes from behind, as
 * Node does when it exits, is stopped instead and never ends: the signal does what it does by itself there.
 */
export function leave(code: number): never {
  if (deathBy !== undefined) {
    process.emit('exit', code);
    process.removeAllListeners(deathBy);
    process.kill(process.pid, deathBy);
  }
  process.exit(code);
}

/** The one way out for what nobody expected: a sentence instead of a stack, and a terminal that works. */
export function fatal(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  restoreTerminal();
  try {
    writeSync(2, `flotilla: unexpected error: ${message}\n`);
  } catch {
    // Standard error is gone as well: there is nobody left to tell.
  }
  process.exit(1);
}

function restoreTerminal(): void {
  output?.releaseKeyboard();
  writeNow(output?.restoration ?? '');
  output?.restoreWith('');
  if (terminal && !terminal.isLent) {
    process.stdin.setRawMode?.(false);
    writeNow(terminal.restoration);
  }
  terminal = undefined;
}

/** Past every buffer, because nothing is flushed after `exit`. */
function writeNow(text: string): void {
  if (text === '') return;
  try {
    writeSync(1, text);
  } catch {
    // The terminal is gone (SIGHUP), and with it what was to be restored.
  }
}

/** Whether standard output and standard error lead to the same reader. */
function isOnePipe(): boolean {
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return out.dev === err.dev && out.ino === err.ino;
  } catch {
    return false;
  }
}
