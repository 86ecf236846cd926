import {createRequire} from 'node:module';
import type {Terminal as HeadlessTerminal} from '@xterm/headless';

// The package is CommonJS that names its exports in a way Node cannot see.
const {Terminal} = createRequire(import.meta.url)('@xterm/headless') as {
  Terminal: new (options: {cols: number; rows: number; allowProposedApi: boolean}) => HeadlessTerminal;
};

/** A terminal in memory: what a person would see after these bytes. */
export function screen({columns, rows}: {columns: number; rows: number}) {
  const terminal = new Terminal({cols: columns, rows, allowProposedApi: true});
  const {active} = terminal.buffer;
  return {
    write: (bytes: string) => new Promise<void>((resolve) => terminal.write(bytes, resolve)),
    resize: (size: {columns: number; rows: number}) => terminal.resize(size.columns, size.rows),
    cursorRow: () => active.cursorY,
    /** Visible lines, without trailing blanks and blank lines. */
    lines(): readonly string[] {
      const lines = Array.from({length: terminal.rows}, (_, row) =>
        (active.getLine(active.baseY + row)?.translateToString(true) ?? '').trimEnd(),
      );
      return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
    },
    /** `row:colour:text` for each run of cells in one colour. */
    colouredCells(): readonly string[] {
      const runs: string[] = [];
      for (let row = 0; row < terminal.rows; row++) {
        let colour = -1;
        let text = '';
        for (let column = 0; column <= terminal.cols; column++) {
          const cell = active.getLine(active.baseY + row)?.getCell(column);
          const own = cell === undefined || cell.isFgDefault() ? -1 : cell.getFgColor();
          if (own !== colour) {
            if (colour !== -1) runs.push(`${row}:3${colour}:${text}`);
            colour = own;
            text = '';
          }
          text += cell?.getChars() ?? '';
          if (cell?.getChars() === '' && cell.getWidth() === 1) text += ' ';
        }
      }
      return runs;
    },
  };
}
