import type {Kubeconfig, KubeconfigContext} from './context.ts';
import {judgeContext, judgedParts} from './kubeconfig-entry.ts';
import {isRecord, type KubeconfigFile, type Part} from './kubeconfig-file.ts';
import {openNamedFiles} from './kubeconfig-files.ts';
import {holdOn} from './kubeconfig-held.ts';
import {type PlaceReading, readingOf, silentFolders, tildeHint} from './kubeconfig-place.ts';
import {readSources, sourcePaths} from './kubeconfig-sources.ts';

export interface KubeconfigSources {
  /** Files and folders, absolute or relative to the working folder; empty means KUBECONFIG, else `home/.kube/config`. */
  readonly paths: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Reads and merges all sources as kubectl does: the first file to name a cluster, user, context or the current context
 * wins. Unlike kubectl it also takes folders, and what is broken costs no more than itself: a file is a problem, an
 * entry a broken context. What was read `before` is not lost with a file that says nothing now. Never rejects.
 */
export async function loadKubeconfig(
  sources: KubeconfigSources,
  before?: Pick<Kubeconfig, 'contexts' | 'currentContext'>,
): Promise<Kubeconfig> {
  const places = await readSources(sources);
  const readings = places.map(readingOf);
  const files = readings.flatMap(({file}) => file ?? []);
  const merged = merge(files);
  const searched = files.length === 1 ? 'this file' : `any of the ${files.length} files`;
  const named = openNamedFiles();
  const judged = judgedParts(named);
  const read = await Promise.all(
    [...merged.contexts.values()].map((part) => judgeContext(part, {...merged, searched}, judged)),
  );
  const silences = [...readings.flatMap(({silence}) => silence ?? []), ...silentFolders(readings)];
  const {contexts, held, problems: losses} = holdOn(before?.contexts ?? [], read, silences);
  const current = merged.currentContext ?? held.find((name) => name === before?.currentContext);
  const hasCurrent = contexts.some(({name}) => name === current);
  const isNothingFound = held.length === 0 && places.every(({found}) => found.type === 'missing');
  return {
    contexts: contexts.toSorted(byName),
    ...(hasCurrent && current !== undefined ? {currentContext: current} : {}),
    files: places.map(({path}) => path),
    namedFiles: named.paths(),
    problems: [
      ...(isNothingFound ? [nothingFound(sources)] : problemsOf(readings, losses)),
      ...hiddenContexts(files),
      ...(current === undefined || hasCurrent ? [] : [unknownCurrent(current)]),
    ],
    ...(held.length > 0 ? {held} : {}),
  };
}

/** In the order of the sources; a loss instead of what would be said of its place otherwise. */
function problemsOf(
  readings: readonly PlaceReading[],
  losses: ReadonlyMap<string, string>,
): readonly string[] {
  const places = readings.flatMap(({path, problems}) => losses.get(path) ?? problems);
  const ofFolders = [...losses].filter(([path]) => !readings.some((reading) => reading.path === path));
  return [...places, ...ofFolders.map(([, loss]) => loss)];
}

function merge(files: readonly KubeconfigFile[]) {
  // Later files first, so that the earlier ones overwrite them.
  const backwards = files.toReversed();
  const all = (list: 'clusters' | 'users' | 'contexts'): ReadonlyMap<string, Part> =>
    new Map(backwards.flatMap((file) => [...file[list]]));
  const currentContext = files.find((file) => file.currentContext !== undefined)?.currentContext;
  return {clusters: all('clusters'), users: all('users'), contexts: all('contexts'), currentContext};
}

/** kubectl is silent about them; but who puts files together and sees a cluster less must learn why. */
function hiddenContexts(files: readonly KubeconfigFile[]): readonly string[] {
  const winners = new Map<string, {readonly part: Part; readonly server: unknown}>();
  return files.flatMap((file) =>
    [...file.contexts.values()].flatMap((part) => {
      const server = fieldOf(file.clusters.get(String(fieldOf(part, 'cluster'))), 'server');
      const winner = winners.get(part.name);
      if (winner === undefined) winners.set(part.name, {part, server});
      if (winner === undefined || server === undefined || server === winner.server) return [];
      return `context "${part.name}" of ${part.place()} is hidden by that of ${winner.part.place()}, which leads to another server; rename one of them`;
    }),
  );
}

function fieldOf(part: Part | undefined, name: string): unknown {
  return isRecord(part?.value) ? part.value[name] : undefined;
}

function nothingFound(sources: KubeconfigSources): string {
  const looked = sourcePaths(sources).join(', ');
  const hint = 'set KUBECONFIG or give --kubeconfig';
  return `no kubeconfig found: looked at ${looked}${tildeHint(looked)}; ${hint}`;
}

function unknownCurrent(name: string): string {
  return `current-context "${name}" is not among the contexts; choose one of those there are`;
}

/** By bytes, as kubectl sorts names. */
function byName(one: KubeconfigContext, other: KubeconfigContext): number {
  return Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));
}
