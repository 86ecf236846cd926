import type {Tone} from '../fleet/index.ts';
import {cutEnd, width} from '../text/index.ts';

/** A stretch of text of one look. No meaning is carried by the tone alone: the text says the same. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One screen line, left to right. Texts are sanitised already. */
export type Line = readonly Span[];

/** The line as bytes, without a line break: cut to `columns` where given, trailing blanks dropped. */
export function paintLine(line: Line, {columns, hasColour}: {columns?: number; hasColour: boolean}): string {
  const fitting = trimmed(columns === undefined ? line : cut(line, columns));
  return fitting
    .map(({text, tone}) => (hasColour && tone !== undefined ? `${codes[tone]}${text}\x1b[0m` : text))
    .join('');
}

/** Of the 16 colours, so that the terminal's own palette decides what they look like. */
const codes: Readonly<Record<Tone, string>> = {bad: '\x1b[31m', warn: '\x1b[33m', dim: '\x1b[2m'};

function cut(line: Line, columns: number): Line {
  if (line.reduce((sum, {text}) => sum + width(text), 0) <= columns) return line;
  const spans: Span[] = [];
  let room = columns;
  for (const span of line) {
    const size = width(span.text);
    // One column is kept free for the ellipsis, which must follow as long as anything is left out.
    if (size < room) {
      spans.push(span);
      room -= size;
      continue;
    }
    // Where a cell that is cut itself ends here, its ellipsis serves for the line.
    spans.push({...span, text: cutEnd(`${span.text} `, room).replace(/… *…$/, '…')});
    break;
  }
  return spans;
}

function trimmed(line: Line): Line {
  const last = line.findLastIndex(({text}) => text.trimEnd() !== '');
  return line
    .slice(0, last + 1)
    .map((span, index) => (index === last ? {...span, text: span.text.trimEnd()} : span));
}
