import type {ClusterRow} from '../fleet/index.ts';
import {kindId, namespaces, nodes} from '../kinds/index.ts';
import type {Session} from './session.ts';
import type {Kinds, Wishes} from './wishes.ts';

/** Contexts that lead to one cluster with others → the one it is watched through. */
export type Sharing = ReadonlyMap<string, string>;

export function sharingOf(clusters: readonly ClusterRow[]): Sharing {
  const shared = clusters.filter(({contexts}) => contexts.length > 1);
  return new Map(
    shared.flatMap(({contexts}) => contexts.map((context) => [context, contexts[0] ?? context] as const)),
  );
}

/**
 * What is to be watched on one context: what is wished for, and what tells clusters apart. Where its cluster is watched
 * through another context, only the latter and what is wished for here alone; but what was read here is kept until
 * that one has read everything.
 */
export function kindsOn(
  context: string,
  wishes: Pick<Wishes, 'on'>,
  sharing: Sharing,
  sessions: ReadonlyMap<string, Session>,
): Kinds {
  const kinds = new Map(wishes.on(context)).set(kindId(namespaces), namespaces);
  const preferred = sharing.get(context);
  if (preferred === undefined) return kinds;
  kinds.set(kindId(nodes), nodes);
  if (preferred === context) return kinds;
  // What a server may not have, the other would never have read; and it tells no clusters apart.
  for (const [id, {optional}] of kinds) if (optional !== undefined) kinds.delete(id);
  const [here, there] = [sessions.get(context), sessions.get(preferred)];
  const theirs = wishes.on(preferred);
  const own = [...kinds.keys()].filter((id) => !telling.has(id) && theirs.has(id));
  // Put aside, it reads nothing, and what it had read is all there is until the other has.
  const hasRead = here?.state.type === 'parked' || own.some((id) => here?.hasRead(id));
  const isNeeded = hasRead && !own.every((id) => there?.hasRead(id));
  if (!isNeeded) for (const id of own) kinds.delete(id);
  return kinds;
}

/** What tells clusters apart: the UID of kube-system, and those of the nodes. */
const telling: ReadonlySet<string> = new Set([kindId(namespaces), kindId(nodes)]);
