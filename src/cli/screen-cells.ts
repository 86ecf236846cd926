/** One column of a screen line. */
export interface ScreenCell {
  readonly text: string;
  /** The SGR sequences in force, '' for none. */
  readonly style: string;
}

/**
 * The columns of a line that holds text and SGR sequences; undefined for one with characters on whose width terminals
 * disagree (emoji, ambiguous widths, combining marks), in which no column can be jumped to.
 */
export function cellsOf(line: string): readonly ScreenCell[] | undefined {
  const cells: ScreenCell[] = [];
  let style = '';
  for (const [index, part] of line.split(/(\x1b\[[\d;]*m)/).entries()) {
    // `split` with a group alternates text and separator.
    if (index % 2 === 1) style = part === '\x1b[0m' || part === '\x1b[m' ? '' : style + part;
    else if (isOfOneColumnEach.test(part)) for (const text of part) cells.push({text, style});
    else return undefined;
  }
  return cells;
}

/** Printable ASCII, and our own ellipsis. */
const isOfOneColumnEach = /^[\x20-\x7e…]*$/;
