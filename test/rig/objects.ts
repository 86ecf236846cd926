import type {DeploymentOptions, EventOptions, NodeOptions, PodOptions} from './seed.ts';

export function node(name: string, version: string, options: NodeOptions) {
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

export function pod(name: string, index: number, options: PodOptions) {
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

/**
 * Half as environment, half as an annotation: where real pods are heavy. Repetitive as YAML is, yet not all one.
 * Few long variables rather than many short ones, since the server's bookkeeping of fields costs it more than bytes.
 */
function fill(object: ReturnType<typeof pod>, index: number, bytes: number): void {
  // What the server adds: defaults, managedFields, the status.
  const rest = bytes - 3_500;
  if (rest <= 0) return;
  const [container] = object.spec.containers;
  for (let serial = 0; serial < variables; serial += 1)
    container?.env.push({name: `SETTING_${serial}`, value: text(index + serial, rest / 2 / variables)});
  object.metadata.annotations['rig.flotilla.dev/filler'] = text(index, rest / 2);
}

const variables = 10;

function text(seed: number, length: number): string {
  let made = '';
  for (let serial = 0; made.length < length; serial += 1)
    made += `{op:set,path:/spec/field-${serial},value:${(serial * 104_729 + seed * 7919) % 99_991}}`;
  return made;
}

export function runningStatus(object: ReturnType<typeof pod>) {
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

export function deployment(name: string, options: DeploymentOptions) {
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

export function event(options: EventOptions, namespace: string, serial: number) {
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
