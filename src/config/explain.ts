import type {z} from 'zod';
import {nearest} from './nearest.ts';
import type {Path} from './place.ts';

export interface Explanation {
  readonly path: Path;
  readonly message: string;
}

/** What zod found wrong, as a person who wrote the file would say it: what was expected, and what was meant. */
export function explain(issue: z.core.$ZodIssue, schema: unknown): readonly Explanation[] {
  const {path} = issue;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path);
      return issue.keys.map((key) => ({path: [...path, key], message: unknownWord('key', key, known)}));
    }
    case 'invalid_type':
      return [{path, message: expectation(asWritten(issue.expected), issue.input)}];
    case 'invalid_value': {
      const known = issue.values.map(String);
      if (typeof issue.input !== 'string')
        return [{path, message: expectation(known.join(' or '), issue.input)}];
      return [{path, message: unknownWord('value', issue.input, known)}];
    }
    default:
      return [{path, message: issue.message}];
  }
}

/** `unknown key: did you mean x?` */
export function unknownWord(kind: string, word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined
    ? `unknown ${kind}: expected one of ${known.join(', ')}`
    : `unknown ${kind}: did you mean ${meant}?`;
}

function expectation(expected: string, input: unknown): string {
  return input === undefined
    ? `missing: expected ${expected}`
    : `expected ${expected}, found ${found(input)}`;
}

/** The keys that may stand where `path` leads, read from the schema itself. */
function knownKeys(root: unknown, path: Path): string[] {
  let schema = root;
  for (const step of path) {
    const {element, shape, valueType} = unwrap(schema);
    schema = typeof step === 'number' ? element : (shape?.[String(step)] ?? valueType);
  }
  return Object.keys(unwrap(schema).shape ?? {});
}

/** What zod's arrays, objects and records tell of what is in them. */
interface OpenSchema {
  readonly element?: unknown;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly valueType?: unknown;
}

function unwrap(schema: unknown): OpenSchema {
  const optional = (schema ?? {}) as OpenSchema & {unwrap?: () => unknown};
  return (optional.element === undefined && optional.unwrap ? optional.unwrap() : optional) as OpenSchema;
}

function asWritten(expected: string): string {
  switch (expected) {
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
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
