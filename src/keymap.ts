import {join} from 'node:path';
import {keymaps} from './built-in.ts';
import type {Keymap, Surroundings} from './config/index.ts';

export interface FoundKeymap {
  /** Usable in any case: without what is wrong. */
  readonly keymap: Keymap;
  /** The person's own, whether there is one or not. */
  readonly file: string;
  /** One line each, for a person. */
  readonly complaints: readonly string[];
}

/** The keymap that the settings choose, with the person's own keys over it. */
export async function keymapFor(surroundings: Surroundings, chosen?: string): Promise<FoundKeymap> {
  const [config, {allCommands}] = await Promise.all([
    import('./config/index.ts'),
    import('./commands/index.ts'),
  ]);
  const checked =
    chosen === undefined
      ? config.checkNames(config.loadSettings({...surroundings, flags: {}}), {keymaps: Object.keys(keymaps)})
      : {screen: {keymap: chosen}, problems: []};
  const file = join(config.configFolder(surroundings), 'keymap.yaml');
  const {keymap, problems} = config.loadKeymap({
    name: checked.screen.keymap,
    builtIn: keymaps,
    userFile: file,
    commands: allCommands,
  });
  const wrong = [...checked.problems, ...problems];
  return {keymap, file, complaints: wrong.map((problem) => `error: ${config.describeProblem(problem)}`)};
}
