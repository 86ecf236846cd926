import {isPrintableAscii, width} from '../../text/index.ts';
import {type Line, lineText} from '../paint/line.ts';

export type Wrap = (lines: readonly Line[], columns: number) => readonly Line[];

/** Wraps a text once: for the same lines and columns as before it gives what it gave before. */
export function rememberingWrap(): Wrap {
  let last: {of: readonly Line[]; columns: number; lines: readonly Line[]} | undefined;
  return (of, columns) => {
    if (last?.of !== of || last.columns !== columns) {
      last = {of, columns, lines: of.flatMap((line) => wrapped(line, columns))};
    }
    return last.lines;
  };
}

/** A line in as many as it takes; what stands behind a label goes on beneath itself. Nothing of it is left out. */
export function wrapped(line: Line, columns: number): readonly Line[] {
  if (lengthOf(line) <= columns) return [line];
  const label = line.slice(0, -1);
  const indent = lengthOf(label);
  const last = line.at(-1);
  if (last === undefined || indent > columns / 2) return wrapped([{text: lineText(line)}], columns);
  const [first = '', ...others] = pieces(last.text, columns - indent);
  const blank = {text: ' '.repeat(indent)};
  return [[...label, {...last, text: first}], ...others.map((text): Line => [blank, {...last, text}])];
}

/** Broken behind a blank, where that leaves no line half empty. */
function pieces(text: string, room: number): readonly string[] {
  const all: string[] = [];
  let piece = '';
  let used = 0;
  for (const segment of lettersOf(text)) {
    const size = width(segment);
    // A blank at the edge is not seen, and would indent what follows.
    if (used + size > room && segment !== ' ' && piece !== '') {
      const end = piece.lastIndexOf(' ') + 1;
      const kept = end > piece.length / 2 ? piece.slice(0, end) : piece;
      all.push(kept);
      piece = piece.slice(kept.length);
      used = width(piece);
    }
    piece += segment;
    used += size;
  }
  return [...all, piece];
}

/** Letters with their accents. What is only ASCII, as nearly every text is, is not worth a look at the Unicode tables. */
function* lettersOf(text: string): Iterable<string> {
  if (isPrintableAscii(text)) yield* text;
  else for (const {segment} of graphemes.segment(text)) yield segment;
}

function lengthOf(line: Line): number {
  return line.reduce((sum, {text}) => sum + width(text), 0);
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
