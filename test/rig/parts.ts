import {createHash} from 'node:crypto';
import {existsSync, globSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';

/** One folder of `parts/`: a Go module, pinned by its go.sum, and the programs built from it. */
export interface Part {
  readonly name: string;
  readonly folder: string;
  readonly version: string;
  /** What `go build` is given, in the order of `binaries`. */
  readonly packages: readonly string[];
  /** The names of the files that the build leaves. */
  readonly binaries: readonly string[];
  readonly ldflags: readonly string[];
  /** Files (patterns) of a module that the build copies beside the binaries, so that running needs no Go. */
  readonly manifests?: {readonly module: string; readonly files: readonly string[]} | undefined;
  /** A cold build on two cores, for the progress line. */
  readonly buildMinutes: number;
}

/** Reads `parts/NAME/part.json`. Throws with the parts there are when there is none of that name. */
export function readPart(name: string): Part {
  const folder = path.join(partsFolder, name);
  const file = path.join(folder, 'part.json');
  if (!/^[\w-]+$/.test(name) || !existsSync(file))
    throw new Error(`no part "${name}" in test/rig/parts; there are: ${partNames().join(', ')}`);
  const data = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {name, folder, ...data};
}

export function partNames(): readonly string[] {
  return readdirSync(partsFolder, {withFileTypes: true})
    .filter((entry) => entry.isDirectory() && existsSync(path.join(partsFolder, entry.name, 'part.json')))
    .map((entry) => entry.name)
    .sort();
}

/** Names a build: equal hashes mean equal binaries. Data files of a part (stages, manifests) do not count. */
export function hashPart(part: Part): string {
  const hash = createHash('sha256');
  const files = globSync('**/{go.mod,go.sum,part.json,*.go}', {cwd: part.folder}).sort();
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(part.folder, file)))
      .update('\0');
  // A cache shared between machines must not hand out another machine's binaries.
  return hash.update(`${process.platform}-${process.arch}`).digest('hex').slice(0, 16);
}

const partsFolder = path.join(import.meta.dirname, 'parts');

const schema = z.strictObject({
  version: z.string(),
  packages: z.array(z.string()).min(1),
  binaries: z.array(z.string()).min(1),
  ldflags: z.array(z.string()).default([]),
  manifests: z.strictObject({module: z.string(), files: z.array(z.string()).min(1)}).optional(),
  buildMinutes: z.number().default(1),
});
