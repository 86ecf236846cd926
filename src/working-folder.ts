import {statSync} from 'node:fs';
import process from 'node:process';

/**
 * Goes home, or to `/`, where the folder we stand in has been removed: nothing can be started from one that is gone, and
 * the system then says that the program is not there. Returns where to.
 */
export function leaveRemovedFolder(home: string): string | undefined {
  return isThere() ? undefined : [home, '/'].find(canEnter);
}

function isThere(): boolean {
  try {
    return statSync(process.cwd()).isDirectory();
  } catch {
    return false;
  }
}

function canEnter(place: string): boolean {
  try {
    process.chdir(place);
    return true;
  } catch {
    return false;
  }
}
