import {alwaysWatched, type BaseRecord, type Kind} from '../kinds/index.ts';
import type {Engine} from './engine.ts';
import type {Target} from './targets.ts';

/** Has the kinds of these targets watched, each on the clusters that know it, until disposed. */
export function wish({watch}: Pick<Engine, 'watch'>, targets: readonly Target[]): Disposable {
  const wishes: Disposable[] = [];
  for (const target of targets) {
    if (target.type === 'clusters') {
      wishes.push(watch.want(alwaysWatched));
      continue;
    }
    const contextsByKind = new Map<Kind<BaseRecord>, string[]>();
    for (const [context, kind] of target.kinds) {
      const contexts = contextsByKind.get(kind) ?? [];
      contexts.push(context);
      contextsByKind.set(kind, contexts);
    }
    for (const [kind, contexts] of contextsByKind) wishes.push(watch.want([kind], contexts));
  }
  return {
    [Symbol.dispose]() {
      for (const one of wishes) one[Symbol.dispose]();
    },
  };
}
