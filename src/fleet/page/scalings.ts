import type {EventRecord, ReplicaSetRecord} from '../../kinds/index.ts';

/** A Deployment was made larger or smaller, apart from what its rollouts do to its ReplicaSets. */
export interface Scaling {
  readonly namespace: string;
  readonly name: string;
  /** Undefined where the controller, an old one, did not say. */
  readonly from: number | undefined;
  readonly to: number;
  /** Seconds by the cluster's clock. */
  readonly at: number;
  /** An autoscaler said at the same moment that it had asked for this size. */
  readonly isByAutoscaler: boolean;
}

/**
 * From the events of the deployment controller and of the autoscaler since `since` (seconds), in order of time. A rollout
 * scales ReplicaSets too: what belongs to one is left out, told by other ReplicaSets that still have pods, or by
 * `newest`, the last ReplicaSet of each Deployment by `namespace/name`; without it Deployments with rollouts tell nothing.
 */
export function scalingsOf(
  events: Iterable<EventRecord>,
  newest: ReadonlyMap<string, ReplicaSetRecord>,
  since: number,
): readonly Scaling[] {
  const steps: Step[] = [];
  const rescales: EventRecord[] = [];
  for (const event of events) {
    if (event.lastSeen < since) continue;
    if (event.reason === 'SuccessfulRescale') rescales.push(event);
    else if (event.reason === 'ScalingReplicaSet') steps.push(...stepOf(event));
  }
  const sizes = sizesAsked(rescales);
  const scalings: Scaling[] = [];
  for (const [key, own] of Map.groupBy(steps, ({deployment}) => deployment)) {
    own.sort((a, b) => a.at - b.at || (a.order < b.order ? -1 : 1));
    for (const {namespace, name, from, to, at} of withoutRollouts(own, newest.get(key))) {
      const asked = sizes.get(`${namespace}/${to}`) ?? [];
      const isByAutoscaler = asked.some((time) => Math.abs(time - at) <= sameMoment);
      scalings.push({namespace, name, from, to, at, isByAutoscaler});
    }
  }
  return scalings.sort((a, b) => a.at - b.at);
}

/** Seconds: the deployment controller acts on what the autoscaler asks for at once, if it is not very busy. */
const sameMoment = 30;

interface Step {
  readonly deployment: string;
  readonly namespace: string;
  readonly name: string;
  readonly replicaSet: string;
  readonly from: number | undefined;
  readonly to: number;
  readonly at: number;
  readonly order: string;
}

/** `scaleReplicaSet` in the deployment controller's sync.go, 1.37; older ones leave out `from`. */
const scaled = /Scaled (?:up|down) replica set (\S+)(?: from (\d+))? to (\d+)$/;

function stepOf(event: EventRecord): readonly Step[] {
  const [, replicaSet = '', from, to] = scaled.exec(event.message) ?? [];
  if (to === undefined) return [];
  const {objectNamespace: namespace, objectName: name} = event;
  const deployment = `${namespace}/${name}`;
  const size = from === undefined ? undefined : Number(from);
  // Names of events end in the time of their making, finer than that of their records.
  return [
    {
      deployment,
      namespace,
      name,
      replicaSet,
      from: size,
      to: Number(to),
      at: event.lastSeen,
      order: event.name,
    },
  ];
}

/**
 * While another ReplicaSet has pods, sizes are those of a rollout, and until the new one is as large as all the old
 * ones were together. One that starts from nothing begins one, unless it is known to have been there before.
 */
function* withoutRollouts(steps: readonly Step[], newest: ReplicaSetRecord | undefined): Generator<Step> {
  const sizes = new Map<string, number>();
  const isAlone = new Set(steps.map(({replicaSet}) => replicaSet)).size === 1;
  // Of several, nobody knows which is the old one.
  if (!newest && !isAlone) return;
  let wanted = 0;
  for (const step of steps) {
    const {replicaSet, from, to, at} = step;
    const before = sizes.get(replicaSet);
    sizes.set(replicaSet, to);
    const isOld = newest !== undefined && newest.name !== replicaSet && newest.created <= at;
    const old = [...sizes].filter(([name]) => name !== (isOld ? newest.name : replicaSet));
    const others = old.reduce((sum, [, size]) => sum + size, 0);
    if (isOld || others > 0) {
      // Without the new one, which may be there beside as many old ones as before.
      wanted = Math.max(wanted, isOld ? others - to + (from ?? to) : others);
      continue;
    }
    const wasThere =
      before !== undefined || (isAlone && newest?.name === replicaSet && newest.created < at - 60);
    const isStart = from === 0 && !wasThere;
    if (isStart || (from ?? wanted) < wanted) continue;
    wanted = 0;
    yield step;
  }
}

/** Times at which an autoscaler of a namespace asked for a size, by both. */
function sizesAsked(rescales: readonly EventRecord[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const {objectNamespace, message, lastSeen} of rescales) {
    const size = /New size: (\d+);/.exec(message)?.[1];
    if (size === undefined) continue;
    const key = `${objectNamespace}/${size}`;
    const held = times.get(key);
    if (held) held.push(lastSeen);
    else times.set(key, [lastSeen]);
  }
  return times;
}
