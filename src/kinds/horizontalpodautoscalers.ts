import {ageColumn, column, nameColumn} from './columns.ts';
import {type MetricSpec, type MetricStatus, metricMessages, metricsText} from './hpa-metrics.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {metadataField, metadataMessages, type ObjectMeta, quantityMessages, seconds} from './wellknown.ts';

export interface HorizontalPodAutoscalerRecord extends BaseRecord {
  /** What it scales: `Deployment/checkout`. */
  readonly reference: string;
  /** Current over target of the first two metrics, as printed: `cpu: 35%/80%`. */
  readonly targets: string;
  /** -1 where unset; the server sets 1 by default. */
  readonly minimum: number;
  readonly maximum: number;
  readonly current: number;
  readonly desired: number;
}

export const horizontalpodautoscalers: Kind<HorizontalPodAutoscalerRecord> = {
  resource: {
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    singular: 'horizontalpodautoscaler',
    kind: 'HorizontalPodAutoscaler',
    shortNames: ['hpa'],
    namespaced: true,
  },
  protobuf: schema('HorizontalPodAutoscaler', {
    ...metadataMessages(),
    ...quantityMessages,
    ...metricMessages,
    HorizontalPodAutoscaler: {
      metadata: metadataField,
      spec: field('HorizontalPodAutoscalerSpec', 2),
      status: field('HorizontalPodAutoscalerStatus', 3),
    },
    HorizontalPodAutoscalerSpec: {
      scaleTargetRef: field('CrossVersionObjectReference', 1),
      minReplicas: pointer('int32', 2),
      maxReplicas: field('int32', 3),
      metrics: repeated('MetricSpec', 4),
    },
    CrossVersionObjectReference: {kind: field('string', 1), name: field('string', 2)},
    HorizontalPodAutoscalerStatus: {
      currentReplicas: field('int32', 3),
      desiredReplicas: field('int32', 4),
      currentMetrics: repeated('MetricStatus', 5),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('REFERENCE', (scaler) => scaler.reference),
    column('TARGETS', (scaler) => scaler.targets),
    column('MINPODS', (scaler) => (scaler.minimum < 0 ? '<unset>' : scaler.minimum), {
      value: (scaler) => scaler.minimum,
    }),
    column('MAXPODS', (scaler) => scaler.maximum),
    column('REPLICAS', (scaler) => scaler.current),
    ageColumn,
  ],
};

interface ScalerShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly scaleTargetRef?: {readonly kind?: string; readonly name?: string} | null;
    readonly minReplicas?: number | null;
    readonly maxReplicas?: number;
    readonly metrics?: readonly MetricSpec[] | null;
  } | null;
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly currentMetrics?: readonly MetricStatus[] | null;
  } | null;
}

function project(object: unknown): HorizontalPodAutoscalerRecord {
  const {metadata, spec, status} = object as ScalerShape;
  const target = spec?.scaleTargetRef;
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    reference: `${target?.kind ?? ''}/${target?.name ?? ''}`,
    targets: metricsText(spec?.metrics ?? [], status?.currentMetrics ?? []),
    minimum: spec?.minReplicas ?? -1,
    maximum: spec?.maxReplicas ?? 0,
    current: status?.currentReplicas ?? 0,
    desired: status?.desiredReplicas ?? 0,
  };
}
