/**
 * Records by key that remember which keys were set or deleted last, so that who looks again and again need not walk
 * through a hundred thousand of them.
 */
export class RecordMap<R> extends Map<string, R> {
  /** Change number n at n modulo `remembered`. */
  readonly #changed: string[] = [];
  #revision = 0;

  /** How often anything was set or deleted. */
  get revision(): number {
    return this.#revision;
  }

  /** The keys of which something happened after that revision; undefined where that is longer ago than is remembered. */
  changedSince(revision: number): ReadonlySet<string> | undefined {
    if (this.#revision - revision > remembered) return undefined;
    const keys = new Set<string>();
    for (let change = revision; change < this.#revision; change += 1)
      keys.add(this.#changed[change % remembered] ?? '');
    return keys;
  }

  override set(key: string, record: R): this {
    this.#note(key);
    return super.set(key, record);
  }

  override delete(key: string): boolean {
    this.#note(key);
    return super.delete(key);
  }

  #note(key: string): void {
    this.#changed[this.#revision % remembered] = key;
    this.#revision += 1;
  }
}

/** Some seconds of a busy cluster: a screen looks ten times a second. */
const remembered = 500;
