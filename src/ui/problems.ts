import type {Tone} from './notices.ts';

/** Which file it is in. */
export type ProblemSource = 'settings' | 'keymap' | 'kubeconfig';

export interface Problem {
  readonly source: ProblemSource;
  /** A sentence that names file and line. */
  readonly text: string;
}

/** What is wrong now with the files that a person keeps. */
export class Problems {
  readonly #bySource = new Map<ProblemSource, readonly string[]>();

  get all(): readonly Problem[] {
    return [...this.#bySource].flatMap(([source, texts]) => texts.map((text) => ({source, text})));
  }

  /**
   * The file was read, and this is wrong with it; what there is to say of that. The same array as before means that it was
   * not read again.
   */
  replace(
    source: ProblemSource,
    texts: readonly string[],
  ): {readonly text: string; readonly tone: Tone} | undefined {
    const before = this.#bySource.get(source) ?? [];
    if (texts === before) return undefined;
    this.#bySource.set(source, texts);
    const told = texts.find((text) => !before.includes(text)) ?? texts[0];
    if (told !== undefined)
      return {text: texts.length === 1 ? told : `1 of ${texts.length}: ${told}`, tone: 'bad'};
    return before.length > 0 ? {text: `${source}: read again without problems`, tone: 'good'} : undefined;
  }
}
