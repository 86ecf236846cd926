import {nearest} from '../nearest.ts';
import type {FileProblem} from '../parse.ts';
import {type Chord, type ParsedChord, parseChord} from './chord.ts';
import {unbind} from './file.ts';
import {type Binding, isSamePlace, type Scope, scopeChain, scopes, type Unbound} from './keymap.ts';
import type {Layer} from './layers.ts';

/** What a keymap must know of a command. */
export interface CommandFacts {
  readonly id: string;
  /** Where it exists: there, in the scopes inside, and anywhere if one of them is `global`. */
  readonly scopes: readonly Scope[];
}

/** A line of a keymap file. */
export interface Entry extends Binding {
  readonly path: readonly string[];
}

/** The lines of a file that mean something by themselves, each key once in a scope. */
export function entriesOf(layer: Layer, commands: readonly CommandFacts[]) {
  const entries: Entry[] = [];
  const problems: FileProblem[] = [];
  for (const scope of scopes) {
    for (const [written, command] of Object.entries(layer.keys[scope] ?? {})) {
      const path = ['keys', scope, written];
      const parsed = parseSequence(written);
      const wrong =
        parsed.type === 'bad'
          ? parsed.message
          : (commandProblem(command, scope, commands) ?? twice(entries, {scope, chord: parsed.chord}));
      if (wrong !== undefined) problems.push(layer.problemAt(path, wrong));
      else if (parsed.type === 'good') entries.push({scope, chord: parsed.chord, command, path});
    }
  }
  return {entries, problems};
}

type ParsedSequence =
  | {readonly type: 'good'; readonly chord: readonly Chord[]}
  | Extract<ParsedChord, {type: 'bad'}>;

function parseSequence(written: string): ParsedSequence {
  const chord: Chord[] = [];
  for (const part of written.split(' ')) {
    const parsed = parseChord(part);
    if (parsed.type === 'bad') return parsed;
    chord.push(parsed.chord);
  }
  return {type: 'good', chord};
}

function commandProblem(id: string, scope: Scope, commands: readonly CommandFacts[]): string | undefined {
  if (id === unbind) return undefined;
  const command = commands.find((known) => known.id === id);
  if (command === undefined) return unknownCommand(id, scope, commands);
  if (isHere(command, scope)) return undefined;
  return `${id} does not exist here, only in ${command.scopes.join(', ')}`;
}

function unknownCommand(id: string, scope: Scope, commands: readonly CommandFacts[]): string {
  const idsOf = (some: readonly CommandFacts[]) => some.map((command) => command.id);
  const here = idsOf(commands.filter((command) => isHere(command, scope)));
  const meant = nearest(id, here) ?? nearest(id, idsOf(commands));
  if (meant !== undefined) return `unknown command: did you mean ${meant}?`;
  const family = here.filter((known) => known.startsWith(`${id.split('.')[0]}.`));
  const expected =
    family.length > 0 ? `one of ${family.join(', ')}` : 'one of those that flotilla keys prints';
  return `unknown command: expected ${expected}, or ${unbind}`;
}

/** Whether a command exists in a scope. */
export function isHere(command: CommandFacts, scope: Scope): boolean {
  const around = [...scopeChain(scope), 'global'];
  return command.scopes.some((known) => around.includes(known));
}

function twice(entries: readonly Entry[], place: Unbound): string | undefined {
  const first = entries.find((entry) => isSamePlace(entry, place));
  return first && `stands twice: ${first.path.at(-1)} is the same key`;
}
