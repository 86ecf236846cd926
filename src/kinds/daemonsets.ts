import {ageColumn, column, nameColumn, orNone, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, map, schema} from './schema.ts';
import {
  containersOf,
  type LabelSelector,
  labelsText,
  selectorText,
  type Template,
  templateMessages,
} from './template.ts';
import {generationField, metadataField, metadataMessages, type ObjectMeta, seconds} from './wellknown.ts';

export interface DaemonSetRecord extends BaseRecord {
  /** Nodes that should run a pod of it. */
  readonly desired: number;
  readonly current: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly generation: number;
  readonly observedGeneration: number;
  /** `RollingUpdate`, or `OnDelete`: pods then change only as they are deleted. */
  readonly strategy: string;
  readonly nodeSelector: string;
  readonly containers: string;
  readonly images: string;
  readonly selector: string;
}

export const daemonsets: Kind<DaemonSetRecord> = {
  resource: {
    group: 'apps',
    version: 'v1',
    plural: 'daemonsets',
    singular: 'daemonset',
    kind: 'DaemonSet',
    shortNames: ['ds'],
    namespaced: true,
  },
  protobuf: schema('DaemonSet', {
    ...metadataMessages(generationField),
    ...templateMessages({nodeSelector: map('string', 7)}),
    DaemonSet: {
      metadata: metadataField,
      spec: field('DaemonSetSpec', 2),
      status: field('DaemonSetStatus', 3),
    },
    DaemonSetSpec: {
      selector: field('LabelSelector', 1),
      template: field('PodTemplateSpec', 2),
      updateStrategy: field('DaemonSetUpdateStrategy', 3),
    },
    DaemonSetUpdateStrategy: {type: field('string', 1)},
    DaemonSetStatus: {
      currentNumberScheduled: field('int32', 1),
      desiredNumberScheduled: field('int32', 3),
      numberReady: field('int32', 4),
      observedGeneration: field('uint32', 5),
      updatedNumberScheduled: field('int32', 6),
      numberAvailable: field('int32', 7),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('DESIRED', (set) => set.desired),
    column('CURRENT', (set) => set.current),
    column('READY', (set) => set.ready),
    column('UP-TO-DATE', (set) => set.updated),
    column('AVAILABLE', (set) => set.available),
    column('NODE SELECTOR', (set) => orNone(set.nodeSelector)),
    ageColumn,
    column('CONTAINERS', (set) => set.containers, wide),
    column('IMAGES', (set) => set.images, wide),
    column('SELECTOR', (set) => orNone(set.selector), wide),
  ],
};

interface DaemonSetShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly selector?: LabelSelector | null;
    readonly template?: Template | null;
    readonly updateStrategy?: {readonly type?: string} | null;
  } | null;
  readonly status?: {
    readonly currentNumberScheduled?: number;
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly observedGeneration?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  } | null;
}

function project(object: unknown): DaemonSetRecord {
  const {metadata, spec, status} = object as DaemonSetShape;
  const {containers, images} = containersOf(spec?.template);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    desired: status?.desiredNumberScheduled ?? 0,
    current: status?.currentNumberScheduled ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    strategy: intern(spec?.updateStrategy?.type ?? ''),
    nodeSelector: labelsText(spec?.template?.spec?.nodeSelector),
    containers,
    images,
    selector: selectorText(spec?.selector),
  };
}
