import {cutMiddle, padEnd, padStart} from './cut.ts';
import {width} from './width.ts';

/** How a cell lies in its column. */
export interface CellLook {
  readonly width: number;
  readonly isRight?: boolean;
  readonly cut?: {readonly at: CutPlace};
}

/** `aside`: what stands in brackets behind a figure goes first, and whole. */
export type CutPlace = 'middle' | 'end' | 'aside';

/** Exactly as wide as the column. */
export function fill(text: string, {width: columns, isRight, cut}: CellLook, ellipsis = '…'): string {
  const fitting = cutAt(cut?.at, text, columns, ellipsis);
  return isRight ? padStart(fitting, columns, ellipsis) : padEnd(fitting, columns, ellipsis);
}

function cutAt(place: CutPlace | undefined, text: string, columns: number, ellipsis: string): string {
  switch (place) {
    case 'middle':
      return cutMiddle(text, columns, ellipsis);
    case 'aside':
      // `20 (102s ago)`: the count alone is worth more than half a sentence.
      return width(text) > columns ? text.replace(/ \(.*/, '') : text;
    case 'end':
    case undefined:
      return text;
  }
}
