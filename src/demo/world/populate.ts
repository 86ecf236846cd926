import {makeRandom, type Random} from '../random.ts';
import {Store} from '../store.ts';
import type {Timeline} from '../timeline.ts';
import {catalogueOf, type Wanted} from './catalogue.ts';
import {makeEventBook} from './event-book.ts';
import {metadata} from './metadata.ts';
import type {Node} from './node.ts';
import type {ClusterPlan} from './plan.ts';
import {settledPod} from './pod-life.ts';
import {newestOf, type Revision, type Workload} from './workload.ts';
import {makeRevision, makeWorkload, publish, putNode, putObject, putPod, type World} from './world.ts';

const day = 86_400_000;

/** A cluster as it has been for a while: nodes, namespaces, workloads with their pods, and nothing going on. */
export function populate(
  plan: ClusterPlan,
  seed: number,
  timeline: Timeline,
  catalogue: readonly Wanted[] = catalogueOf(plan).map((wanted) => fitting(wanted, plan)),
): World {
  const random = makeRandom(seed, plan.name);
  const store = new Store(random.whole(20_000_000, 90_000_000));
  const founded = timeline.now - random.whole(60, 500) * day;
  const nodes = Array.from({length: plan.nodes}, (_, index) => makeNode(plan, random, index, timeline.now));
  const world: World = {
    plan,
    store,
    timeline,
    random,
    events: makeEventBook(store, timeline, random),
    nodes: nodes as [Node, ...Node[]],
    workloads: new Map(),
    written: new Map(),
  };
  for (const node of nodes) putNode(world, node);
  for (const name of [
    'default',
    'kube-system',
    'kube-public',
    ...new Set(catalogue.map(({namespace}) => namespace)),
  ])
    if (!store.get('namespaces', '', name)) putNamespace(world, name, founded);
  for (const wanted of catalogue) settle(world, wanted, founded);
  return world;
}

/** What is not for customers gets a quarter of the resources, and one of what keeps state. */
function fitting(wanted: Wanted, {tier, nodes}: ClusterPlan): Wanted {
  const replicas = wanted.kind === 'DaemonSet' ? nodes : wanted.replicas;
  if (tier === 'prod') return {...wanted, replicas};
  return {
    ...wanted,
    replicas: wanted.kind === 'StatefulSet' ? 1 : replicas,
    cpu: Math.ceil(wanted.cpu / 4),
    memory: Math.ceil(wanted.memory / 4),
  };
}

function makeNode({version, region, name}: ClusterPlan, random: Random, index: number, now: number): Node {
  const vendor = version.includes('eks') ? 'eks' : version.includes('gke') ? 'gke' : 'own';
  const address = [10, random.whole(0, 15), random.whole(0, 255), random.whole(4, 250)];
  const created = now - random.whole(2, 40) * day - random.whole(0, day);
  return {
    name: {
      eks: `ip-${address.join('-')}.${region}.compute.internal`,
      gke: `gke-${name}-general-${random.hex(8)}-${random.suffix(4)}`,
      own: `${name}-worker-${index}`,
    }[vendor],
    uid: random.uid(),
    created,
    address: address.join('.'),
    region,
    zone: `${region}${vendor === 'gke' ? '-' : ''}${'abc'[index % 3]}`,
    pool: 'general',
    vendor,
    version,
    cpu: 4,
    memory: 16,
    readySince: created + 40_000,
    heardAt: now,
    lostSince: undefined,
  };
}

/** One more, which pods are not placed on by themselves. */
export function makeGpuNode({plan, random, timeline}: World & {readonly plan: ClusterPlan}): Node {
  const node = makeNode(plan, random, plan.nodes, timeline.now);
  return {...node, name: node.name.replace(/general|worker/, 'gpu'), pool: 'gpu'};
}

function putNamespace(world: World, name: string, founded: number): void {
  const {random} = world;
  putObject(world, 'namespaces', {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: metadata({
      name,
      uid: random.uid(),
      created: founded,
      labels: {'kubernetes.io/metadata.name': name},
    }),
    spec: {finalizers: ['kubernetes']},
    status: {phase: 'Active'},
  });
  putConfigMap(world, name, 'kube-root-ca.crt', founded, {'ca.crt': '-----BEGIN CERTIFICATE-----\n'});
}

function putConfigMap(
  world: World,
  namespace: string,
  name: string,
  created: number,
  data: Readonly<Record<string, string>>,
): void {
  const identity = metadata({name, namespace, uid: world.random.uid(), created});
  putObject(world, 'configmaps', {kind: 'ConfigMap', apiVersion: 'v1', metadata: identity, data});
}

function settle(world: World, wanted: Wanted, founded: number): void {
  const {random, timeline, nodes} = world;
  const {kind, namespace, name} = wanted;
  const workload = makeWorkload(world, wanted, founded + random.whole(0, 20) * day, wanted.replicas);
  if (kind === 'Deployment') giveHistory(world, workload);
  const revision = newestOf(workload.revisions);
  for (let index = 0; index < workload.replicas; index++) {
    const latest = Math.max(revision.created, timeline.now - 9 * day);
    const created = latest + random.whole(0, (timeline.now - latest) / 2);
    const node = kind === 'DaemonSet' ? nodes[index] : undefined;
    const suffix = kind === 'StatefulSet' ? String(index) : random.suffix(5);
    const owner = revision.template.owner.name;
    const pod = settledPod(
      world,
      revision.template,
      `${owner}-${suffix}`,
      Math.max(created, node?.created ?? 0),
      node?.name,
    );
    putPod(world, workload.pods, pod);
  }
  world.workloads.set(`${namespace}/${name}`, workload);
  publish(world, workload);
  if (kind !== 'DaemonSet') putService(world, workload);
  putConfigMap(world, namespace, `${name}-config`, workload.created, {
    'config.yaml': `name: ${name}\nlog: info\n`,
  });
}

/** Two revisions that are over, so that it can be told what changed. */
function giveHistory({random, timeline}: World, workload: Workload): void {
  const {wanted, created} = workload;
  const changed = timeline.now - random.whole(1, 12) * day;
  const past = [
    {tag: tagBefore(tagBefore(wanted.tag)), created},
    {tag: tagBefore(wanted.tag), created: (created + changed) / 2},
    {tag: wanted.tag, created: changed},
  ];
  const offset = random.whole(3, 40);
  const revisions = past.map((one, index) =>
    makeRevision(random, workload, {...one, number: offset + index}),
  );
  workload.revisions = revisions as [Revision, ...Revision[]];
  workload.generation = offset + 3;
  workload.progress = {...workload.progress, at: changed + 90_000};
}

function tagBefore(tag: string): string {
  return tag.replace(/\d+(?=\D*$)/, (number) => String(Math.max(0, Number(number) - 1)));
}

function putService(world: World, {wanted, created}: Workload): void {
  const {random} = world;
  const {kind, namespace, name, port} = wanted;
  const isHeadless = kind === 'StatefulSet';
  const isOpen = name === 'ingress-nginx' || name === 'envoy';
  const clusterIP = isHeadless ? 'None' : `172.20.${random.whole(0, 255)}.${random.whole(1, 254)}`;
  putObject(world, 'services', {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadata({name, namespace, uid: random.uid(), created, labels: {app: name}}),
    spec: {
      type: isOpen ? 'LoadBalancer' : 'ClusterIP',
      clusterIP,
      clusterIPs: [clusterIP],
      selector: {app: name},
      ports: [
        {
          name: 'http',
          protocol: 'TCP',
          port: isOpen ? 443 : port,
          targetPort: 'http',
          ...(isOpen && {nodePort: 31443}),
        },
      ],
      sessionAffinity: 'None',
    },
    status: {loadBalancer: isOpen ? {ingress: [{ip: `203.0.113.${random.whole(1, 254)}`}]} : {}},
  });
}
