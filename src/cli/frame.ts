import {type Line, paintLine} from './line.ts';
import type {Listing} from './listing.ts';
import {type Missing, missingText} from './missing.ts';
import {tableLines} from './table.ts';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
  readonly hasColour: boolean;
}

/** At most so many lines say what is missing, and never more than a third of the screen. */
const mostMissing = 5;

/**
 * What a watching terminal shows: the tables, then what is missing. Always at least one line fewer than the terminal
 * has, for the cursor below; what does not fit is counted in a line of its own.
 */
export function frameLines(
  listings: readonly Listing[],
  missing: readonly Missing[],
  size: FrameSize,
  {isWide, widths}: {isWide: boolean; widths: ReadonlyMap<string, Map<string, number>>},
): readonly string[] {
  const room = Math.max(2, size.rows - 1);
  const foot = footLines(missing, Math.min(mostMissing, Math.floor(room / 3)));
  const body: Line[] = [];
  for (const [index, listing] of listings.entries()) {
    const left = room - foot.length - body.length - (index > 0 ? 1 : 0);
    // Head and one row, or head and the count of what is hidden.
    if (left < 2) break;
    if (index > 0) body.push([]);
    const columnWidths = widths.get(listing.kind);
    const isWhole = listing.rows.length + 1 <= left;
    const most = isWhole ? listing.rows.length : left - 2;
    body.push(
      ...tableLines(listing, {
        isWide,
        most,
        marksLastKnown: true,
        ...(columnWidths === undefined ? {} : {widths: columnWidths}),
      }),
    );
    if (!isWhole) body.push([{text: `… ${listing.rows.length - most} more ${listing.kind}`, tone: 'dim'}]);
    // Before everything is read, nobody knows that there are none.
    if (listing.rows.length === 0 && missing.length === 0)
      body.push([{text: `no ${listing.kind}`, tone: 'dim'}]);
  }
  return [...body, ...foot].map((line) => paintLine(line, size));
}

function footLines(missing: readonly Missing[], most: number): readonly Line[] {
  if (missing.length === 0 || most < 2) return [];
  const shown = missing.length <= most ? missing : missing.slice(0, most - 1);
  const lines: Line[] = shown.map((one) => [{text: missingText(one), tone: 'warn'}]);
  if (shown.length < missing.length) {
    lines.push([{text: `… ${missing.length - shown.length} more not read`, tone: 'warn'}]);
  }
  return lines;
}
