import {type AnsiName, ansiNames, type Rgb} from './theme.ts';

/** The number of the nearest of the colours 16 to 255: those below are the person's own and may be anything. */
export function nearest256(rgb: Rgb): number {
  return 16 + indexOfNearest(rgb, fixed256);
}

export function nearest16(rgb: Rgb): AnsiName {
  return ansiNames[indexOfNearest(rgb, xterm16)] ?? 'white';
}

export function rgbOf256(index: number): Rgb {
  return (index < 16 ? xterm16[index] : fixed256[index - 16]) ?? [0, 0, 0];
}

export function rgbOfAnsi(name: AnsiName): Rgb {
  return rgbOf256(ansiNames.indexOf(name));
}

/** As xterm has them unless told otherwise (XTerm-col.ad). */
const xterm16: readonly Rgb[] = [
  ...([
    [0, 0, 0],
    [205, 0, 0],
    [0, 205, 0],
    [205, 205, 0],
  ] as const),
  ...([
    [0, 0, 238],
    [205, 0, 205],
    [0, 205, 205],
    [229, 229, 229],
  ] as const),
  ...([
    [127, 127, 127],
    [255, 0, 0],
    [0, 255, 0],
    [255, 255, 0],
  ] as const),
  ...([
    [92, 92, 255],
    [255, 0, 255],
    [0, 255, 255],
    [255, 255, 255],
  ] as const),
];

/** A cube of 6 × 6 × 6, then 24 greys (xterm's 256colres.pl). */
const levels = [0, 95, 135, 175, 215, 255];
const fixed256: readonly Rgb[] = [
  ...levels.flatMap((red) => levels.flatMap((green) => levels.map((blue): Rgb => [red, green, blue]))),
  ...Array.from({length: 24}, (_, step): Rgb => [8 + 10 * step, 8 + 10 * step, 8 + 10 * step]),
];

function indexOfNearest(rgb: Rgb, palette: readonly Rgb[]): number {
  const distances = palette.map((other) => distance(rgb, other));
  return distances.indexOf(Math.min(...distances));
}

/** Squared, in plain RGB: enough to choose among so few. */
function distance([red, green, blue]: Rgb, [otherRed, otherGreen, otherBlue]: Rgb): number {
  return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2;
}
