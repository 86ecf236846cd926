import type {Resource} from '../kinds/index.ts';
import type {Connection} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import type {Parts} from './parts.ts';
import {resolveName} from './resolve.ts';

export interface CatalogueOptions {
  readonly connection: Connection;
  readonly discover: Parts['discover'];
  readonly clock: Clock;
  /** Ends the asking. */
  readonly signal: AbortSignal;
}

/** What one server offers. */
export interface Catalogue {
  /** Undefined where the server does not offer it or cannot be asked. */
  resolve(name: string, signal: AbortSignal): Promise<Resource | undefined>;
}

/** A resource that was not there may have been installed since; asked again no sooner, ms. */
const discoveryAge = 10_000;

/** Read when first needed, and again when something is not in it. */
export function createCatalogue({connection, discover, clock, signal: ended}: CatalogueOptions): Catalogue {
  let known: {readonly at: number; readonly resources: Promise<readonly Resource[]>} | undefined;

  const resources = (signal: AbortSignal): Promise<readonly Resource[]> => {
    known ??= {
      at: clock.now(),
      resources: discover(connection, ended).catch(() => {
        known = undefined;
        return [];
      }),
    };
    return orAborted(known.resources, signal);
  };

  return {
    async resolve(name, signal) {
      const isFresh = known !== undefined && clock.now() - known.at < discoveryAge;
      const found = resolveName(name, await resources(signal));
      if (found || isFresh || signal.aborted) return found;
      known = undefined;
      return resolveName(name, await resources(signal));
    },
  };
}

/** Empty when the signal aborts first: the answer, shared with others, may come later. */
function orAborted<T>(answer: Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  if (signal.aborted) return Promise.resolve([]);
  return new Promise((resolve) => {
    const giveUp = () => resolve([]);
    signal.addEventListener('abort', giveUp, {once: true});
    void answer.then((value) => {
      signal.removeEventListener('abort', giveUp);
      resolve(value);
    });
  });
}
