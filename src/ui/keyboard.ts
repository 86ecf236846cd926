import {type Keymap, lookUp, type Scope} from '../config/index.ts';

export type Pressed =
  | {readonly type: 'command'; readonly id: string}
  /** The beginning of a sequence: the next key decides. */
  | {readonly type: 'waiting'; readonly keys: string}
  /** Something to type where something is typed. */
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'nothing'; readonly keys: string};

/** Makes commands of keys, one after the other, because some need two. */
export class Keyboard {
  #keymap: Keymap;
  #pending: readonly string[] = [];

  constructor(keymap: Keymap) {
    this.#keymap = keymap;
  }

  get keymap(): Keymap {
    return this.#keymap;
  }

  /** Another map, from now on: a person has edited their file. */
  use(keymap: Keymap): void {
    this.#keymap = keymap;
    this.#pending = [];
  }

  press(chord: string, scopes: readonly Scope[]): Pressed {
    const keys = [...this.#pending, chord];
    const found = lookUp(this.#keymap, scopes, keys);
    switch (found.type) {
      case 'command':
        this.#pending = [];
        return found;
      case 'prefix':
        this.#pending = keys;
        return {type: 'waiting', keys: keys.join(' ')};
      case 'none':
        break;
    }
    const wasSequence = this.#pending.length > 0;
    this.#pending = [];
    // The first key led nowhere; the second may mean something by itself.
    if (wasSequence && chord !== 'esc') return this.press(chord, scopes);
    const text = chord === 'space' ? ' ' : chord;
    // Names of keys are longer than one letter, whatever letters a person writes with.
    const isCharacter = chord === 'space' || [...graphemes.segment(chord)].length === 1;
    return isCharacter ? {type: 'text', text} : {type: 'nothing', keys: keys.join(' ')};
  }
}

const graphemes = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
