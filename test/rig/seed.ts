import type {Client} from './client.ts';

/** Fills a cluster. Everything goes in many requests at once over the administrator's connection. */
export interface Seed {
  /** Nodes `NAME-0` …, which kwok makes Ready. Default 4 CPUs, 16 GiB, 110 pods. */
  nodes(count: number, options?: NodeOptions): Promise<void>;
  /** Bare pods `NAME-0` …; without nodes they stay Pending unless `isRunning`. */
  pods(count: number, options?: PodOptions): Promise<void>;
  deployment(name: string, options?: DeploymentOptions): Promise<void>;
  namespace(name: string): Promise<void>;
  /** Sets annotations of a path such as `/api/v1/nodes/node-0`. */
  annotate(path: string, annotations: Readonly<Record<string, string | null>>): Promise<void>;
  label(path: string, labels: Readonly<Record<string, string | null>>): Promise<void>;
  /** An event as a component would write it. Default type Warning. */
  event(event: EventOptions): Promise<void>;
}

export interface NodeOptions {
  readonly name?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PodOptions {
  readonly name?: string;
  readonly namespace?: string;
  /** Size of each as JSON, about. */
  readonly bytes?: number;
  /** How many nodes `node-0` … they are bound to in turn. Default 0: not bound. */
  readonly nodes?: number;
  /** Writes a Running status too, for clusters where nobody else does. */
  readonly isRunning?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly image?: string;
  /** Called after each hundred. */
  readonly onProgress?: (done: number) => void;
}

export interface DeploymentOptions {
  readonly namespace?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the pods: the stages read `rig.flotilla.dev/...` here. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly cpu?: string;
  readonly memory?: string;
  readonly progressDeadlineSeconds?: number;
  /** Init containers, by name. */
  readonly initContainers?: readonly string[];
}

export interface EventOptions {
  readonly reason: string;
  readonly message: string;
  readonly type?: 'Warning' | 'Normal';
  readonly namespace?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly count?: number;
}

/** Nodes say they run the kubelet of the cluster's version. */
export function seed(client: Client, version = '1.37'): Seed {
  const merge = async (path: string, metadata: object) =>
    void (await client.call('PATCH', path, {metadata}, 'application/merge-patch+json'));
  let events = 0;

  return {
    nodes: (count, options = {}) =>
      atOnce(count, async (index) => {
        const object = node(`${options.name ?? 'node'}-${index}`, version, options);
        await client.call('POST', '/api/v1/nodes', object);
        await client.call(
          'PATCH',
          `/api/v1/nodes/${object.metadata.name}/status`,
          {status: object.status},
          mergePatch,
        );
      }),
    pods: (count, options = {}) => {
      let done = 0;
      const root = `/api/v1/namespaces/${options.namespace ?? 'default'}/pods`;
      return atOnce(count, async (index) => {
        const object = pod(`${options.name ?? 'pod'}-${index}`, index, options);
        await client.call('POST', root, object);
        if (options.isRunning === true)
          await client.call(
            'PATCH',
            `${root}/${object.metadata.name}/status`,
            runningStatus(object),
            mergePatch,
          );
        done += 1;
        if (done % 100 === 0) options.onProgress?.(done);
      });
    },
    deployment: async (name, options = {}) => {
      const namespace = options.namespace ?? 'default';
      const target = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}?fieldManager=rig&force=true`;
      await client.call('PATCH', target, deployment(name, options), 'application/apply-patch+yaml');
    },
    namespace: async (name) => {
      const {status, body} = await client.send('POST', '/api/v1/namespaces', {metadata: {name}});
      if (status >= 300 && status !== 409) throw new Error(`rig: namespace ${name}: HTTP ${status} ${body}`);
    },
    annotate: (path, annotations) => merge(path, {annotations}),
    label: (path, labels) => merge(path, {labels}),
    event: async (options) => {
      const namespace = options.namespace ?? 'default';
      events += 1;
      await client.call('POST', `/api/v1/namespaces/${namespace}/events`, event(options, namespace, events));
    },
  };
}

const mergePatch = 'application/merge-patch+json';

/** More at once only queues: a server takes 100 streams of one connection. */
const concurrency = 64;

async function atOnce(count: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({length: Math.min(count, concurrency)}, worker));
}

function node(name: string, version: string, options: NodeOptions) {
  const resources = {
    cpu: options.cpu ?? '4',
    memory: options.memory ?? '16Gi',
    pods: '110',
    'ephemeral-storage': '100Gi',
  };
  return {
    metadata: {
      name,
      labels: {
        type: 'kwok',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...options.labels,
      },
      annotations: {'rig.flotilla.dev/kubelet-version': `v${version}.2`, ...options.annotations},
    },
    status: {capacity: resources, allocatable: resources},
  };
}

function pod(name: string, index: number, options: PodOptions) {
  const object = {
    metadata: {
      name,
      labels: {app: options.name ?? 'pod', 'app.kubernetes.io/part-of': 'rig', ...options.labels},
      annotations: {...options.annotations} as Record<string, string>,
    },
    spec: {
      ...(options.nodes === undefined || options.nodes === 0
        ? {}
        : {nodeName: `node-${index % options.nodes}`}),
      containers: [
        {
          name: 'main',
          image: options.image ?? 'registry.invalid/app:1.0',
          env: [] as {name: string; value: string}[],
          resources: {requests: {cpu: '10m', memory: '16Mi'}},
        },
      ],
    },
  };
  fill(object, index, options.bytes ?? 0);
  return object;
}

/** Half as environment, half as an annotation: where real pods are heavy. Repetitive as YAML is, yet not all one. */
function fill(object: ReturnType<typeof pod>, index: number, bytes: number): void {
  // What the server adds: defaults, managedFields, the default status.
  const rest = bytes - 2_000;
  if (rest <= 0) return;
  const [container] = object.spec.containers;
  for (let size = 0, serial = 0; size < rest / 2; serial += 1) {
    const variable = {
      name: `SETTING_${serial}`,
      value: `value-${serial}-of-pod-${index}-${(serial * 7919 + index) % 9973}`,
    };
    container?.env.push(variable);
    // The server keeps each name a second time, in managedFields.
    size += JSON.stringify(variable).length + 70;
  }
  let text = '';
  for (let serial = 0; text.length < rest / 2; serial += 1)
    text += `{"op":"set","path":"/spec/field-${serial}","value":${(serial * 104_729 + index) % 99_991}}`;
  object.metadata.annotations['rig.flotilla.dev/filler'] = text;
}

function runningStatus(object: ReturnType<typeof pod>) {
  const now = new Date().toISOString();
  const condition = (type: string) => ({type, status: 'True', lastTransitionTime: now});
  return {
    status: {
      phase: 'Running',
      startTime: now,
      podIP: '10.0.0.1',
      podIPs: [{ip: '10.0.0.1'}],
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
      containerStatuses: object.spec.containers.map(({name, image}) => ({
        name,
        image,
        imageID: `${image}@sha256:${'0'.repeat(64)}`,
        containerID: `containerd://${object.metadata.name}`,
        ready: true,
        started: true,
        restartCount: 0,
        state: {running: {startedAt: now}},
      })),
    },
  };
}

function deployment(name: string, options: DeploymentOptions) {
  const image = options.image ?? 'registry.invalid/app:1.0';
  const labels = {app: name, ...options.labels};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name, namespace: options.namespace ?? 'default', labels},
    spec: {
      replicas: options.replicas ?? 1,
      ...(options.progressDeadlineSeconds === undefined
        ? {}
        : {progressDeadlineSeconds: options.progressDeadlineSeconds}),
      selector: {matchLabels: {app: name}},
      template: {
        metadata: {labels, annotations: {...options.podAnnotations}},
        spec: {
          ...(options.initContainers === undefined
            ? {}
            : {initContainers: options.initContainers.map((container) => ({name: container, image}))}),
          containers: [
            {
              name: 'main',
              image,
              resources: {requests: {cpu: options.cpu ?? '50m', memory: options.memory ?? '64Mi'}},
            },
          ],
        },
      },
    },
  };
}

function event(options: EventOptions, namespace: string, serial: number) {
  const now = new Date().toISOString();
  const name = options.name ?? 'rig';
  return {
    metadata: {name: `${name}.${Date.now().toString(16)}.${serial}`, namespace},
    involvedObject: {apiVersion: 'v1', kind: options.kind ?? 'Pod', namespace, name},
    type: options.type ?? 'Warning',
    reason: options.reason,
    message: options.message,
    firstTimestamp: now,
    lastTimestamp: now,
    count: options.count ?? 1,
    source: {component: 'rig'},
  };
}
