import {mkdir, open, rename, unlink} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Whole or not at all, and for nobody else's eyes: names of clusters and workloads are nobody's business. `random` (0 to
 * 1) tells two writers apart. False where it cannot be written; never rejects.
 */
export async function writePrivately(file: string, text: string, random: number): Promise<boolean> {
  const temporary = `${file}.${Math.floor(random * 2 ** 48).toString(36)}.tmp`;
  try {
    await mkdir(dirname(file), {recursive: true, mode: 0o700});
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    return true;
  } catch {
    await unlink(temporary).catch(() => {});
    return false;
  }
}
