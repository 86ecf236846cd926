/** A sequence of chance that is the same for the same seed, whatever else runs. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** So many hexadecimal digits. */
  hex(digits: number): string;
  /** Letters and digits as Kubernetes appends them to names: no vowels, nothing that is mistaken for another. */
  suffix(length: number): string;
  /** As version 4 UUIDs look. */
  uid(): string;
}

/** `name` parts the sequences of one seed: what happens on one cluster does not move another. */
export function makeRandom(seed: number, name: string): Random {
  let state = (seed ^ hash(name)) >>> 0;
  const next = (): number => {
    // mulberry32 by Tommy Ettinger (public domain): 32 bits of state are plenty for scenery.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const from = (alphabet: string, length: number): string => {
    let text = '';
    for (let index = 0; index < length; index++) text += alphabet[Math.floor(next() * alphabet.length)];
    return text;
  };
  const hex = (digits: number): string => {
    let text = '';
    // Eight digits of each number, since every pod has a UID.
    while (text.length < digits)
      text += Math.floor(next() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  return {
    next,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    hex,
    suffix: (length) => from('bcdfghjklmnpqrstvwxz2456789', length),
    uid() {
      const digits = hex(32);
      const variant = '89ab'[digits.charCodeAt(16) % 4];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
  };
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}
