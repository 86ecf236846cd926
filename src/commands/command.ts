import type {Scope} from '../config/index.ts';
import type {Stage} from './stage.ts';

/** One thing a person can ask for. Keymaps bind keys to its id; help, palette and footer are made from this. */
export interface Command {
  /** `family.verb`, as keymaps name it. */
  readonly id: string;
  /** What it does, in a few words, for help and palette: `open the cluster under the cursor`. */
  readonly title: string;
  /** Where its key works: on any of these kinds of screen. */
  readonly scopes: readonly Scope[];
  /** One word for the footer, or what to say there now; undefined keeps it out. */
  readonly hint?: string | ((stage: Stage) => string | undefined);
  /** Its place in the footer, the lowest first; 5 when left out. */
  readonly rank?: number;
  /** Asks a cluster to change; such a command never runs without a confirmation. */
  readonly isChange?: true;
  /** What it and its neighbours of the same words do, for a help that tells them in one line. */
  readonly series?: string;
  /** Left out of the palette: it makes sense only as a key (moving the cursor, typing). */
  readonly isKeyOnly?: true;
  /** Why it cannot be done now, as a sentence without a full stop; undefined where it can. */
  disabled?(stage: Stage): string | undefined;
  run(stage: Stage): void | Promise<void>;
}
