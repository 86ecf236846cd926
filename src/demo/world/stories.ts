import {type Job, makeJob, publishJob} from './job.ts';
import {allocatable} from './node.ts';
import type {ClusterPlan, Story} from './plan.ts';
import {settledPod} from './pod-life.ts';
import {makeGpuNode} from './populate.ts';
import {roll, scale} from './rollout.ts';
import {newestOf, type Workload} from './workload.ts';
import {nextTag, putNode, putPod, tellOfPod, type World} from './world.ts';

const minute = 60_000;

/** How long before its first moment a fleet has been simulated: its faults are under way when it is first looked at. */
export const past = 40 * minute;

/** Plans everything that ever happens on a cluster. Called `past` before the first moment. */
export function tell(world: World, plan: ClusterPlan): void {
  for (const story of plan.stories) stories[story](world, plan);
  // Small things of the last minutes are enough to look lived in.
  world.timeline.after(past - 15 * minute, () => hum(world));
}

const stories: Readonly<Record<Story, (world: World, plan: ClusterPlan) => void>> = {
  // Begun so late that it is in the middle at the first moment; then again and again.
  rollout: (world) => world.timeline.after(past - 2 * minute, () => rollForEver(world, main(world))),
  'stuck rollout': (world) => rollInVain(world, past - 34 * minute, 'never ready'),
  'crash loop': (world) => rollInVain(world, past - 28 * minute, 'crash'),
  'bad image': (world) => world.timeline.after(past - 19 * minute, () => rollBadImage(world)),
  'node down': loseNode,
  pending: (world) => world.timeline.after(past - 12 * minute, () => startPendingJob(world)),
  'failed job': (world) => world.timeline.after(past - 31 * minute, () => failJob(world)),
  // Answered from the nodes themselves.
  metrics: () => {},
};

/** The workload that is rolled out the most: the first its owners deploy by themselves. */
function main({workloads}: World): Workload {
  const own = [...workloads.values()].find(({wanted}) => wanted.manager === 'argocd-controller');
  if (own === undefined) throw new Error('a cluster without a workload of its own');
  return own;
}

function rollForEver(world: World, workload: Workload): void {
  const {tag} = newestOf(workload.revisions);
  // A short rest, so that whoever looks for some minutes sees one.
  const again = () =>
    world.timeline.after(world.random.whole(40_000, 90_000), () => rollForEver(world, workload));
  roll(world, workload, nextTag(tag), 'ready', again);
}

function rollInVain(world: World, delay: number, fate: 'crash' | 'never ready'): void {
  const workload = main(world);
  world.timeline.after(delay, () => roll(world, workload, '1.42.0', fate, () => {}));
}

function rollBadImage(world: World): void {
  const report = world.workloads.get('payments/report');
  if (report) roll(world, report, '1.4.3-latset', 'bad image', () => {});
}

/** A node of a pool that nothing else runs on, so that its loss takes no workload with it. */
function loseNode(world: World, plan: ClusterPlan): void {
  const {timeline, events} = world;
  const node = makeGpuNode({...world, plan});
  putNode(world, node);
  timeline.after(past - 22 * minute, () => {
    putNode(world, {...node, lostSince: timeline.now});
    const {name, uid} = node;
    events.record({
      type: 'Normal',
      reason: 'NodeNotReady',
      message: `Node ${name} status is now: NodeNotReady`,
      component: 'node-controller',
      about: {kind: 'Node', apiVersion: 'v1', namespace: '', name, uid},
    });
  });
}

/** Four pods of which two find no place. */
function startPendingJob(world: World): void {
  const {timeline, random, nodes} = world;
  const image = 'ghcr.io/acme/reindex:2.4.0';
  const wanted = {namespace: 'shop', name: 'reindex-29391840', parallelism: 4, completions: 4};
  const job = makeJob(world, {...wanted, image, cpu: 3500, memory: 8192});
  for (let index = 0; index < 2; index++)
    putPod(world, job.pods, settledPod(world, job.template, podName(world, job), timeline.now));
  const message = `0/${nodes.length} nodes are available: ${nodes.length} Insufficient cpu. preemption: 0/${nodes.length} nodes are available: ${nodes.length} No preemption victims found for incoming pod.`;
  for (let index = 0; index < 2; index++) {
    const name = podName(world, job);
    const state = {type: 'unscheduled', since: timeline.now, message} as const;
    const created = timeline.now;
    putPod(world, job.pods, {
      name,
      uid: random.uid(),
      created,
      template: job.template,
      state,
      node: '',
      ip: '',
      restarts: 0,
    });
    tellAgain(world, job, name, message);
  }
  publishJob(world, job);
}

/** The scheduler tries again every five minutes, or when something changes. */
function tellAgain(world: World, job: Job, name: string, message: string): void {
  const pod = job.pods.get(name);
  if (pod === undefined) return;
  tellOfPod(world, pod, {type: 'Warning', reason: 'FailedScheduling', message}, false);
  world.timeline.after(world.random.whole(200_000, 300_000), () => tellAgain(world, job, name, message));
}

function failJob(world: World): void {
  const {timeline} = world;
  const image = 'ghcr.io/acme/reconcile:1.0.7';
  const wanted = {namespace: 'shop', name: 'reconcile-29391780', parallelism: 1, completions: 1};
  const job = makeJob(world, {...wanted, image, cpu: 250, memory: 512});
  for (let index = 0; index < 3; index++) {
    const pod = settledPod(world, job.template, podName(world, job), timeline.now - (3 - index) * minute);
    const end = {started: pod.created + 4_000, at: pod.created + 21_000, exitCode: 2, reason: 'Error'};
    putPod(world, job.pods, {...pod, state: {type: 'ended', end}});
  }
  job.ended = {at: timeline.now, isComplete: false};
  publishJob(world, job);
  world.events.record({
    type: 'Warning',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
    component: 'job-controller',
    about: {kind: 'Job', apiVersion: 'batch/v1', namespace: job.namespace, name: job.name, uid: job.uid},
  });
}

function podName({random}: World, {name}: Job): string {
  return `${name}-${random.suffix(5)}`;
}

/** What a cluster that is well has every minute or so: an autoscaler at work, a probe that fails once. */
function hum(world: World): void {
  const {timeline, random, workloads} = world;
  timeline.after(random.whole(30_000, 150_000), () => {
    const calm = [...workloads.values()].filter(isCalm);
    const workload = calm[Math.floor(random.next() * calm.length)];
    if (workload && random.next() < 0.6) rescale(world, workload);
    else if (workload) blip(world, workload);
    hum(world);
  });
}

/** A Deployment of some size that nothing else happens to. */
function isCalm({wanted, replicas, progress, pods}: Workload): boolean {
  const isFit = wanted.kind === 'Deployment' && wanted.replicas >= 3;
  return isFit && progress.reason === 'NewReplicaSetAvailable' && pods.size === replicas;
}

function rescale(world: World, workload: Workload): void {
  const {replicas, wanted} = workload;
  // Around what its owners wanted, so that days of it lead nowhere.
  const isMore = replicas < wanted.replicas || (replicas === wanted.replicas && world.random.next() < 0.5);
  scale(world, workload, isMore ? replicas + world.random.whole(1, 2) : replicas - 1);
}

function blip(world: World, workload: Workload): void {
  const [pod] = workload.pods.values();
  const message = 'Readiness probe failed: Get "http://10.64.0.7:8080/ready": context deadline exceeded';
  if (pod) tellOfPod(world, pod, {type: 'Warning', reason: 'Unhealthy', message});
}

/** metrics.k8s.io of a cluster: a steady share of each node, a little different every quarter of a minute. */
export function usageOf({nodes, timeline}: World): (plural: string) => object | undefined {
  return (plural) => {
    if (plural !== 'nodes') return plural === 'pods' ? listOf('PodMetrics', []) : undefined;
    const slot = Math.floor(timeline.now / 15_000);
    const timestamp = new Date(slot * 15_000).toISOString();
    return listOf(
      'NodeMetrics',
      nodes.map((node, index) => {
        const {cpu, memory} = allocatable(node);
        const wave = Math.sin(slot / 20 + index) * 0.08;
        return {
          metadata: {name: node.name, creationTimestamp: timestamp},
          timestamp,
          window: '20.011s',
          usage: {
            cpu: `${Math.round(cpu * (0.48 + wave + (index % 5) * 0.04) * 1e6)}n`,
            memory: `${Math.round(memory * (0.57 + wave / 3 + (index % 7) * 0.02) * 1024)}Ki`,
          },
        };
      }),
    );
  };
}

function listOf(kind: string, items: readonly object[]): object {
  return {kind: `${kind}List`, apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items};
}
