import type {ReplicaSetRecord} from '../../kinds/index.ts';

/** One revision of a Deployment: its pod template, which a ReplicaSet keeps. */
export interface Revision {
  readonly number: number;
  readonly replicaSet: ReplicaSetRecord;
  /** An earlier template that was brought back: its ReplicaSet was made long before the revision was. */
  readonly isReturn: boolean;
}

/** Revisions in order, by `namespace/name` of their Deployment; only of those with a ReplicaSet that `isWanted`. */
export function revisionsOf(
  replicaSets: Iterable<ReplicaSetRecord>,
  isWanted: (replicaSet: ReplicaSetRecord) => boolean,
): ReadonlyMap<string, readonly Revision[]> {
  const wanted = new Map<string, Revision[]>();
  // Most Deployments have rested for days, so a first pass finds the few that have not.
  const all = [...replicaSets];
  for (const replicaSet of all) {
    const key = isWanted(replicaSet) ? deploymentOf(replicaSet) : undefined;
    if (key !== undefined) wanted.set(key, []);
  }
  if (wanted.size === 0) return wanted;
  for (const replicaSet of all) {
    const key = deploymentOf(replicaSet);
    if (key !== undefined) wanted.get(key)?.push(...revisionsKept(replicaSet));
  }
  for (const revisions of wanted.values()) revisions.sort((a, b) => a.number - b.number);
  return wanted;
}

/** The ReplicaSet of the newest revision of each Deployment, by `namespace/name`. */
export function newestReplicaSets(
  replicaSets: Iterable<ReplicaSetRecord>,
): ReadonlyMap<string, ReplicaSetRecord> {
  const newest = new Map<string, ReplicaSetRecord>();
  for (const replicaSet of replicaSets) {
    const key = deploymentOf(replicaSet);
    if (key !== undefined && (newest.get(key)?.revision ?? -1) < replicaSet.revision)
      newest.set(key, replicaSet);
  }
  return newest;
}

function deploymentOf({namespace, owner}: ReplicaSetRecord): string | undefined {
  return owner?.kind === 'Deployment' ? `${namespace}/${owner.name}` : undefined;
}

function revisionsKept(replicaSet: ReplicaSetRecord): readonly Revision[] {
  return [...replicaSet.pastRevisions, replicaSet.revision].map((number, index) => ({
    number,
    replicaSet,
    isReturn: index > 0,
  }));
}
