/** The screen and the keyboard of a person, whatever stands between. */
export interface Terminal {
  /** At least 1; 80×24 for a terminal that does not tell its size. */
  readonly columns: number;
  readonly rows: number;
  /**
   * Shows `frame`: one string per row, of at most `columns` cells, with SGR only. Rows that are equal to what is shown
   * cost nothing. Drawn at most every 33 ms, and never faster than the terminal takes it: what is overtaken meanwhile is
   * dropped, the last one never.
   */
  draw(frame: readonly string[]): void;
  /**
   * Takes the modes again and paints everything anew: another program has written to the screen, or the process was
   * stopped meanwhile.
   */
  redraw(): void;
  /** Resolves when everything drawn so far has been taken by the terminal. */
  flush(): Promise<void>;
  onKey(listener: (key: Key) => void): void;
  /** The frame shown no longer fits; a new one is expected at once. */
  onResize(listener: () => void): void;
  /**
   * Gives the terminal to another program while `run` runs, then takes it back and paints everything anew; also when
   * `run` fails, whose error is passed on. What is typed meanwhile is not ours. Loans queue up, one at a time.
   */
  lend<T>(run: () => Promise<T>): Promise<T>;
  readonly isLent: boolean;
  bell(): void;
  /** Into the clipboard of the person's own terminal, also through SSH and tmux. False when it is too long for that. */
  copy(text: string): boolean;
  /** As a message of the person's desktop, where the terminal can show one. */
  notify(text: string): void;
  /** Everything that has been sent to the terminal since it was opened. */
  readonly bytes: {readonly written: number};
  /** What must be written, at once, before the process ends: '' while the terminal is not ours. */
  readonly restoration: string;
  /** Gives everything back as it was found. */
  close(): Promise<void>;
}

/** A key in the chord grammar of keymaps (`g`, `ctrl-r`, `shift-left`), or a text that was pasted. */
export type Key = {readonly chord: string} | {readonly paste: string};
