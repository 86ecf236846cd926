import {type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node} from 'yaml';

/** Keys and positions from the root of a file to something in it. */
export type Path = readonly PropertyKey[];

/** `groups[0].match.context`; a key that is no plain word stands in brackets: `keys.table["g g"]`. */
export function keyOf(path: Path): string {
  return path.map(stepText).join('').replace(/^\./, '');
}

function stepText(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const key = String(step);
  return /^[\w-]*\w$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The line of the key or item that `path` names, or of the nearest thing around it that exists. */
export function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(document.contents, path.slice(0, length));
    if (offset !== undefined) return lines.linePos(offset).line;
  }
  return 1;
}

function offsetOf(root: unknown, path: Path): number | undefined {
  const parent = path.slice(0, -1).reduce<unknown>(childOf, root);
  const last = path.at(-1) ?? '';
  if (isMap(parent)) {
    const key = parent.items.find((pair) => nameOf(pair.key) === String(last))?.key;
    return isNode(key) ? startOf(key) : undefined;
  }
  const item = childOf(parent, last);
  return isNode(item) ? startOf(item) : undefined;
}

function childOf(parent: unknown, step: PropertyKey): unknown {
  if (isMap(parent)) return parent.items.find((pair) => nameOf(pair.key) === String(step))?.value;
  return isSeq(parent) ? parent.items[Number(step)] : undefined;
}

/** As the key of an object has it: `1` and `'1'` are one key. */
function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : String(key);
}

function startOf(node: Node): number | undefined {
  return node.range?.[0];
}

export interface Repeated {
  readonly path: Path;
  readonly line: number;
  readonly firstLine: number;
}

/** Takes keys out of the document that stand in their mapping already, and tells which: the first one counts. */
export function takeOutRepeated(document: Document, lines: LineCounter): readonly Repeated[] {
  return repeatedIn(document.contents, [], (node) => lines.linePos(startOf(node) ?? 0).line);
}

function repeatedIn(node: unknown, path: Path, lineAt: (node: Node) => number): readonly Repeated[] {
  if (isSeq(node)) return node.items.flatMap((item, index) => repeatedIn(item, [...path, index], lineAt));
  if (!isMap(node)) return [];
  const firstLines = new Map<string, number>();
  const repeated: Repeated[] = [];
  node.items = node.items.filter(({key}) => {
    const name = nameOf(key);
    const line = isNode(key) ? lineAt(key) : 0;
    const firstLine = firstLines.get(name);
    if (firstLine === undefined) firstLines.set(name, line);
    else repeated.push({path: [...path, name], line, firstLine});
    return firstLine === undefined;
  });
  return [
    ...repeated,
    ...node.items.flatMap(({key, value}) => repeatedIn(value, [...path, nameOf(key)], lineAt)),
  ];
}
