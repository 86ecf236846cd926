import {LineCounter, parseDocument} from 'yaml';
import type {z} from 'zod';
import {explain} from './explain.ts';
import {keyOf, lineOf, type Path, takeOutRepeated} from './place.ts';
import type {SettingsProblem} from './settings.ts';

export type FileProblem = Omit<SettingsProblem, 'isFatal'>;

export interface Parsed<T> {
  /** Without what is wrong; undefined where nothing can be made of it. Not to be used where all must be right. */
  readonly value: T | undefined;
  /** Empty where all is right. */
  readonly problems: readonly FileProblem[];
  /** A problem at the line of the key or item that `path` names, for checks that a schema cannot make. */
  readonly problemAt: (path: Path, message: string) => FileProblem;
}

/** The text of one YAML file → its content, or every problem in it with line and key. An empty file is `{}`. */
export function parseYaml<T>(schema: z.ZodType<T>, file: string, text: string): Parsed<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false, uniqueKeys: false});
  const problemAt = (path: Path, message: string): FileProblem => ({
    file,
    line: lineOf(document, lines, path),
    key: keyOf(path),
    message,
  });
  const broken = (line: number, message: string): Parsed<T> => ({
    value: undefined,
    problems: [{file, line, key: '', message: `not valid YAML: ${message}`}],
    problemAt,
  });
  const [error] = document.errors;
  if (error) return broken(lines.linePos(error.pos[0]).line, error.message);
  const repeated = takeOutRepeated(document, lines).map(
    ({path, line, firstLine}): FileProblem => ({
      file,
      line,
      key: keyOf(path),
      message: `stands twice: already in line ${firstLine}`,
    }),
  );
  let content: unknown;
  try {
    content = document.toJS() ?? {};
  } catch (cause) {
    // Only aliases can fail here: one that is not defined, or a nest of them made to exhaust memory.
    return broken(0, cause instanceof Error ? cause.message : 'aliases that do not resolve');
  }
  const checked = schema.safeParse(content, {reportInput: true});
  if (checked.success) return {value: checked.data, problems: repeated, problemAt};
  const explained = checked.error.issues.flatMap((issue) => explain(issue, schema));
  const rest = schema.safeParse(without(content, new Set(explained.map(({path}) => JSON.stringify(path)))));
  return {
    value: rest.success ? rest.data : undefined,
    problems: [...repeated, ...explained.map(({path, message}) => problemAt(path, message))],
    problemAt,
  };
}

/** A copy without the values that the given paths (as JSON) name. */
function without(content: unknown, paths: ReadonlySet<string>, path: Path = []): unknown {
  const isKept = ([key]: readonly [PropertyKey, unknown]) => !paths.has(JSON.stringify([...path, key]));
  if (Array.isArray(content)) {
    const kept = [...content.entries()].filter(isKept);
    return kept.map(([index, item]) => without(item, paths, [...path, index]));
  }
  if (typeof content !== 'object' || content === null) return content;
  const kept = Object.entries(content).filter(isKept);
  return Object.fromEntries(kept.map(([key, value]) => [key, without(value, paths, [...path, key])]));
}
