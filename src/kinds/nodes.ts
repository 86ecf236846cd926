import {ageColumn, column, nameColumn, orNone, wide} from './columns.ts';
import type {BaseRecord, Kind, Labels} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, map, repeated, schema} from './schema.ts';
import {
  type Condition,
  condition,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  type Quantity,
  quantity,
  quantityMessages,
  seconds,
  uidField,
} from './wellknown.ts';

export interface NodeRecord extends BaseRecord {
  readonly uid: string;
  /** Status of the Ready condition; '' where the node has none yet. `Unknown` = its kubelet went silent. */
  readonly ready: 'True' | 'False' | 'Unknown' | '';
  /** When `ready` last changed, seconds. */
  readonly readySince: number;
  /** Why it is not ready, '' while it is. */
  readonly reason: string;
  readonly isUnschedulable: boolean;
  /** Sorted, comma-separated; '' where it has none. */
  readonly roles: string;
  /** The kubelet's: `v1.37.2`. */
  readonly version: string;
  /** Millicores, bytes and pods that may be asked for. */
  readonly cpuAllocatable: number;
  readonly memoryAllocatable: number;
  readonly podsAllocatable: number;
  readonly taints: number;
  /** Conditions that are True and should not be: `DiskPressure,MemoryPressure`; '' where none is. */
  readonly pressures: string;
  readonly region: string;
  readonly zone: string;
  /** `aws:///eu-west-1a/i-0abc`, '' without a cloud provider. */
  readonly providerId: string;
  readonly internalIp: string;
  readonly externalIp: string;
  readonly osImage: string;
  /** With the architecture, as kubectl prints it. */
  readonly kernel: string;
  readonly runtime: string;
}

export const nodes: Kind<NodeRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'nodes',
    singular: 'node',
    kind: 'Node',
    shortNames: ['no'],
    namespaced: false,
  },
  protobuf: schema('Node', {
    ...metadataMessages(uidField),
    ...quantityMessages,
    Node: {metadata: metadataField, spec: field('NodeSpec', 2), status: field('NodeStatus', 3)},
    NodeSpec: {
      providerID: field('string', 3),
      unschedulable: field('bool', 4),
      taints: repeated('Taint', 5),
    },
    Taint: {},
    NodeStatus: {
      allocatable: map('Quantity', 2),
      conditions: repeated('NodeCondition', 4),
      addresses: repeated('NodeAddress', 5),
      nodeInfo: field('NodeSystemInfo', 7),
    },
    NodeCondition: {
      type: field('string', 1),
      status: field('string', 2),
      lastTransitionTime: field('Time', 4),
      reason: field('string', 5),
    },
    NodeAddress: {type: field('string', 1), address: field('string', 2)},
    NodeSystemInfo: {
      kernelVersion: field('string', 4),
      osImage: field('string', 5),
      containerRuntimeVersion: field('string', 6),
      kubeletVersion: field('string', 7),
      architecture: field('string', 10),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('STATUS', statusText),
    column('ROLES', (node) => orNone(node.roles)),
    ageColumn,
    column('VERSION', (node) => node.version),
    column('INTERNAL-IP', (node) => orNone(node.internalIp), wide),
    column('EXTERNAL-IP', (node) => orNone(node.externalIp), wide),
    column('OS-IMAGE', (node) => orUnknown(node.osImage), wide),
    column('KERNEL-VERSION', (node) => orUnknown(node.kernel), wide),
    column('CONTAINER-RUNTIME', (node) => orUnknown(node.runtime), wide),
  ],
};

function statusText(node: NodeRecord): string {
  const ready = node.ready === 'True' ? 'Ready' : node.ready === '' ? 'Unknown' : 'NotReady';
  return node.isUnschedulable ? `${ready},SchedulingDisabled` : ready;
}

interface NodeShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly providerID?: string;
    readonly unschedulable?: boolean;
    readonly taints?: readonly unknown[] | null;
  } | null;
  readonly status?: {
    readonly allocatable?: Readonly<Record<string, Quantity>> | null;
    readonly conditions?: readonly Condition[] | null;
    readonly addresses?: readonly {readonly type?: string; readonly address?: string}[] | null;
    readonly nodeInfo?: {
      readonly kernelVersion?: string;
      readonly osImage?: string;
      readonly containerRuntimeVersion?: string;
      readonly kubeletVersion?: string;
      readonly architecture?: string;
    } | null;
  } | null;
}

function project(object: unknown): NodeRecord {
  const {metadata, spec, status} = object as NodeShape;
  const labels = internLabels(metadata?.labels);
  const ready = condition(status?.conditions, 'Ready');
  const info = status?.nodeInfo;
  const address = (type: string) =>
    status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '';
  const architecture = info?.architecture ? ` (${info.architecture})` : '';
  return {
    namespace: '',
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels,
    uid: metadata?.uid ?? '',
    ready: readiness(ready),
    readySince: seconds(ready?.lastTransitionTime),
    reason: ready === undefined || ready.status === 'True' ? '' : intern(ready.reason ?? ''),
    isUnschedulable: spec?.unschedulable ?? false,
    roles: intern(rolesOf(labels)),
    version: intern(info?.kubeletVersion ?? ''),
    cpuAllocatable: Math.floor(quantity(status?.allocatable?.['cpu']) * 1000),
    memoryAllocatable: quantity(status?.allocatable?.['memory']),
    podsAllocatable: quantity(status?.allocatable?.['pods']),
    taints: spec?.taints?.length ?? 0,
    pressures: intern(pressuresOf(status?.conditions)),
    region:
      labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '',
    zone: labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '',
    providerId: spec?.providerID ?? '',
    internalIp: address('InternalIP'),
    externalIp: address('ExternalIP'),
    osImage: intern(info?.osImage ?? ''),
    kernel: intern(`${info?.kernelVersion || (architecture && '<unknown>')}${architecture}`),
    runtime: intern(info?.containerRuntimeVersion ?? ''),
  };
}

function readiness(ready: Condition | undefined): NodeRecord['ready'] {
  if (ready === undefined) return '';
  return ready.status === 'True' || ready.status === 'False' ? ready.status : 'Unknown';
}

function rolesOf(labels: Labels): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(rolePrefix)) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role') roles.add(value);
  }
  roles.delete('');
  return [...roles].sort().join(',');
}

function pressuresOf(conditions: readonly Condition[] | null | undefined): string {
  return (conditions ?? [])
    .filter(({type, status}) => status === 'True' && troubling.has(type ?? ''))
    .map(({type}) => type)
    .sort()
    .join(',');
}

function orUnknown(text: string): string {
  return text === '' ? '<unknown>' : text;
}

const rolePrefix = 'node-role.kubernetes.io/';

const troubling = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable']);
