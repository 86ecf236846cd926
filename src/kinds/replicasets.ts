import {ageColumn, column, nameColumn, orNone, wide} from './columns.ts';
import {revisionOf} from './deployments.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {shortMessage} from './message.ts';
import {controllerOf, type Owner} from './owner.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {containersOf, type LabelSelector, selectorText, type Template, templateMessages} from './template.ts';
import {
  annotationsField,
  type Condition,
  condition,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  ownerMessages,
  ownersField,
  seconds,
} from './wellknown.ts';

export interface ReplicaSetRecord extends BaseRecord {
  /** Its Deployment, where it has one. */
  readonly owner: Owner | undefined;
  /** Of its Deployment; the greatest is the newest. 0 where it has none. */
  readonly revision: number;
  /** Revisions that it was before, where its Deployment was rolled back to it; in order. */
  readonly pastRevisions: readonly number[];
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  /** Reason (`FailedCreate`) and message of the ReplicaFailure condition while it is True, else ''. */
  readonly failureReason: string;
  readonly failure: string;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const replicasets: Kind<ReplicaSetRecord> = {
  resource: {
    group: 'apps',
    version: 'v1',
    plural: 'replicasets',
    singular: 'replicaset',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
    namespaced: true,
  },
  protobuf: schema('ReplicaSet', {
    ...metadataMessages({...annotationsField, ...ownersField}),
    ...ownerMessages,
    ...templateMessages(),
    ReplicaSet: {
      metadata: metadataField,
      spec: field('ReplicaSetSpec', 2),
      status: field('ReplicaSetStatus', 3),
    },
    ReplicaSetSpec: {
      replicas: pointer('int32', 1),
      selector: field('LabelSelector', 2),
      template: field('PodTemplateSpec', 3),
    },
    ReplicaSetStatus: {
      replicas: field('int32', 1),
      readyReplicas: field('int32', 4),
      availableReplicas: field('int32', 5),
      conditions: repeated('ReplicaSetCondition', 6),
    },
    ReplicaSetCondition: {
      type: field('string', 1),
      status: field('string', 2),
      reason: field('string', 4),
      message: field('string', 5),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('DESIRED', (set) => set.desired),
    column('CURRENT', (set) => set.current),
    column('READY', (set) => set.ready),
    ageColumn,
    column('CONTAINERS', (set) => set.containers, wide),
    column('IMAGES', (set) => set.images, wide),
    column('SELECTOR', (set) => orNone(set.selector), wide),
  ],
};

interface ReplicaSetShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly replicas?: number | null;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
  } | null;
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[] | null;
  } | null;
}

function project(object: unknown): ReplicaSetRecord {
  const {metadata, spec, status} = object as ReplicaSetShape;
  const failure = condition(status?.conditions, 'ReplicaFailure');
  const hasFailed = failure?.status === 'True';
  const {containers, images} = containersOf(spec?.template);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    owner: controllerOf(metadata?.ownerReferences),
    revision: revisionOf(metadata),
    pastRevisions: pastRevisionsOf(metadata),
    // The API's default; servers without defaulting leave it out.
    desired: spec?.replicas ?? 1,
    current: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    failureReason: hasFailed ? intern(failure.reason ?? '') : '',
    failure: hasFailed ? shortMessage(failure.message) : '',
    containers,
    images,
    selector: selectorText(spec?.selector),
  };
}

/** The Deployment controller keeps them in an annotation, comma-separated. */
function pastRevisionsOf(metadata: ObjectMeta | null | undefined): readonly number[] {
  const history = metadata?.annotations?.['deployment.kubernetes.io/revision-history'];
  if (!history) return noRevisions;
  return history
    .split(',')
    .map(Number)
    .filter((revision) => Number.isInteger(revision) && revision > 0);
}

// One for nearly all of them.
const noRevisions: readonly number[] = [];
