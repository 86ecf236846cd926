import {cutEnd, width} from '../../text/index.ts';
import {isSeenOnBlanks, resetSgr} from './ansi.ts';
import type {Role} from './roles.ts';

/** A stretch of text of one look. Its text is sanitised already. */
export interface Span {
  readonly text: string;
  readonly role?: Role;
  /** Role of the whole row it lies in (the cursor, say): shows through wherever the span's own look leaves room. */
  readonly under?: Role;
}

/** One screen line, left to right. */
export type Line = readonly Span[];

/** `line` as part of a row that has a role of its own, up to the right edge of the screen. */
export function onRow(line: Line, under: Role): Line {
  return [...line.map((span) => ({...span, under})), {text: '', under}];
}

/** What it says, without its looks. */
export function lineText(line: Line): string {
  return line.map(({text}) => text).join('');
}

/**
 * The line as a string of at most `columns` cells with SGR only; what does not fit is replaced by `ellipsis`. Blanks at the
 * end are dropped, but where the row's role is seen on blanks it reaches to the edge. `sgr` are opening sequences, ''
 * for none.
 */
export function paintLine(
  line: Line,
  columns: number,
  sgr: Readonly<Record<Role, string>>,
  ellipsis = '…',
): string {
  const looks = line.map(({text, role, under}) => ({
    text,
    look: (under === undefined ? '' : sgr[under]) + (role === undefined ? '' : sgr[role]),
  }));
  const spans = cut(trimmed(looks), columns, ellipsis);
  const under = line.at(-1)?.under;
  return merged(under === undefined ? spans : filled(spans, columns, sgr[under]))
    .map(({text, look}) => (look === '' ? text : `${look}${text}${resetSgr}`))
    .join('');
}

interface Painted {
  readonly text: string;
  readonly look: string;
}

function trimmed(spans: readonly Painted[]): readonly Painted[] {
  const last = spans.findLastIndex(({text, look}) => text.trimEnd() !== '' || isSeen(text, look));
  return spans
    .slice(0, last + 1)
    .map((span, index) =>
      index === last && !isSeen(span.text, span.look) ? {...span, text: span.text.trimEnd()} : span,
    );
}

function isSeen(text: string, look: string): boolean {
  return text !== '' && look !== '' && isSeenOnBlanks(look);
}

function cut(spans: readonly Painted[], columns: number, ellipsis: string): readonly Painted[] {
  if (widthOf(spans) <= columns) return spans;
  const fitting: Painted[] = [];
  let room = columns;
  for (const span of spans) {
    const size = width(span.text);
    // Room for the ellipsis is kept free, which must follow as long as anything is left out.
    if (size + width(ellipsis) <= room) {
      fitting.push(span);
      room -= size;
      continue;
    }
    fitting.push({...span, text: cutEnd(span.text + ' '.repeat(room + 1), room, ellipsis)});
    break;
  }
  return fitting;
}

function filled(spans: readonly Painted[], columns: number, look: string): readonly Painted[] {
  const blanks = ' '.repeat(Math.max(0, columns - widthOf(spans)));
  return isSeen(blanks, look) ? [...spans, {text: blanks, look}] : spans;
}

function widthOf(spans: readonly Painted[]): number {
  return spans.reduce((sum, {text}) => sum + width(text), 0);
}

/** Neighbours of one look in one piece: each piece costs bytes. */
function merged(spans: readonly Painted[]): readonly Painted[] {
  const pieces: Painted[] = [];
  for (const span of spans) {
    if (span.text === '') continue;
    const last = pieces.at(-1);
    if (last?.look === span.look) pieces[pieces.length - 1] = {...last, text: last.text + span.text};
    else pieces.push(span);
  }
  return pieces;
}
