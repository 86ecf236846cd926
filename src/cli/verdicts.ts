/** Remembers which objects match, so that a fleet of ten thousand is not matched anew for every change of one. */
export interface Verdicts {
  /**
   * For the objects of one context: `decide` is asked only where the record is new, or `now` (seconds) another. `about` is
   * all else the answer depends on; when it changes, what was remembered of the context is forgotten.
   */
  of(context: string, about: string): (record: object, now: number, decide: () => boolean) => boolean;
}

export function createVerdicts(): Verdicts {
  const byContext = new Map<string, {readonly about: string; readonly held: WeakMap<object, Verdict>}>();
  return {
    of(context, about) {
      const before = byContext.get(context);
      const held = before?.about === about ? before.held : new WeakMap<object, Verdict>();
      if (held !== before?.held) byContext.set(context, {about, held});
      return (record, now, decide) => {
        const known = held.get(record);
        if (known?.now === now) return known.isMatch;
        const isMatch = decide();
        held.set(record, {now, isMatch});
        return isMatch;
      };
    },
  };
}

interface Verdict {
  readonly now: number;
  readonly isMatch: boolean;
}
