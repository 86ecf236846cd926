import type {KubeObject} from '../store.ts';
import type {Wanted} from './catalogue.ts';
import {type Hand, metadata, type OwnerReference, time} from './metadata.ts';
import {fieldsOfOwner} from './owned-fields.ts';
import {isReady, type Pod, type PodTemplate} from './pod.ts';

/** A Deployment, StatefulSet or DaemonSet as the simulation holds it. Times in ms. */
export interface Workload {
  readonly wanted: Wanted;
  readonly uid: string;
  readonly created: number;
  readonly pods: Map<string, Pod>;
  /** From the oldest that is kept to the newest. */
  revisions: readonly [Revision, ...Revision[]];
  replicas: number;
  generation: number;
  progress: Progress;
  /** When it last ceased to have, or had again, the pods it needs. */
  availableSince: number;
  isAvailable: boolean;
  /** When an autoscaler last set `replicas`. */
  scaledAt?: number;
}

export interface Revision {
  readonly number: number;
  readonly hash: string;
  readonly tag: string;
  readonly uid: string;
  readonly created: number;
  readonly template: PodTemplate;
}

/** The Progressing condition of a Deployment. */
export interface Progress {
  readonly status: 'True' | 'False';
  readonly reason: 'NewReplicaSetAvailable' | 'ReplicaSetUpdated' | 'ProgressDeadlineExceeded';
  readonly at: number;
}

export interface Counts {
  readonly total: number;
  readonly updated: number;
  readonly ready: number;
}

/** Of the pods that are not being deleted; without a revision of all. */
export function countsOf({pods, revisions}: Workload, revision?: Revision): Counts {
  const newest = newestOf(revisions).template;
  let [total, updated, ready] = [0, 0, 0];
  for (const pod of pods.values()) {
    if (pod.deleted !== undefined || (revision && pod.template !== revision.template)) continue;
    total++;
    if (pod.template === newest) updated++;
    if (isReady(pod)) ready++;
  }
  return {total, updated, ready};
}

export function newestOf(revisions: Workload['revisions']): Revision {
  return revisions[revisions.length - 1] ?? revisions[0];
}

/** What its pods refer to: a Deployment's are its ReplicaSets'. */
export function ownerOf(
  {kind, name}: Wanted,
  uid: string,
  hash: string,
  revisionUid: string,
): OwnerReference {
  if (kind !== 'Deployment') return {apiVersion: 'apps/v1', kind, name, uid};
  return {apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-${hash}`, uid: revisionUid};
}

/** Pods that must be there for a Deployment to be available: all but a quarter. */
export function neededOf({replicas}: Pick<Workload, 'replicas'>): number {
  return replicas - Math.floor(replicas / 4);
}

export function workloadObject(workload: Workload, counts: Counts): KubeObject {
  switch (workload.wanted.kind) {
    case 'Deployment':
      return deploymentObject(workload, counts);
    case 'StatefulSet':
      return statefulSetObject(workload, counts);
    case 'DaemonSet':
      return daemonSetObject(workload, counts);
  }
}

function deploymentObject(workload: Workload, counts: Counts): KubeObject {
  const {wanted, replicas, generation, progress, revisions, availableSince, isAvailable} = workload;
  const {total, updated, ready} = counts;
  const newest = newestOf(revisions);
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: identity(workload, {'deployment.kubernetes.io/revision': String(newest.number)}),
    spec: {
      replicas,
      selector: {matchLabels: {app: wanted.name}},
      template: templateObject(newest.template),
      strategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: '25%', maxSurge: '25%'}},
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: {
      observedGeneration: generation,
      ...some({replicas: total, updatedReplicas: updated, readyReplicas: ready, availableReplicas: ready}),
      ...some({unavailableReplicas: Math.max(0, total - ready)}),
      conditions: [
        {
          type: 'Available',
          status: isAvailable ? 'True' : 'False',
          lastUpdateTime: time(availableSince),
          lastTransitionTime: time(availableSince),
          reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
          message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
        },
        {
          type: 'Progressing',
          status: progress.status,
          lastUpdateTime: time(progress.at),
          lastTransitionTime: time(progress.status === 'True' ? workload.created : progress.at),
          reason: progress.reason,
          message: `ReplicaSet "${wanted.name}-${newest.hash}" ${progressWords[progress.reason]}`,
        },
      ],
    },
  };
}

const progressWords = {
  NewReplicaSetAvailable: 'has successfully progressed.',
  ReplicaSetUpdated: 'is progressing.',
  ProgressDeadlineExceeded: 'has timed out progressing.',
};

export function replicaSetObject(workload: Workload, revision: Revision, counts: Counts): KubeObject {
  const {wanted, uid} = workload;
  const {hash, created, template, number} = revision;
  const {total, ready} = counts;
  const labels = template.labels;
  return {
    kind: 'ReplicaSet',
    apiVersion: 'apps/v1',
    metadata: metadata({
      name: `${wanted.name}-${hash}`,
      namespace: wanted.namespace,
      uid: revision.uid,
      created,
      generation: 1,
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(workload.replicas),
        'deployment.kubernetes.io/revision': String(number),
      },
      owner: {apiVersion: 'apps/v1', kind: 'Deployment', name: wanted.name, uid},
      hands: [byController(created, replicaSetFields)],
    }),
    spec: {
      replicas: total,
      selector: {matchLabels: {app: wanted.name, 'pod-template-hash': hash}},
      template: templateObject(template),
    },
    status: {
      replicas: total,
      ...some({fullyLabeledReplicas: total, readyReplicas: ready, availableReplicas: ready}),
      observedGeneration: 1,
    },
  };
}

function statefulSetObject(workload: Workload, counts: Counts): KubeObject {
  const {wanted, replicas, generation, revisions} = workload;
  const {total, updated, ready} = counts;
  const newest = newestOf(revisions);
  const isDone = updated === replicas;
  const current = isDone ? newest : (revisions[revisions.length - 2] ?? newest);
  return {
    kind: 'StatefulSet',
    apiVersion: 'apps/v1',
    metadata: identity(workload),
    spec: {
      replicas,
      selector: {matchLabels: {app: wanted.name}},
      template: templateObject(newest.template),
      serviceName: wanted.name,
      podManagementPolicy: 'OrderedReady',
      updateStrategy: {type: 'RollingUpdate', rollingUpdate: {partition: 0}},
    },
    status: {
      observedGeneration: generation,
      replicas: total,
      ...some({readyReplicas: ready, availableReplicas: ready, updatedReplicas: updated}),
      currentReplicas: isDone ? total : total - updated,
      currentRevision: `${wanted.name}-${current.hash}`,
      updateRevision: `${wanted.name}-${newest.hash}`,
      collisionCount: 0,
    },
  };
}

function daemonSetObject(workload: Workload, counts: Counts): KubeObject {
  const {wanted, replicas, generation, revisions} = workload;
  const {total, updated, ready} = counts;
  return {
    kind: 'DaemonSet',
    apiVersion: 'apps/v1',
    metadata: identity(workload, {'deprecated.daemonset.template.generation': String(generation)}),
    spec: {
      selector: {matchLabels: {app: wanted.name}},
      template: templateObject(newestOf(revisions).template),
      updateStrategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 1, maxSurge: 0}},
    },
    status: {
      currentNumberScheduled: total,
      numberMisscheduled: 0,
      desiredNumberScheduled: replicas,
      numberReady: ready,
      observedGeneration: generation,
      ...some({updatedNumberScheduled: updated, numberAvailable: ready, numberUnavailable: replicas - ready}),
    },
  };
}

function identity(workload: Workload, annotations?: Readonly<Record<string, string>>) {
  const {wanted, uid, created, generation, scaledAt, revisions} = workload;
  const {name, namespace, manager} = wanted;
  const applied = newestOf(revisions).created;
  const hands: Hand[] = [
    {
      manager: manager === 'kubectl' ? 'kubectl-client-side-apply' : manager,
      operation: manager === 'argocd-controller' ? 'Apply' : 'Update',
      apiVersion: 'apps/v1',
      at: applied,
      fields: fieldsOfOwner(wanted, scaledAt !== undefined),
    },
    {...byController(applied + 1000, statusFields), subresource: 'status'},
  ];
  // An autoscaler's changes bear the name of the controller manager it is part of.
  if (scaledAt !== undefined) hands.push({...byController(scaledAt, scaleFields), subresource: 'scale'});
  return metadata({
    name,
    namespace,
    uid,
    created,
    generation,
    labels: {app: name, 'app.kubernetes.io/managed-by': managers[manager], 'app.kubernetes.io/name': name},
    ...(annotations && {annotations}),
    hands,
  });
}

const managers = {'argocd-controller': 'argocd', helm: 'Helm', kubectl: 'kubectl'};
const replicaSetFields = ['metadata labels', 'metadata ownerReferences', 'spec replicas', 'spec template'];
const scaleFields = ['spec replicas'];
const statusFields = ['status conditions', 'status observedGeneration', 'status replicas'];

function byController(at: number, fields: readonly string[]): Hand {
  return {manager: 'kube-controller-manager', operation: 'Update', apiVersion: 'apps/v1', at, fields};
}

function templateObject({labels, container, image, cpu, memory, port, nodeSelector}: PodTemplate): object {
  return {
    metadata: {labels},
    spec: {
      containers: [
        {
          name: container,
          image,
          ports: [{name: 'http', containerPort: port, protocol: 'TCP'}],
          resources: {requests: {cpu: `${cpu}m`, memory: `${memory}Mi`}, limits: {memory: `${2 * memory}Mi`}},
          readinessProbe: {httpGet: {path: '/ready', port: 'http', scheme: 'HTTP'}, periodSeconds: 10},
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      ...(nodeSelector && {nodeSelector}),
      schedulerName: 'default-scheduler',
    },
  };
}

/** Servers leave counters out that are 0. */
function some(counters: Readonly<Record<string, number>>): object {
  return Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0));
}
