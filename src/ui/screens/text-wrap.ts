import {width} from '../../text/index.ts';
import {type Line, lineText} from '../paint/line.ts';

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
  for (const {segment} of graphemes.segment(text)) {
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

function lengthOf(line: Line): number {
  return line.reduce((sum, {text}) => sum + width(text), 0);
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
