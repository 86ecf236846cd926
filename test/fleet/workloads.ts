import type {Verdict} from '../../src/fleet/index.ts';
import type {Cluster, KubernetesObject} from '../rig/index.ts';

export const workloadKinds = ['deployments', 'statefulsets', 'daemonsets'] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

/** A workload on a real cluster, what is done to it, and what must become of it. */
export interface WorkloadCase {
  readonly kind: WorkloadKind;
  readonly name: string;
  /** `capped` has a ResourceQuota of no pods. */
  readonly namespace?: 'shop' | 'capped';
  readonly base: Form;
  /** Applied once the base has all its pods. */
  readonly change?: Form;
  readonly verdict: Verdict['type'];
  readonly reason?: RegExp;
  /** What is told when nothing has moved for longer than `stuckAfter`. */
  readonly reasonLater?: RegExp;
}

interface Form {
  readonly replicas?: number;
  readonly image?: string;
  /** Annotation of the pods: `fate: crash-loop`, `ready-after: 10m`. */
  readonly pods?: readonly [key: string, value: string];
  readonly cpu?: string;
  readonly isPaused?: boolean;
  readonly deadline?: number;
  readonly strategy?: unknown;
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

const v2 = 'registry.invalid/app:2.0';
const onDelete = {type: 'OnDelete'};
const slow = ['ready-after', '10m'] as const;
const crashing = ['fate', 'crash-loop'] as const;

export const cases: readonly WorkloadCase[] = [
  {kind: 'deployments', name: 'steady', base: {replicas: 2}, verdict: 'done'},
  {kind: 'deployments', name: 'none', base: {replicas: 0}, verdict: 'done'},
  {
    kind: 'deployments',
    name: 'scaled-to-none',
    base: {replicas: 2},
    change: {replicas: 0},
    verdict: 'done',
  },
  {
    kind: 'deployments',
    name: 'updated',
    base: {replicas: 2},
    change: {replicas: 2, image: v2},
    verdict: 'done',
  },
  {
    kind: 'deployments',
    name: 'slow',
    base: {replicas: 3},
    change: {replicas: 3, image: v2, pods: slow},
    verdict: 'rolling',
    reason: /^1 of 3 updated$/,
  },
  {
    kind: 'deployments',
    name: 'late',
    base: {replicas: 1},
    change: {replicas: 1, image: v2, pods: slow, deadline: 2},
    verdict: 'stuck',
    reason: /^progress deadline exceeded: 1 old replica still runs$/,
  },
  {
    kind: 'deployments',
    name: 'crashing',
    base: {replicas: 3},
    change: {replicas: 3, image: v2, pods: crashing, deadline: 2},
    verdict: 'stuck',
    reason: /^CrashLoopBackOff, exit 1$/,
  },
  {
    kind: 'deployments',
    name: 'crashing-at-once',
    base: {replicas: 1, pods: crashing},
    verdict: 'rolling',
    reason: /^0 of 1 available: CrashLoopBackOff, exit 1$/,
    reasonLater: /^CrashLoopBackOff, exit 1$/,
  },
  {
    kind: 'deployments',
    name: 'no-image',
    base: {replicas: 2},
    change: {
      replicas: 2,
      image: 'registry.invalid/app:latset',
      pods: ['fate', 'image-pull-error'],
      deadline: 2,
    },
    verdict: 'stuck',
    reason: /^ImagePullBackOff$/,
  },
  {
    kind: 'deployments',
    name: 'memory-eater',
    base: {replicas: 1, pods: ['fate', 'oom'], deadline: 2},
    verdict: 'stuck',
    reason: /^OOMKilled, exit 137$/,
  },
  {
    kind: 'deployments',
    name: 'over-quota',
    namespace: 'capped',
    base: {replicas: 2, deadline: 2},
    verdict: 'stuck',
    reason: /^FailedCreate: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0$/,
  },
  {
    kind: 'deployments',
    name: 'over-quota-in-time',
    namespace: 'capped',
    base: {replicas: 2},
    verdict: 'rolling',
    reason: /^FailedCreate: exceeded quota/,
    reasonLater: /^FailedCreate: exceeded quota/,
  },
  {
    kind: 'deployments',
    name: 'too-big',
    base: {replicas: 1, cpu: '64', deadline: 2},
    verdict: 'stuck',
    reason: /^Pending: Insufficient cpu$/,
  },
  {
    kind: 'deployments',
    name: 'held',
    base: {replicas: 2},
    change: {replicas: 2, image: v2, isPaused: true},
    verdict: 'paused',
    reason: /^paused with changes that wait$/,
  },
  {
    kind: 'deployments',
    name: 'held-without-change',
    base: {replicas: 2},
    change: {replicas: 2, isPaused: true},
    verdict: 'done',
  },
  {
    kind: 'deployments',
    name: 'held-and-ill',
    base: {replicas: 1, pods: crashing, isPaused: false},
    change: {replicas: 1, pods: crashing, isPaused: true},
    verdict: 'rolling',
    reason: /^0 of 1 available: CrashLoopBackOff, exit 1$/,
    reasonLater: /^CrashLoopBackOff, exit 1$/,
  },
  {kind: 'statefulsets', name: 'steady', base: {replicas: 2}, verdict: 'done'},
  {kind: 'statefulsets', name: 'none', base: {replicas: 0}, verdict: 'done'},
  {
    kind: 'statefulsets',
    name: 'slow',
    base: {replicas: 2},
    change: {replicas: 2, image: v2, pods: slow},
    verdict: 'rolling',
    reason: /^1 of 2 ready$/,
  },
  {
    kind: 'statefulsets',
    name: 'crashing',
    base: {replicas: 2},
    change: {replicas: 2, image: v2, pods: crashing},
    verdict: 'rolling',
    reason: /^1 of 2 ready: CrashLoopBackOff, exit 1$/,
    reasonLater: /^CrashLoopBackOff, exit 1$/,
  },
  {
    kind: 'statefulsets',
    name: 'partitioned',
    base: {replicas: 3},
    change: {replicas: 3, image: v2, strategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}}},
    verdict: 'done',
  },
  {
    kind: 'statefulsets',
    name: 'partitioned-away',
    base: {replicas: 2},
    change: {replicas: 2, image: v2, strategy: {type: 'RollingUpdate', rollingUpdate: {partition: 9}}},
    verdict: 'done',
  },
  {
    kind: 'statefulsets',
    name: 'on-delete',
    base: {replicas: 2, strategy: onDelete},
    change: {replicas: 2, image: v2, strategy: onDelete},
    verdict: 'paused',
    reason: /^OnDelete: 2 of 2 pods are old until deleted$/,
  },
  {
    kind: 'statefulsets',
    name: 'over-quota',
    namespace: 'capped',
    base: {replicas: 2},
    verdict: 'rolling',
    reason: /^0 of 2 ready: FailedCreate: exceeded quota/,
    reasonLater: /^FailedCreate: exceeded quota/,
  },
  {
    kind: 'statefulsets',
    name: 'too-big',
    base: {replicas: 1, cpu: '64'},
    verdict: 'rolling',
    reason: /^0 of 1 ready: Pending: Insufficient cpu$/,
    reasonLater: /^Pending: Insufficient cpu$/,
  },
  {kind: 'daemonsets', name: 'steady', base: {}, verdict: 'done'},
  {kind: 'daemonsets', name: 'nowhere', base: {nodeSelector: {'no-such': 'label'}}, verdict: 'done'},
  {
    kind: 'daemonsets',
    name: 'slow',
    base: {},
    change: {image: v2, pods: slow},
    verdict: 'rolling',
    reason: /^1 of 3 updated$/,
  },
  {
    kind: 'daemonsets',
    name: 'crashing',
    base: {},
    change: {image: v2, pods: crashing},
    verdict: 'rolling',
    reason: /^1 of 3 updated: CrashLoopBackOff, exit 1$/,
    reasonLater: /^CrashLoopBackOff, exit 1$/,
  },
  {
    kind: 'daemonsets',
    name: 'over-quota',
    namespace: 'capped',
    base: {},
    verdict: 'rolling',
    reason: /^0 of 3 updated: FailedCreate: exceeded quota/,
    reasonLater: /^FailedCreate: exceeded quota/,
  },
  {
    kind: 'daemonsets',
    name: 'on-delete',
    base: {strategy: onDelete},
    change: {image: v2, strategy: onDelete},
    verdict: 'paused',
    reason: /^OnDelete: 3 of 3 pods are old until deleted$/,
  },
];

export function namespaceOf({namespace = 'shop'}: WorkloadCase): string {
  return namespace;
}

/** Both namespaces, every base, and once its pods are there, every change. */
export async function makeWorkloads(cluster: Cluster, areComplete: () => Promise<void>): Promise<void> {
  await cluster.apply([
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}},
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'capped'}},
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {name: 'none', namespace: 'capped'},
      spec: {hard: {pods: '0'}},
    },
  ]);
  await cluster.apply(cases.map((one) => workload(one, one.base)));
  await areComplete();
  await cluster.apply(cases.flatMap((one) => (one.change ? workload(one, one.change) : [])));
}

const objectKinds = {deployments: 'Deployment', statefulsets: 'StatefulSet', daemonsets: 'DaemonSet'};

function workload(one: WorkloadCase, form: Form): KubernetesObject {
  const {kind, name} = one;
  const labels = {app: `${kind}-${name}`};
  const annotations = form.pods && {[`rig.flotilla.dev/${form.pods[0]}`]: form.pods[1]};
  const image = form.image ?? 'registry.invalid/app:1.0';
  const strategy = form.strategy && {updateStrategy: form.strategy};
  return {
    apiVersion: 'apps/v1',
    kind: objectKinds[kind],
    metadata: {name, namespace: namespaceOf(one)},
    spec: {
      ...(kind !== 'daemonsets' && {replicas: form.replicas ?? 1}),
      ...(kind === 'statefulsets' && {serviceName: name}),
      ...(form.deadline !== undefined && {progressDeadlineSeconds: form.deadline}),
      ...(form.isPaused !== undefined && {paused: form.isPaused}),
      ...(strategy as object | undefined),
      selector: {matchLabels: labels},
      template: {
        metadata: {labels, ...(annotations && {annotations})},
        spec: {
          ...(form.nodeSelector && {nodeSelector: form.nodeSelector}),
          containers: [
            {
              name: 'main',
              image,
              resources: {requests: {cpu: form.cpu ?? '10m', memory: '16Mi'}},
            },
          ],
        },
      },
    },
  };
}
