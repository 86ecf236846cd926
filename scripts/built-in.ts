import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import {allCommands} from '../src/commands/index.ts';
import {type Keymap, loadKeymap, loadTheme, type Theme} from '../src/config/index.ts';
import {type Role, roles} from '../src/ui/index.ts';

// As they come with the program, whoever runs a script: nothing of their own settings is looked at.

export function keymapOf(name: string): Keymap {
  return loadKeymap({name, builtIn: textsOf('keymaps'), commands: allCommands}).keymap;
}

export function themeOf(name: string): Theme<Role> {
  return loadTheme({name, builtIn: textsOf('themes'), roles}).theme;
}

/** Texts of `folder/*.yaml` by name. */
export function textsOf(folder: 'keymaps' | 'themes'): Readonly<Record<string, string>> {
  const path = fileURLToPath(new URL(`../${folder}`, import.meta.url));
  const files = readdirSync(path).filter((file) => file.endsWith('.yaml'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.yaml'), readFileSync(`${path}/${file}`, 'utf8')]),
  );
}
