// Writes schemas/*.json, which editors complete settings, keymaps and themes from:
//   node --import=tsx scripts/schemas.ts
// To be run after every change of the settings' form, of a command's id, title or scopes, and of a keymap's or theme's name.
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import {allCommands} from '../src/commands/index.ts';
import {jsonSchemas} from '../src/config/json-schemas.ts';
import type {Role} from '../src/ui/paint/roles.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const roleDescriptions: Readonly<Record<Role, string>> = {
  text: 'Everything that is nothing else.',
  dim: 'Last known, or beside the point.',
  title: 'What the screen or a dialog is about.',
  heading: 'Heads of columns and of sections.',
  key: 'A key that can be pressed.',
  cursor: 'The row under the cursor.',
  mark: 'A row that was marked.',
  good: 'As it should be.',
  info: 'Under way, or worth knowing.',
  warn: 'Will be bad if nobody looks.',
  bad: 'Broken.',
  production: 'The tier of a production cluster.',
  readOnly: 'Nothing can be changed from here.',
  writable: 'Changes can be made.',
  match: 'What a filter or a search found.',
  input: 'What is being typed.',
};

/** Text by file name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const schemas = jsonSchemas({
    commands: allCommands,
    roles: roleDescriptions,
    keymaps: namesIn(`${root}keymaps`),
    themes: namesIn(`${root}themes`),
  });
  const texts = Object.entries(schemas).map(
    ([name, schema]) => [`${name}.json`, `${JSON.stringify(schema, undefined, 2)}\n`] as const,
  );
  return new Map(texts);
}

function namesIn(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  return files.map((file) => basename(file, '.yaml')).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(`${root}schemas`, {recursive: true});
  for (const [name, text] of schemaFiles()) writeFileSync(`${root}schemas/${name}`, text);
}
