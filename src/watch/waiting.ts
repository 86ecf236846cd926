/** Those who wait for something to come true. */
export class Waiting {
  readonly #ended: AbortSignal;
  readonly #waiters = new Set<() => void>();

  /** Nobody waits any longer than until `ended` aborts. */
  constructor(ended: AbortSignal) {
    this.#ended = ended;
    ended.addEventListener('abort', () => this.look(), {once: true});
  }

  /** Resolves when it is so, and also when the signal aborts or everything ends. */
  until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!signal.aborted && !this.#ended.aborted && !isSo()) return;
        this.#waiters.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      this.#waiters.add(look);
      signal.addEventListener('abort', look, {once: true});
      look();
    });
  }

  /** Something has changed: it may be so now. */
  look(): void {
    for (const look of [...this.#waiters]) look();
  }
}
