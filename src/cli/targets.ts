import type {ListTarget} from '../fleet/index.ts';
import {type BaseRecord, findKind, type Kind, type Resource, tableKind} from '../kinds/index.ts';
import type {Engine} from './engine.ts';

/** What a word after `get` means: the fleet's own rows, or a kind, which may differ in version between clusters. */
export type Target = {readonly type: 'clusters'} | ObjectTarget;

export interface ObjectTarget extends ListTarget {
  readonly type: 'objects';
  /** Contexts whose server was asked and does not know the name. */
  readonly unknownOn: ReadonlySet<string>;
}

/**
 * Looks up each name among the kinds with a record of their own, else asks every cluster. Waits for the answers until the
 * signal aborts; clusters that have not answered by then are simply not in the result. Never rejects.
 */
export function targetsNamed(
  names: readonly string[],
  engine: Engine,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  return Promise.all(names.map((name) => targetNamed(name, engine, signal)));
}

async function targetNamed(name: string, engine: Engine, signal: AbortSignal): Promise<Target> {
  if (isFleetWord(name)) return {type: 'clusters'};
  const kind = findKind(name);
  const {contexts} = engine.watch;
  const target = {
    type: 'objects',
    name,
    kinds: new Map(),
    unknownOn: new Set<string>(),
  } as const;
  if (kind === undefined) return resolved(target, contexts, engine, signal);
  return {...target, kinds: new Map(contexts.map((context) => [context, kind]))};
}

/** Asks clusters that came up later what the kind's name means there; the same array when nothing is new. */
export async function completedAll(targets: readonly Target[], engine: Engine): Promise<readonly Target[]> {
  const results = await Promise.all(targets.map((target) => completed(target, engine, engine.signal)));
  return results.every((result, index) => result === targets[index]) ? targets : results;
}

/** Asks again one that had not answered everywhere; the same target when no cluster has anything new to say. */
async function completed(target: Target, engine: Engine, signal: AbortSignal): Promise<Target> {
  if (target.type === 'clusters') return target;
  const open = engine.watch.contexts.filter(
    (context) => isLive(context, engine) && !target.kinds.has(context) && !target.unknownOn.has(context),
  );
  return open.length === 0 ? target : resolved(target, open, engine, signal);
}

/** `clusters` alone is the fleet; the kinds of that name, which several systems have, are `clusters.GROUP`. */
function isFleetWord(name: string): boolean {
  return name === 'clusters' || name === 'cluster';
}

async function resolved(
  target: ObjectTarget,
  contexts: readonly string[],
  engine: Engine,
  signal: AbortSignal,
): Promise<ObjectTarget> {
  const kinds = new Map(target.kinds);
  const unknownOn = new Set(target.unknownOn);
  const byResource = new Map<string, Kind<BaseRecord>>();
  for (const kind of kinds.values()) byResource.set(resourceKey(kind.resource), kind);
  await Promise.all(
    contexts.map(async (context) => {
      const answer = await answerOf(context, target.name, engine, signal);
      if (answer === 'none') return;
      if (answer === undefined) {
        // It is also undefined where the cluster could not be asked, which says nothing of what it knows.
        if (isLive(context, engine)) unknownOn.add(context);
        return;
      }
      const key = resourceKey(answer);
      const kind = byResource.get(key) ?? kindOf(answer);
      byResource.set(key, kind);
      kinds.set(context, kind);
    }),
  );
  return {...target, kinds, unknownOn};
}

/** Whether this context itself is known to be live: of one that its cluster is not read through, that is not told. */
function isLive(context: string, {feed}: Engine): boolean {
  // The answer may be here before the publication that says who gave it.
  feed.flush();
  const row = feed.store.getState().clusters.find(({contexts}) => contexts[0] === context);
  return row?.connection.type === 'live';
}

/** `none`: no answer, or an error; the connection's own state says why. */
async function answerOf(
  context: string,
  name: string,
  engine: Engine,
  signal: AbortSignal,
): Promise<Resource | undefined | 'none'> {
  const aborted = new Promise<'none'>((resolve) => {
    if (signal.aborted) resolve('none');
    signal.addEventListener('abort', () => resolve('none'), {once: true});
  });
  return Promise.race([engine.watch.resolve(context, name, signal).catch(() => 'none' as const), aborted]);
}

/** The kind with a record of its own where the name led to one (`deploy.apps`), else the server's own columns. */
function kindOf(resource: Resource): Kind<BaseRecord> {
  const own = findKind(resource.plural);
  if (own === undefined || own.resource.group !== resource.group) return tableKind(resource);
  return own;
}

function resourceKey({group, version, plural}: Resource): string {
  return `${group}/${version}/${plural}`;
}
