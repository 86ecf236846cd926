import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';

export type FileText =
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'missing'}
  | {readonly type: 'unreadable'; readonly message: string};

/** Never throws, and never waits for anybody to write: only regular files are read. */
export function readText(file: string): FileText {
  try {
    // A pipe that nobody writes to would otherwise hold up the opening itself.
    const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = fstatSync(opened);
      if (!facts.isFile()) return unreadable('not a regular file');
      if (facts.size > mostBytes) return unreadable('larger than 1 MB');
      return {type: 'text', text: readFileSync(opened, 'utf8')};
    } finally {
      closeSync(opened);
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return {type: 'missing'};
    return unreadable(code);
  }
}

/** Rules for a thousand clusters, each with a comment, are a tenth of it. */
const mostBytes = 1_000_000;

function unreadable(why: string): FileText {
  return {type: 'unreadable', message: `cannot be read (${why})`};
}
