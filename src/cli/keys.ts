import {foldSeries, type HelpSection, helpSections} from '../commands/index.ts';
import type {Keymap, Scope} from '../config/index.ts';
import {padEnd} from '../text/index.ts';
import type {KeysOutput} from './invocation.ts';

/** The effective keymap: what every key does, per kind of screen. */
export function keysText(keymap: Keymap, output: KeysOutput): string {
  const sections = helpSections(keymap, order);
  switch (output) {
    case 'table':
      return tableText(sections);
    case 'json':
      return `${JSON.stringify({name: keymap.name, keys: items(sections)}, undefined, 2)}\n`;
    case 'md':
      return markdownText(sections);
  }
}

/** As a person comes to them. */
const order: readonly Scope[] = ['grid', 'cluster', 'list', 'table', 'text', 'global', 'prompt', 'dialog'];

function tableText(sections: readonly HelpSection[]): string {
  const widest = Math.max(...sections.flatMap(({entries}) => entries.map(({keys}) => keys.join(' ').length)));
  return sections
    .map(({scope, entries}) => {
      const lines = entries.map(
        ({keys, command}) => `  ${padEnd(keys.join(' '), widest)}  ${command.title}\n`,
      );
      return `${scope.toUpperCase()}\n${lines.join('')}`;
    })
    .join('\n');
}

function items(sections: readonly HelpSection[]) {
  return sections.flatMap(({scope, entries}) =>
    entries.flatMap(({keys, command: {id, title}}) => keys.map((key) => ({scope, key, command: id, title}))),
  );
}

/** For the README: without the keys of typing and answering, which are those of every shell. */
function markdownText(sections: readonly HelpSection[]): string {
  const rows = sections
    .filter(({scope}) => scope !== 'prompt' && scope !== 'dialog')
    .flatMap(({scope, entries}) =>
      foldSeries(entries).map(({keys, title}) => `| ${scope} | ${keys.map(code).join(' ')} | ${title} |\n`),
    );
  return `| where | keys | what |\n|---|---|---|\n${rows.join('')}`;
}

/** A pipe would end the cell, even in code. */
function code(key: string): string {
  return key === '…' ? key : `\`${key.replaceAll('|', '\\|')}\``;
}
