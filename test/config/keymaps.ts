import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {after} from 'node:test';
import {parse} from 'yaml';
import {
  type CommandFacts,
  describeProblem,
  type LoadedKeymap,
  loadKeymap,
  type Scope,
} from '../../src/config/index.ts';

/** The texts of a folder of the house (`keymaps`, `themes`) by name. */
export function builtIn(folder: string): Readonly<Record<string, string>> {
  const root = new URL(`../../${folder}/`, import.meta.url);
  const files = readdirSync(root).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.yaml'), readFileSync(new URL(file, root), 'utf8')]),
  );
}

/** What `k9s.yaml` binds, each where it binds it. */
export function boundCommands(): readonly CommandFacts[] {
  const {keys} = parse(builtIn('keymaps')['k9s'] ?? '') as {keys: Record<Scope, Record<string, string>>};
  const pairs = Object.entries(keys).flatMap(([scope, bindings]) =>
    Object.values(bindings).map((id) => [id, scope as Scope] as const),
  );
  const ids = [...new Set(pairs.map(([id]) => id))];
  return ids.map((id) => ({id, scopes: pairs.filter(([other]) => other === id).map(([, scope]) => scope)}));
}

/** The built-in keymap with a person's own file over it. */
export function withOwn(own: string, name = 'k9s'): LoadedKeymap & {readonly said: readonly string[]} {
  const userFile = join(folder, 'keymap.yaml');
  writeFileSync(userFile, own);
  const loaded = loadKeymap({name, builtIn: builtIn('keymaps'), userFile, commands: boundCommands()});
  return {
    ...loaded,
    said: loaded.problems.map((problem) => describeProblem(problem).replace(`${folder}/`, '')),
  };
}

const folder = mkdtempSync(join(tmpdir(), 'flotilla-keymaps-'));
after(() => rmSync(folder, {recursive: true, force: true}));
