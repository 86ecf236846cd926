import {chordsOf, chordText, type Keymap, type Scope} from '../config/index.ts';
import {allCommands, commandById} from './all.ts';
import type {Command} from './command.ts';
import type {Stage} from './stage.ts';

/** One thing that a key does now: `enter open`. */
export interface Hint {
  readonly key: string;
  readonly text: string;
}

/** What the footer offers on these scopes (innermost first), the most useful first. */
export function hintsOf(stage: Stage, keymap: Keymap, scopes: readonly Scope[]): readonly Hint[] {
  const offered = allCommands.filter((command) => command.hint !== undefined && isIn(command, scopes));
  return offered
    .toSorted((first, second) => (first.rank ?? usual) - (second.rank ?? usual))
    .flatMap((command) => {
      const [chord] = chordsOf(keymap, command.id, scopes);
      if (chord === undefined || command.disabled?.(stage) !== undefined) return [];
      const text = typeof command.hint === 'function' ? command.hint(stage) : command.hint;
      return text === undefined ? [] : [{key: chord, text}];
    });
}

/** What the footer offers while there is something to choose. */
export function dialogHints(keymap: Keymap, isMany: boolean): readonly Hint[] {
  const offered = [
    ['dialog.choose', 'choose'],
    ['dialog.accept', 'take it'],
    ['dialog.leave', 'leave it'],
  ] as const;
  return offered.slice(isMany ? 0 : 1).flatMap(([id, text]) => {
    const [key] = chordsOf(keymap, id, ['dialog']);
    return key === undefined ? [] : [{key, text}];
  });
}

/**
 * How a sentence names the way to a command: its key in these scopes, else what is typed: `:logins`. What makes sense only as
 * a key is found by its whole name.
 */
export function keyFor(id: string, keymap: Keymap, scopes: readonly Scope[]): string {
  const command = commandById(id);
  // A question is put up over any screen, and hears its own keys alone.
  const [chord] = chordsOf(keymap, id, command?.scopes.includes('dialog') ? ['dialog'] : scopes);
  const isKeyOnly = command?.isKeyOnly === true;
  return chord ?? `:${isKeyOnly ? id : id.slice(id.indexOf('.') + 1)}`;
}

/** Keys of one scope and what they do. */
export interface HelpSection {
  readonly scope: Scope;
  readonly entries: readonly HelpEntry[];
}

export interface HelpEntry {
  /** All keys of the command, as people read them. */
  readonly keys: readonly string[];
  readonly command: Command;
}

/** The effective map for help, README and `flotilla keys`: per scope, in the order of the registry. */
export function helpSections(keymap: Keymap, scopes: readonly Scope[]): readonly HelpSection[] {
  return scopes.flatMap((scope) => {
    const entries = allCommands
      .filter((command) => isIn(command, [scope]))
      .map((command) => ({
        command,
        keys: chordsOf(keymap, command.id, [scope]).map((chord) => chordText(chord.split(' '))),
      }))
      .filter(({keys}) => keys.length > 0);
    return entries.length === 0 ? [] : [{scope, entries}];
  });
}

/** Entries of one series in one: `1 .. 9`. */
export function foldSeries(entries: readonly HelpEntry[]): readonly HelpLine[] {
  const lines: HelpLine[] = [];
  let last: string | undefined;
  for (const {keys, command} of entries) {
    const {series, title} = command;
    const before = lines.at(-1);
    if (series !== undefined && series === last && before) {
      lines[lines.length - 1] = {...before, keys: [before.keys[0] ?? '', '..', keys[0] ?? '']};
    } else lines.push({keys, title: series ?? title});
    last = series;
  }
  return lines;
}

/** What a help shows of a command, or of several. */
export interface HelpLine {
  readonly keys: readonly string[];
  readonly title: string;
}

const usual = 5;

function isIn({scopes: own}: Command, scopes: readonly Scope[]): boolean {
  return own.some((scope) => scopes.includes(scope));
}
