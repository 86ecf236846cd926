import {unknownWord} from '../explain.ts';
import {type FileProblem, type Parsed, parseYaml} from '../parse.ts';
import {readText} from '../text-file.ts';
import {type KeymapFile, keymapFile} from './file.ts';
import type {LoadKeymapOptions} from './load.ts';

/** What one file binds, and where its entries stand. */
export interface Layer {
  readonly keys: NonNullable<KeymapFile['keys']>;
  readonly problemAt: Parsed<KeymapFile>['problemAt'];
}

export interface Layers {
  /** Of the built-in keymap that is built on. */
  readonly name: string;
  /** What lies beneath comes first. */
  readonly layers: readonly Layer[];
  readonly problems: readonly FileProblem[];
}

/** The person's own file over the built-in keymap it extends, else over the one of the settings. */
export function layersOf({name, builtIn, userFile}: Omit<LoadKeymapOptions, 'commands'>): Layers {
  const problems: FileProblem[] = [];
  const own = userFile === undefined ? undefined : ownFile(userFile, problems);
  const beneath = (wished: string, complain: (message: string) => FileProblem) =>
    builtInLayers(wished, {builtIn, problems, seen: []}, complain);
  const wished = own?.extends;
  const isKnown = wished !== undefined && builtIn[wished] !== undefined;
  if (own && wished !== undefined && !isKnown) {
    problems.push(own.problemAt(['extends'], unknownWord('keymap', wished, Object.keys(builtIn))));
  }
  const chosen = isKnown ? wished : name;
  const layers = beneath(chosen, (message) => ({file: `keymap ${chosen}`, line: 0, key: '', message}));
  return {name: chosen, layers: own ? [...layers, own] : layers, problems};
}

interface OpenLayer extends Layer {
  readonly extends: string | undefined;
}

function ownFile(file: string, problems: FileProblem[]): OpenLayer | undefined {
  const content = readText(file);
  switch (content.type) {
    case 'text':
      return layerOf(file, content.text, problems);
    case 'unreadable':
      problems.push({file, line: 0, key: '', message: content.message});
      return undefined;
    case 'missing':
      return undefined;
  }
}

interface BuiltIn {
  readonly builtIn: LoadKeymapOptions['builtIn'];
  readonly problems: FileProblem[];
  readonly seen: readonly string[];
}

/** The keymap over those it extends. */
function builtInLayers(
  name: string,
  {builtIn, problems, seen}: BuiltIn,
  complain: (message: string) => FileProblem,
): readonly Layer[] {
  const text = builtIn[name];
  if (text === undefined || seen.includes(name)) {
    const message = text === undefined ? unknownWord('keymap', name, Object.keys(builtIn)) : 'extends itself';
    problems.push(complain(message));
    return [];
  }
  const layer = layerOf(`keymaps/${name}.yaml`, text, problems);
  if (layer.extends === undefined) return [layer];
  const complainHere = (message: string) => layer.problemAt(['extends'], message);
  return [...builtInLayers(layer.extends, {builtIn, problems, seen: [...seen, name]}, complainHere), layer];
}

function layerOf(file: string, text: string, problems: FileProblem[]): OpenLayer {
  const parsed = parseYaml<KeymapFile>(keymapFile, file, text);
  problems.push(...parsed.problems);
  return {keys: parsed.value?.keys ?? {}, extends: parsed.value?.extends, problemAt: parsed.problemAt};
}
