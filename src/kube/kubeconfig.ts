import type {Kubeconfig} from './context.ts';
import {judgeContext, judgedParts} from './kubeconfig-entry.ts';
import {isRecord, type KubeconfigFile, type Part, parseKubeconfigFile} from './kubeconfig-file.ts';
import {openNamedFiles} from './kubeconfig-files.ts';
import {readSources, type SourceFile, sourcePaths} from './kubeconfig-sources.ts';

export interface KubeconfigSources {
  /** Files and folders, absolute or relative to the working folder; empty means KUBECONFIG, else `home/.kube/config`. */
  readonly paths: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Reads and merges all sources as kubectl does: the first file to name a cluster, user, context or the current context
 * wins. Unlike kubectl it also takes folders, and what is broken costs no more than itself: a file is a problem, an
 * entry a broken context. Never rejects.
 */
export async function loadKubeconfig(sources: KubeconfigSources): Promise<Kubeconfig> {
  const places = await readSources(sources);
  const {files, problems} = parseAll(places);
  if (places.every(({found}) => found.type === 'missing'))
    problems.splice(0, Infinity, nothingFound(sources));
  problems.push(...hiddenContexts(files));
  const merged = merge(files);
  const searched = files.length === 1 ? 'this file' : `any of the ${files.length} files`;
  const named = openNamedFiles();
  const judged = judgedParts(named);
  const contexts = await Promise.all(
    [...merged.contexts.values()]
      .sort(byName)
      .map((part) => judgeContext(part, {...merged, searched}, judged)),
  );
  const {currentContext} = merged;
  const hasCurrent = currentContext !== undefined && merged.contexts.has(currentContext);
  if (currentContext !== undefined && !hasCurrent) {
    problems.push(
      `current-context "${currentContext}" is not among the contexts; choose one of those there are`,
    );
  }
  return {
    contexts,
    ...(hasCurrent ? {currentContext} : {}),
    files: places.map(({path}) => path),
    namedFiles: named.paths(),
    problems,
  };
}

function parseAll(places: readonly SourceFile[]) {
  const files: KubeconfigFile[] = [];
  const problems: string[] = [];
  for (const {path, found, isFromFolder, isExplicit} of places) {
    if (found.type === 'missing') {
      if (isExplicit) problems.push(`${path}: there is no such file or folder${tildeHint(path)}`);
      continue;
    }
    if (found.type === 'unreadable') {
      problems.push(`${path}: ${found.reason}`);
      continue;
    }
    const reading = parseKubeconfigFile(path, found.bytes);
    switch (reading.type) {
      case 'kubeconfig':
        files.push(reading.file);
        problems.push(...reading.file.problems);
        break;
      case 'other':
        if (!isFromFolder) problems.push(reading.problem);
        break;
      case 'broken':
        // A folder may hold notes and scripts; only what was meant to be a kubeconfig is worth a complaint.
        if (!isFromFolder || reading.looksMeant || /\.(ya?ml|json|conf|kubeconfig)$/i.test(path)) {
          problems.push(reading.problem);
        }
        break;
    }
  }
  return {files, problems};
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

function tildeHint(path: string): string {
  return path.includes('/~') ? ' (~ is not expanded inside KUBECONFIG)' : '';
}

/** By bytes, as kubectl sorts names. */
function byName(one: Part, other: Part): number {
  return Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));
}
