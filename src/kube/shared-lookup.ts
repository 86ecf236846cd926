import type {LookupAddress, LookupOptions} from 'node:dns';
import type {LookupFunction} from 'node:net';

type Callback = Parameters<LookupFunction>[2];

/**
 * A lookup of names in which everybody who asks for a name while it is being asked for shares the answer. The system
 * resolves but two names at a time, and a try given up here goes on there: without this every retry behind a dead
 * resolver would add to a queue that the names of healthy clusters wait in.
 */
export function sharedLookup(
  lookup: (
    name: string,
    options: LookupOptions,
    callback: (
      error: NodeJS.ErrnoException | null,
      address: string | LookupAddress[],
      family: number,
    ) => void,
  ) => void,
): LookupFunction {
  const waiting = new Map<string, Callback[]>();
  return (name, options, callback) => {
    const {all, family, hints, order, verbatim} = options;
    const question = JSON.stringify([name, all, family, hints, order, verbatim]);
    const others = waiting.get(question);
    if (others !== undefined) {
      others.push(callback);
      return;
    }
    waiting.set(question, [callback]);
    lookup(name, options, (error, address, found) => {
      const asking = waiting.get(question) ?? [];
      waiting.delete(question);
      for (const each of asking) each(error, address, found);
    });
  };
}
