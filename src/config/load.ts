import {dirname, join, resolve} from 'node:path';
import {configFolder, type Surroundings} from './folders.ts';
import {type Parsed, parseYaml} from './parse.ts';
import type {Path} from './place.ts';
import {type SettingsFile, settingsFile} from './schema.ts';
import type {ScreenSettings, Settings, SettingsProblem} from './settings.ts';
import {type FileText, readText} from './text-file.ts';

export interface LoadSettingsOptions extends Surroundings {
  readonly flags: SettingsFlags;
  readonly files?: {
    /** Default `/etc/flotilla/config.yaml`. */
    readonly system?: string;
    /** Default `config.yaml` in the configuration folder. One that is named here (`--config`) must exist. */
    readonly user?: string;
  };
}

/** Flags of the command line that settings know as well. */
export interface SettingsFlags {
  readonly readOnly?: boolean | undefined;
  /** Replaces what the files say; empty says nothing. */
  readonly kubeconfig?: readonly string[] | undefined;
}

export interface LoadedSettings {
  readonly settings: Settings;
  readonly screen: ScreenSettings;
  /** A fatal one means: say it and exit 2; the settings are then incomplete, but safe (read-only). */
  readonly problems: readonly SettingsProblem[];
  /** Those of the files that exist, also where they could not be understood. */
  readonly files: readonly string[];
  /**
   * A problem with a value of `screen`, at its place in the file whose word counts, for checks that take more than the
   * file; undefined where no file says anything.
   */
  readonly problemAt: (path: Path, message: string) => SettingsProblem | undefined;
}

/**
 * System-wide file, the person's own file, environment, flags. The system-wide rules come first and its `readOnly: true`
 * stands whatever else is said, so a person can tighten but not loosen. Where a file cannot be read or understood,
 * the result is read-only: a wish to be careful may stand in it. Never throws.
 */
export function loadSettings(options: LoadSettingsOptions): LoadedSettings {
  const {environment, flags, files} = options;
  const systemFile = files?.system ?? '/etc/flotilla/config.yaml';
  const userFile = files?.user ?? join(configFolder(options), 'config.yaml');
  const system = read(systemFile, {isSystem: true, isRequired: false});
  const user = read(userFile, {isSystem: false, isRequired: files?.user !== undefined});
  const problems = [...system.problems, ...user.problems];
  const isReadOnly =
    problems.length > 0 ||
    system.content.readOnly === true ||
    user.content.readOnly === true ||
    isSet(environment['FLOTILLA_READ_ONLY']) ||
    flags.readOnly === true;
  const settings: Settings = {
    // What a shell was told just now is meant more than what a file says for every day.
    kubeconfig:
      nonEmpty(flags.kubeconfig) ??
      (environment['KUBECONFIG'] ? [] : undefined) ??
      nonEmpty(absolute(user.content.kubeconfig, userFile, options.home)) ??
      absolute(system.content.kubeconfig, systemFile, options.home),
    isReadOnly,
    groups: [...(system.content.groups ?? []), ...(user.content.groups ?? [])],
    logins: [...(system.content.logins ?? []), ...(user.content.logins ?? [])],
    contexts: [...(system.content.contexts ?? []), ...(user.content.contexts ?? [])],
  };
  const found = [
    {file: systemFile, isFound: system.isFound},
    {file: userFile, isFound: user.isFound},
  ];
  const screen = screenOf(system.content, user.content);
  return {
    settings,
    screen,
    problems,
    files: found.filter(({isFound}) => isFound).map(({file}) => file),
    problemAt: (path, message) => (isSaid(user.content, path) ? user : system).problemAt?.(path, message),
  };
}

/** One line for a person: `/path:line: key: message`. */
export function describeProblem({file, line, key, message}: SettingsProblem): string {
  return [line > 0 ? `${file}:${line}` : file, ...(key === '' ? [] : [key]), message].join(': ');
}

interface Read {
  readonly content: SettingsFile;
  readonly problems: readonly SettingsProblem[];
  readonly isFound: boolean;
  readonly problemAt?: LoadedSettings['problemAt'];
}

function read(file: string, {isSystem, isRequired}: {isSystem: boolean; isRequired: boolean}): Read {
  const content = readText(file);
  if (content.type === 'missing' && !isRequired) return {content: {}, problems: [], isFound: false};
  const {value, problems, problemAt} =
    content.type === 'text'
      ? parseYaml<SettingsFile>(settingsFile, file, content.text)
      : unread(file, content);
  const consequence = isSystem ? '; everything is read-only until this is mended' : '';
  return {
    // All or nothing: half a person's rules could turn a cluster into what it is not.
    content: problems.length === 0 ? (value ?? {}) : {},
    problems: problems.map((problem) => ({
      ...problem,
      message: problem.message + consequence,
      isFatal: !isSystem,
    })),
    isFound: true,
    ...(problemAt && {
      problemAt: (path: Path, message: string) => ({...problemAt(path, message), isFatal: !isSystem}),
    }),
  };
}

function unread(
  file: string,
  content: Exclude<FileText, {type: 'text'}>,
): Omit<Parsed<SettingsFile>, 'problemAt'> & {readonly problemAt?: undefined} {
  const message = content.type === 'missing' ? 'no such file' : content.message;
  return {value: undefined, problems: [{file, line: 0, key: '', message}]};
}

/** Whether this file's word is the one that `screenOf` takes. */
function isSaid(content: SettingsFile, [key, view]: Path): boolean {
  if (key === 'columns') return content.columns?.[String(view)] !== undefined;
  return content[key as keyof SettingsFile] !== undefined;
}

/** The person's word before the administrator's, and for columns view by view. */
function screenOf(system: SettingsFile, user: SettingsFile): ScreenSettings {
  return {
    theme: user.theme ?? system.theme ?? 'auto',
    keymap: user.keymap ?? system.keymap ?? 'k9s',
    glyphs: user.glyphs ?? system.glyphs ?? 'auto',
    columns: {...system.columns, ...user.columns},
    favourites: user.favourites ?? system.favourites ?? [],
    shell: user.shell ?? system.shell ?? [],
  };
}

/** As a person means it in a file: `~` is their home, and a relative path starts at the file that names it. */
function absolute(paths: readonly string[] | undefined, file: string, home: string): readonly string[] {
  return (paths ?? []).map((path) => resolve(dirname(file), path.replace(/^~(?=\/|$)/, home)));
}

function nonEmpty<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list?.length ? list : undefined;
}

/** Anything but a clear no is a yes: a typing slip here must not open a fleet for writing. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.toLowerCase());
}
