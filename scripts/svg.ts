import {isDeepStrictEqual} from 'node:util';

/** One character of a screen; `width` is 1 or 2 columns. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly look: Look;
}

/** Colours as `#rrggbb`; absent ones are those of the picture. */
export interface Look {
  readonly foreground?: string;
  readonly background?: string;
  readonly isBold: boolean;
  readonly isDim: boolean;
  readonly isItalic: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
}

export interface Picture {
  /** For who cannot see it. */
  readonly title: string;
  readonly background: string;
  readonly foreground: string;
}

/** px. Fonts differ in how wide they are: every text says how wide it is to be, so that columns stand where they should. */
const size = {column: 8.4, line: 18, font: 14, baseline: 13.5, margin: 12};

const fonts =
  "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Noto Sans Mono',monospace";

/** A screen as an SVG that needs nothing but a monospaced font. The same cells give the same bytes. */
export function svgOf(rows: readonly (readonly Cell[])[], picture: Picture): string {
  const columns = Math.max(0, ...rows.map((cells) => cells.reduce((sum, {width}) => sum + width, 0)));
  const width = px(columns * size.column + 2 * size.margin);
  const height = px(rows.length * size.line + 2 * size.margin);
  const classes = new Map<string, string>();
  const body = rows.flatMap((cells, row) => {
    const runs = runsOf(cells, picture);
    return [...groundsOf(runs, row), ...runs.flatMap((run) => textsOf(run, row, classes))];
  });
  const styles = [...classes].map(([style, name]) => `.${name}{${style}}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(picture.title)}</title>`,
    `<style>text{font:${size.font}px ${fonts};white-space:pre}${styles.join('')}</style>`,
    `<rect width="${width}" height="${height}" rx="6" fill="${picture.background}"/>`,
    `<g transform="translate(${size.margin} ${size.margin})" xml:space="preserve">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Neighbours that look the same. */
interface Run {
  readonly column: number;
  readonly columns: number;
  readonly cells: readonly Cell[];
  readonly ink: string;
  /** Absent where it is that of the picture. */
  readonly ground: string | undefined;
}

function runsOf(cells: readonly Cell[], picture: Picture): readonly Run[] {
  const runs: (Run & {columns: number; readonly cells: Cell[]})[] = [];
  let column = 0;
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last?.cells[0] && isDeepStrictEqual(last.cells[0].look, cell.look)) {
      last.cells.push(cell);
      last.columns += cell.width;
    } else {
      runs.push({column, columns: cell.width, cells: [cell], ...coloursOf(cell.look, picture)});
    }
    column += cell.width;
  }
  return runs;
}

function coloursOf({foreground, background, isInverse}: Look, picture: Picture): Pick<Run, 'ink' | 'ground'> {
  const ink = foreground ?? picture.foreground;
  if (isInverse) return {ink: background ?? picture.background, ground: ink};
  return {ink, ground: background};
}

/** What lies behind the text. */
function groundsOf(runs: readonly Run[], row: number): readonly string[] {
  return runs.flatMap(({column, columns, ground}) =>
    ground === undefined
      ? []
      : [
          `<rect x="${px(column * size.column)}" y="${row * size.line}" width="${px(columns * size.column)}" height="${size.line}" fill="${ground}"/>`,
        ],
  );
}

/** Words and blanks between them, each piece at its own place; wide characters apart, which fonts disagree about most. */
function textsOf(run: Run, row: number, classes: Map<string, string>): readonly string[] {
  const [first] = run.cells;
  if (first === undefined) return [];
  const style = styleOf(first.look, run.ink);
  return piecesOf(run).map(({column, columns, text}) => {
    const name = classes.get(style) ?? `s${classes.size}`;
    classes.set(style, name);
    const place = `x="${px(column * size.column)}" y="${px(row * size.line + size.baseline)}"`;
    const length =
      columns < 2 ? '' : ` textLength="${px(columns * size.column)}" lengthAdjust="spacingAndGlyphs"`;
    return `<text class="${name}" ${place}${length}>${escaped(text)}</text>`;
  });
}

interface Piece {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
}

/** Where it is not underlined, two blanks in a row are nothing to draw. */
function piecesOf({cells, column: start}: Run): readonly Piece[] {
  const pieces: Piece[] = [];
  let isOpen = false;
  let column = start;
  cells.forEach(({text, width, look}, index) => {
    const isBlank = text === ' ' && !look.isUnderlined;
    const isGap = isBlank && (cells[index + 1]?.text ?? ' ') === ' ';
    const last = pieces.at(-1);
    if (isGap || (isBlank && !isOpen)) isOpen = false;
    else if (isOpen && width === 1 && last) {
      pieces[pieces.length - 1] = {...last, columns: last.columns + 1, text: last.text + text};
    } else {
      pieces.push({column, columns: width, text});
      isOpen = width === 1;
    }
    column += width;
  });
  return pieces;
}

function styleOf({isBold, isDim, isItalic, isUnderlined}: Look, ink: string): string {
  return [
    `fill:${ink}`,
    ...(isBold ? ['font-weight:bold'] : []),
    ...(isDim ? ['fill-opacity:.6'] : []),
    ...(isItalic ? ['font-style:italic'] : []),
    ...(isUnderlined ? ['text-decoration:underline'] : []),
  ].join(';');
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
}

/** A tenth of a pixel is as fine as anyone sees. */
function px(length: number): string {
  return String(Math.round(length * 10) / 10);
}
