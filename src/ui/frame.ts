import type {Hint} from '../commands/index.ts';
import {width} from '../text/index.ts';
import type {Line, Span} from './paint/line.ts';
import type {Size} from './screens/screen.ts';

/** The smallest screen on which a row can be told from the next. */
export const smallest: Size = {columns: 40, rows: 10};

/** Header, body, explanation and footer: exactly as many lines as the screen has rows. */
export function composed(parts: {
  readonly header: Line;
  readonly body: readonly Line[];
  /** One or more lines. */
  readonly explanation: readonly Line[];
  readonly footer: Line;
  readonly rows: number;
}): readonly Line[] {
  const {header, body, explanation, footer, rows} = parts;
  const middle = Array.from({length: rows - 2 - explanation.length}, (_, index) => body[index] ?? blank);
  return [header, ...middle, ...explanation, footer];
}

/** Said instead of a screen that would be cut beyond recognition. */
export function tooSmall({columns, rows}: Size, quit: string): readonly Line[] {
  const says = [
    `${columns}x${rows} is too small`,
    `needs ${smallest.columns}x${smallest.rows}`,
    `${quit} quits`,
  ].map((text): Line => [{text}]);
  return Array.from({length: rows}, (_, index) => says[index] ?? blank);
}

/** `enter open  / filter  ? help`: as many as there is room for, the last of them (help) always. */
export function footerLine(hints: readonly Hint[], before: Line, columns: number): Line {
  const last = hints.at(-1);
  const shown: Hint[] = [];
  let room = columns - lengthOf(before) - (last === undefined ? 0 : sizeOf(last));
  for (const hint of hints.slice(0, -1)) {
    room -= sizeOf(hint) + gap.length;
    if (room < 0) break;
    shown.push(hint);
  }
  const all = last === undefined ? shown : [...shown, last];
  return [
    ...before,
    ...all.flatMap(({key, text}, index): Span[] => [
      ...(index === 0 ? [] : [{text: gap}]),
      {text: key, role: 'key'},
      {text: ` ${text}`},
    ]),
  ];
}

/** `body` with `sheet` over its lower part, parted by a rule. */
export function withSheet(
  body: readonly Line[],
  sheet: readonly Line[],
  size: Size,
  rule: string,
): readonly Line[] {
  const height = Math.min(sheet.length + 1, size.rows);
  const above = Array.from({length: size.rows - height}, (_, index) => body[index] ?? blank);
  return [...above, [{text: rule.repeat(size.columns), role: 'dim'}], ...sheet.slice(0, height - 1)];
}

const blank: Line = [];
const gap = '  ';

function sizeOf({key, text}: Hint): number {
  return width(key) + 1 + width(text);
}

function lengthOf(line: Line): number {
  return line.reduce((sum, {text}) => sum + width(text), 0);
}
