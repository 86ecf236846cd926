import type {KubeObject} from '../store.ts';
import {type Hand, metadata, type OwnerReference, time} from './metadata.ts';

/** A pod as the simulation holds it: never changed, only replaced. Times in ms. */
export interface Pod {
  readonly name: string;
  readonly uid: string;
  readonly created: number;
  readonly template: PodTemplate;
  readonly state: PodState;
  /** '' until it is scheduled. */
  readonly node: string;
  readonly ip: string;
  readonly restarts: number;
  readonly lastEnd?: Ended;
  /** When its grace ends, once it is being deleted. */
  readonly deleted?: number;
}

/** What all pods of one revision of a workload have in common. */
export interface PodTemplate {
  readonly namespace: string;
  readonly owner: OwnerReference;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: string;
  readonly image: string;
  /** Millicores and MiB. */
  readonly cpu: number;
  readonly memory: number;
  readonly port: number;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly isJob?: true;
}

export type PodState =
  | {readonly type: 'unscheduled'; readonly since: number; readonly message?: string}
  | {readonly type: 'creating'; readonly since: number}
  | {readonly type: 'running'; readonly since: number; readonly isReady: boolean; readonly readySince: number}
  | {readonly type: 'waiting'; readonly since: number; readonly reason: string; readonly message: string}
  | {readonly type: 'ended'; readonly end: Ended; readonly reason?: string; readonly message?: string};

export interface Ended {
  readonly started: number;
  readonly at: number;
  readonly exitCode: number;
  readonly reason: string;
}

/** Whether it counts among the ready ones of its workload. */
export function isReady({state, deleted}: Pod): boolean {
  return state.type === 'running' && state.isReady && deleted === undefined;
}

export function podObject(pod: Pod): KubeObject {
  const {name, uid, created, template, node, deleted} = pod;
  const {namespace, labels, owner, container, image, cpu, memory, port, nodeSelector, isJob} = template;
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      ...metadata({name, namespace, uid, created, labels, owner, hands: hands(pod)}),
      generateName: `${owner.name}-`,
      ...(deleted !== undefined && {deletionTimestamp: time(deleted), deletionGracePeriodSeconds: 30}),
    },
    spec: {
      volumes,
      containers: [
        {
          name: container,
          image,
          ...(isJob ? {} : {ports: [{name: 'http', containerPort: port, protocol: 'TCP'}]}),
          resources: {requests: {cpu: `${cpu}m`, memory: `${memory}Mi`}, limits: {memory: `${2 * memory}Mi`}},
          volumeMounts: [{name: tokenVolume, readOnly: true, mountPath: tokenPath}],
          ...(isJob
            ? {}
            : {readinessProbe: {httpGet: {path: '/ready', port: 'http', scheme: 'HTTP'}, periodSeconds: 10}}),
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: isJob ? 'Never' : 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      ...(nodeSelector && {nodeSelector}),
      serviceAccountName: 'default',
      ...(node !== '' && {nodeName: node}),
      schedulerName: 'default-scheduler',
      tolerations,
      priority: 0,
      enableServiceLinks: true,
    },
    status: statusOf(pod),
  };
}

const tokenVolume = 'kube-api-access';
const volumes = [
  {
    name: tokenVolume,
    projected: {
      sources: [
        {serviceAccountToken: {expirationSeconds: 3607, path: 'token'}},
        {configMap: {name: 'kube-root-ca.crt', items: [{key: 'ca.crt', path: 'ca.crt'}]}},
      ],
      defaultMode: 420,
    },
  },
];
const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tolerations = ['not-ready', 'unreachable'].map((key) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

function statusOf(pod: Pod): object {
  const {state, created, ip} = pod;
  const isScheduled = state.type !== 'unscheduled';
  return {
    phase: phaseOf(pod),
    ...(state.type === 'ended' && state.reason && {reason: state.reason, message: state.message ?? ''}),
    conditions: conditions(pod),
    ...(isScheduled && {startTime: time(created + 1000), qosClass: 'Burstable'}),
    ...(ip !== '' && {podIP: ip, podIPs: [{ip}]}),
    ...(isScheduled && {containerStatuses: [containerStatus(pod)]}),
  };
}

function phaseOf({state, template}: Pod): string {
  switch (state.type) {
    case 'unscheduled':
    case 'creating':
      return 'Pending';
    case 'running':
      return 'Running';
    case 'waiting':
      // A container that has run once leaves its pod Running while it waits to be started again.
      return state.reason === 'CrashLoopBackOff' ? 'Running' : 'Pending';
    case 'ended':
      if (!template.isJob) return 'Running';
      return state.end.exitCode === 0 && !state.reason ? 'Succeeded' : 'Failed';
  }
}

function conditions(pod: Pod): readonly object[] {
  const {state, created} = pod;
  const one = (type: string, is: boolean, at: number, why?: {reason: string; message: string}) => ({
    type,
    status: is ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: time(at),
    ...(!is && why),
  });
  if (state.type === 'unscheduled')
    return [one('PodScheduled', false, created, {reason: 'Unschedulable', message: state.message ?? ''})];
  const isWell = state.type === 'running' && state.isReady;
  const at =
    state.type === 'running' ? state.readySince : state.type === 'ended' ? state.end.at : state.since;
  const isDone = state.type === 'ended' && state.end.exitCode === 0;
  const why = isDone
    ? {reason: 'PodCompleted', message: ''}
    : {reason: 'ContainersNotReady', message: `containers with unready status: [${pod.template.container}]`};
  return [
    one('PodReadyToStartContainers', pod.ip !== '', created + 1000),
    one('Initialized', true, created + 1000),
    one('Ready', isWell, at, why),
    one('ContainersReady', isWell, at, why),
    one('PodScheduled', true, created),
  ];
}

function containerStatus({state, template, restarts, lastEnd, uid}: Pod): object {
  const {container, image} = template;
  const id = `containerd://${uid.replaceAll('-', '').repeat(2)}`;
  const hasRun = state.type === 'running' || state.type === 'ended' || restarts > 0;
  return {
    name: container,
    state: containerState(state, id),
    lastState: lastEnd ? {terminated: terminated(lastEnd, id)} : {},
    ready: state.type === 'running' && state.isReady,
    restartCount: restarts,
    image,
    imageID: hasRun ? `${image.replace(/:[^:/]*$/, '')}@sha256:${uid.replaceAll('-', '').repeat(2)}` : '',
    ...(hasRun && {containerID: id}),
    started: state.type === 'running',
  };
}

function containerState(state: PodState, id: string): object {
  switch (state.type) {
    case 'unscheduled':
    case 'creating':
      return {waiting: {reason: 'ContainerCreating'}};
    case 'running':
      return {running: {startedAt: time(state.since)}};
    case 'waiting':
      return {waiting: {reason: state.reason, message: state.message}};
    case 'ended':
      return {terminated: terminated(state.end, id)};
  }
}

function terminated({started, at, exitCode, reason}: Ended, containerID: string): object {
  return {exitCode, reason, startedAt: time(started), finishedAt: time(at), containerID};
}

function hands({created, state}: Pod): readonly Hand[] {
  const at = state.type === 'ended' ? state.end.at : state.since;
  return [
    {
      manager: 'kube-controller-manager',
      operation: 'Update',
      apiVersion: 'v1',
      at: created,
      fields: byController,
    },
    {manager: 'kubelet', operation: 'Update', apiVersion: 'v1', at, fields: byKubelet, subresource: 'status'},
  ];
}

const byController = [
  'metadata generateName',
  'metadata labels',
  'metadata ownerReferences',
  'spec containers',
];
const byKubelet = [
  'status conditions',
  'status containerStatuses',
  'status phase',
  'status podIPs',
  'status startTime',
];
