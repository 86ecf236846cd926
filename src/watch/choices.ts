import {readFile} from 'node:fs/promises';
import type {Clock} from '../text/index.ts';
import {changePrivately} from './private-file.ts';

/** What a person wants of a context whatever becomes of its login group. */
export type Mark = 'parked' | 'wanted';

/** What a person chose to connect, remembered between starts. */
export interface Choices {
  /** By login group id; undefined where nobody has chosen. */
  isChosen(group: string): boolean | undefined;
  markOf(context: string): Mark | undefined;
  choose(groups: ReadonlyMap<string, boolean>): void;
  /** Undefined takes the mark away. */
  mark(context: string, mark: Mark | undefined): void;
  /** Resolves when all of it is on disk, or cannot be written. */
  saved(): Promise<void>;
}

export interface OpenChoicesOptions {
  /** Absolute; undefined keeps them in memory alone. */
  readonly file: string | undefined;
  readonly clock: Clock;
}

/**
 * Reads the choices; a file that is missing or holds junk holds none. Each change is written at once, into what another
 * instance may have written since; what that one changes is heeded with the next start. Never rejects.
 */
export async function openChoices({file, clock}: OpenChoicesOptions): Promise<Choices> {
  const text = file === undefined ? undefined : await readFile(file, 'utf8').catch(() => undefined);
  const held = contentOf(text);
  let unsaved: ((content: Content) => void)[] = [];
  let last: Promise<void> = Promise.resolve();

  const save = async (path: string): Promise<void> => {
    const changes = unsaved;
    if (changes.length === 0) return;
    unsaved = [];
    const change = (text: string | undefined) => {
      const content = contentOf(text);
      for (const each of changes) each(content);
      return textOf(content);
    };
    // What could not be written is kept in memory, and tried again with the next change.
    if (!(await changePrivately(path, change, clock))) unsaved = [...changes, ...unsaved];
  };
  const apply = (change: (content: Content) => void): void => {
    change(held);
    if (file === undefined) return;
    unsaved.push(change);
    last = last.then(() => save(file));
  };

  return {
    isChosen: (group) => held.groups.get(group),
    markOf: (context) => held.contexts.get(context),
    choose(groups) {
      const news = [...groups].filter(([group, isChosen]) => held.groups.get(group) !== isChosen);
      if (news.length === 0) return;
      apply((content) => {
        for (const [group, isChosen] of news) put(content.groups, group, isChosen);
      });
    },
    mark(context, mark) {
      if (held.contexts.get(context) !== mark) apply(({contexts}) => put(contexts, context, mark));
    },
    saved: () => last,
  };
}

interface Content {
  readonly groups: Map<string, boolean>;
  readonly contexts: Map<string, Mark>;
}

/** The latest last, so that what is dropped is what nobody has touched for longest. */
function put<V>(entries: Map<string, V>, key: string, value: V | undefined): void {
  entries.delete(key);
  if (value !== undefined) entries.set(key, value);
}

/** Names of contexts that are made and thrown away by the hundred must not fill the file for ever. */
const most = 5_000;

function textOf({groups, contexts}: Content): string {
  const lately = (entries: Map<string, unknown>) => Object.fromEntries([...entries].slice(-most));
  return `${JSON.stringify({format: 1, groups: lately(groups), contexts: lately(contexts)}, null, 2)}\n`;
}

/** What is missing or junk holds nothing. */
function contentOf(text: string | undefined): Content {
  const content = text === undefined ? undefined : parse(text);
  const isMark = (value: unknown): value is Mark => value === 'parked' || value === 'wanted';
  const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
  return {
    groups: new Map(entriesOf(content, 'groups', isFlag)),
    contexts: new Map(entriesOf(content, 'contexts', isMark)),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf<V>(
  content: unknown,
  field: string,
  isMeant: (value: unknown) => value is V,
): readonly (readonly [string, V])[] {
  const fields = new Map(typeof content === 'object' && content !== null ? Object.entries(content) : []);
  const found: unknown = fields.get(field);
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).flatMap(([key, value]: [string, unknown]) =>
    isMeant(value) ? [[key, value]] : [],
  );
}
