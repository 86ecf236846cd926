import type {Completion} from '../commands/index.ts';
import {Prompt} from './widgets/prompt.ts';

export interface LineOptions {
  readonly history: TypedLines;
  /** Nothing is typed any more. */
  onEnd(): void;
}

/** A command, after `:`. */
export function commandPrompt({
  history,
  onEnd,
  complete,
  run,
}: LineOptions & {
  complete(typed: string): readonly Completion[];
  run(line: string): void;
}): Prompt {
  return new Prompt({
    sign: ':',
    text: '',
    history: history.all,
    complete,
    onChange: () => {},
    onAccept(line) {
      onEnd();
      history.add(line);
      run(line);
    },
    onLeave: onEnd,
  });
}

/** A filter, after `/`: followed while it is typed, and as it was before when it is left. */
export function filterPrompt({
  history,
  onEnd,
  before,
  follow,
}: LineOptions & {
  readonly before: string;
  follow(typed: string): void;
}): Prompt {
  return new Prompt({
    sign: '/',
    // Who adds a word means both; ctrl-u begins anew.
    text: before === '' ? '' : `${before} `,
    history: history.all,
    complete: () => [],
    onChange: follow,
    onAccept(line) {
      onEnd();
      const typed = line.trim();
      history.add(typed);
      follow(typed);
    },
    onLeave() {
      onEnd();
      follow(before);
    },
  });
}

/** More than anybody goes back through. */
const mostLines = 100;

/** What was typed before, the latest last. */
export class TypedLines {
  #lines: readonly string[] = [];

  get all(): readonly string[] {
    return this.#lines;
  }

  get latest(): string | undefined {
    return this.#lines.at(-1);
  }

  /** A line typed again moves to the end. */
  add(line: string): void {
    if (line === '') return;
    this.#lines = [...this.#lines.filter((other) => other !== line), line].slice(-mostLines);
  }
}
