import {type BaseRecord, type Kind, kindId} from '../kinds/index.ts';
import type {Clock} from '../text/index.ts';

/** By `kindId`. */
export type Kinds = ReadonlyMap<string, Kind<BaseRecord>>;

interface Wish {
  readonly kinds: readonly Kind<BaseRecord>[];
  /** All when undefined. */
  readonly contexts: ReadonlySet<string> | undefined;
}

export interface WishesOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long a wish is still honoured after it is gone: a person who looks away often looks again. */
  readonly lingerMilliseconds: number;
  onChange(): void;
}

/** Who wants which kinds to be watched where. */
export class Wishes {
  readonly #options: WishesOptions;
  readonly #wishes = new Set<Wish>();

  constructor(options: WishesOptions) {
    this.#options = options;
  }

  add(kinds: readonly Kind<BaseRecord>[], contexts: readonly string[] | undefined): Disposable {
    const wish: Wish = {kinds: [...kinds], contexts: contexts && new Set(contexts)};
    this.#wishes.add(wish);
    this.#options.onChange();
    let isWanted = true;
    return {
      [Symbol.dispose]: () => {
        if (isWanted) void this.#linger(wish);
        isWanted = false;
      },
    };
  }

  /** By `kindId`. */
  on(context: string): Kinds {
    const kinds = new Map<string, Kind<BaseRecord>>();
    for (const wish of this.#wishes) {
      if (wish.contexts && !wish.contexts.has(context)) continue;
      for (const kind of wish.kinds) kinds.set(kindId(kind), kind);
    }
    return kinds;
  }

  async #linger(wish: Wish): Promise<void> {
    const {clock, signal, lingerMilliseconds, onChange} = this.#options;
    await clock.sleep(lingerMilliseconds, signal);
    this.#wishes.delete(wish);
    if (!signal.aborted) onChange();
  }
}
