import {EventEmitter} from 'node:events';

/**
 * What Ink takes for the terminal. It keeps what Ink writes between the marks of a synchronised update, which is a frame;
 * the rest (screens and cursors switched on and off) is done elsewhere, at the right time and once.
 */
export class InkOutput extends EventEmitter {
  readonly writable = true;
  columns: number;
  rows: number;
  #frame: string | undefined;
  readonly #onFrame: (frame: string) => void;

  constructor({columns, rows}: {columns: number; rows: number}, onFrame: (frame: string) => void) {
    super();
    this.columns = columns;
    this.rows = rows;
    this.#onFrame = onFrame;
  }

  /**
   * Not while a frame is written: Ink would hide the cursor then, by a package that, once it did, writes to standard error
   * whenever the process ends (https://github.com/sindresorhus/restore-cursor).
   */
  get isTTY(): boolean {
    return this.#frame === undefined;
  }

  /** Called as a stream's; always true, since who draws faster than the terminal reads is held back before Ink. */
  write(chunk: string, ...rest: readonly unknown[]): boolean {
    if (chunk === beginUpdate) this.#frame = '';
    else if (chunk === endUpdate) this.#end();
    else if (this.#frame !== undefined) this.#frame += chunk;
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  }

  #end(): void {
    const frame = this.#frame;
    this.#frame = undefined;
    if (frame !== undefined && frame !== '') this.#onFrame(frame);
  }
}

/** DEC mode 2026, https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
export const beginUpdate = '\x1b[?2026h';
export const endUpdate = '\x1b[?2026l';
