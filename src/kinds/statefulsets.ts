import {ageColumn, column, nameColumn, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, schema} from './schema.ts';
import {containersOf, type LabelSelector, selectorText, type Template, templateMessages} from './template.ts';
import {generationField, metadataField, metadataMessages, type ObjectMeta, seconds} from './wellknown.ts';

export interface StatefulSetRecord extends BaseRecord {
  readonly desired: number;
  readonly current: number;
  /** Pods of the newest revision. */
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly generation: number;
  readonly observedGeneration: number;
  /** `RollingUpdate`, or `OnDelete`: pods then change only as they are deleted, and `updated` may stay behind for good. */
  readonly strategy: string;
  /** Only pods of this ordinal and above are updated. */
  readonly partition: number;
  /** They differ while an update is under way. */
  readonly currentRevision: string;
  readonly updateRevision: string;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const statefulsets: Kind<StatefulSetRecord> = {
  resource: {
    group: 'apps',
    version: 'v1',
    plural: 'statefulsets',
    singular: 'statefulset',
    kind: 'StatefulSet',
    shortNames: ['sts'],
    namespaced: true,
  },
  protobuf: schema('StatefulSet', {
    ...metadataMessages(generationField),
    ...templateMessages(),
    StatefulSet: {
      metadata: metadataField,
      spec: field('StatefulSetSpec', 2),
      status: field('StatefulSetStatus', 3),
    },
    StatefulSetSpec: {
      replicas: pointer('int32', 1),
      selector: field('LabelSelector', 2),
      template: field('PodTemplateSpec', 3),
      updateStrategy: field('StatefulSetUpdateStrategy', 7),
    },
    StatefulSetUpdateStrategy: {
      type: field('string', 1),
      rollingUpdate: field('RollingUpdateStatefulSetStrategy', 2),
    },
    RollingUpdateStatefulSetStrategy: {partition: field('int32', 1)},
    StatefulSetStatus: {
      observedGeneration: field('uint32', 1),
      replicas: field('int32', 2),
      readyReplicas: field('int32', 3),
      updatedReplicas: field('int32', 5),
      currentRevision: field('string', 6),
      updateRevision: field('string', 7),
      availableReplicas: field('int32', 11),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('READY', (set) => `${set.ready}/${set.desired}`, {value: (set) => set.ready - set.desired}),
    ageColumn,
    column('CONTAINERS', (set) => set.containers, wide),
    column('IMAGES', (set) => set.images, wide),
  ],
};

interface StatefulSetShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly replicas?: number | null;
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: {readonly partition?: number} | null;
    } | null;
  } | null;
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  } | null;
}

function project(object: unknown): StatefulSetRecord {
  const {metadata, spec, status} = object as StatefulSetShape;
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
    strategy: intern(spec?.updateStrategy?.type ?? ''),
    partition: spec?.updateStrategy?.rollingUpdate?.partition ?? 0,
    currentRevision: status?.currentRevision ?? '',
    updateRevision: status?.updateRevision ?? '',
    containers,
    images,
    selector: selectorText(spec?.selector),
  };
}
