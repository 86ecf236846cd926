import {sanitise} from '../../text/index.ts';
import {characterChord, controlChord, nothingHeld} from './chord.ts';
import {sequenceChord} from './sequence-chord.ts';
import type {Key} from './terminal.ts';

export interface Parsed {
  readonly keys: readonly Key[];
  /** What may be the beginning of a key: to be put before what comes next. */
  readonly rest: string;
}

/**
 * The keys in what a terminal sent, in order. Several may come at once and one may come in pieces; with `isFinal` nothing
 * more follows, so that a lone ESC is the key of that name.
 */
export function parseKeys(input: string, isFinal: boolean): Parsed {
  const keys: Key[] = [];
  let index = 0;
  while (index < input.length) {
    const piece = nextPiece(input, index, isFinal);
    if (piece === undefined) break;
    keys.push(...piece.keys);
    index = piece.end;
  }
  return {keys, rest: input.slice(index)};
}

/** Whether `rest` is a paste whose end has not come yet: that may take longer than a key. */
export function isPasting(rest: string): boolean {
  return rest.startsWith(pasteStart);
}

interface Piece {
  readonly keys: readonly Key[];
  readonly end: number;
}

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';

/** Undefined where more is needed. */
function nextPiece(input: string, start: number, isFinal: boolean): Piece | undefined {
  if (input[start] !== '\x1b') return plainPiece(input, start);
  if (input.startsWith(pasteStart, start)) return pastePiece(input, start, isFinal);
  // ESC before a sequence is alt held down; ESC before nothing is the key itself.
  const isDoubled = input[start + 1] === '\x1b';
  const from = isDoubled ? start + 2 : start + 1;
  const introducer = input[from];
  if (introducer === undefined) return isFinal ? escapes(start, isDoubled ? 2 : 1) : undefined;
  if (introducer === '[' || introducer === 'O') {
    const whole = (introducer === '[' ? csi : ss3).exec(input.slice(from, from + longestSequence));
    if (whole) return sequencePiece(input, from, whole[0], isDoubled);
    const isBegun = (introducer === '[' ? csiBegun : ss3Begun).test(input.slice(from));
    if (isBegun && !isFinal) return undefined;
    if (isBegun && input.length - from > 1) return {keys: [], end: input.length};
  } else if (isDoubled) {
    return escapes(start, 1);
  } else if (controlStrings.includes(introducer)) {
    const answer = controlString.exec(input.slice(start));
    if (answer) return {keys: [], end: start + answer[0].length};
    const isLone = input.length === from + 1;
    if (!isFinal && input.length - start < longestAnswer) return undefined;
    if (!isLone) return {keys: [], end: input.length};
  }
  return isDoubled ? escapes(start, 1) : altPiece(input, from);
}

function plainPiece(input: string, start: number): Piece {
  const code = input.charCodeAt(start);
  if (code < 0x20 || code === 0x7f) return {keys: [{chord: controlChord(code, false)}], end: start + 1};
  const text = /[^\x00-\x1f\x7f]+/y;
  text.lastIndex = start;
  const typed = text.exec(input)?.[0] ?? '';
  const keys = [...graphemes.segment(typed)]
    .filter(({segment}) => sanitise(segment) === segment)
    .map(({segment}) => ({chord: characterChord(segment, nothingHeld)}));
  return {keys, end: start + typed.length};
}

function pastePiece(input: string, start: number, isFinal: boolean): Piece | undefined {
  const from = start + pasteStart.length;
  const end = input.indexOf(pasteEnd, from);
  if (end === -1 && !isFinal) return undefined;
  const text = input.slice(from, end === -1 ? undefined : end);
  const paste = text
    .split(/\r\n|[\r\n]/)
    .map(sanitise)
    .join('\n');
  return {keys: paste === '' ? [] : [{paste}], end: end === -1 ? input.length : end + pasteEnd.length};
}

function sequencePiece(input: string, from: number, sequence: string, isAlt: boolean): Piece {
  const end = from + sequence.length;
  // The oldest mouse report has its three bytes after the sequence, and they are printable.
  if (sequence === '[M') return {keys: [], end: Math.min(input.length, end + 3)};
  const chord = sequenceChord(sequence, isAlt);
  return {keys: chord === undefined ? [] : [{chord}], end};
}

function altPiece(input: string, from: number): Piece {
  const code = input.charCodeAt(from);
  if (code < 0x20 || code === 0x7f) return {keys: [{chord: controlChord(code, true)}], end: from + 1};
  const character = graphemes.segment(input.slice(from, from + longestSequence)).containing(0)?.segment ?? '';
  return {
    keys: [{chord: characterChord(character, {...nothingHeld, isAlt: true})}],
    end: from + character.length,
  };
}

function escapes(start: number, count: number): Piece {
  return {keys: Array.from({length: count}, () => ({chord: 'esc'})), end: start + count};
}

/** Longer than any key's, also with the text that the kitty protocol appends. */
const longestSequence = 64;
/** An answer nobody asked for, and without an end, must not hold up the keys that follow. */
const longestAnswer = 4096;

/** `CSI [A` is the Linux console's; `$` ends a sequence only with rxvt's keys. */
const csi = /^\[(?:\[[A-E]|[235678]\$|[0-?]*[ -/]*[@-~])/;
const csiBegun = /^\[(?:\[|[0-?]*[ -/]*)$/;
const ss3 = /^O[\d;]*[A-Za-z]/;
const ss3Begun = /^O[\d;]*$/;

/** OSC, DCS, SOS, PM and APC: answers of the terminal. */
const controlStrings = ']P_^X';
const controlString = /^\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)/;

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
