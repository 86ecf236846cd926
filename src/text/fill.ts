import {cutMiddle, padEnd, padStart} from './cut.ts';

/** How a cell lies in its column. */
export interface CellLook {
  readonly width: number;
  readonly isRight?: boolean;
  readonly cut?: {readonly at: 'middle' | 'end'};
}

/** Exactly as wide as the column. */
export function fill(text: string, {width, isRight, cut}: CellLook): string {
  const fitting = cut?.at === 'middle' ? cutMiddle(text, width) : text;
  return isRight ? padStart(fitting, width) : padEnd(fitting, width);
}
