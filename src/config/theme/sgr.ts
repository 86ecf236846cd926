import type {ColourDepth} from '../environment.ts';
import {nearest16, nearest256} from './palette.ts';
import {type AnsiName, ansiNames, type Colour, type Style, type Theme} from './theme.ts';

/**
 * The sequence that opens each role, '' where it changes nothing; what was opened is closed with `CSI m`. Without
 * colours the attributes remain: they are what roles are told apart by then.
 */
export function sgrOf<Role extends string>(
  theme: Theme<Role>,
  depth: ColourDepth,
): Readonly<Record<Role, string>> {
  const entries = Object.entries<Style>(theme.roles).map(([role, style]) => [role, opening(style, depth)]);
  return Object.fromEntries(entries) as Record<Role, string>;
}

function opening(style: Style, depth: ColourDepth): string {
  const codes = [
    ...attributes.filter(([name]) => style[name]).map(([, code]) => code),
    ...(style.fg ? codesOf(style.fg, depth, 'fg') : []),
    ...(style.bg ? codesOf(style.bg, depth, 'bg') : []),
  ];
  return codes.length === 0 ? '' : `\x1b[${codes.join(';')}m`;
}

const attributes = [
  ['bold', 1],
  ['dim', 2],
  ['italic', 3],
  ['underline', 4],
  ['inverse', 7],
] as const;

type Ground = 'fg' | 'bg';

function codesOf(colour: Colour, depth: ColourDepth, ground: Ground): readonly number[] {
  if (depth === 'none') return [];
  const base = ground === 'fg' ? 30 : 40;
  switch (colour.type) {
    case 'default':
      return [base + 9];
    case 'ansi':
      return [ansiCode(colour.name, base)];
    case 'rgb':
      if (depth === 'truecolor') return [base + 8, 2, ...colour.rgb];
      if (depth === '256') return [base + 8, 5, nearest256(colour.rgb)];
      return [ansiCode(colour.ansi ?? nearest16(colour.rgb), base)];
  }
}

function ansiCode(name: AnsiName, base: number): number {
  const index = ansiNames.indexOf(name);
  return index < 8 ? base + index : base + 60 + index - 8;
}
