import type {Terminal as HeadlessTerminal, IBufferCell} from '@xterm/headless';
import {rgbOf256} from '../src/config/theme/palette.ts';
import type {Cell, Look} from './svg.ts';

/** What the terminal shows, row by row. The second half of a wide character is no cell of its own. */
export function cellsOf(emulator: HeadlessTerminal): readonly (readonly Cell[])[] {
  const {active} = emulator.buffer;
  return Array.from({length: emulator.rows}, (_, row) => {
    const line = active.getLine(active.baseY + row);
    return Array.from({length: emulator.cols}, (_, column) => line?.getCell(column))
      .filter((cell) => cell !== undefined)
      .filter((cell) => cell.getWidth() > 0)
      .map((cell) => ({text: cell.getChars() || ' ', width: cell.getWidth(), look: lookOf(cell)}));
  });
}

function lookOf(cell: IBufferCell): Look {
  return {
    ...(cell.isFgDefault() ? {} : {foreground: colourOf(cell.isFgRGB(), cell.getFgColor())}),
    ...(cell.isBgDefault() ? {} : {background: colourOf(cell.isBgRGB(), cell.getBgColor())}),
    isBold: cell.isBold() !== 0,
    isDim: cell.isDim() !== 0,
    isItalic: cell.isItalic() !== 0,
    isUnderlined: cell.isUnderline() !== 0,
    isInverse: cell.isInverse() !== 0,
  };
}

/** `value` is a number of the palette, or the three bytes of a colour. */
function colourOf(isRgb: boolean, value: number): string {
  const bytes = isRgb ? [value >> 16, (value >> 8) & 255, value & 255] : rgbOf256(value);
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
