import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import type {PodFigures} from '../../src/fleet/index.ts';
import {parseQuantity} from '../../src/text/index.ts';
import {
  type Cluster,
  type KubernetesObject,
  type Rig,
  rig,
  rigUnavailable,
  sampleMetrics,
} from '../rig/index.ts';
import {type Watched, watched} from '../watch/fleet.ts';

/** How a person would sort kubectl's STATUS words. */
const states: Readonly<Record<string, keyof PodFigures>> = {
  Running: 'running',
  Pending: 'pending',
  ContainerCreating: 'pending',
  'Init:0/1': 'pending',
  SchedulingGated: 'pending',
  Completed: 'completed',
  CrashLoopBackOff: 'failing',
  'Init:CrashLoopBackOff': 'failing',
  ImagePullBackOff: 'failing',
  OOMKilled: 'failing',
  Error: 'failing',
  Evicted: 'failing',
  Terminating: 'running',
};

describe('the figures of a row, against kubectl', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let cluster: Cluster;
  let view: Watched;

  before(async () => {
    fleet = await rig({clusters: 1, nodes: 3, controllers: true, metrics: true});
    cluster = fleet.cluster('alpha');
    await cluster.nodes(1, {name: 'odd', cpu: '3920m', memory: '7654321Ki'});
    await cluster.nodes(1, {name: 'down', labels: {'rig.flotilla.dev/ready': 'false'}});
    await sampleMetrics(cluster);
    await fill(cluster);
    view = await watched({kubeconfig: fleet.kubeconfig});
    const words = async () => (await statuses(cluster)).sort().join();
    const expected = [...pods.flatMap(({shows}) => shows), ...Array<string>(3).fill('Running')].sort().join();
    for (const deadline = Date.now() + 20_000; (await words()) !== expected; )
      if (Date.now() > deadline) assert.equal(await words(), expected);
    const isKnown = () => figuresOf(view).every(({type}) => type === 'known');
    await view.until('every figure', isKnown, 20_000);
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  test('nodes: those kubectl calls Ready, of all', async () => {
    const lines = await table(cluster, ['get', 'nodes']);
    const ready = lines.filter(([, status]) => status === 'Ready').length;
    assert.deepEqual([ready, lines.length], [4, 5]);
    assert.deepEqual(view.row('alpha').nodes, {type: 'known', value: {ready, total: lines.length}});
  });

  test('pods by state: as kubectl’s STATUS words are sorted', async () => {
    const counts = {total: 0, running: 0, pending: 0, failing: 0, completed: 0};
    for (const word of await statuses(cluster)) {
      counts[states[word] ?? assert.fail(`unsorted word ${word}`)] += 1;
      counts.total += 1;
    }
    assert.deepEqual(view.row('alpha').pods, {type: 'known', value: counts});
  });

  test('cpu and memory requested and allocatable: the sums of what kubectl describes per node', async () => {
    const {stdout} = await cluster.kubectl(['describe', 'nodes']);
    const described = stdout.split(/^Name: /m).slice(1);
    assert.equal(described.length, 5);
    const sum = (section: string, resource: string) =>
      described.reduce((total, node) => total + quantityIn(node, section, resource), 0);
    const {capacity} = view.row('alpha');
    assert.ok(capacity.type === 'known');
    const {cpuRequested, cpuAllocatable, memoryRequested, memoryAllocatable} = capacity.value;
    assert.equal(Math.round(cpuRequested * 1000), Math.round(sum('Allocated resources', 'cpu') * 1000));
    assert.equal(memoryRequested, sum('Allocated resources', 'memory'));
    assert.equal(cpuAllocatable, sum('Allocatable', 'cpu'));
    assert.equal(memoryAllocatable, sum('Allocatable', 'memory'));
  });

  test('cpu and memory used: the sums of kubectl top', async () => {
    const isThere = () => {
      const {capacity} = view.row('alpha');
      return capacity.type === 'known' && capacity.value.cpuUsed !== undefined;
    };
    await view.until('usage', isThere, 20_000);
    const lines = await table(cluster, ['top', 'nodes']);
    assert.equal(lines.length, 5);
    const sum = (column: number) => lines.reduce((total, line) => total + quantity(line[column]), 0);
    const {capacity} = view.row('alpha');
    assert.ok(capacity.type === 'known');
    assert.equal(Math.round((capacity.value.cpuUsed ?? 0) * 1000), Math.round(sum(1) * 1000));
    assert.equal(capacity.value.memoryUsed, sum(3));
  });

  test('warnings: the occurrences of the last hour, and no others', async () => {
    const now = Date.now();
    await event(cluster, {name: 'recent', count: 7, last: now});
    await event(cluster, {name: 'half-an-hour', count: 3, last: now - 30 * 60_000});
    await event(cluster, {name: 'yesterday', count: 500, last: now - 24 * 3_600_000});
    await event(cluster, {name: 'usual', count: 90, last: now, type: 'Normal'});
    await event(cluster, {name: 'series', count: 11, last: now, isSeries: true});
    const {stdout} = await cluster.kubectl(['get', 'events', '-A', '-o', 'json']);
    const {items} = JSON.parse(stdout) as {items: readonly EventObject[]};
    const recent = items.filter((each) => each.type === 'Warning' && lastOf(each) > now - 3_600_000);
    const expected = recent.reduce((sum, {series, count}) => sum + (series?.count ?? (count || 1)), 0);
    assert.ok(expected >= 7 + 3 + 11);
    const warnings = () => view.row('alpha').warnings;
    await view
      .until(
        'warnings',
        () => 'value' in warnings() && (warnings() as {value: number}).value === expected,
        5_000,
      )
      .catch(() => assert.deepEqual(warnings(), {type: 'known', value: expected}));
  });
});

interface PodCase {
  /** kubectl's STATUS once kwok has had its way with it; none for a pod that asks where no kwok is. */
  readonly shows: string;
  readonly fate?: string;
  readonly node?: string;
  readonly spec?: object;
  readonly requests?: object;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly isDeleted?: boolean;
}

const fate = (shows: string, name: string): PodCase => ({shows, fate: name, node: 'node-0'});
const container = (name: string, requests: object, more: object = {}) => ({
  name,
  image: 'registry.invalid/app:1.0',
  resources: {requests},
  ...more,
});

const pods: readonly PodCase[] = [
  fate('CrashLoopBackOff', 'crash-loop'),
  fate('ImagePullBackOff', 'image-pull-error'),
  fate('OOMKilled', 'oom'),
  fate('ContainerCreating', 'creating'),
  fate('Running', 'unready'),
  fate('Evicted', 'evicted'),
  fate('Error', 'failed'),
  fate('Completed', 'completed'),
  {...fate('Init:0/1', 'init-waiting'), spec: {initContainers: [container('set-up', {cpu: '700m'})]}},
  {
    ...fate('Init:CrashLoopBackOff', 'init-crash-loop'),
    spec: {initContainers: [container('set-up', {memory: '2Gi'})]},
  },
  {shows: 'Pending', requests: {cpu: '64'}},
  {shows: 'SchedulingGated', spec: {schedulingGates: [{name: 'rig.flotilla.dev/gate'}]}},
  {
    shows: 'Terminating',
    node: 'node-1',
    annotations: {'rig.flotilla.dev/stuck-terminating': 'true'},
    isDeleted: true,
  },
  {shows: 'Running', node: 'odd-0', requests: {cpu: '0.25', memory: '128974848000m'}},
  {shows: 'Running', node: 'odd-0', requests: {cpu: '1', memory: '1G'}},
  {shows: 'Running', node: 'node-1', requests: {}},
  {
    shows: 'Running',
    node: 'node-2',
    requests: {cpu: '300m', memory: '100Mi'},
    spec: {
      initContainers: [
        container('proxy', {cpu: '150m', memory: '50Mi'}, {restartPolicy: 'Always'}),
        container('set-up', {cpu: '800m', memory: '10Mi'}),
      ],
    },
  },
  {
    shows: 'Running',
    node: 'node-2',
    requests: {cpu: '100m'},
    spec: {resources: {requests: {cpu: '450m', memory: '333Mi'}}},
  },
  {shows: 'Running', node: 'node-2', requests: {cpu: '100m'}, spec: {runtimeClassName: 'heavy'}},
];

/** Pods in every state, and three of a Deployment so that the scheduler too has its part. */
async function fill(cluster: Cluster): Promise<void> {
  await cluster.apply([
    {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: {name: 'heavy'},
      handler: 'heavy',
      overhead: {podFixed: {cpu: '125m', memory: '77Mi'}},
    },
  ]);
  await cluster.apply(pods.map(podOf));
  await cluster.deployment('web', {replicas: 3, cpu: '33m', memory: '65Mi'});
  for (const [index, {isDeleted}] of pods.entries())
    if (isDeleted) await cluster.client.call('DELETE', `/api/v1/namespaces/default/pods/case-${index}`);
}

function podOf(one: PodCase, index: number): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `case-${index}`,
      namespace: 'default',
      annotations: {...(one.fate && {'rig.flotilla.dev/fate': one.fate}), ...one.annotations},
    },
    spec: {
      ...(one.node && {nodeName: one.node}),
      containers: [container('main', one.requests ?? {cpu: '20m', memory: '32Mi'})],
      ...one.spec,
    },
  };
}

function figuresOf(view: Watched) {
  const {nodes, pods: podFigures, capacity, workloads, warnings} = view.row('alpha');
  return [nodes, podFigures, capacity, workloads, warnings];
}

async function table(cluster: Cluster, args: readonly string[]): Promise<readonly (readonly string[])[]> {
  const {stdout, stderr} = await cluster.kubectl([...args, '--no-headers']);
  assert.equal(stderr, '');
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/));
}

async function statuses(cluster: Cluster): Promise<string[]> {
  return (await table(cluster, ['get', 'pods', '-A'])).map((line) => line[3] ?? '');
}

/** `  cpu   850m (21%)` beneath its heading, up to the next one. */
function quantityIn(node: string, section: string, resource: string): number {
  const text = new RegExp(`^${section}:\\n((?: .*\\n?)*)`, 'm').exec(node)?.[1] ?? assert.fail(section);
  return quantity(new RegExp(`^ +${resource}:? +(\\S+)`, 'm').exec(text)?.[1]);
}

function quantity(text: string | undefined): number {
  return parseQuantity(text ?? '') ?? assert.fail(`no quantity: ${text}`);
}

interface EventObject {
  readonly type: string;
  readonly count?: number | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: {readonly count: number; readonly lastObservedTime: string} | null;
}

function lastOf({series, lastTimestamp, eventTime}: EventObject): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '');
}

interface EventForm {
  readonly name: string;
  readonly count: number;
  readonly last: number;
  readonly type?: string;
  readonly isSeries?: boolean;
}

async function event(cluster: Cluster, {name, count, last, type, isSeries}: EventForm): Promise<void> {
  const time = new Date(last).toISOString();
  const micro = time.replace('Z', '000Z');
  await cluster.client.call('POST', '/api/v1/namespaces/default/events', {
    metadata: {name, namespace: 'default'},
    involvedObject: {kind: 'Pod', namespace: 'default', name: 'case-0'},
    type: type ?? 'Warning',
    reason: 'Rig',
    message: name,
    ...(isSeries
      ? {
          eventTime: micro,
          series: {count, lastObservedTime: micro},
          action: 'Testing',
          reportingComponent: 'rig',
          reportingInstance: 'rig-0',
        }
      : {count, firstTimestamp: time, lastTimestamp: time}),
  });
}
