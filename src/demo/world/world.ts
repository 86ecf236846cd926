import type {Random} from '../random.ts';
import type {Item, KubeObject, Store} from '../store.ts';
import type {Timeline} from '../timeline.ts';
import type {Wanted} from './catalogue.ts';
import type {EventBook, Occurrence} from './event-book.ts';
import {type Node, nodeObject} from './node.ts';
import type {ClusterPlan} from './plan.ts';
import {type Pod, podObject} from './pod.ts';
import {
  countsOf,
  neededOf,
  ownerOf,
  type Revision,
  replicaSetObject,
  type Workload,
  workloadObject,
} from './workload.ts';

/** One cluster while it is simulated: what its controllers, kubelets and people know. */
export interface World {
  readonly plan: Pick<ClusterPlan, 'name' | 'region' | 'version'>;
  readonly store: Store;
  readonly timeline: Timeline;
  readonly random: Random;
  readonly events: EventBook;
  /** Those that pods are placed on. */
  readonly nodes: readonly [Node, ...Node[]];
  /** By `namespace/name`. */
  readonly workloads: Map<string, Workload>;
  /** What controllers wrote last, by resource, namespace and name. */
  readonly written: Map<string, string>;
}

export function putNode({store}: Pick<World, 'store'>, node: Node): void {
  store.put('nodes', {namespace: '', name: node.name, make: () => nodeObject(node)});
}

export function putPod({store}: Pick<World, 'store'>, pods: Map<string, Pod>, pod: Pod): void {
  pods.set(pod.name, pod);
  store.put('pods', {namespace: pod.template.namespace, name: pod.name, make: () => podObject(pod)});
}

/** For what never changes, or is made anew as a whole. */
export function putObject({store}: Pick<World, 'store'>, resource: string, object: KubeObject): void {
  const {namespace = '', name} = object.metadata;
  store.put(resource, {namespace, name, make: () => object});
}

/** A workload that has its pods still to get. */
export function makeWorkload(
  {random, timeline}: World,
  wanted: Wanted,
  created: number,
  replicas: number,
): Workload {
  const uid = random.uid();
  const first = makeRevision(random, {wanted, uid}, {number: 1, tag: wanted.tag, created});
  return {
    wanted,
    uid,
    created,
    pods: new Map(),
    revisions: [first],
    replicas,
    generation: 1,
    progress: {
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      at: Math.min(created + 60_000, timeline.now),
    },
    isAvailable: true,
    availableSince: Math.min(created + 60_000, timeline.now),
  };
}

export function makeRevision(
  random: Random,
  {wanted, uid}: Pick<Workload, 'wanted' | 'uid'>,
  {number, tag, created}: Pick<Revision, 'number' | 'tag' | 'created'>,
): Revision {
  const {kind, namespace, name, image, cpu, memory, port} = wanted;
  const hash = random.suffix(10);
  const own = random.uid();
  return {
    number,
    hash,
    tag,
    uid: own,
    created,
    template: {
      namespace,
      owner: ownerOf(wanted, uid, hash, own),
      labels:
        kind === 'Deployment'
          ? {app: name, 'pod-template-hash': hash}
          : {app: name, 'controller-revision-hash': kind === 'StatefulSet' ? `${name}-${hash}` : hash},
      container: name,
      image: `${image}:${tag}`,
      cpu,
      memory,
      port,
      ...(kind === 'DaemonSet' && {nodeSelector: {'node.acme.example/pool': 'general'}}),
    },
  };
}

/** What its controllers write after any change to it or its pods: only what is not so already. */
export function publish(world: World, workload: Workload): void {
  const {wanted, revisions, replicas, generation, progress} = workload;
  const {namespace, name} = wanted;
  const all = countsOf(workload);
  if (wanted.kind === 'Deployment') {
    const isAvailable = all.ready >= neededOf(workload);
    if (workload.isAvailable !== isAvailable) workload.availableSince = world.timeline.now;
    workload.isAvailable = isAvailable;
    for (const revision of revisions) {
      const counts = countsOf(workload, revision);
      const snapshot = {...workload};
      const make = () => replicaSetObject(snapshot, revision, counts);
      const object = {namespace, name: `${name}-${revision.hash}`, make};
      putIfNew(world, 'replicasets.apps', object, [counts.total, counts.ready, replicas]);
    }
  }
  // The workload itself goes on changing.
  const snapshot = {...workload};
  const make = () => workloadObject(snapshot, all);
  const counted = [all.total, all.updated, all.ready, replicas];
  const state = [...counted, generation, progress.at, workload.availableSince];
  putIfNew(world, resources[wanted.kind], {namespace, name, make}, state);
}

const resources = {
  Deployment: 'deployments.apps',
  StatefulSet: 'statefulsets.apps',
  DaemonSet: 'daemonsets.apps',
};

/** `state` is all of the object that may have changed. */
function putIfNew(
  {store, written}: World,
  resource: string,
  object: Omit<Item, 'version'>,
  state: readonly number[],
): void {
  const key = `${resource}/${object.namespace}/${object.name}`;
  const text = state.join();
  if (written.get(key) === text) return;
  written.set(key, text);
  store.put(resource, object);
}

export function dropRevision({store, written}: World, {wanted}: Workload, revision: Revision): void {
  const {namespace, name} = wanted;
  const own = `${name}-${revision.hash}`;
  written.delete(`replicasets.apps/${namespace}/${own}`);
  store.remove('replicasets.apps', namespace, own);
}

type About = Pick<Occurrence, 'type' | 'reason' | 'message'>;

export function tellOfWorkload(
  {events}: World,
  {wanted, uid}: Workload,
  component: string,
  about: About,
): void {
  const {kind, namespace, name} = wanted;
  events.record({...about, component, about: {kind, apiVersion: 'apps/v1', namespace, name, uid}});
}

/** By the kubelet of its node, or by the scheduler where it has none. */
export function tellOfPod({events}: World, pod: Pod, about: About, isContainer = true): void {
  const {name, uid, node, template} = pod;
  const fieldPath = isContainer ? {fieldPath: `spec.containers{${template.container}}`} : {};
  const by = about.reason.endsWith('Scheduling') || about.reason === 'Scheduled';
  events.record({
    ...about,
    component: by ? 'default-scheduler' : 'kubelet',
    ...(!by && node !== '' && {host: node}),
    about: {kind: 'Pod', apiVersion: 'v1', namespace: template.namespace, name, uid, ...fieldPath},
  });
}

/** The next version of a tag: its last number and one more. */
export function nextTag(tag: string): string {
  return tag.replace(/\d+(?=\D*$)/, (number) => String(Number(number) + 1));
}
