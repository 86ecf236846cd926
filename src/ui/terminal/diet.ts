import {width} from '../../text/index.ts';
import {isBlankWith, type Pen, penAfter, penChange, plainPen} from './pen.ts';

/** Ink's frames, rewritten in fewer bytes and in places that do not depend on where the cursor was left. */
export interface Diet {
  /**
   * The bytes that do to the terminal what `frame` would: the stretch Ink writes between the marks of one synchronised
   * update. '' when it changes nothing.
   */
  slim(frame: string, rows: number): string;
  /** What is on the screen is not to be relied on: the next frame, a whole one, wipes it first. */
  wipe(): void;
}

export function createDiet(): Diet {
  let isWipeDue = true;
  // Where Ink believes the cursor to be: at the end of the frame before, unless that was wiped.
  let row = 0;
  return {
    slim(frame, rows) {
      const brush = createBrush(rows);
      if (isWipeDue) brush.wipe();
      isWipeDue = false;
      let column = 0;
      for (const {groups} of frame.matchAll(tokens)) {
        const {parameters = '', final, text} = groups ?? {};
        const count = Number(parameters || 1);
        if (text !== undefined) {
          column = brush.write(row, column, text);
          continue;
        }
        switch (final) {
          case 'A':
            row = Math.max(0, row - count);
            break;
          case 'E':
          // A line feed.
          case undefined:
            row += count;
            column = 0;
            break;
          case 'G':
            column = count - 1;
            break;
          case 'H':
            row = 0;
            column = 0;
            break;
          case 'J':
            brush.wipe();
            break;
          case 'K':
            brush.erase(row, parameters === '2' ? 0 : column);
            break;
          case 'm':
            brush.dip(parameters || '0');
            break;
        }
      }
      return brush.bytes();
    },
    wipe() {
      isWipeDue = true;
      row = 0;
    },
  };
}

/** What Ink is made of: CSI sequences, line feeds, text. Whatever else there is does not reach the terminal. */
const tokens = /\x1b\[(?<parameters>[?\d;]*)(?<final>[A-Za-z])|\n|(?<text>[^\x00-\x1f\x7f-\x9f]+)/g;

/** Blanks that are cheaper to jump over than to write, where the screen is blank already. */
const longGap = / {6,}/;

interface Brush {
  /** Everything written so far is gone. */
  wipe(): void;
  erase(row: number, column: number): void;
  dip(parameters: string): void;
  /** The column after the text. */
  write(row: number, column: number, text: string): number;
  bytes(): string;
}

/** Writes what is asked for as late as possible, so that only moves and colours are sent that a text needs. */
function createBrush(rows: number): Brush {
  let written = '';
  // Places of the terminal's cursor and the look it writes with; where it is before the first move is not known.
  let at: {readonly row: number; readonly column: number} | undefined;
  let held = plainPen;
  let wanted: Pen = plainPen;
  let isWiped = false;
  let erasedRow = -1;
  let hasWide = false;

  const move = (row: number, column: number) => {
    if (at?.row === row && at.column === column) return;
    if (at?.row === row) written += `\x1b[${column + 1}G`;
    else if (at?.row === row - 1 && column === 0) written += '\r\n';
    else written += column === 0 ? `\x1b[${row === 0 ? '' : row + 1}H` : `\x1b[${row + 1};${column + 1}H`;
    at = {row, column};
  };
  const put = (row: number, column: number, text: string) => {
    move(row, column);
    written += penChange(held, wanted) + text;
    held = wanted;
    at = {row, column: column + width(text)};
  };
  // Terminals that know how to erase with a background colour do so with the one they hold.
  const letGo = () => {
    written += penChange(held, plainPen);
    held = plainPen;
  };

  return {
    wipe() {
      written = '\x1b[H\x1b[J';
      at = {row: 0, column: 0};
      isWiped = true;
    },
    erase(row, column) {
      if (row >= rows) return;
      letGo();
      move(row, column);
      written += '\x1b[K';
      erasedRow = row;
    },
    dip(parameters) {
      wanted = penAfter(wanted, parameters);
    },
    write(row, start, text) {
      if (row >= rows) return start + width(text);
      let column = start;
      const isBlank = (isWiped || erasedRow === row) && isBlankWith(wanted);
      for (const piece of isBlank ? text.split(gaps) : [text]) {
        if (piece === '') continue;
        if (!isBlank || !longGap.test(piece)) put(row, column, piece);
        column += width(piece);
        hasWide ||= notAscii.test(piece);
      }
      return column;
    },
    bytes() {
      letGo();
      if (written === '') return '';
      // Terminals disagree about the width of some characters; a line that comes out too long must not push the next.
      return hasWide ? `\x1b[?7l${written}\x1b[?7h` : written;
    },
  };
}

const gaps = /( {6,})/;
const notAscii = /[^\x20-\x7e]/;
