import {
  type DaemonSetRecord,
  type DeploymentRecord,
  daemonsets,
  deployments,
  type EventRecord,
  events,
  type NamespaceRecord,
  type NodeRecord,
  namespaces,
  nodes,
  type PodRecord,
  pods,
  type StatefulSetRecord,
  statefulsets,
} from '../../src/kinds/index.ts';

/** Records as `kinds` makes them, from API objects of which a test writes only what it is about. */

export function pod(name: string, given: PodForm = {}): PodRecord {
  const {
    namespace = 'shop',
    state = 'running',
    cpu = '100m',
    memory = '64Mi',
    node = 'node-1',
    created = 0,
  } = given;
  const hash = given.hash === undefined ? {} : {labels: {'pod-template-hash': given.hash}};
  return pods.project({
    metadata: {
      name,
      namespace,
      creationTimestamp: iso(created),
      ...hash,
      ...(given.owner && {ownerReferences: [{kind: given.owner[0], name: given.owner[1], controller: true}]}),
    },
    spec: {
      ...(node !== '' && {nodeName: node}),
      containers: [{name: 'main', resources: {requests: {cpu, memory}}}],
    },
    status: podStates[state],
  });
}

interface PodForm {
  readonly namespace?: string;
  readonly state?: keyof typeof podStates;
  readonly cpu?: string;
  readonly memory?: string;
  readonly node?: string;
  /** ms */
  readonly created?: number;
  readonly owner?: readonly [kind: string, name: string];
  readonly hash?: string;
}

const container = (state: unknown, lastState: unknown = {}) => [{name: 'main', state, lastState}];

const podStates = {
  running: {phase: 'Running', containerStatuses: [{name: 'main', ready: true, state: {running: {}}}]},
  completed: {
    phase: 'Succeeded',
    containerStatuses: container({terminated: {exitCode: 0, reason: 'Completed'}}),
  },
  crashing: {
    phase: 'Running',
    containerStatuses: container(
      {waiting: {reason: 'CrashLoopBackOff'}},
      {terminated: {exitCode: 1, reason: 'Error'}},
    ),
  },
  imagePull: {phase: 'Pending', containerStatuses: container({waiting: {reason: 'ImagePullBackOff'}})},
  creating: {phase: 'Pending', containerStatuses: container({waiting: {reason: 'ContainerCreating'}})},
  evicted: {phase: 'Failed', reason: 'Evicted'},
  failed: {phase: 'Failed', containerStatuses: container({terminated: {exitCode: 3, reason: 'Error'}})},
  unschedulable: {
    phase: 'Pending',
    conditions: [
      {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message:
          '0/38 nodes are available: 2 node(s) had untolerated taint {a: b}, 36 Insufficient cpu. preemption: 0/38 nodes are available: 38 No preemption victims found for incoming pod.',
      },
    ],
  },
};

export function node(name: string, given: NodeForm = {}): NodeRecord {
  const {isReady = true, uid = `uid-of-${name}`, cpu = '4', memory = '8Gi'} = given;
  return nodes.project({
    metadata: {
      name,
      uid,
      ...(given.region !== undefined && {labels: {'topology.kubernetes.io/region': given.region}}),
    },
    status: {
      allocatable: {cpu, memory},
      conditions: [
        {type: 'Ready', status: isReady ? 'True' : 'False', reason: 'KubeletNotReady'},
        {type: 'DiskPressure', status: given.hasDiskPressure ? 'True' : 'False'},
      ],
    },
  });
}

interface NodeForm {
  readonly isReady?: boolean;
  readonly uid?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly region?: string;
  readonly hasDiskPressure?: boolean;
}

export function namespace(name: string, uid: string): NamespaceRecord {
  return namespaces.project({metadata: {name, uid}, status: {phase: 'Active'}});
}

export function deployment(name: string, status: Counters = {}, spec: unknown = {}): DeploymentRecord {
  return deployments.project(workload(name, {...healthy, ...status}, spec));
}

export function statefulset(name: string, status: Counters = {}, spec: unknown = {}): StatefulSetRecord {
  const updateStrategy = {type: 'RollingUpdate', rollingUpdate: {partition: 0}};
  return statefulsets.project(workload(name, {...healthy, ...status}, {updateStrategy, ...(spec as object)}));
}

export function daemonset(name: string, status: Counters = {}, spec: unknown = {}): DaemonSetRecord {
  const well = {
    desiredNumberScheduled: 3,
    currentNumberScheduled: 3,
    updatedNumberScheduled: 3,
    numberReady: 3,
    numberAvailable: 3,
  };
  const updateStrategy = {type: 'RollingUpdate'};
  return daemonsets.project(workload(name, {...well, ...status}, {updateStrategy, ...(spec as object)}));
}

type Counters = Readonly<Record<string, unknown>>;

const healthy = {replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3};

/** `generation` among the counters is that of the object; `observedGeneration` follows it unless given. */
function workload(name: string, {generation = 1, ...status}: Counters, spec: unknown) {
  return {
    metadata: {name, namespace: 'shop', generation},
    spec: {replicas: 3, ...(spec as object)},
    status: {observedGeneration: generation, ...status},
  };
}

export function warning(name: string, given: WarningForm): EventRecord {
  const {reason = 'BackOff', message = 'back-off', count, first, last} = given;
  const [kind, object] = given.about ?? ['Pod', 'web'];
  return events.project({
    metadata: {name, namespace: 'shop'},
    type: 'Warning',
    reason,
    message,
    count,
    firstTimestamp: iso(first),
    lastTimestamp: iso(last),
    involvedObject: {kind, namespace: 'shop', name: object},
  });
}

interface WarningForm {
  readonly reason?: string;
  readonly message?: string;
  readonly count: number;
  /** ms */
  readonly first: number;
  readonly last: number;
  readonly about?: readonly [kind: string, name: string];
}

function iso(ms: number): string | undefined {
  return ms === 0 ? undefined : new Date(ms).toISOString();
}
