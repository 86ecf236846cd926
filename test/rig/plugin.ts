import {existsSync, readFileSync} from 'node:fs';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import path from 'node:path';
import type {KubeconfigUser} from './kubeconfig.ts';

/** What `plugin.mjs` does; see there. */
export type PluginMode =
  | 'ok'
  | 'failing'
  | 'hanging'
  | 'junk'
  | 'empty'
  | 'prompting'
  | 'wrong-version'
  | 'login';

export interface PluginOptions {
  /** Folder for its log, keys and wrapper. */
  readonly folder: string;
  readonly mode?: PluginMode;
  /** Tells one plugin from another in the log. Default: the mode. */
  readonly key?: string;
  readonly token?: string;
  /** Give a client certificate instead of a token. Files. */
  readonly certificate?: {readonly certificateFile: string; readonly keyFile: string};
  /** Seconds until the credential expires. Without it the credential says nothing. */
  readonly expiresInSeconds?: number;
  readonly delayMs?: number;
  /** Mode `login`: fails until this file exists. */
  readonly until?: string;
  /** What a failing one says on standard error. */
  readonly message?: string;
  /** Base name of its command, since login groups are known by it: `aws`, `gcloud` … */
  readonly command?: string;
  /** Further arguments, which the plugin itself ignores: `['--profile', 'prod']`. */
  readonly extraArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly interactiveMode?: 'Never' | 'IfAvailable' | 'Always';
  readonly provideClusterInfo?: boolean;
  readonly installHint?: string;
  readonly apiVersion?: string;
}

export interface Plugin {
  /** The `user` of a kubeconfig entry. */
  readonly user: KubeconfigUser;
  readonly command: string;
  readonly args: readonly string[];
  /** Its runs so far. */
  runs(): readonly PluginRun[];
  /** The most that ran at one time, this key's or all that share the folder. */
  maximumAtOnce(scope?: 'key' | 'folder'): number;
}

export interface PluginRun {
  readonly pid: number;
  readonly key: string;
  readonly start: number;
  /** Undefined while it runs, and when it was killed. */
  readonly end?: number;
  readonly exitCode?: number;
  /** The process it started itself (mode `hanging`). */
  readonly childPid?: number;
  readonly isInteractive: boolean;
}

/** An exec credential plugin. Needs no cluster. */
export async function plugin(options: PluginOptions): Promise<Plugin> {
  const mode = options.mode ?? 'ok';
  const key = options.key ?? mode;
  await mkdir(options.folder, {recursive: true});
  const log = path.join(options.folder, 'plugin.log');
  const command = await wrapper(options);
  const args = [
    ...flag('mode', mode),
    ...flag('log', log),
    ...flag('key', key),
    ...flag('token', options.token),
    ...flag('certificate', options.certificate?.certificateFile),
    ...flag('private-key', options.certificate?.keyFile),
    ...flag('expires', options.expiresInSeconds),
    ...flag('delay', options.delayMs),
    ...flag('until', options.until),
    ...flag('message', options.message),
  ];
  const all = [...(options.extraArgs ?? []), '--', ...args];
  const user: KubeconfigUser = {
    exec: {
      apiVersion: options.apiVersion ?? 'client.authentication.k8s.io/v1',
      command,
      args: all,
      env: Object.entries(options.env ?? {}).map(([name, value]) => ({name, value})),
      interactiveMode: options.interactiveMode ?? 'IfAvailable',
      provideClusterInfo: options.provideClusterInfo ?? false,
      ...(options.installHint === undefined ? {} : {installHint: options.installHint}),
    },
  };
  return {
    user,
    command,
    args: all,
    runs: () => readRuns(log).filter((run) => run.key === key),
    maximumAtOnce: (scope = 'key') =>
      maximumAtOnce(readRuns(log).filter((run) => scope === 'folder' || run.key === key)),
  };
}

function flag(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

/** A shell wrapper of the wanted name, which runs plugin.mjs on this very Node and drops the arguments before `--`. */
async function wrapper({folder, command = 'rig-credential'}: PluginOptions): Promise<string> {
  const file = path.join(folder, 'bin', command);
  await mkdir(path.dirname(file), {recursive: true});
  const script = path.join(import.meta.dirname, 'plugin.mjs');
  await writeFile(
    file,
    `#!/bin/sh
while [ $# -gt 0 ] && [ "$1" != "--" ]; do shift; done
[ $# -gt 0 ] && shift
exec '${process.execPath}' '${script}' "$@"
`,
  );
  await chmod(file, 0o755);
  return file;
}

interface Line {
  readonly event: 'start' | 'end' | 'child';
  readonly key: string;
  readonly pid: number;
  readonly time: number;
  readonly value?: number;
  readonly isInteractive: boolean;
}

function readRuns(log: string): readonly PluginRun[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  const runs = new Map<number, PluginRun>();
  for (const {event, key, pid, time, value, isInteractive} of lines) {
    const run = runs.get(pid) ?? {pid, key, start: time, isInteractive};
    if (event === 'start') runs.set(pid, run);
    else if (event === 'child') runs.set(pid, {...run, childPid: value ?? 0});
    else runs.set(pid, {...run, end: time, exitCode: value ?? 0});
  }
  return [...runs.values()];
}

function maximumAtOnce(runs: readonly PluginRun[]): number {
  const startedDuring = (run: PluginRun) =>
    runs.filter((other) => other.start <= run.start && (other.end ?? Number.POSITIVE_INFINITY) > run.start);
  return Math.max(0, ...runs.map((run) => startedDuring(run).length));
}
