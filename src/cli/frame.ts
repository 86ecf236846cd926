import type {Listing} from '../fleet/index.ts';
import {wrapWords} from '../text/index.ts';
import {type Line, paintLine} from './line.ts';
import {folded, isAwaited, type Missing, missingText} from './missing.ts';
import {tableLines} from './table.ts';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly hasColour: boolean;
}

export interface FrameLook {
  readonly isWide: boolean;
  /** Widths that columns have had, by kind: they do not grow narrower. */
  readonly widths: ReadonlyMap<string, Map<string, number>>;
  /** Of the kubeconfig. */
  readonly problems: readonly string[];
}

/** Of what is missing, so many lines have their place whatever the tables need, and never more than a third of the screen. */
const reservedForMissing = 5;
/** A reason with its advice is seldom longer. */
const linesEach = 4;

/**
 * What a watching terminal shows: the tables, then what is missing. Always at least one line fewer than the terminal
 * has, for the cursor below; what does not fit is counted in a line of its own.
 */
export function frameLines(
  listings: readonly Listing[],
  missing: readonly Missing[],
  size: FrameSize,
  {isWide, widths, problems}: FrameLook,
): readonly string[] {
  const room = Math.max(2, size.rows - 1);
  const asked = listings.reduce((sum, {rows}) => sum + Math.max(2, rows.length + 1), listings.length - 1);
  const reserved = Math.min(reservedForMissing, Math.floor(room / 3));
  // The rows of clusters say themselves that they are being read.
  const awaited = listings.every(({kind}) => kind === 'clusters') ? [] : missing.filter(isAwaited);
  const troubles = [...problems, ...folded(missing.filter((one) => !isAwaited(one))).map(missingText)];
  const foot = footLines(troubles, awaited, Math.max(reserved, room - asked), size.columns);
  const body: Line[] = [];
  const blanks = listings.length - 1;
  const shares = shared(
    listings.map(({rows}) => Math.max(2, rows.length + 1)),
    room - foot.length - blanks,
  );
  for (const [index, listing] of listings.entries()) {
    const left = shares[index] ?? 0;
    // Head and one row, or head and the count of what is hidden.
    if (left < 2) break;
    if (index > 0) body.push([]);
    const isWhole = listing.rows.length + 1 <= left;
    const most = isWhole ? listing.rows.length : left - 2;
    const columnWidths = widths.get(listing.kind) ?? new Map<string, number>();
    const [head = [], ...rows] = tableLines(listing, {
      isWide,
      room: size.columns,
      most,
      widths: columnWidths,
    });
    const hidden = listing.rows.length - most;
    if (isWhole) body.push(head, ...rows);
    else if (listing.isChronicle) body.push(head, dim(`… ${hidden} earlier ${listing.kind}`), ...rows);
    else body.push(head, ...rows, dim(`… ${hidden} more ${listing.kind}`));
    // Before everything is read, nobody knows that there are none.
    if (listing.rows.length === 0 && missing.length === 0) body.push(dim(`no ${listing.kind}`));
  }
  return [...body, ...foot].map((line) => paintLine(line, size));
}

/** So many lines for each, as asked where there is room: who asks for little gets it, the others share what is left. */
function shared(asked: readonly number[], room: number): readonly number[] {
  const shares = asked.map(() => 0);
  let left = room;
  const modestFirst = [...asked.entries()].sort(([, first], [, second]) => first - second);
  for (const [position, [index, lines]] of modestFirst.entries()) {
    const share = Math.min(lines, Math.floor(left / (asked.length - position)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

function footLines(
  troubles: readonly string[],
  awaited: readonly Missing[],
  most: number,
  columns: number,
): readonly Line[] {
  if (most < 1) return [];
  const last = awaited.length === 0 ? [] : [dim(awaitedText(awaited))];
  const room = most - last.length;
  const shown = troubles.length <= room ? troubles : troubles.slice(0, Math.max(0, room - 1));
  const hidden = troubles.length - shown.length;
  let spare = room - shown.length - (hidden > 0 ? 1 : 0);
  const lines: Line[] = shown.flatMap((one, index) => {
    const share = Math.ceil(spare / (shown.length - index));
    const wrapped = wrapWords(one, columns, Math.min(linesEach, 1 + share));
    spare -= wrapped.length - 1;
    return wrapped.map((text): Line => [{text, tone: 'warn'}]);
  });
  if (hidden > 0 && room > 0) lines.push([{text: `… ${hidden} more not read`, tone: 'warn'}]);
  return [...lines, ...last];
}

/** One line, however many: it comes and goes with every start. */
function awaitedText(awaited: readonly Missing[]): string {
  return `still reading ${[...new Set(awaited.map(({cluster}) => cluster))].join(', ')}`;
}

function dim(text: string): Line {
  return [{text, tone: 'dim'}];
}
