import {
  type BaseRecord,
  type DaemonSetRecord,
  type DeploymentRecord,
  daemonsets,
  deployments,
  type JobRecord,
  jobs,
  type PodRecord,
  pods,
  type ReplicaSetRecord,
  replicasets,
  type StatefulSetRecord,
  statefulsets,
} from '../../kinds/index.ts';
import type {Fault} from '../faults.ts';
import type {Feed} from '../feed.ts';
import {podWorkloadKey} from '../pod-reason.ts';

/** A workload, a pod of nobody or a node with everything that is wrong with it. */
export interface Trouble {
  /** `Deployment/shop/checkout`, `Node/ip-10-1-7-33`. */
  readonly key: string;
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `ReplicaSet`, `Job`, `Pod`, `Node` … */
  readonly kind: string;
  /** '' for nodes. */
  readonly namespace: string;
  readonly name: string;
  /** Worst first; never empty. */
  readonly faults: readonly [Fault, ...Fault[]];
  /** Its pods that are in trouble. */
  readonly pods: readonly PodRecord[];
}

/** The faults of a context, pods and rollouts folded into their workload, in the order in which `Feed.faults` has them. */
export function troublesOf(feed: Feed, context: string): readonly Trouble[] {
  const held = feed.records(context, pods);
  const groups = new Map<string, {subject: Subject; faults: [Fault, ...Fault[]]; pods: PodRecord[]}>();
  for (const fault of feed.faults(context)) {
    const pod = fault.kind === 'pods' ? held.get(`${fault.namespace}/${fault.name}`) : undefined;
    const subject = subjectOf(fault, pod);
    const group = groups.get(subject.key);
    if (!group) groups.set(subject.key, {subject, faults: [fault], pods: pod ? [pod] : []});
    else {
      group.faults.push(fault);
      if (pod) group.pods.push(pod);
    }
  }
  return [...groups.values()].map(({subject, ...rest}) => ({...subject, ...rest}));
}

/** What is held of the workload of a trouble. Jobs and ReplicaSets are known only while they are watched. */
export type Workload =
  | {readonly kind: 'Deployment'; readonly record: DeploymentRecord}
  | {readonly kind: 'StatefulSet'; readonly record: StatefulSetRecord}
  | {readonly kind: 'DaemonSet'; readonly record: DaemonSetRecord}
  | {readonly kind: 'ReplicaSet'; readonly record: ReplicaSetRecord}
  | {readonly kind: 'Job'; readonly record: JobRecord};

export function workloadOf(
  feed: Feed,
  context: string,
  {kind, namespace, name}: Subject,
): Workload | undefined {
  const key = `${namespace}/${name}`;
  switch (kind) {
    case 'Deployment':
      return found(kind, feed.records(context, deployments).get(key));
    case 'StatefulSet':
      return found(kind, feed.records(context, statefulsets).get(key));
    case 'DaemonSet':
      return found(kind, feed.records(context, daemonsets).get(key));
    case 'ReplicaSet':
      return found(kind, feed.records(context, replicasets).get(key));
    case 'Job':
      return found(kind, feed.records(context, jobs).get(key));
    default:
      return undefined;
  }
}

export type Subject = Pick<Trouble, 'key' | 'kind' | 'namespace' | 'name'>;

function found<K extends string, R extends BaseRecord>(kind: K, record: R | undefined) {
  return record && {kind, record};
}

function subjectOf({kind, namespace, name}: Fault, pod: PodRecord | undefined): Subject {
  if (kind === 'nodes') return {key: `Node/${name}`, kind: 'Node', namespace: '', name};
  const own = kind === 'pods' ? 'Pod' : workloadKinds[kind];
  const key = (pod && podWorkloadKey(pod)) || `${own}/${namespace}/${name}`;
  const [owner = '', , ownerName = ''] = key.split('/');
  return {key, kind: owner, namespace, name: ownerName};
}

const workloadKinds = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
} as const;
