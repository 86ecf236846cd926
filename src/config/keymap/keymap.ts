import type {Chord} from './chord.ts';

/** Where a binding counts. */
export type Scope = (typeof scopes)[number];

export const scopes = ['global', 'table', 'grid', 'list', 'cluster', 'text', 'prompt', 'dialog'] as const;

/** Which command a key asks for. Built by `loadKeymap`. */
export interface Keymap {
  readonly name: string;
  /** What a person bound comes before what a file they build on binds: hints show the first. */
  readonly bindings: readonly Binding[];
  /** Chords that do nothing in a scope, whatever an enclosing scope binds them to. */
  readonly unbound: readonly Unbound[];
}

export interface Binding extends Unbound {
  readonly command: string;
}

export interface Unbound {
  readonly scope: Scope;
  /** More than one is a sequence, pressed one after the other. */
  readonly chord: readonly Chord[];
}

export type Found =
  | {readonly type: 'command'; readonly id: string}
  /** The keys so far are the beginning of a sequence. */
  | {readonly type: 'prefix'}
  | {readonly type: 'none'};

/**
 * A scope and those around it, innermost first, as `lookUp` takes them. Typing and answering stand alone: a letter
 * that is typed must not be taken for a command of the screen behind.
 */
export function scopeChain(scope: Scope): readonly Scope[] {
  return chains[scope];
}

const chains: Readonly<Record<Scope, readonly Scope[]>> = {
  global: ['global'],
  table: ['table', 'global'],
  grid: ['grid', 'table', 'global'],
  list: ['list', 'table', 'global'],
  cluster: ['cluster', 'table', 'global'],
  text: ['text', 'global'],
  prompt: ['prompt'],
  dialog: ['dialog'],
};

/** What the keys pressed so far mean; of the scopes, innermost first, the first that knows them decides. */
export function lookUp(keymap: Keymap, scopes: readonly Scope[], keys: readonly Chord[]): Found {
  for (const scope of scopes) {
    const here = keymap.bindings.filter((binding) => binding.scope === scope);
    const exact = here.find(({chord}) => isSame(chord, keys));
    if (exact) return {type: 'command', id: exact.command};
    if (here.some(({chord}) => isBeginning(keys, chord))) return {type: 'prefix'};
    if (keymap.unbound.some((unbound) => unbound.scope === scope && isSame(unbound.chord, keys))) break;
  }
  return {type: 'none'};
}

/**
 * The keys that ask for a command in these scopes (innermost first), the one to show first; a sequence's chords are
 * separated by spaces. Keys that an inner scope has taken for something else are not among them.
 */
export function chordsOf(keymap: Keymap, command: string, scopes: readonly Scope[]): readonly string[] {
  const reaching = scopes.flatMap((scope) =>
    keymap.bindings.filter((binding) => binding.scope === scope && binding.command === command),
  );
  const heard = reaching.filter(({chord}) => {
    const found = lookUp(keymap, scopes, chord);
    return found.type === 'command' && found.id === command;
  });
  return [...new Set(heard.map(({chord}) => chord.join(' ')))];
}

export function isSamePlace(left: Unbound, right: Unbound): boolean {
  return left.scope === right.scope && isSame(left.chord, right.chord);
}

export function isSame(left: readonly Chord[], right: readonly Chord[]): boolean {
  return left.length === right.length && left.every((chord, index) => chord === right[index]);
}

/** Whether `sequence` begins with `keys` and goes on. */
export function isBeginning(keys: readonly Chord[], sequence: readonly Chord[]): boolean {
  return keys.length < sequence.length && isSame(keys, sequence.slice(0, keys.length));
}
