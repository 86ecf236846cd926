import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import {join} from 'node:path';
import type {Entry} from './entry.ts';

/** Keeps what a run does, so that another process can go on with it or undo it. */
export interface Journal {
  /** In the order they were written, also by earlier runs. */
  readonly entries: readonly Entry[];
  /** On disk when it returns. @throws where it cannot be written: then nothing may be done either. */
  append(entry: Entry): void;
  close(): void;
}

export type JournalText =
  | {
      readonly type: 'read';
      readonly entries: readonly Entry[] /** Bytes of whole lines. */;
      readonly length: number;
    }
  /** `reason` is a sentence. */
  | {readonly type: 'refused'; readonly reason: string};

/**
 * The journal of one plan, `FOLDER/ID.jsonl`, made when it is not there. A last line that a crash cut off was never acted
 * upon and is taken away.
 * @throws where it cannot be read or written, or is damaged otherwise: nothing may be concluded from it then.
 */
export function openJournal(folder: string, id: string): Journal {
  mkdirSync(folder, {recursive: true, mode: 0o700});
  const file = fileOf(folder, id);
  const handle = openSync(file, 'a', 0o600);
  const read = readJournal(folder, id);
  if (read.type === 'refused') {
    closeSync(handle);
    throw new Error(read.reason);
  }
  truncateSync(file, read.length);
  syncFolder(folder);
  const entries = [...read.entries];
  return {
    entries,
    append(entry) {
      writeWhole(handle, `${JSON.stringify(entry)}\n`);
      fsyncSync(handle);
      entries.push(entry);
    },
    close: () => closeSync(handle),
  };
}

/** What stands in a journal; no entries where there is none. */
export function readJournal(folder: string, id: string): JournalText {
  const file = fileOf(folder, id);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {type: 'read', entries: [], length: 0};
    return {type: 'refused', reason: `${file} cannot be read (${codeOf(error)})`};
  }
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = entryOf(line);
    if (entry === undefined) {
      return {
        type: 'refused',
        reason: `${file}:${index + 1} is not an entry of a journal: look at what was done on the clusters themselves`,
      };
    }
    entries.push(entry);
  }
  return {type: 'read', entries, length};
}

/** Ids of the plans that have a journal here. */
export function journalIds(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
      .sort();
  } catch {
    return [];
  }
}

const ending = '.jsonl';

function fileOf(folder: string, id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new Error(`"${id}" is not the id of a plan`);
  return join(folder, `${id}${ending}`);
}

function entryOf(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isEntry = typeof value === 'object' && value !== null && 'type' in value && 'at' in value;
    return isEntry ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

/** A full disk may take a part of what it is given. */
function writeWhole(handle: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written);
}

/** Without it, a file that was just made may be gone after a crash. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
