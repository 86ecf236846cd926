import process from 'node:process';
import type {ReadStream, WriteStream} from 'node:tty';
import type {Clock} from '../../text/index.ts';
import {createByteWriter} from './byte-writer.ts';
import {openInkScreen, type Size} from './ink-screen.tsx';
import {createKeyTap} from './key-tap.ts';
import {entrance, manners, restoration} from './modes.ts';
import {bell, copySequence, notifySequence} from './outside-messages.ts';
import type {Key, Terminal} from './terminal.ts';

export interface TerminalStreams {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Closes the terminal. */
  readonly signal: AbortSignal;
}

/** Takes the terminal until it is closed or lent. The streams must be a terminal's: the caller has made sure. */
export async function openTerminal(streams: TerminalStreams): Promise<Terminal> {
  const terminal = new OpenTerminal(streams);
  await terminal.enter();
  return terminal;
}

/** bytes of messages that may wait for a terminal that is not reading; a person waits no longer for them. */
const longestQueue = 1_000_000;

class OpenTerminal implements Terminal {
  readonly #stdout: WriteStream;
  readonly #isInTmux: boolean;
  readonly #writer;
  readonly #screen;
  readonly #keys;
  readonly #keyListeners: ((key: Key) => void)[] = [];
  readonly #resizeListeners: (() => void)[] = [];
  #size: Size;
  #state: 'ours' | 'lent' | 'closed' = 'lent';
  #loans: Promise<unknown> = Promise.resolve();
  /** What is on the screen, or about to be. */
  #shown: readonly string[] = [];
  /** Waits until the terminal has taken what was written. */
  #pending: readonly string[] | undefined;
  #isRenewalDue = false;
  #isDying = false;
  #isRestored = true;
  /** Length of messages that wait. */
  #queued = 0;

  constructor({stdin, stdout, environment, clock, signal}: TerminalStreams) {
    this.#stdout = stdout;
    this.#isInTmux = (environment['TMUX'] ?? '') !== '';
    this.#size = sizeOf(stdout);
    this.#writer = createByteWriter(stdout, () => this.#catchUp());
    this.#screen = openInkScreen(this.#size, (bytes) => {
      // What Ink was still holding when the terminal was given away has no place to go.
      if (this.#state === 'ours' && !this.#isDying) this.#writer.write(bytes);
    });
    this.#keys = createKeyTap(stdin, clock, (key) => {
      for (const listener of this.#keyListeners) listener(key);
    });
    stdout.on('resize', this.#onResize);
    process.on('exit', this.#onExit);
    signal.addEventListener('abort', () => void this.close(), {once: true});
  }

  get columns(): number {
    return this.#size.columns;
  }

  get rows(): number {
    return this.#size.rows;
  }

  get bytes(): {readonly written: number} {
    return this.#writer;
  }

  get isLent(): boolean {
    return this.#state === 'lent';
  }

  get restoration(): string {
    return this.#isRestored ? '' : restoration;
  }

  draw(frame: readonly string[]): void {
    if (this.#state === 'closed') return;
    this.#pending = frame;
    this.#catchUp();
  }

  redraw(): void {
    if (this.#state !== 'ours') return;
    this.#keys.renew();
    this.#writer.write(manners);
    this.#renew();
  }

  onKey(listener: (key: Key) => void): void {
    this.#keyListeners.push(listener);
  }

  onResize(listener: () => void): void {
    this.#resizeListeners.push(listener);
  }

  lend<T>(run: () => Promise<T>): Promise<T> {
    const loan = this.#loans.then(async () => {
      await this.#leave('lent');
      try {
        return await run();
      } finally {
        await this.enter();
      }
    });
    this.#loans = loan.catch(() => undefined);
    return loan;
  }

  bell(): void {
    this.#say(bell);
  }

  copy(text: string): boolean {
    const sequence = copySequence(text, this.#isInTmux);
    return sequence !== undefined && this.#say(sequence);
  }

  notify(text: string): void {
    this.#say(notifySequence(text, this.#isInTmux));
  }

  async flush(): Promise<void> {
    while (this.#state === 'ours') {
      const shown = this.#shown;
      await this.#screen.flush();
      await this.#writer.idle();
      // What had waited for the terminal is Ink's only now.
      const isNewest = this.#shown === shown && this.#pending === undefined;
      const isWhole = !this.#isRenewalDue || shown.length === 0;
      if (isNewest && isWhole && !this.#writer.isBusy) return;
    }
  }

  async close(): Promise<void> {
    this.#stdout.off('resize', this.#onResize);
    process.off('exit', this.#onExit);
    await this.#leave('closed');
    this.#screen.close();
    this.#writer.close();
  }

  /** Takes the terminal, again after a loan. */
  async enter(): Promise<void> {
    if (this.#state !== 'lent') return;
    this.#state = 'ours';
    this.#isRestored = false;
    this.#writer.write(entrance);
    this.#renew();
    await this.#keys.hold();
  }

  async #leave(state: 'lent' | 'closed'): Promise<void> {
    const wasOurs = this.#state === 'ours';
    if (this.#state !== 'closed') this.#state = state;
    if (!wasOurs) return;
    this.#keys.release();
    this.#writer.write(restoration);
    await this.#writer.idle();
    this.#isRestored = true;
  }

  #renew(): void {
    // Whoever had the foreground was told of a new size, and we were not: Node looks anew when it is.
    process.emit('SIGWINCH', 'SIGWINCH');
    this.#isRenewalDue = true;
    this.#catchUp();
  }

  /** Ink paints once more when the process exits, over what has been restored by then. */
  readonly #onExit = (): void => {
    this.#isDying = true;
  };

  readonly #onResize = (): void => {
    const size = sizeOf(this.#stdout);
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return;
    this.#size = size;
    this.#isRenewalDue = true;
    for (const listener of this.#resizeListeners) listener();
    this.#catchUp();
  };

  /** Shows the newest frame once the terminal has taken the one before; those between were never worth their bytes. */
  #catchUp(): void {
    if (this.#state !== 'ours' || this.#writer.isBusy) return;
    const frame = this.#pending ?? this.#shown;
    this.#pending = undefined;
    // Before the first frame there is nothing worth showing.
    if (frame.length === 0) return;
    if (!this.#isRenewalDue && isSame(frame, this.#shown)) return;
    if (this.#isRenewalDue) this.#screen.renew(this.#size);
    this.#isRenewalDue = false;
    // A copy even of the same: whoever flushes sees that something was shown.
    this.#shown = [...frame];
    this.#screen.show(this.#shown);
  }

  #say(sequence: string): boolean {
    if (this.#state !== 'ours') return false;
    this.#queued = this.#writer.isBusy ? this.#queued + sequence.length : 0;
    if (this.#queued > longestQueue) return false;
    this.#writer.write(sequence);
    return true;
  }
}

function sizeOf({columns, rows}: {readonly columns?: number; readonly rows?: number}): Size {
  return {columns: columns || 80, rows: rows || 24};
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}
