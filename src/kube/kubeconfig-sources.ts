import {readdir, stat} from 'node:fs/promises';
import {delimiter, join, resolve} from 'node:path';
import type {KubeconfigSources} from './kubeconfig.ts';
import {describeFileError, readRegularFile, sizeLimit} from './regular-file.ts';

/** A place a kubeconfig may be read from. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly found:
    | {readonly type: 'read'; readonly bytes: Uint8Array}
    | {readonly type: 'missing'}
    /** A folder in which there is nothing to read. */
    | {readonly type: 'empty'}
    | {readonly type: 'unreadable'; readonly reason: string};
  /** The folder it was found in: what is not a kubeconfig there is nobody's mistake. */
  readonly folder?: string;
  /** Named by a person for this run: its absence is worth telling, as kubectl does for `--kubeconfig`. */
  readonly isExplicit: boolean;
}

/** Every file to merge, read, in the order of precedence. Never throws: what cannot be read says so. */
export async function readSources(sources: KubeconfigSources): Promise<readonly SourceFile[]> {
  const isExplicit = sources.paths.length > 0;
  const files = await Promise.all(sourcePaths(sources).map((path) => readPlace(path, isExplicit)));
  return withoutRepeats(files.flat());
}

/** The files and folders to look at, absolute, whether they exist or not. */
export function sourcePaths({paths, environment, home}: KubeconfigSources): readonly string[] {
  if (paths.length > 0) return paths.map((path) => resolve(path));
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length > 0 ? listed.map((path) => resolve(path)) : [join(home, '.kube', 'config')];
}

async function readPlace(path: string, isExplicit: boolean): Promise<readonly SourceFile[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [await readOne({path, isExplicit})];
    const names = (await readdir(path)).filter(isWanted).sort();
    const files = await Promise.all(
      names.map((name) => readOne({path: join(path, name), folder: path, isExplicit})),
    );
    const there = files.filter((file) => file.found.type !== 'missing');
    return there.length > 0 ? there : [{path, found: {type: 'empty'}, isExplicit}];
  } catch (error) {
    return [{path, found: failure(error), isExplicit}];
  }
}

/** Editors leave swap files and backups beside what they edit. */
function isWanted(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith('~') && !name.endsWith('.lock');
}

async function readOne(place: Omit<SourceFile, 'found'>): Promise<SourceFile> {
  return {...place, found: await readRegular(place.path, place.folder !== undefined).catch(failure)};
}

async function readRegular(path: string, isFromFolder: boolean): Promise<SourceFile['found']> {
  const facts = await stat(path);
  if (isFromFolder && (!facts.isFile() || facts.size > sizeLimit)) return {type: 'missing'};
  // A pipe has nothing more to say when it is read again after a change.
  if (!facts.isFile()) {
    return {type: 'unreadable', reason: 'is not a regular file: save the kubeconfig to a file first'};
  }
  if (facts.size > sizeLimit) {
    return {type: 'unreadable', reason: `has ${Math.round(facts.size / 1024 / 1024)} MB: not a kubeconfig`};
  }
  return {type: 'read', bytes: await readRegularFile(path)};
}

function failure(error: unknown): SourceFile['found'] {
  const {code} = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return {type: 'missing'};
  return {type: 'unreadable', reason: `cannot be read: ${describeFileError(error)}`};
}

function withoutRepeats(files: readonly SourceFile[]): readonly SourceFile[] {
  return [...new Map(files.toReversed().map((file) => [file.path, file])).values()].toReversed();
}
