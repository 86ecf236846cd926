/** Modifiers held, as terminals number them: the bits of xterm's parameter less one. */
export interface Held {
  readonly isShift: boolean;
  readonly isAlt: boolean;
  readonly isCtrl: boolean;
}

export const nothingHeld: Held = {isShift: false, isAlt: false, isCtrl: false};

/**
 * From the parameter of a sequence (`5` is ctrl); 1 for none. Undefined where super, hyper or meta is held: such keys
 * are the window manager's. Caps lock and num lock count as nothing.
 */
export function heldBy(parameter: number): Held | undefined {
  const bits = Math.max(0, parameter - 1);
  if ((bits & 0b111000) !== 0) return undefined;
  return {isShift: (bits & 1) !== 0, isAlt: (bits & 2) !== 0, isCtrl: (bits & 4) !== 0};
}

/** The chord of a key that has a name. */
export function namedChord(name: string, {isShift, isAlt, isCtrl}: Held): string {
  const prefix = `${isCtrl ? 'ctrl-' : ''}${isAlt ? 'alt-' : ''}`;
  if (!isShift) return prefix + name;
  if (name === 'tab') return `${prefix}backtab`;
  // Held a moment too long while typing; other terminals do not even report it.
  return careless.has(name) ? prefix + name : `${prefix}shift-${name}`;
}

/** The chord of a character that was typed, as the keyboard made it. */
export function characterChord(character: string, {isAlt, isCtrl}: Held): string {
  if (character === ' ') return namedChord('space', {isShift: false, isAlt, isCtrl});
  // Shift adds nothing to ctrl and a letter: most terminals send the same.
  return `${isCtrl ? 'ctrl-' : ''}${isAlt ? 'alt-' : ''}${isCtrl ? character.toLowerCase() : character}`;
}

/** A byte below space, or DEL: what terminals send for ctrl and a letter, and for some keys with names. */
export function controlChord(code: number, isAlt: boolean): string {
  const held = {...nothingHeld, isAlt};
  const name = controlNames[code];
  if (name !== undefined) return namedChord(name, held);
  return `ctrl-${isAlt ? 'alt-' : ''}${controlKeys[code] ?? String.fromCharCode(code + 0x60)}`;
}

const careless: ReadonlySet<string> = new Set(['space', 'backspace']);

/** Both bytes are sent for backspace, by terminals of two schools. */
const controlNames: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'esc',
  127: 'backspace',
};

const controlKeys: Readonly<Record<number, string>> = {
  0: 'space',
  28: '\\',
  29: ']',
  30: '^',
  31: '/',
};
