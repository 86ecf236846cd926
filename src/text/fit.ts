/** A column of a table, measured. */
export interface Measured {
  /** As wide as its widest text. */
  readonly width: number;
  readonly from?: number;
  readonly cut?: {readonly narrowest: number};
}

export interface Fit<C> {
  /** Those that are shown, in their order, each with the width it gets. */
  readonly columns: readonly (C & {readonly width: number})[];
  /** Blanks between two columns. */
  readonly gap: number;
}

/** kubectl's. */
const wideGap = 3;
const narrowGap = 2;

/**
 * Fits columns into a screen: first the gaps give way, then texts that may be cut, then whole columns, those that ask for
 * the widest screen first. What is left may still be too wide when nothing more can give way; without `room` all stays.
 */
export function fit<C extends Measured>(columns: readonly C[], room: number | undefined): Fit<C> {
  if (room === undefined || total(columns, wideGap) <= room) return {columns, gap: wideGap};
  const cut = narrowed(columns, room);
  if (total(cut, narrowGap) <= room) return {columns: cut, gap: narrowGap};
  const weakest = columns.reduce<C | undefined>(
    (most, column) => ((column.from ?? 0) > (most?.from ?? 0) ? column : most),
    undefined,
  );
  if (weakest === undefined) return {columns: cut, gap: narrowGap};
  return fit(
    columns.filter((column) => column !== weakest),
    room,
  );
}

function total(columns: readonly Measured[], gap: number): number {
  return columns.reduce((sum, {width}) => sum + width, gap * (columns.length - 1));
}

/** Takes cell by cell from the column that has most to give, so that two long texts share the loss. */
function narrowed<C extends Measured>(columns: readonly C[], room: number): readonly C[] {
  const widths = columns.map(({width}) => width);
  const spare = (index: number) => {
    const cut = columns[index]?.cut;
    return cut === undefined ? 0 : (widths[index] ?? 0) - cut.narrowest;
  };
  let over = total(columns, narrowGap) - room;
  for (; over > 0; over--) {
    const richest = widths.reduce((most, _, index) => (spare(index) > spare(most) ? index : most), 0);
    if (spare(richest) <= 0) break;
    widths[richest] = (widths[richest] ?? 0) - 1;
  }
  return columns.map((column, index) => ({...column, width: widths[index] ?? 0}));
}
