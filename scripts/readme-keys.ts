// Writes the table of keys into README.md, between its two marks:
//   npm run readme
// To be run after every change of a key, of a command's title, and of the order they are told in.
import {readFileSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {keysText} from '../src/cli/keys.ts';
import {keymapOf} from './built-in.ts';

const file = new URL('../README.md', import.meta.url);

const marks = {begin: '<!-- keys: written by npm run readme -->\n', end: '<!-- end of keys -->\n'};

/** The README as it should be. @throws Error where its marks are gone. */
export function readmeWithKeys(readme: string): string {
  const begin = readme.indexOf(marks.begin);
  const end = readme.indexOf(marks.end);
  if (begin < 0 || end < begin)
    throw new Error(`README.md has no ${marks.begin.trim()} … ${marks.end.trim()}`);
  const before = readme.slice(0, begin + marks.begin.length);
  // Markdown within HTML needs a blank line around it.
  return `${before}\n${keysText(keymapOf('k9s'), 'md')}\n${readme.slice(end)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(file, readmeWithKeys(readFileSync(file, 'utf8')));
}
