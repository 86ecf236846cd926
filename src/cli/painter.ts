import {width} from '../text/index.ts';
import {cellsOf, type ScreenCell} from './screen-cells.ts';

/** Repaints a block of lines below the prompt, in place, without the alternate screen. */
export interface Painter {
  /**
   * The bytes that turn what was painted last into `lines`, each at most as wide as the terminal and all together
   * fewer than it has rows; '' when nothing differs. The cursor rests at the start of the line below the block.
   */
  paint(lines: readonly string[], size: TerminalSize): string;
  /** The block is no longer above the cursor (the shell wrote meanwhile): the next paint starts a new one. */
  forget(): void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export const hideCursor = '\x1b[?25l';
export const showCursor = '\x1b[?25h';

export function createPainter(): Painter {
  let painted: readonly string[] = [];
  let paintedOn: TerminalSize = {columns: 0, rows: 0};
  return {
    paint(lines, {columns, rows}) {
      const isSameSize = columns === paintedOn.columns && rows === paintedOn.rows;
      const bytes =
        isSameSize || painted.length === 0 ? difference(painted, lines) : repaint(painted, lines, columns);
      painted = [...lines];
      paintedOn = {columns, rows};
      return bytes === '' ? '' : `${beginUpdate}${bytes}${endUpdate}`;
    },
    forget() {
      painted = [];
    },
  };
}

/** Synchronized output: terminals that know it show the whole change at once, the others ignore it. */
const beginUpdate = '\x1b[?2026h';
const endUpdate = '\x1b[?2026l';

function difference(before: readonly string[], after: readonly string[]): string {
  let bytes = '';
  // The line the cursor is on, counted from the top of the block.
  let at = before.length;
  const moveTo = (line: number) => {
    if (line < at) bytes += `\x1b[${at - line}A`;
    if (line > at) bytes += `\x1b[${line - at}B`;
    at = line;
  };
  const kept = Math.min(before.length, after.length);
  for (let index = 0; index < kept; index++) {
    const change = lineChange(before[index] ?? '', after[index] ?? '');
    if (change === '') continue;
    moveTo(index);
    bytes += change;
  }
  if (after.length < before.length) {
    moveTo(after.length);
    return `${bytes}\r\x1b[J`;
  }
  if (after.length > before.length) {
    moveTo(before.length);
    return `${bytes}\r${after
      .slice(before.length)
      .map((line) => `${line}\r\n`)
      .join('')}`;
  }
  if (bytes === '') return '';
  moveTo(after.length);
  return `${bytes}\r`;
}

/**
 * The size has changed. Terminals break lines that no longer fit into several, and what no longer fits in height leaves
 * through the top. So the block is counted as they count it, wiped and painted anew; a cursor never moves past the top.
 */
function repaint(before: readonly string[], after: readonly string[], columns: number): string {
  const rows = before.reduce((sum, line) => sum + Math.max(1, Math.ceil(width(plain(line)) / columns)), 0);
  return `\r\x1b[${rows}A\x1b[J${after.map((line) => `${line}\r\n`).join('')}`;
}

/** Unchanged cells between two changed ones that are cheaper to write again than to jump over. */
const shortestJump = 6;

/** The bytes for one line, wherever the cursor is in it; '' when it stays as it is. */
function lineChange(before: string, after: string): string {
  if (before === after) return '';
  const old = cellsOf(before);
  const fresh = cellsOf(after);
  if (old === undefined || fresh === undefined) return `\r\x1b[K${after}`;
  let bytes = '';
  for (const [start, end] of changedRanges(old, fresh)) {
    bytes += `\x1b[${start + 1}G${cellText(fresh.slice(start, end))}`;
  }
  return old.length > fresh.length ? `${bytes}\x1b[${fresh.length + 1}G\x1b[K` : bytes;
}

function changedRanges(
  old: readonly ScreenCell[],
  fresh: readonly ScreenCell[],
): readonly [number, number][] {
  const ranges: [number, number][] = [];
  for (const [index, cell] of fresh.entries()) {
    const was = old[index];
    if (was !== undefined && was.text === cell.text && was.style === cell.style) continue;
    const last = ranges.at(-1);
    if (last !== undefined && index - last[1] < shortestJump) last[1] = index + 1;
    else ranges.push([index, index + 1]);
  }
  return ranges;
}

function cellText(cells: readonly ScreenCell[]): string {
  let bytes = '';
  let style = '';
  for (const cell of cells) {
    if (cell.style !== style) bytes += style === '' ? cell.style : `\x1b[0m${cell.style}`;
    style = cell.style;
    bytes += cell.text;
  }
  return style === '' ? bytes : `${bytes}\x1b[0m`;
}

function plain(line: string): string {
  return line.replaceAll(/\x1b\[[\d;]*m/g, '');
}
