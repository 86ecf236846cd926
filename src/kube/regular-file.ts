import {constants} from 'node:fs';
import {open} from 'node:fs/promises';

/** A merged kubeconfig of 300 clusters is under 1 MB, all public authorities 0.3: beyond this it is something else. */
export const sizeLimit = 16 * 1024 * 1024;

/**
 * Never waits for anybody to write: reading a pipe would hold one of the few threads for files for good.
 * @throws what `describeFileError` has words for, also for what is no regular file or too large.
 */
export async function readRegularFile(path: string): Promise<Buffer> {
  // A pipe that nobody writes to would otherwise hold up the opening itself.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = await file.stat();
    if (facts.isDirectory()) throw new Error('it is a folder');
    if (!facts.isFile()) throw new Error('it is not a regular file');
    if (facts.size > sizeLimit) throw new Error(`it has ${Math.round(facts.size / 1024 / 1024)} MB`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The same as text in UTF-8. */
export async function readRegularText(path: string): Promise<string> {
  return (await readRegularFile(path)).toString('utf8');
}

/** Why a file could not be read or written, for a person: `permission denied`. */
export function describeFileError(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'EROFS':
      return 'its file system is read-only';
    case 'ELOOP':
      return 'its symbolic links go round in a circle';
    // The system's word for opening a socket.
    case 'ENXIO':
      return 'it is not a regular file';
    default:
      return code ?? message;
  }
}
