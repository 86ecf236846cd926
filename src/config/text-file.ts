import {readFileSync} from 'node:fs';

export type FileText =
  | {readonly type: 'text'; readonly text: string}
  | {readonly type: 'missing'}
  | {readonly type: 'unreadable'; readonly message: string};

/** Never throws. */
export function readText(file: string): FileText {
  try {
    return {type: 'text', text: readFileSync(file, 'utf8')};
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return {type: 'missing'};
    return {type: 'unreadable', message: `cannot be read (${code})`};
  }
}
