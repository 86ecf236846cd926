import {characterChord, controlChord, type Held, heldBy, namedChord} from './chord.ts';

/**
 * The chord of one complete CSI or SS3 sequence, without its leading ESC (`[1;5A`, `OP`). Undefined for what is no key:
 * mouse and focus reports, answers of the terminal, keys let go of, keys without a name in the grammar.
 * `isAlt`: another ESC stood before it, as rxvt does for alt.
 *
 * Sources: xterm's ctlseqs (`CSI 1 ; m A`, modifyOtherKeys `CSI 27 ; m ; code ~`), the kitty keyboard protocol (`CSI code u`),
 * rxvt (`CSI a`, `CSI 5$`), the Linux console (`CSI [A`).
 */
export function sequenceChord(sequence: string, isAlt = false): string | undefined {
  const chord = sequence.startsWith('O') ? ss3Chord(sequence.slice(1)) : csiChord(sequence.slice(1));
  return chord === undefined || !isAlt || chord.includes('alt-') ? chord : withAlt(chord);
}

function csiChord(body: string): string | undefined {
  const console_ = /^\[([A-E])$/.exec(body);
  if (console_) return `f${(console_[1] ?? 'A').charCodeAt(0) - 0x40}`;
  const [, parameters = '', final = ''] = /^([\d;:]*)([A-Za-z~^$@])$/.exec(body) ?? [];
  const fields = parameters.split(';').map((field) => field.split(':'));
  const number = (index: number, part = 0) => Number(fields[index]?.[part] || Number.NaN);
  const isReleased = number(1, 1) === 3;
  const held = heldBy(number(1) || 1);
  if (final === '' || isReleased || held === undefined) return undefined;
  if (final === 'u') return codeChord(number(0), held, number(0, 1), number(2));
  if (final === '~' && number(0) === 27 && fields.length === 3) return codeChord(number(2), held);
  if ('~^$@'.includes(final)) {
    const name = numbered[number(0)];
    return name === undefined ? undefined : namedChord(name, {...held, ...rxvtHeld[final]});
  }
  if (final === 'Z') return namedChord('tab', {...held, isShift: true});
  if ('abcd'.includes(final))
    return namedChord(lettered[final.toUpperCase()] ?? '', {...held, isShift: true});
  // With a place before it, `R` answers where the cursor is.
  const isPlace = final === 'R' && parameters !== '' && number(0) !== 1;
  const name = lettered[final];
  return name === undefined || isPlace ? undefined : namedChord(name, held);
}

function ss3Chord(body: string): string | undefined {
  const [, parameter = '', final = ''] = /^(?:1;)?(\d*)([A-Za-z])$/.exec(body) ?? [];
  const held = heldBy(Number(parameter || 1));
  if (final === '' || held === undefined) return undefined;
  if ('abcd'.includes(final)) return namedChord(lettered[final.toUpperCase()] ?? '', {...held, isCtrl: true});
  const pad = keypad[final];
  if (pad !== undefined) return pad.length === 1 ? characterChord(pad, held) : namedChord(pad, held);
  const name = lettered[final];
  return name === undefined ? undefined : namedChord(name, held);
}

/** Of a Unicode code point as the kitty protocol and modifyOtherKeys report it. */
function codeChord(code: number, held: Held, shifted = Number.NaN, text = Number.NaN): string | undefined {
  const pad = kittyKeypad[code - 57399];
  if (pad !== undefined) return pad.length === 1 ? characterChord(pad, held) : namedChord(pad, held);
  if (code === 8 || code === 9 || code === 13 || code === 27 || code === 127) {
    return namedChord(controlChord(code, false), held);
  }
  // Control codes, and keys of the private area that are only modifiers or media.
  if (
    !(code >= 0x20) ||
    code > 0x10ffff ||
    (code >= 0xe000 && code <= 0xf8ff) ||
    (code >= 0x7f && code < 0xa0)
  ) {
    return undefined;
  }
  const character = String.fromCodePoint(code);
  if (!held.isShift || held.isCtrl) return characterChord(character, held);
  const typed = [shifted, text].find((one) => one >= 0x20 && one <= 0x10ffff);
  return characterChord(typed === undefined ? character.toUpperCase() : String.fromCodePoint(typed), held);
}

function withAlt(chord: string): string {
  return chord.startsWith('ctrl-') ? `ctrl-alt-${chord.slice(5)}` : `alt-${chord}`;
}

const lettered: Readonly<Record<string, string>> = {
  ...{A: 'up', B: 'down', C: 'right', D: 'left', F: 'end', H: 'home'},
  ...{P: 'f1', Q: 'f2', R: 'f3', S: 'f4'},
};

const numbered: Readonly<Record<number, string>> = {
  ...{1: 'home', 2: 'insert', 3: 'delete', 4: 'end', 5: 'pageup', 6: 'pagedown', 7: 'home', 8: 'end'},
  ...{11: 'f1', 12: 'f2', 13: 'f3', 14: 'f4', 15: 'f5', 17: 'f6', 18: 'f7', 19: 'f8', 20: 'f9', 21: 'f10'},
  ...{23: 'f11', 24: 'f12'},
};

const rxvtHeld: Readonly<Record<string, Partial<Held>>> = {
  '^': {isCtrl: true},
  $: {isShift: true},
  '@': {isCtrl: true, isShift: true},
};

/** The keypad in application mode: a VT220's. */
const keypad: Readonly<Record<string, string>> = {
  ...{M: 'enter', X: '=', I: 'tab', j: '*', k: '+', l: ',', m: '-', n: '.', o: '/'},
  ...{p: '0', q: '1', r: '2', s: '3', t: '4', u: '5', v: '6', w: '7', x: '8', y: '9'},
};

/** From code point 57399. */
const kittyKeypad: readonly string[] = [
  ...['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/', '*', '-', '+', 'enter', '=', ','],
  ...['left', 'right', 'up', 'down', 'pageup', 'pagedown', 'home', 'end', 'insert', 'delete'],
];
