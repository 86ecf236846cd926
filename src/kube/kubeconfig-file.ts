import {type Document, isNode, LineCounter, parseDocument, visit} from 'yaml';

/** What one file holds, before merging. */
export interface KubeconfigFile {
  readonly path: string;
  readonly clusters: ReadonlyMap<string, Part>;
  readonly users: ReadonlyMap<string, Part>;
  readonly contexts: ReadonlyMap<string, Part>;
  readonly currentContext?: string;
  /** `/path:line:column: reason`. */
  readonly problems: readonly string[];
}

/** One named cluster, user or context, not yet validated. */
export interface Part {
  readonly name: string;
  readonly file: string;
  readonly value: unknown;
  /** Where it stands, or one of its fields: `/path:12`. */
  place(field?: readonly PropertyKey[]): string;
  /** Known already to be unusable, and why. */
  readonly fault?: string;
}

export type FileReading =
  | {readonly type: 'kubeconfig'; readonly file: KubeconfigFile}
  /** Some other document. */
  | {readonly type: 'other'; readonly problem: string}
  | {readonly type: 'broken'; readonly problem: string; readonly looksMeant: boolean};

/**
 * Reads one kubeconfig, YAML or JSON, without judging its entries. As kubectl: the first document counts, a repeated
 * key's last value counts (told as a problem here), nothing at all is an empty kubeconfig.
 */
export function parseKubeconfigFile(path: string, bytes: Uint8Array): FileReading {
  const text = decode(bytes);
  if (text === undefined) {
    return {type: 'broken', problem: `${path}: is not text in UTF-8`, looksMeant: false};
  }
  const counter = new LineCounter();
  // Silent: a second document is not an error, kubectl does not look at it either.
  const document = parseDocument(text, {
    lineCounter: counter,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const placeOf = (offset: number) => {
    const {line, col} = counter.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const fatal = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  if (fatal !== undefined) {
    const problem = `${placeOf(fatal.pos[0])}: ${withoutSource(fatal.message)}`;
    return {type: 'broken', problem, looksMeant: looksLikeKubeconfig(text)};
  }
  const alias = unresolvedAlias(document);
  if (alias !== undefined) {
    const problem = `${placeOf(alias)}: Unresolved alias: put text that begins with * in quotes`;
    return {type: 'broken', problem, looksMeant: looksLikeKubeconfig(text)};
  }
  let root: unknown;
  try {
    // Aliases that multiply are how a few lines become gigabytes; a real kubeconfig has a handful.
    root = document.toJS({maxAliasCount: 100});
  } catch (error) {
    const problem = `${path}: ${withoutSource(error instanceof Error ? error.message : String(error))}`;
    return {type: 'broken', problem, looksMeant: looksLikeKubeconfig(text)};
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    const node: unknown = document.getIn(path, true);
    return isNode(node) && node.range ? counter.linePos(node.range[0]).line : undefined;
  };
  const repeated = document.errors.map(
    (error) => `${placeOf(error.pos[0])}: this key stands there twice; the last value counts`,
  );
  return readRoot(path, root, lineOf, repeated);
}

function readRoot(
  path: string,
  root: unknown,
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
  repeated: readonly string[],
): FileReading {
  const content = root ?? {};
  if (!isRecord(content)) return {type: 'other', problem: `${path}: is not a kubeconfig`};
  const {kind, apiVersion} = content;
  if ((kind ?? 'Config') !== 'Config' || (apiVersion ?? 'v1') !== 'v1') {
    const found = `${String(apiVersion ?? 'v1')} ${String(kind ?? 'Config')}`;
    return {type: 'other', problem: `${path}: holds ${found}, not a kubeconfig (v1 Config)`};
  }
  if (root !== undefined && root !== null && kind === undefined && !marks.some((mark) => mark in content)) {
    return {type: 'other', problem: `${path}: is not a kubeconfig: it has no clusters, users or contexts`};
  }
  const problems = [...repeated];
  const read = (list: List['list'], field: string) =>
    readParts({path, list, field, items: content[list], lineOf, problems});
  const clusters = read('clusters', 'cluster');
  const users = read('users', 'user');
  const contexts = read('contexts', 'context');
  const current = content['current-context'];
  return {
    type: 'kubeconfig',
    file: {
      path,
      clusters,
      users,
      contexts,
      ...(typeof current === 'string' && current !== '' ? {currentContext: current} : {}),
      problems,
    },
  };
}

/** What the parser says without what it quotes of the file: that may be part of a token or a password. */
function withoutSource(message: string): string {
  return message.replace(/:\s.*$/s, '').replace(/(escape sequence|YAML version) .*$/s, '$1');
}

/** Where an alias stands that names nothing, most often a password that begins with `*`. */
function unresolvedAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

interface List {
  readonly path: string;
  readonly list: 'clusters' | 'users' | 'contexts';
  readonly field: string;
  readonly items: unknown;
  readonly lineOf: (path: readonly PropertyKey[]) => number | undefined;
  readonly problems: string[];
}

function readParts({path, list, field, items, lineOf, problems}: List): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  if (items === undefined || items === null) return parts;
  const place = (at: readonly PropertyKey[]) => {
    // A field that is not there, or behind an alias, has no line of its own: the nearest one around it then.
    for (let length = at.length; length > 0; length--) {
      const line = lineOf(at.slice(0, length));
      if (line !== undefined) return `${path}:${line}`;
    }
    return path;
  };
  if (!Array.isArray(items)) {
    problems.push(`${place([list])}: ${list} must be a list`);
    return parts;
  }
  for (const [index, item] of items.entries()) {
    const name: unknown = isRecord(item) ? item['name'] : undefined;
    if (!isRecord(item) || typeof name !== 'string' || name === '') {
      const reason = typeof name === 'number' || typeof name === 'boolean' ? 'must be quoted' : 'is missing';
      problems.push(`${place([list, index])}: the name of this ${field} ${reason}`);
      continue;
    }
    const part: Part = {
      name,
      file: path,
      value: item[field],
      place: (fields = []) => place([list, index, ...(fields.length > 0 ? [field, ...fields] : [])]),
    };
    const earlier = parts.get(name);
    if (earlier === undefined) {
      parts.set(name, part);
      continue;
    }
    const reason = `${field} "${name}" is there twice, here and at ${earlier.place()}; kubectl refuses this file: remove one`;
    problems.push(`${part.place()}: ${reason}`);
    // Which of two different entries is meant cannot be known, and guessing could mean the wrong cluster.
    if (JSON.stringify(earlier.value) !== JSON.stringify(part.value)) {
      parts.set(name, {...earlier, fault: `${part.place()}: ${reason}`});
    }
  }
  return parts;
}

const marks = ['clusters', 'users', 'contexts', 'current-context', 'preferences'];

/** UTF-8, or UTF-16 with its mark as PowerShell's `>` writes it; undefined when it is neither. */
function decode(bytes: Uint8Array): string | undefined {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  try {
    const text = new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8', {fatal: true});
    const decoded = text.decode(bytes);
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function looksLikeKubeconfig(text: string): boolean {
  return /^[ \t{"']*(clusters|contexts|users|current-context)["']?\s*:/m.test(text);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
