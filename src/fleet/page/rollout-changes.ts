import type {DeploymentRecord, EventRecord, ReplicaSetRecord} from '../../kinds/index.ts';
import {ownerSince, reaction, writerAt} from './author.ts';
import type {Change} from './changes.ts';
import type {FieldWrite} from './field-writes.ts';
import {changedContainers, imageChange, imageOf} from './images.ts';
import {type Revision, revisionsOf} from './revisions.ts';

interface RolloutInputs {
  readonly deployments: Iterable<DeploymentRecord>;
  readonly replicaSets: readonly ReplicaSetRecord[];
  readonly events: Iterable<EventRecord>;
  /** Of a Deployment by `namespace/name`. */
  writesOf(key: string): readonly FieldWrite[];
}

/** New pod templates of Deployments since `since` (seconds), one change per revision. */
export function rolloutChanges(inputs: RolloutInputs, since: number): readonly Change[] {
  const {replicaSets, events, writesOf} = inputs;
  const isRecent = ({created, pastRevisions}: ReplicaSetRecord) =>
    created >= since || pastRevisions.length > 0;
  const returns = timesOfReturn(events, since);
  const made = new Map([...inputs.deployments].map((one) => [`${one.namespace}/${one.name}`, one.created]));
  const changes: Change[] = [];
  for (const [object, revisions] of revisionsOf(replicaSets, isRecent)) {
    for (const [index, revision] of revisions.entries()) {
      const {replicaSet, isReturn} = revision;
      const isLast = index === revisions.length - 1;
      const writes = isLast ? writesOf(object) : [];
      const at = isReturn
        ? isLast
          ? (returns.get(`${replicaSet.namespace}/${replicaSet.name}`) ?? lastOf(writes, ownsTemplate))
          : undefined
        : replicaSet.created;
      if (at === undefined || at < since) continue;
      const before = revisions[index - 1];
      const {what, by} = before
        ? templateChange(before, revision, writes, at)
        : firstOf(revision, made.get(object) ?? 0, writes);
      changes.push({kind: 'Deployment', object, what: isReturn ? `${what}, rolled back` : what, at, by});
    }
  }
  return changes;
}

/** When these ReplicaSets, by `namespace/name`, were last started from nothing. */
function timesOfReturn(events: Iterable<EventRecord>, since: number): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const {reason, lastSeen, message, objectNamespace} of events) {
    if (reason !== 'ScalingReplicaSet' || lastSeen < since) continue;
    const replicaSet = /Scaled up replica set (\S+) from 0 to/.exec(message)?.[1];
    if (replicaSet === undefined) continue;
    const key = `${objectNamespace}/${replicaSet}`;
    times.set(key, Math.max(times.get(key) ?? 0, lastSeen));
  }
  return times;
}

function lastOf(writes: readonly FieldWrite[], owns: (write: FieldWrite) => boolean): number | undefined {
  const times = writes.filter(owns).map(({at}) => at);
  return times.length === 0 ? undefined : Math.max(...times);
}

function ownsTemplate({owns}: FieldWrite): boolean {
  return owns.has('image') || owns.has('template') || owns.has('restart');
}

function templateChange(
  {replicaSet: before}: Revision,
  {replicaSet: after}: Revision,
  writes: readonly FieldWrite[],
  at: number,
): Pick<Change, 'what' | 'by'> {
  const image = imageChange(before, after);
  if (image !== undefined) {
    const changed = changedContainers(before, after);
    const by = ownerSince(writes, at, ({images}) => changed.some((container) => images.has(container)));
    return {what: image, by};
  }
  if (before.containers !== after.containers)
    return {what: containersChange(before, after), by: writerAt(writes, at, ownsTemplate)};
  const restart = writerAt(writes, at, ({owns}) => owns.has('restart'));
  if (restart !== '-') return {what: 'restarted', by: restart};
  return {what: 'pod template', by: writerAt(writes, at, ({owns}) => owns.has('template'))};
}

function containersChange(before: ReplicaSetRecord, after: ReplicaSetRecord): string {
  const old = before.containers.split(',');
  const now = after.containers.split(',');
  const added = now.filter((name) => !old.includes(name)).map((name) => `+${name}`);
  const gone = old.filter((name) => !now.includes(name)).map((name) => `-${name}`);
  return `containers ${[...added, ...gone].join(' ') || 'reordered'}`;
}

/** The first that is kept: of the Deployment at all, or of those that its history limit has left. */
function firstOf(
  {number, replicaSet}: Revision,
  created: number,
  writes: readonly FieldWrite[],
): Pick<Change, 'what' | 'by'> {
  const {created: at} = replicaSet;
  const isNew = number === 1 || (created > 0 && at - created <= reaction);
  const by = ownerSince(writes, at, ({images}) => images.size > 0);
  return {what: `${isNew ? 'created' : `revision ${number}`}, image ${imageOf(replicaSet)}`, by};
}
