import {cutEnd} from './cut.ts';
import {width} from './width.ts';

/** So that a line that goes on is not taken for a new one. */
const indent = '  ';

/** `text` in at most `most` lines of `columns`, broken between words; what does not fit is cut at the end of the last. */
export function wrapWords(text: string, columns: number, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (width(rest) > columns && lines.length < most - 1) {
    const line = longestStart(rest, columns);
    lines.push(line);
    rest = indent + rest.slice(line.length).trimStart();
  }
  return [...lines, cutEnd(rest, columns)];
}

/** Ends before a blank, where there is one that is not the indent; a word longer than the line is broken. */
function longestStart(text: string, columns: number): string {
  const whole = cutEnd(text, columns, '');
  if (text[whole.length] === ' ') return whole;
  const blank = whole.lastIndexOf(' ');
  return blank > indent.length ? whole.slice(0, blank).trimEnd() : whole;
}
