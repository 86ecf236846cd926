// Writes docs/screens/*.svg, pictures of the screens as they are with the embedded demonstration:
//   npm run screens
// To be run after every change of what a screen looks like. The same program makes the same bytes everywhere.
import {mkdirSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {type Rgb, sgrOf} from '../src/config/index.ts';
import {App} from '../src/ui/index.ts';
import {openTestTerminal} from '../test/terminal/screen.ts';
import {playedOutside} from '../test/ui/played-watch.ts';
import {keymapOf, themeOf} from './built-in.ts';
import {type ScriptedDemo, startScriptedDemo} from './scripted-demo.ts';
import {type Cell, svgOf} from './svg.ts';
import {cellsOf} from './svg-cells.ts';

// Times of day stand on the screens.
process.env['TZ'] = 'UTC';

interface Scene {
  readonly name: string;
  readonly title: string;
  readonly size: readonly [columns: number, rows: number];
  /** What a person does to see it: chords, and `'text` typed as it stands. */
  readonly keys: readonly string[];
}

const scenes: readonly Scene[] = [
  {
    name: 'grid',
    title: 'The grid: 24 clusters, a row each, with its state, its worst trouble and its figures',
    size: [80, 24],
    keys: [],
  },
  {
    name: 'grouped',
    title: 'The grid on a wider terminal, grouped by group',
    size: [120, 40],
    keys: ['t'],
  },
  {
    name: 'filter',
    title: 'The grid filtered by a word: the clusters where a workload of that name is not well come first',
    size: [80, 24],
    keys: ['/', "'checkout", 'enter'],
  },
  {
    name: 'cluster',
    title: 'The page of one cluster: how it is reached, what changed, what is not ok and why, its warnings',
    size: [80, 24],
    keys: [':', "'prod-eu1-shop", 'enter'],
  },
  {
    name: 'pods',
    title: 'The pods of all clusters, only those that are not well',
    size: [120, 24],
    keys: [':', "'pods", 'enter', '!'],
  },
  {
    name: 'palette',
    title: 'The palette: a line in which kinds, commands and clusters are completed',
    size: [80, 24],
    keys: [':', "'dep"],
  },
  {name: 'help', title: 'Help: the keys of the screen it was asked on', size: [80, 24], keys: ['?']},
  {
    name: 'yaml',
    title: 'The YAML of an object, as its server holds it',
    size: [80, 24],
    keys: [':', "'pods checkout @prod-eu1-shop", 'enter', 'y'],
  },
];

/** Text by file name. */
export async function screenFiles(): Promise<ReadonlyMap<string, string>> {
  const demo = await startScriptedDemo();
  try {
    const files = new Map<string, string>();
    for (const scene of scenes) files.set(`${scene.name}.svg`, await pictureOf(scene, demo));
    return files;
  } finally {
    await demo.close();
  }
}

async function pictureOf({title, size: [columns, rows], keys}: Scene, demo: ScriptedDemo): Promise<string> {
  const ending = new AbortController();
  const terminal = await openTestTerminal({columns, rows, clock: demo.clock});
  try {
    // Only the screen's own clock moves, and only while it looks: how old things are goes by one that stands.
    let ahead = 0;
    let looks = 0;
    const app = new App({
      terminal: terminal.terminal,
      feed: demo.feed,
      watch: demo.watch,
      clock: {...demo.clock, now: () => demo.clock.now() + ahead},
      keymap: keymapOf('k9s'),
      look: {sgr: sgrOf(theme, 'truecolor'), ellipsis: '…', rule: '─'},
      outside: playedOutside(),
      isReadOnly: true,
      favourites: [],
      columns: {},
      signal: ending.signal,
    });
    for (const key of keys) {
      if (key.startsWith("'")) terminal.type(key.slice(1));
      else terminal.press(key);
      await demo.clock.advance(0);
      await demo.quiet(() => {
        ahead = ++looks * 1_000;
        app.render();
        ahead = 0;
      });
    }
    app.render();
    await terminal.settled();
    const cells = withSteadyPorts(cellsOf(terminal.emulator), demo.ports);
    return svgOf(cells, {title, background: hexOf(theme.background), foreground: hexOf(theme.foreground)});
  } finally {
    ending.abort();
    await terminal.close();
  }
}

/** Each digit stays in its place. */
function withSteadyPorts(
  rows: readonly (readonly Cell[])[],
  ports: ReadonlyMap<string, string>,
): readonly (readonly Cell[])[] {
  return rows.map((cells) => {
    // One character per cell, so that a place in the text is a place in the row.
    const text = cells.map((cell) => (cell.text.length === 1 ? cell.text : '\0')).join('');
    const steady = text.replaceAll(/(?<=127\.0\.0\.1:)\d+/g, (port) => ports.get(port) ?? port);
    return cells.map((cell, index) =>
      steady[index] === text[index] ? cell : {...cell, text: steady[index] ?? ' '},
    );
  });
}

const theme = themeOf('dark');

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = new URL('../docs/screens/', import.meta.url);
  mkdirSync(folder, {recursive: true});
  for (const [name, text] of await screenFiles()) writeFileSync(new URL(name, folder), text);
}
