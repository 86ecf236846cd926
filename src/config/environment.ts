import type {Environment} from './folders.ts';

export type ColourDepth = 'none' | '16' | '256' | 'truecolor';

/**
 * How many colours may be sent. FORCE_COLOR (0 to 3, as Node has it) stands over all, then NO_COLOR (no-color.org: not
 * empty), then what COLORTERM and TERM promise. 'none' still allows bold, inverse and underline.
 */
export function colourDepth(environment: Environment, isTerminal: boolean): ColourDepth {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return depthForced[forced] ?? 'none';
  if (environment['NO_COLOR']) return 'none';
  return isTerminal ? depthOfTerminal(environment) : 'none';
}

/** `auto` is `dark`, unless the terminal says (COLORFGBG) that its background is light. */
export function themeName(wished: string, environment: Environment): string {
  if (wished !== 'auto') return wished;
  // `foreground;background`, with a field more in between from some terminals; white and the bright ones but grey are light.
  const background = Number(environment['COLORFGBG']?.split(';').at(-1) || Number.NaN);
  return background === 7 || (background >= 9 && background <= 15) ? 'light' : 'dark';
}

/** `auto` is ASCII unless the locale is UTF-8 (LC_ALL, else LC_CTYPE, else LANG). */
export function glyphSet(
  wished: 'unicode' | 'ascii' | 'auto',
  environment: Environment,
): 'unicode' | 'ascii' {
  if (wished !== 'auto') return wished;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale) ? 'unicode' : 'ascii';
}

/** As Node's `tty.WriteStream.getColorDepth` reads it: any other value asks for none. */
const depthForced: Readonly<Record<string, ColourDepth>> = {
  ...{'': '16', '1': '16', true: '16'},
  ...{'2': '256', '3': 'truecolor'},
};

function depthOfTerminal(environment: Environment): ColourDepth {
  const term = environment['TERM'] ?? '';
  // COLORTERM travels along with SSH, `sudo` and `screen` to where it is no longer true: a TERM that promises less wins.
  if (term === '' || term === 'dumb' || /^(vt\d|ansi-m)|-m(ono)?$/.test(term)) return 'none';
  if (term === 'linux') return '16';
  if (term.endsWith('-direct') || richTerminals.test(term)) return 'truecolor';
  const isPromised = ['truecolor', '24bit'].includes(environment['COLORTERM']?.toLowerCase() ?? '');
  // GNU screen 4 takes the numbers of a truecolor sequence for attributes of their own.
  if (isPromised && !environment['STY']) return 'truecolor';
  return term.includes('256color') ? '256' : '16';
}

/** Terminals that have every colour and whose COLORTERM does not come along over SSH. */
const richTerminals = /^(xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|contour)(-|$)/;
