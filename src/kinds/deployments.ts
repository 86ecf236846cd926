import {ageColumn, column, nameColumn, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {shortMessage} from './message.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {containersOf, type LabelSelector, selectorText, type Template, templateMessages} from './template.ts';
import {
  annotationsField,
  type Condition,
  condition,
  generationField,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  seconds,
} from './wellknown.ts';

export interface DeploymentRecord extends BaseRecord {
  readonly desired: number;
  /** Pods of any revision. */
  readonly current: number;
  /** Pods of the newest revision. */
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  /** The figures above are about `generation` only when `observedGeneration` has reached it. */
  readonly generation: number;
  readonly observedGeneration: number;
  readonly isPaused: boolean;
  /** Status of the Progressing condition, '' where there is none; `reason` as `ProgressDeadlineExceeded`. */
  readonly progressing: string;
  readonly progressingReason: string;
  readonly progressingMessage: string;
  /** When the condition was last updated, seconds: the last time the controller saw progress. */
  readonly progressedAt: number;
  /** When it ceased to have the least number of pods it needs, seconds; 0 while it has them. */
  readonly unavailableSince: number;
  /** Message of the ReplicaFailure condition while it is True, else ''. */
  readonly failure: string;
  /** `deployment.kubernetes.io/revision`, 0 where there is none yet. */
  readonly revision: number;
  /** `RollingUpdate` or `Recreate`. */
  readonly strategy: string;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const deployments: Kind<DeploymentRecord> = {
  resource: {
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    singular: 'deployment',
    kind: 'Deployment',
    shortNames: ['deploy'],
    namespaced: true,
  },
  protobuf: schema('Deployment', {
    ...metadataMessages({...generationField, ...annotationsField}),
    ...templateMessages(),
    Deployment: {
      metadata: metadataField,
      spec: field('DeploymentSpec', 2),
      status: field('DeploymentStatus', 3),
    },
    DeploymentSpec: {
      replicas: pointer('int32', 1),
      selector: field('LabelSelector', 2),
      template: field('PodTemplateSpec', 3),
      strategy: field('DeploymentStrategy', 4),
      paused: field('bool', 7),
    },
    DeploymentStrategy: {type: field('string', 1)},
    DeploymentStatus: {
      observedGeneration: field('uint32', 1),
      replicas: field('int32', 2),
      updatedReplicas: field('int32', 3),
      availableReplicas: field('int32', 4),
      conditions: repeated('DeploymentCondition', 6),
      readyReplicas: field('int32', 7),
    },
    DeploymentCondition: {
      type: field('string', 1),
      status: field('string', 2),
      reason: field('string', 4),
      message: field('string', 5),
      lastUpdateTime: field('Time', 6),
      lastTransitionTime: field('Time', 7),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('READY', (deployment) => `${deployment.ready}/${deployment.desired}`, {
      value: (deployment) => deployment.ready - deployment.desired,
    }),
    column('UP-TO-DATE', (deployment) => deployment.updated),
    column('AVAILABLE', (deployment) => deployment.available),
    ageColumn,
    column('CONTAINERS', (deployment) => deployment.containers, wide),
    column('IMAGES', (deployment) => deployment.images, wide),
    column('SELECTOR', (deployment) => deployment.selector, wide),
  ],
};

interface DeploymentShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly replicas?: number | null;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
    readonly strategy?: {readonly type?: string} | null;
    readonly paused?: boolean;
  } | null;
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[] | null;
  } | null;
}

function project(object: unknown): DeploymentRecord {
  const {metadata, spec, status} = object as DeploymentShape;
  const progressing = condition(status?.conditions, 'Progressing');
  const available = condition(status?.conditions, 'Available');
  const failure = condition(status?.conditions, 'ReplicaFailure');
  const {containers, images} = containersOf(spec?.template);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    // The API's default; servers without defaulting leave it out.
    desired: spec?.replicas ?? 1,
    current: status?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    isPaused: spec?.paused ?? false,
    progressing: intern(progressing?.status ?? ''),
    progressingReason: intern(progressing?.reason ?? ''),
    progressingMessage: shortMessage(progressing?.message),
    progressedAt: seconds(progressing?.lastUpdateTime),
    unavailableSince: available?.status === 'False' ? seconds(available.lastTransitionTime) : 0,
    failure: failure?.status === 'True' ? shortMessage(failure.message) : '',
    revision: revisionOf(metadata),
    strategy: intern(spec?.strategy?.type ?? ''),
    containers,
    images,
    selector: selectorText(spec?.selector),
  };
}

/** Of a Deployment or of one of its ReplicaSets. */
export function revisionOf(metadata: ObjectMeta | null | undefined): number {
  const revision = Number(metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  return Number.isInteger(revision) ? revision : 0;
}
