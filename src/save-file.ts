import {closeSync, openSync, rmSync, writeFileSync} from 'node:fs';
import {resolve} from 'node:path';

/**
 * Writes a file of its owner's alone, over nothing that is there, in the first of the folders that takes the whole of it;
 * returns its path. Throws where none does.
 */
export function saveFile(
  name: string,
  text: string,
  folders: readonly string[],
  write: (file: number, text: string) => void = writeFileSync,
): string {
  const refusals: string[] = [];
  for (const folder of folders) {
    const path = resolve(folder, name);
    try {
      writeNew(path, (file) => write(file, text));
      return path;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const refusal = refusalTexts[code];
      if (refusal === undefined) throw error;
      refusals.push(`${folder} ${refusal}`);
    }
  }
  throw new Error([...new Set(refusals)].join(', '));
}

/** Half a file is none: it is removed. */
function writeNew(path: string, write: (file: number) => void): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    try {
      write(file);
    } finally {
      // A file system over the network may say only here that it has no room.
      closeSync(file);
    }
  } catch (error) {
    rmSync(path, {force: true});
    throw error;
  }
}

/** What says no to one folder and may not to the next. */
const refusalTexts: Readonly<Record<string, string>> = {
  EACCES: 'cannot be written to',
  EPERM: 'cannot be written to',
  EROFS: 'cannot be written to',
  ENOENT: 'is gone',
  ENOTDIR: 'is gone',
  ENOSPC: 'is full',
  EDQUOT: 'is full',
  EIO: 'cannot be written to',
};
