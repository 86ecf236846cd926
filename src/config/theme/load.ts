import {join} from 'node:path';
import {unknownWord} from '../explain.ts';
import {type FileProblem, parseYaml} from '../parse.ts';
import type {SettingsProblem} from '../settings.ts';
import {readText} from '../text-file.ts';
import {type ThemeFile, themeFile} from './file.ts';
import type {Style, Theme} from './theme.ts';

export interface LoadThemeOptions<Role extends string> {
  /** As `themeName` tells it. */
  readonly name: string;
  /** The texts of `themes/*.yaml` by name. */
  readonly builtIn: Readonly<Record<string, string>>;
  readonly roles: readonly Role[];
  /** `themes` in the configuration folder: a file NAME.yaml there stands over a built-in one. */
  readonly userFolder?: string;
}

export interface LoadedTheme<Role extends string> {
  /** Whole in any case: roles that could not be understood look like the text around them. */
  readonly theme: Theme<Role>;
  /** Fatal at start (say them, exit 2); of a file edited meanwhile, say them and take the theme. */
  readonly problems: readonly SettingsProblem[];
}

/** The person's own theme of this name, else the built-in one, over the built-in one that it extends. Never throws. */
export function loadTheme<Role extends string>(options: LoadThemeOptions<Role>): LoadedTheme<Role> {
  const {name, roles} = options;
  const found: FileProblem[] = [];
  const content = ownTheme(options, found) ?? builtInTheme(name, options, found, []);
  const styles = roles.map((role): [Role, Style] => [role, content.roles?.[role] ?? {}]);
  const theme: Theme<Role> = {
    name,
    background: content.background ?? [0, 0, 0],
    foreground: content.foreground ?? [229, 229, 229],
    roles: Object.fromEntries(styles) as Record<Role, Style>,
  };
  return {theme, problems: found.map((problem) => ({...problem, isFatal: true}))};
}

type Options = LoadThemeOptions<string>;

function ownTheme(options: Options, problems: FileProblem[]): ThemeFile | undefined {
  const {name, userFolder} = options;
  if (userFolder === undefined) return undefined;
  const file = join(userFolder, `${name}.yaml`);
  const content = readText(file);
  switch (content.type) {
    case 'text':
      return parsed(file, content.text, options, problems, []);
    case 'unreadable':
      problems.push({file, line: 0, key: '', message: content.message});
      return {};
    case 'missing':
      return undefined;
  }
}

function builtInTheme(
  name: string,
  options: Options,
  problems: FileProblem[],
  seen: readonly string[],
): ThemeFile {
  const text = options.builtIn[name];
  if (text !== undefined) return parsed(`themes/${name}.yaml`, text, options, problems, [...seen, name]);
  const message = unknownWord('theme', name, Object.keys(options.builtIn));
  problems.push({file: `theme ${name}`, line: 0, key: '', message});
  return {};
}

/** What a file says, over what it extends. */
function parsed(
  file: string,
  text: string,
  options: Options,
  problems: FileProblem[],
  seen: readonly string[],
): ThemeFile {
  const {value = {}, problems: wrong, problemAt} = parseYaml<ThemeFile>(themeFile(options.roles), file, text);
  problems.push(...wrong);
  if (value.extends === undefined) {
    const missing = options.roles.filter((role) => value.roles?.[role] === undefined);
    // Of a file with other faults it cannot be told what it would have had.
    if (missing.length > 0 && wrong.length === 0) problems.push(problemAt(['roles'], lacks(missing)));
    return value;
  }
  const isKnown = options.builtIn[value.extends] !== undefined;
  if (!isKnown || seen.includes(value.extends)) {
    const known = Object.keys(options.builtIn);
    const message = isKnown ? 'extends itself' : unknownWord('theme', value.extends, known);
    problems.push(problemAt(['extends'], message));
    return value;
  }
  const beneath = builtInTheme(value.extends, options, problems, seen);
  return {...beneath, ...value, roles: {...beneath.roles, ...value.roles}};
}

function lacks(missing: readonly string[]): string {
  return `missing: ${missing.join(', ')}; write extends: dark to have the others from there`;
}
