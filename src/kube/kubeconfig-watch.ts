import {type FSWatcher, watch} from 'node:fs';
import {readdir, realpath, stat} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Clock} from '../text/index.ts';
import type {Kubeconfig} from './context.ts';
import {type KubeconfigSources, loadKubeconfig} from './kubeconfig.ts';
import {sourcePaths} from './kubeconfig-sources.ts';

export interface KubeconfigWatchOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What the caller already has; only what differs from it is told. */
  readonly known: Kubeconfig;
}

/** What has not changed for this long has been written: an editor or kubectl renames and removes its lock within it, ms. */
const settle = 200;

/**
 * How long contexts must be missed before that is told, ms: `kubectl config view > file`, and a download into place,
 * empty the file first and fill it a second later.
 */
const doubt = 2000;

/** A folder in which something is written all the time is read no less often than this, ms. */
const patience = 10_000;

/** For what no notification tells of: network file systems, containers, certificate files elsewhere, ms. */
const pollEvery = 3000;

/**
 * Tells of every change of the merged kubeconfig until the signal aborts: edits, files renamed into place, files that
 * come and go in folders, symbolic links pointed elsewhere, and the certificate and key files it names. A file in the
 * midst of being written is not told. Never throws.
 */
export function watchKubeconfig(
  sources: KubeconfigSources,
  onChange: (kubeconfig: Kubeconfig) => void,
  {signal, clock, known}: KubeconfigWatchOptions,
): void {
  const folders = new Map<string, FSWatcher>();
  let told = known;
  let named = known.namedFiles ?? [];
  let print = '';
  let reading: Promise<void> | undefined;
  let isStale = false;
  let isLooking = false;

  const reload = async (): Promise<void> => {
    const noticed = clock.now();
    let changed = noticed;
    let whole = noticed;
    for (;;) {
      isStale = false;
      const before = await fingerprint(sources, named);
      // Something else in its folder: in a home folder there is always something.
      if (before === print) return clock.sleep(settle, signal);
      await clock.sleep(settle, signal);
      if (signal.aborted) return;
      const kubeconfig = await loadKubeconfig(sources, told);
      named = kubeconfig.namedFiles ?? [];
      await watchFolders();
      const isSame = (await fingerprint(sources, named)) === before;
      if (signal.aborted) return;
      const now = clock.now();
      const isWhole = !losesContexts(told, kubeconfig);
      if (!isSame) changed = now;
      if (isWhole) whole = now;
      const isWritten = isSame && (isWhole || now - changed >= doubt);
      const isOverdue = now - noticed >= patience && (isWhole || now - whole >= doubt);
      if (!isWritten && !isOverdue) continue;
      print = before;
      const isNews = JSON.stringify(kubeconfig) !== JSON.stringify(told);
      told = kubeconfig;
      if (isNews) onChange(kubeconfig);
      return;
    }
  };

  const notice = () => {
    isStale = true;
    if (reading !== undefined || signal.aborted) return;
    reading = reload()
      .catch(() => {
        // The next look tries again.
      })
      .finally(() => {
        reading = undefined;
        if (isStale) notice();
      });
  };

  const watchFolders = async () => {
    const wanted = await watchedFolders(sources, named);
    for (const [folder, watcher] of folders) {
      if (wanted.has(folder)) continue;
      watcher.close();
      folders.delete(folder);
    }
    for (const folder of wanted) {
      if (folders.has(folder) || signal.aborted) continue;
      try {
        const watcher = watch(folder, {persistent: false}, notice);
        folders.set(folder, watcher);
        // It ends when its folder is removed; polling goes on and watches again what comes in its place.
        watcher.on('error', () => drop(folder, watcher));
      } catch {
        // Not there yet, or no notifications left on this machine: polling finds the change.
      }
    }
  };

  const drop = (folder: string, watcher: FSWatcher) => {
    watcher.close();
    if (folders.get(folder) === watcher) folders.delete(folder);
  };

  signal.addEventListener('abort', () => {
    for (const watcher of folders.values()) watcher.close();
    folders.clear();
  });
  notice();
  clock.every(pollEvery, signal, () => {
    // Nor must another look be begun while one hangs.
    if (reading !== undefined || isLooking) return;
    isLooking = true;
    fingerprint(sources, named)
      .then(
        (now) => {
          if (now !== print) notice();
        },
        () => {},
      )
      .finally(() => {
        isLooking = false;
      });
  });
}

/** Whether a context that could be used is gone, cannot be used any more, or is held though no file names it. */
function losesContexts(before: Kubeconfig, now: Kubeconfig): boolean {
  const usable = new Set(now.contexts.filter(({type}) => type === 'usable').map(({name}) => name));
  for (const name of now.held ?? []) if (!before.held?.includes(name)) usable.delete(name);
  return before.contexts.some(({type, name}) => type === 'usable' && !usable.has(name));
}

/** The folders of the files rather than the files: what is renamed into place is another file under the old name. */
async function watchedFolders(
  sources: KubeconfigSources,
  named: readonly string[],
): Promise<ReadonlySet<string>> {
  const folders = new Set<string>();
  for (const path of [...sourcePaths(sources), ...named]) {
    folders.add(dirname(path));
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isDirectory()) folders.add(path);
    const target = await realpath(path).catch(() => path);
    if (target !== path) folders.add(facts?.isDirectory() ? target : dirname(target));
  }
  return folders;
}

/**
 * Equal while nothing has been written, renamed, linked elsewhere, added or removed. One file after the other: those of a
 * file system that hangs must not take all the threads that also resolve names.
 */
async function fingerprint(sources: KubeconfigSources, named: readonly string[]): Promise<string> {
  const facts: string[] = [];
  for (const path of sourcePaths(sources)) {
    facts.push(await describe(path));
    const names = await readdir(path).catch(() => []);
    for (const name of names.sort()) facts.push(await describe(`${path}/${name}`));
  }
  for (const path of named) facts.push(await describe(path));
  return facts.join('\n');
}

async function describe(path: string): Promise<string> {
  const facts = await stat(path, {bigint: true}).catch(() => undefined);
  return facts === undefined
    ? `${path} -`
    : `${path} ${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.mode}`;
}
