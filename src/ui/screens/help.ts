import {foldSeries, helpSections} from '../../commands/index.ts';
import type {Keymap, Scope} from '../../config/index.ts';
import {padEnd, width} from '../../text/index.ts';
import type {Line} from '../paint/line.ts';
import type {TextSource} from './text.ts';

/** The keys of a screen, from the same registry and map that decide what they do. */
export function helpSource(keymap: Keymap, scopes: readonly Scope[]): TextSource {
  const sections = helpSections(keymap, scopes).map(({scope, entries}) => ({
    scope,
    lines: foldSeries(entries),
  }));
  const keyWidth = Math.max(...sections.flatMap(({lines}) => lines.map(({keys}) => width(keys.join(' ')))));
  const text = sections.flatMap(({scope, lines}, index): Line[] => [
    ...(index === 0 ? [] : [[]]),
    [{text: titles[scope], role: 'heading'}],
    ...lines.map(
      ({keys, title}): Line => [
        {text: `  ${padEnd(keys.join(' '), keyWidth)}`, role: 'key'},
        {text: `  ${title}`},
      ],
    ),
  ]);
  return {
    place: {type: 'help'},
    title: `Keys (${keymap.name})`,
    fileName: 'keys.txt',
    lines: () => [...text, [], ...marks],
    explanation: () => 'a filter or a command takes words; :name runs any of these as well',
  };
}

const titles: Readonly<Record<Scope, string>> = {
  global: 'EVERYWHERE',
  table: 'ROWS',
  grid: 'GRID',
  list: 'LIST',
  cluster: 'CLUSTER',
  text: 'TEXT',
  prompt: 'TYPING',
  dialog: 'CHOOSING',
};

/** What the signs on the rows mean. */
const marks: readonly Line[] = [
  [{text: 'MARKS', role: 'heading'}],
  [{text: '  ~12    last known: the cluster cannot be read now'}],
  [{text: '  12+    at least: only some namespaces may be listed'}],
  [{text: '  ?      not known'}],
  [{text: '  -      this user may not read it'}],
  [{text: '  1.34<  two or more minors behind the newest of the fleet'}],
];
