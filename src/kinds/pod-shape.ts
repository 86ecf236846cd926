import {type Fields, field, map, repeated} from './schema.ts';
import {
  type Condition,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  ownerMessages,
  ownersField,
  type Quantity,
  quantityMessages,
  type Time,
} from './wellknown.ts';

/** What is read of a Pod, in either encoding: lists may be null in JSON, messages are null in protobuf when absent. */
export interface PodShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly nodeName?: string;
    readonly containers?: readonly ContainerShape[] | null;
    readonly initContainers?: readonly ContainerShape[] | null;
    readonly readinessGates?: readonly {readonly conditionType?: string}[] | null;
    readonly overhead?: ResourceList;
    readonly resources?: {readonly requests?: ResourceList} | null;
  } | null;
  readonly status?: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly nominatedNodeName?: string;
    readonly podIPs?: readonly {readonly ip?: string}[] | null;
    readonly conditions?: readonly Condition[] | null;
    readonly initContainerStatuses?: readonly ContainerStatusShape[] | null;
    readonly containerStatuses?: readonly ContainerStatusShape[] | null;
  } | null;
}

export type ResourceList = Readonly<Record<string, Quantity>> | null;

export interface ContainerShape {
  readonly name?: string;
  readonly restartPolicy?: string;
  readonly resources?: {readonly requests?: ResourceList} | null;
}

export interface ContainerStatusShape {
  readonly name?: string;
  readonly ready?: boolean;
  readonly started?: boolean | null;
  readonly restartCount?: number;
  readonly state?: ContainerStateShape | null;
  readonly lastState?: ContainerStateShape | null;
}

export interface ContainerStateShape {
  readonly waiting?: {readonly reason?: string; readonly message?: string} | null;
  readonly running?: object | null;
  readonly terminated?: TerminatedShape | null;
}

export interface TerminatedShape {
  readonly exitCode?: number;
  readonly signal?: number;
  readonly reason?: string;
  readonly message?: string;
  readonly finishedAt?: Time;
}

/** The same as a schema. */
export const podMessages: Readonly<Record<string, Fields>> = {
  ...metadataMessages(ownersField),
  ...ownerMessages,
  ...quantityMessages,
  Pod: {metadata: metadataField, spec: field('PodSpec', 2), status: field('PodStatus', 3)},
  PodSpec: {
    containers: repeated('Container', 2),
    nodeName: field('string', 10),
    initContainers: repeated('Container', 20),
    readinessGates: repeated('PodReadinessGate', 28),
    overhead: map('Quantity', 32),
    resources: field('ResourceRequirements', 40),
  },
  Container: {
    name: field('string', 1),
    resources: field('ResourceRequirements', 8),
    restartPolicy: field('string', 24),
  },
  ResourceRequirements: {requests: map('Quantity', 2)},
  PodReadinessGate: {conditionType: field('string', 1)},
  PodStatus: {
    phase: field('string', 1),
    conditions: repeated('PodCondition', 2),
    message: field('string', 3),
    reason: field('string', 4),
    containerStatuses: repeated('ContainerStatus', 8),
    initContainerStatuses: repeated('ContainerStatus', 10),
    nominatedNodeName: field('string', 11),
    podIPs: repeated('PodIP', 12),
  },
  PodIP: {ip: field('string', 1)},
  PodCondition: {
    type: field('string', 1),
    status: field('string', 2),
    reason: field('string', 5),
    message: field('string', 6),
  },
  ContainerStatus: {
    name: field('string', 1),
    state: field('ContainerState', 2),
    lastState: field('ContainerState', 3),
    ready: field('bool', 4),
    restartCount: field('int32', 5),
    started: field('bool', 9),
  },
  ContainerState: {
    waiting: field('ContainerStateWaiting', 1),
    running: field('ContainerStateRunning', 2),
    terminated: field('ContainerStateTerminated', 3),
  },
  ContainerStateWaiting: {reason: field('string', 1), message: field('string', 2)},
  ContainerStateRunning: {},
  ContainerStateTerminated: {
    exitCode: field('int32', 1),
    signal: field('int32', 2),
    reason: field('string', 3),
    message: field('string', 4),
    finishedAt: field('Time', 6),
  },
};
