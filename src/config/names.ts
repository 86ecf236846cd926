import {readdirSync} from 'node:fs';
import {unknownWord} from './explain.ts';
import type {LoadedSettings} from './load.ts';
import type {Path} from './place.ts';
import type {ScreenSettings, SettingsProblem} from './settings.ts';

/** What names in settings may be, which only `main` knows. What is left out here is not looked at. */
export interface KnownNames {
  readonly keymaps: readonly string[];
  /** `themeNames`. */
  readonly themes?: readonly string[];
  /** By view: `grid`, `pods`. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  readonly groups?: readonly string[];
}

export interface CheckedNames {
  /** Without what nothing is called by; of favourites each keeps its key. */
  readonly screen: ScreenSettings;
  /** Fatal for a keymap and a theme of the person's own; the others leave a screen that can be used. */
  readonly problems: readonly SettingsProblem[];
}

/** The names in settings that a schema cannot check, each problem with the line of its file. Never throws. */
export function checkNames(
  {screen, problemAt}: Pick<LoadedSettings, 'screen' | 'problemAt'>,
  {keymaps, themes, columns, groups}: KnownNames,
): CheckedNames {
  const problems: SettingsProblem[] = [];
  const isKnown = (kind: string, word: string, known: readonly string[] | undefined, path: Path) => {
    if (known === undefined || known.includes(word)) return true;
    const message =
      known.length === 0 ? `unknown ${kind} ${word}: there are none` : unknown(kind, word, known);
    const problem = problemAt(path, message);
    const isFatal = problem?.isFatal === true && (kind === 'keymap' || kind === 'theme');
    if (problem) problems.push({...problem, isFatal});
    return false;
  };
  const keymap = isKnown('keymap', screen.keymap, keymaps, ['keymap']) ? screen.keymap : 'k9s';
  const theme = isKnown('theme', screen.theme, themes && ['auto', ...themes], ['theme'])
    ? screen.theme
    : 'auto';
  const views = Object.entries(screen.columns).flatMap(([view, names]): [string, readonly string[]][] => {
    if (!isKnown('view', view, columns && Object.keys(columns), ['columns', view])) return [];
    const kept = names.filter((name, index) =>
      isKnown('column', name, columns?.[view], ['columns', view, index]),
    );
    return kept.length === 0 ? [] : [[view, kept]];
  });
  for (const [index, name] of screen.favourites.entries())
    isKnown('group', name, groups, ['favourites', index]);
  return {
    screen: {...screen, keymap, theme, columns: Object.fromEntries(views)},
    problems: problems.toSorted(byLine),
  };
}

/** The built-in themes, and those that lie in the person's own folder, which need not exist. */
export function themeNames(builtIn: readonly string[], folder: string): readonly string[] {
  return [
    ...new Set([...builtIn, ...filesIn(folder).flatMap((file) => /^(.+)\.yaml$/.exec(file)?.[1] ?? [])]),
  ];
}

/** In the order in which a person meets them in a file. */
function byLine(first: SettingsProblem, second: SettingsProblem): number {
  return first.line - second.line;
}

function unknown(kind: string, word: string, known: readonly string[]): string {
  return unknownWord(`${kind} ${word}`, word, known);
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
