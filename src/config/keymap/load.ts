import type {FileProblem} from '../parse.ts';
import type {SettingsProblem} from '../settings.ts';
import {conflictOf} from './conflict.ts';
import {type CommandFacts, entriesOf} from './entries.ts';
import {unbind} from './file.ts';
import {type Binding, isSamePlace, type Keymap, type Unbound} from './keymap.ts';
import {type Layer, layersOf} from './layers.ts';

export interface LoadKeymapOptions {
  /** Of the settings: which of the built-in ones to build on. */
  readonly name: string;
  /** The texts of `keymaps/*.yaml` by name. */
  readonly builtIn: Readonly<Record<string, string>>;
  /** The person's own file (`keymap.yaml` in the configuration folder), which need not exist. */
  readonly userFile?: string;
  readonly commands: readonly CommandFacts[];
}

export interface LoadedKeymap {
  /** Without what is wrong: usable in any case. */
  readonly keymap: Keymap;
  /** Fatal at start (say them, exit 2); of a file edited meanwhile, say them and take the keymap. */
  readonly problems: readonly SettingsProblem[];
}

/** The chosen keymap, with what it extends beneath it and what the person's own file says over it. Never throws. */
export function loadKeymap(options: LoadKeymapOptions): LoadedKeymap {
  const {name, layers, problems} = layersOf(options);
  let bound: Bound = {bindings: [], unbound: []};
  const found: FileProblem[] = [...problems];
  for (const layer of layers) {
    const next = layOver(bound, layer, options.commands);
    bound = next.bound;
    found.push(...next.problems);
  }
  // In the order in which a person meets them in a file.
  const sorted = found.toSorted((first, second) =>
    first.file === second.file ? first.line - second.line : 0,
  );
  return {keymap: {name, ...bound}, problems: sorted.map((problem) => ({...problem, isFatal: true}))};
}

type Bound = Pick<Keymap, 'bindings' | 'unbound'>;

/** What a file binds, over what is bound already. */
function layOver(bound: Bound, layer: Layer, commands: readonly CommandFacts[]) {
  const {entries, problems} = entriesOf(layer, commands);
  const isReplaced = (old: Unbound) => entries.some((entry) => isSamePlace(entry, old));
  const unbinding = entries.filter(({command}) => command === unbind);
  const unbound = [...bound.unbound.filter((old) => !isReplaced(old)), ...unbinding.map(placeOf)];
  const beneath = bound.bindings.filter((old) => !isReplaced(old));
  // One after the other, each against those that stand: of two that exclude each other the first is kept.
  const kept: Binding[] = [];
  for (const {path, command, ...place} of entries) {
    if (command === unbind) continue;
    const conflict = conflictOf(place, [...kept, ...beneath], unbound);
    if (conflict === undefined) kept.push({...place, command});
    else problems.push(layer.problemAt(path, conflict));
  }
  return {bound: {bindings: [...kept, ...beneath], unbound}, problems};
}

function placeOf({scope, chord}: Unbound): Unbound {
  return {scope, chord};
}
