import {globSync} from 'node:fs';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';

/** Where a part's manifests are, in the folder of its binaries. */
export function manifestFolder(bin: string, part: string): string {
  return path.join(bin, 'manifests', part);
}

/** The text of those files of a part that fit a pattern, by path. */
export async function readManifests(bin: string, part: string, pattern: string): Promise<readonly string[]> {
  const folder = manifestFolder(bin, part);
  const files = globSync(pattern, {cwd: folder}).sort();
  if (files.length === 0) throw new Error(`rig: no ${pattern} in ${folder}`);
  return await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
}

/** Copies files of a Go module, given as patterns, under the paths they have there. */
export async function copyManifests(module: string, patterns: readonly string[], to: string): Promise<void> {
  for (const file of globSync([...patterns], {cwd: module})) {
    const target = path.join(to, file);
    await mkdir(path.dirname(target), {recursive: true});
    // Read and written, for a copy would be read-only as the module's files are.
    await writeFile(target, await readFile(path.join(module, file)));
  }
}
