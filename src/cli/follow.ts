import type {Engine} from './engine.ts';
import {completedAll, type Target} from './targets.ts';
import {wish} from './wish.ts';

/** Targets that grow: a cluster that comes up later is asked what the kind's name means there, and then watched. */
export interface Following extends Disposable {
  readonly targets: readonly Target[];
  /** Asks the clusters that are live by now and have not been asked; returns at once. */
  look(): void;
}

/** `onNews` is called when the targets have changed. The first ones are watched at once, all until disposed. */
export function follow(engine: Engine, asked: readonly Target[], onNews: () => void): Following {
  let targets = asked;
  let current = wish(engine, targets);
  let isLooking = false;
  const look = async () => {
    const next = await completedAll(targets, engine);
    isLooking = false;
    if (next === targets || engine.signal.aborted) return;
    // The new wish is made before the old one ends, so that no reflector stops in between.
    const previous = current;
    targets = next;
    current = wish(engine, targets);
    previous[Symbol.dispose]();
    onNews();
  };
  return {
    get targets() {
      return targets;
    },
    look() {
      if (isLooking) return;
      isLooking = true;
      void look();
    },
    [Symbol.dispose]: () => current[Symbol.dispose](),
  };
}
