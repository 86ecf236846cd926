import {width} from '../../text/index.ts';
import {nearest} from '../nearest.ts';

/**
 * One press of a key, in the one spelling that the terminal reports and keymaps are compared by: a printable character
 * as itself (`O` is shift and o), else a named key, with `ctrl-`, `alt-` and `shift-` before it, in this order.
 */
export type Chord = string;

export type ParsedChord =
  | {readonly type: 'good'; readonly chord: Chord}
  | {readonly type: 'bad'; readonly message: string};

/** A chord as a person may write it: `shift-o` for `O` and `shift-tab` for `backtab` too. */
export function parseChord(written: string): ParsedChord {
  const chord = canonical(written);
  if (chord !== undefined) {
    const same = sameAs[chord];
    return same === undefined ? {type: 'good', chord} : {type: 'bad', message: neverArrives(chord, same)};
  }
  const meant = suggestion(written);
  return {
    type: 'bad',
    message: `unknown key: ${meant === undefined ? hint(written) : `did you mean ${meant}?`}`,
  };
}

/** The chords of a sequence as people read it in help, as k9s writes it: `shift-o` for `O`, `shift-tab` for `backtab`. */
export function chordText(sequence: readonly Chord[]): string {
  return sequence.map(textOf).join(' ');
}

export const namedKeys =
  `space enter esc tab backtab up down left right pageup pagedown home end backspace delete insert
  f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12`.split(/\s+/);

/** The chord grammar for the JSON schema; `parseChord` is narrower (one grapheme, no chord that never arrives). */
export const chordPattern = `(?:(?:ctrl-)?(?:alt-)?(?:shift-)?(?:${namedKeys.join('|')})|ctrl-(?:alt-)?[a-z\\\\\\]/]|(?:alt-)?(?:shift-)?[^\\s\\p{Cc}]\\p{M}*)`;

function hint(written: string): string {
  // YAML reads a bare ~ as nothing.
  if (written === '') return "expected a key; signs stand in quotes: '~'";
  // Which character shift makes of `1` depends on the keyboard; of a letter it does not.
  if (/^shift-.$/su.test(written)) return 'expected the character itself that is typed with shift';
  return 'expected a single character, or a name like enter, f5, ctrl-r, alt-x or shift-left';
}

const form = /^(ctrl-)?(alt-)?(shift-)?(.+)$/su;

/** Undefined where it is no chord. */
function canonical(written: string): Chord | undefined {
  const [, ctrl = '', alt = '', shift = '', key = ''] = form.exec(written) ?? [];
  if (namedKeys.includes(key)) {
    if (shift !== '' && key === 'tab') return `${ctrl}${alt}backtab`;
    return shift !== '' && key === 'backtab' ? undefined : `${ctrl}${alt}${shift}${key}`;
  }
  if (!isCharacter(key)) return undefined;
  if (ctrl !== '') return shift === '' && /^[a-z\\\]/]$/.test(key) ? `${ctrl}${alt}${key}` : undefined;
  if (shift === '') return `${alt}${key}`;
  const upper = key.toUpperCase();
  return upper !== key.toLowerCase() && isCharacter(upper) ? `${alt}${upper}` : undefined;
}

/** What is typed with one key and fills a cell: one grapheme, no space, nothing that cannot be seen. */
function isCharacter(text: string): boolean {
  return !/[\s\p{Cc}]/u.test(text) && width(text) > 0 && [...graphemes.segment(text)].length === 1;
}

const graphemes = new Intl.Segmenter();

/** Chords for which terminals send the very byte of another key. */
const sameAs: Readonly<Record<string, Chord>> = {'ctrl-i': 'tab', 'ctrl-m': 'enter', 'ctrl-h': 'backspace'};

function neverArrives(chord: Chord, same: Chord): string {
  return `terminals cannot tell ${chord} from ${same}: write ${same}, or take another key`;
}

/** Spellings of other programs (`Ctrl+R`, `C-r`, `<C-r>`, `^R`, `M-x`, `Return`), else a slip of a named key. */
function suggestion(written: string): Chord | undefined {
  const bare = written.replace(/^<(.+)>$/s, '$1');
  const prefixes = new Set<string>();
  let rest = bare.replace(/^\^(?=.)/s, 'ctrl-');
  for (let found = modifier.exec(rest); found !== null; found = modifier.exec(rest)) {
    const [whole, word = ''] = found;
    prefixes.add(modifiers[word.toLowerCase()] ?? '');
    rest = rest.slice(whole.length);
  }
  const ordered = ['ctrl-', 'alt-', 'shift-'].filter((prefix) => prefixes.has(prefix)).join('');
  const isName = [...rest].length > 1;
  const key = isName || prefixes.has('ctrl-') ? rest.toLowerCase() : rest;
  const name = aliases[key] ?? (isName ? nearest(key, namedKeys) : key);
  return name === undefined ? undefined : canonical(`${ordered}${name}`);
}

const modifier = /^(control|ctrl|ctl|shift|option|alt|meta|opt|c|s|m|a)[-+](?=.)/is;

const modifiers: Readonly<Record<string, string>> = {
  ...{control: 'ctrl-', ctrl: 'ctrl-', ctl: 'ctrl-', c: 'ctrl-'},
  ...{alt: 'alt-', option: 'alt-', opt: 'alt-', meta: 'alt-', m: 'alt-', a: 'alt-'},
  ...{shift: 'shift-', s: 'shift-'},
};

const aliases: Readonly<Record<string, string>> = {
  ...{return: 'enter', cr: 'enter', ret: 'enter', escape: 'esc', ' ': 'space', spc: 'space'},
  ...{pgup: 'pageup', 'page-up': 'pageup', pgdn: 'pagedown', pgdown: 'pagedown', 'page-down': 'pagedown'},
  ...{del: 'delete', ins: 'insert', bs: 'backspace', bksp: 'backspace'},
};

function textOf(chord: Chord): string {
  const [, prefix = '', key = ''] = /^((?:ctrl-|alt-)*)(.+)$/su.exec(chord) ?? [];
  if (key === 'backtab') return `${prefix}shift-tab`;
  const lower = key.toLowerCase();
  const isUpper = [...key].length === 1 && lower !== key && lower.toUpperCase() === key;
  return isUpper ? `${prefix}shift-${lower}` : chord;
}
