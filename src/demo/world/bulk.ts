import type {Timeline} from '../timeline.ts';
import type {Wanted} from './catalogue.ts';
import type {ClusterPlan} from './plan.ts';
import type {Pod} from './pod.ts';
import {populate} from './populate.ts';
import {putPod, type World} from './world.ts';

/** How large a fleet is that is there to be measured against. */
export interface Size {
  readonly clusters: number;
  readonly podsPerCluster: number;
  /** Over all clusters. */
  readonly eventsPerSecond: number;
}

/** Clusters without stories: `bulk-001`, `bulk-002` … */
export function bulkPlans({clusters, podsPerCluster}: Size): readonly ClusterPlan[] {
  return Array.from({length: clusters}, (_, index) => ({
    name: `bulk-${String(index + 1).padStart(3, '0')}`,
    tier: 'dev',
    role: 'all',
    area: 'eu',
    region: 'eu-west-1',
    version: 'v1.37.2',
    nodes: Math.max(1, Math.ceil(podsPerCluster / 50)),
    stories: [],
    denied: [],
    network: 'well',
    login: 'certificate',
  }));
}

/** Exactly so many pods, in Deployments of fifty. */
export function populateBulk(
  plan: ClusterPlan,
  seed: number,
  timeline: Timeline,
  podsPerCluster: number,
): World {
  const catalogue: Wanted[] = [];
  for (let left = podsPerCluster; left > 0; left -= 50)
    catalogue.push({
      kind: 'Deployment',
      namespace: `team-${catalogue.length % 5}`,
      name: `service-${catalogue.length}`,
      image: 'ghcr.io/acme/service',
      tag: '1.0.0',
      replicas: Math.min(50, left),
      cpu: 50,
      memory: 128,
      port: 8080,
      manager: 'helm',
    });
  return populate(plan, seed, timeline, catalogue);
}

/** How often what falls due is made, simulated ms: many small changes at once cost less than each at its own time. */
const every = 20;

/** Changes pods at a steady rate for ever: each change is one restart more. */
export function churn(worlds: readonly World[], timeline: Timeline, {eventsPerSecond}: Size): void {
  const pods = worlds.map(podsOf);
  let due = 0;
  let turn = 0;
  const tick = (): void => {
    for (due += (eventsPerSecond * every) / 1000; due >= 1; due--) {
      const index = turn++ % worlds.length;
      const world = worlds[index];
      const own = pods[index] ?? [];
      const place = own[Math.floor(turn / worlds.length) % own.length];
      if (world && place) restart(world, place);
    }
    timeline.after(every, tick);
  };
  if (eventsPerSecond > 0) timeline.after(every, tick);
}

interface Place {
  readonly pods: Map<string, Pod>;
  readonly name: string;
}

function podsOf({workloads}: World): readonly Place[] {
  return [...workloads.values()].flatMap(({pods}) => [...pods.keys()].map((name) => ({pods, name})));
}

function restart(world: World, {pods, name}: Place): void {
  const pod = pods.get(name);
  if (pod) putPod(world, pods, {...pod, restarts: pod.restarts + 1});
}
