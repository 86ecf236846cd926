import {dirname} from 'node:path';
import type {KubeconfigContext} from './context.ts';

/** A file or folder that names no contexts now. */
export interface Silence {
  /** Absolute. */
  readonly path: string;
  /** `/path:line: reason`. */
  readonly reason: string;
  readonly remedy: 'mend' | 'restore';
  /** It names no clusters and users either. */
  readonly isWhole: boolean;
}

export interface Holding {
  readonly contexts: readonly KubeconfigContext[];
  /** Names of those that are as they were before. */
  readonly held: readonly string[];
  /** What to say of the places they are missed in, by path. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * A file that names other contexts and not this one has been edited, and the context goes. One that names none at all
 * may have been emptied, cut off, moved or locked by mistake: what it named stays as it was last read, and that is told.
 */
export function holdOn(
  before: readonly KubeconfigContext[],
  now: readonly KubeconfigContext[],
  silences: readonly Silence[],
): Holding {
  const named = new Map(now.map((context) => [context.name, context]));
  const missed = before.flatMap((context) => {
    const silence = silenceOf(context, named.get(context.name), silences);
    return silence === undefined ? [] : [{context, silence}];
  });
  for (const {context} of missed) named.set(context.name, context);
  return {
    contexts: [...named.values()],
    held: missed.map(({context}) => context.name),
    problems: new Map(
      [...Map.groupBy(missed, ({silence}) => silence)].map(([silence, those]) => [
        silence.path,
        sentence(
          silence,
          those.map(({context}) => context.name),
        ),
      ]),
    ),
  };
}

/** Why this context is missed; undefined where it is not, or where it was taken out. */
function silenceOf(
  context: KubeconfigContext,
  now: KubeconfigContext | undefined,
  silences: readonly Silence[],
): Silence | undefined {
  const isUsable = context.type === 'usable';
  // It has moved to another file; what another file calls by its name, but is another cluster, is not it.
  if (isUsable && now?.type === 'usable' && now.entry.cluster.server === context.entry.cluster.server)
    return undefined;
  const of = (file: string) => (silence: Silence) => silence.path === file || silence.path === dirname(file);
  const own = silences.find(of(isUsable ? context.entry.file : context.file));
  if (own !== undefined || !isUsable || now?.type !== 'broken') return own;
  const others = context.entry.otherFiles ?? [];
  return silences.find((silence) => silence.isWhole && others.some((file) => of(file)(silence)));
}

function sentence({reason, remedy}: Silence, names: readonly string[]): string {
  const [only = ''] = names;
  return names.length === 1
    ? `${reason}; context "${only}" stays as last read: ${remedy} it, or start flotilla again to let the context go`
    : `${reason}; its ${names.length} contexts stay as last read: ${remedy} it, or start flotilla again to let them go`;
}
