/**
 * Which contexts may be written to now: those that a run holds a permit for. Nobody else can change a cluster, whatever a
 * feature asks for; a process that is read-only gives none.
 */
export class Permits {
  readonly #isReadOnly: boolean;
  readonly #held = new Map<string, number>();

  constructor(isReadOnly: boolean) {
    this.#isReadOnly = isReadOnly;
  }

  /** Until it is disposed. Undefined where the process is read-only. */
  give(contexts: readonly string[]): Disposable | undefined {
    if (this.#isReadOnly) return undefined;
    for (const context of contexts) this.#held.set(context, (this.#held.get(context) ?? 0) + 1);
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return;
        isHeld = false;
        for (const context of contexts) this.#release(context);
      },
    };
  }

  isGiven(context: string): boolean {
    return this.#held.has(context);
  }

  #release(context: string): void {
    const left = (this.#held.get(context) ?? 0) - 1;
    if (left > 0) this.#held.set(context, left);
    else this.#held.delete(context);
  }
}
