import {type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument} from 'yaml';
import type {z} from 'zod';
import {nearest} from './nearest.ts';
import {type SettingsFile, settingsFile} from './schema.ts';
import type {SettingsProblem} from './settings.ts';

export type Parsed =
  | {readonly type: 'good'; readonly value: SettingsFile}
  | {readonly type: 'bad'; readonly problems: readonly Omit<SettingsProblem, 'isFatal'>[]};

/** The text of one settings file → its content, or every problem in it with line and key. An empty file is good. */
export function parseSettings(file: string, source: string): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(source, {lineCounter: lines, prettyErrors: false});
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    return {type: 'bad', problems: [{file, line, key: '', message: `not valid YAML: ${broken.message}`}]};
  }
  let content: unknown;
  try {
    content = document.toJS() ?? {};
  } catch (cause) {
    // Only aliases can fail here: one that is not defined, or a nest of them made to exhaust memory.
    const message = `not valid YAML: ${cause instanceof Error ? cause.message : 'aliases that do not resolve'}`;
    return {type: 'bad', problems: [{file, line: 0, key: '', message}]};
  }
  const checked = settingsFile.safeParse(content, {reportInput: true});
  if (checked.success) return {type: 'good', value: checked.data};
  const problems = checked.error.issues.flatMap((issue) =>
    explain(issue).map(({path, message}) => ({
      file,
      line: lineOf(document, lines, path),
      key: keyOf(path),
      message,
    })),
  );
  return {type: 'bad', problems};
}

interface Explanation {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function explain(issue: z.core.$ZodIssue): Explanation[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: unknownKey(key, knownKeys(issue.path)),
    }));
  }
  if (issue.code === 'invalid_type') {
    const message =
      issue.input === undefined
        ? `missing: expected ${asWritten(issue.expected)}`
        : `expected ${asWritten(issue.expected)}, found ${found(issue.input)}`;
    return [{path: issue.path, message}];
  }
  return [{path: issue.path, message: issue.message}];
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return meant === undefined
    ? `unknown key: expected one of ${known.join(', ')}`
    : `unknown key: did you mean ${meant}?`;
}

/** The keys that may stand where `path` leads, read from the schema itself. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = settingsFile;
  for (const step of path) {
    const inner = unwrap(schema);
    schema = typeof step === 'number' ? inner.element : inner.shape?.[String(step)];
  }
  return Object.keys(unwrap(schema).shape ?? {});
}

interface OpenSchema {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
}

function unwrap(schema: unknown): OpenSchema {
  const optional = schema as {unwrap?: () => unknown; shape?: unknown; element?: unknown};
  const inner = optional.element === undefined && optional.unwrap ? optional.unwrap() : optional;
  return inner as OpenSchema;
}

function asWritten(expected: string): string {
  switch (expected) {
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
      return 'keys and values';
    case 'string':
      return 'a text';
    default:
      return `a ${expected}`;
  }
}

function found(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'keys and values';
  if (typeof input === 'string') return `the text ${JSON.stringify(input)}`;
  return String(input);
}

function keyOf(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** The line of the key or item that `path` names, or of the nearest thing around it that exists. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  const last = path.at(-1);
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find(({key}) => isScalar(key) && key.value === last);
    if (pair && isNode(pair.key)) return startOf(pair.key);
  }
  const node = document.getIn(path, true);
  return isNode(node) ? startOf(node) : undefined;
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}
