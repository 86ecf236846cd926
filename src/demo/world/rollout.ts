import {type Fate, ownerOfPods, startPod, stopPod} from './pod-life.ts';
import {newestOf, type Revision, type Workload} from './workload.ts';
import {dropRevision, makeRevision, publish, tellOfWorkload, type World} from './world.ts';

/** Old revisions that are kept, as `revisionHistoryLimit` has it, in little. */
const keptRevisions = 4;

/** `progressDeadlineSeconds`, ms. */
const deadline = 600_000;

/**
 * Rolls a Deployment to another tag pod by pod, as its controller does: a quarter more than wanted, a quarter fewer. With
 * pods that never get ready it stands still there, and after ten minutes says so. `onDone` comes when it is complete.
 */
export function roll(world: World, workload: Workload, tag: string, fate: Fate, onDone: () => void): void {
  const {timeline, random} = world;
  const owner = ownerOfPods(world, workload);
  const revision = addRevision(world, workload, tag);
  const old = workload.revisions.at(-2) ?? revision;
  if (fate !== 'ready') {
    const surge = Math.max(1, Math.ceil(workload.replicas / 4));
    const spare = Math.floor(workload.replicas / 4);
    const left = oldPods(workload, revision);
    scaled(world, workload, revision, 0, surge);
    if (spare > 0) {
      scaled(world, workload, old, left.length, left.length - spare);
      scaled(world, workload, revision, surge, surge + spare);
    }
    for (let count = 0; count < surge + spare; count++)
      startPod(world, owner, revision.template, podName(world, revision), fate);
    for (const name of left.slice(0, spare)) stopPod(world, owner, name);
    timeline.after(deadline, () => {
      if (newestOf(workload.revisions) !== revision) return;
      workload.progress = {status: 'False', reason: 'ProgressDeadlineExceeded', at: timeline.now};
      publish(world, workload);
    });
    return;
  }
  const step = (): void => {
    const count = countOf(workload, revision);
    scaled(world, workload, revision, count, count + 1);
    startPod(world, owner, revision.template, podName(world, revision), fate, () => {
      workload.progress = {status: 'True', reason: 'ReplicaSetUpdated', at: timeline.now};
      const left = oldPods(workload, revision);
      const [oldest] = left;
      if (oldest !== undefined) {
        scaled(world, workload, old, left.length, left.length - 1);
        stopPod(world, owner, oldest);
      }
      if (countOf(workload, revision) < workload.replicas) timeline.after(random.whole(500, 4_000), step);
      else finish();
    });
  };
  const finish = (): void => {
    const left = oldPods(workload, revision);
    if (left.length > 0) scaled(world, workload, old, left.length, 0);
    for (const name of left) stopPod(world, owner, name);
    workload.progress = {status: 'True', reason: 'NewReplicaSetAvailable', at: timeline.now};
    publish(world, workload);
    onDone();
  };
  step();
}

/** As an autoscaler does. */
export function scale(world: World, workload: Workload, replicas: number): void {
  const {timeline} = world;
  const owner = ownerOfPods(world, workload);
  const revision = newestOf(workload.revisions);
  const {replicas: before} = workload;
  const more = replicas - before;
  workload.replicas = replicas;
  workload.generation++;
  workload.scaledAt = timeline.now;
  const about = {type: 'Normal', reason: 'SuccessfulRescale'} as const;
  tellOfWorkload(world, workload, 'horizontal-pod-autoscaler', {
    ...about,
    message: `New size: ${replicas}; reason: cpu resource utilization (percentage of request) ${more > 0 ? 'above' : 'below'} target`,
  });
  scaled(world, workload, revision, before, replicas);
  publish(world, workload);
  if (more > 0) {
    for (let count = 0; count < more; count++)
      startPod(world, owner, revision.template, podName(world, revision), 'ready');
  } else {
    for (const name of runningPods(workload).slice(0, -more)) stopPod(world, owner, name);
  }
}

export function podName({random}: World, {template}: Revision): string {
  return `${template.owner.name}-${random.suffix(5)}`;
}

function addRevision(world: World, workload: Workload, tag: string): Revision {
  const {timeline, random} = world;
  const number = newestOf(workload.revisions).number + 1;
  const revision = makeRevision(random, workload, {number, tag, created: timeline.now});
  const all = [...workload.revisions, revision] as const;
  for (const old of all.slice(0, -keptRevisions)) dropRevision(world, workload, old);
  workload.revisions = all.slice(-keptRevisions) as [Revision, ...Revision[]];
  workload.generation++;
  workload.progress = {status: 'True', reason: 'ReplicaSetUpdated', at: timeline.now};
  publish(world, workload);
  return revision;
}

function oldPods({pods}: Workload, {template}: Revision): readonly string[] {
  return [...pods.values()]
    .filter((pod) => pod.template !== template && pod.deleted === undefined)
    .map(({name}) => name);
}

function countOf({pods}: Workload, {template}: Revision): number {
  return [...pods.values()].filter((pod) => pod.template === template && pod.deleted === undefined).length;
}

function runningPods({pods}: Workload): readonly string[] {
  return [...pods.values()].filter(({deleted}) => deleted === undefined).map(({name}) => name);
}

/** In the words of `scaleReplicaSet` and `getNewReplicaSet` of the deployment controller, 1.37. */
function scaled(world: World, workload: Workload, revision: Revision, from: number, to: number): void {
  const way = to > from ? 'up' : 'down';
  const message = `Scaled ${way} replica set ${workload.wanted.name}-${revision.hash} from ${from} to ${to}`;
  tellOfWorkload(world, workload, 'deployment-controller', {
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message,
  });
}
