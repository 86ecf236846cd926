import {isPrintableAscii, width} from './width.ts';

/** `text` in at most `columns` columns; what does not fit is replaced by the ellipsis, at the end. */
export function cutEnd(text: string, columns: number, ellipsis = '…'): string {
  const total = width(text);
  if (total <= columns) return text;
  const room = columns - width(ellipsis);
  if (room < 0) return takeStart(ellipsis, columns);
  return takeStart(text, room) + ellipsis;
}

/** As `cutEnd`, but takes from the middle: names of pods and clusters differ at both ends. */
export function cutMiddle(text: string, columns: number, ellipsis = '…'): string {
  const total = width(text);
  if (total <= columns) return text;
  const room = columns - width(ellipsis);
  if (room < 0) return takeStart(ellipsis, columns);
  const start = takeStart(text, Math.ceil(room / 2));
  return start + ellipsis + takeEnd(text, room - width(start));
}

/** Exactly `columns` columns: cut at the end where too long, filled with spaces on the right where too short. */
export function padEnd(text: string, columns: number, ellipsis = '…'): string {
  const cut = cutEnd(text, columns, ellipsis);
  return cut + ' '.repeat(Math.max(0, columns - width(cut)));
}

/** Exactly `columns` columns, the text on the right. */
export function padStart(text: string, columns: number, ellipsis = '…'): string {
  const cut = cutEnd(text, columns, ellipsis);
  return ' '.repeat(Math.max(0, columns - width(cut))) + cut;
}

/** The longest start of at most `columns` columns that splits no character: half a wide one would shift the row. */
function takeStart(text: string, columns: number): string {
  if (isPrintableAscii(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let used = 0;
  for (const {segment} of graphemes.segment(text)) {
    used += width(segment);
    if (used > columns) break;
    taken += segment;
  }
  return taken;
}

function takeEnd(text: string, columns: number): string {
  if (isPrintableAscii(text)) return columns <= 0 ? '' : text.slice(-columns);
  let taken = '';
  let used = 0;
  for (const {segment} of [...graphemes.segment(text)].reverse()) {
    used += width(segment);
    if (used > columns) break;
    taken = segment + taken;
  }
  return taken;
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
