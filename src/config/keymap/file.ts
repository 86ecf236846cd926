import * as z from 'zod';
import type {Scope} from './keymap.ts';

/** The form of `keymaps/*.yaml` and of a person's `keymap.yaml`. Chords and commands are checked by `loadKeymap`. */
export const keymapFile = z.strictObject({
  name: text('The file without .yaml, for who reads it.'),
  extends: text(
    'The built-in keymap this one builds on; in keymap.yaml, instead of the one that settings name.',
  ),
  keys: z
    .strictObject({
      global: bindings('Everywhere but where text is typed and in dialogs.'),
      table: bindings('In the grid, in lists, and on the page of one cluster.'),
      grid: bindings('In the grid of clusters.'),
      list: bindings('In lists of pods, nodes and so on.'),
      cluster: bindings('On the page of one cluster.'),
      text: bindings('Where YAML or help is read.'),
      prompt: bindings('Where text is typed.'),
      dialog: bindings('Where something is asked.'),
    } satisfies Record<Scope, unknown>)
    .describe('Commands by key, by the scope in which they count. An inner scope stands over an outer one.')
    .exactOptional(),
});

/** What `keymapFile` lets through. */
export interface KeymapFile {
  readonly name?: string;
  readonly extends?: string;
  readonly keys?: Readonly<Partial<Record<Scope, Readonly<Record<string, string>>>>>;
}

/** In place of a command: the key does nothing. */
export const unbind = 'none';

function text(description: string) {
  return z.string().min(1, 'expected a text that is not empty').describe(description).exactOptional();
}

function bindings(description: string) {
  return z.record(z.string(), z.string()).describe(description).exactOptional();
}
