import {mkdir, open, readFile, rename, rm, stat, unlink} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Clock} from '../text/index.ts';

/**
 * Changes what a file holds as one step, whatever other instances do to it meanwhile: `change` gets what it holds at that
 * moment, undefined where it cannot be read. Whole or not at all, and for nobody else's eyes: names of clusters and
 * workloads are nobody's business. False where it cannot be written; never rejects.
 */
export async function changePrivately(
  file: string,
  change: (content: string | undefined) => string,
  clock: Clock,
): Promise<boolean> {
  const lock = `${file}.lock`;
  try {
    await mkdir(dirname(file), {recursive: true, mode: 0o700});
    await take(lock, clock);
    try {
      await replace(file, change(await readFile(file, 'utf8').catch(() => undefined)), clock.random());
    } finally {
      await unlink(lock).catch(() => {});
    }
    return true;
  } catch {
    return false;
  }
}

/** A change takes some ms; a lock that the same instance has held for so long was left by one that was killed, ms. */
const longestChange = 5_000;
/** On average, between two looks at a lock that another instance holds, ms. */
const pause = 30;

async function take(lock: string, clock: Clock): Promise<void> {
  let held = '';
  let since = clock.now();
  while (!(await create(lock))) {
    const holder = await stat(lock, {bigint: true}).then(
      ({ino, mtimeNs}) => `${ino} ${mtimeNs}`,
      () => '',
    );
    // Its date is not asked: a file server's clock may be another.
    if (holder !== held) since = clock.now();
    held = holder;
    if (clock.now() - since >= longestChange) await rm(lock, {force: true});
    else await clock.sleep(pause * (0.5 + clock.random()));
  }
}

async function create(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function replace(file: string, text: string, random: number): Promise<void> {
  const temporary = `${file}.${Math.floor(random * 2 ** 48).toString(36)}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}
