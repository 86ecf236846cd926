import {lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';

/**
 * A new folder `PREFIXxxxxxx` among the temporary ones, which tells whose it is. Those of the same prefix that runs of
 * ours left behind when they were killed are removed.
 */
export function temporaryFolder(prefix: string, parent = tmpdir()): string {
  for (const name of namesIn(parent)) {
    if (name.startsWith(prefix) && isLeft(join(parent, name))) remove(join(parent, name));
  }
  const folder = mkdtempSync(join(parent, prefix));
  writeFileSync(join(folder, ownerFile), `${process.pid} ${hostname()}\n`, {mode: 0o600});
  return folder;
}

const ownerFile = 'owner';

function namesIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent);
  } catch {
    // One may be allowed to write in a folder and not to look what else is there.
    return [];
  }
}

/** Ours, with the number of a process of this machine that is there no more. Whatever is in doubt stays. */
function isLeft(folder: string): boolean {
  try {
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return false;
    // Containers that share the folder count their processes by themselves, and each has a name of its own.
    const [, pid, host] = /^(\d+) (.+)\n$/.exec(readFileSync(join(folder, ownerFile), 'utf8')) ?? [];
    return pid !== undefined && host === hostname() && !isRunning(Number(pid));
  } catch {
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, {recursive: true, force: true});
  } catch {
    // It is in nobody's way.
  }
}
