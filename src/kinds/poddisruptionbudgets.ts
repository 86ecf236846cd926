import {ageColumn, column, nameColumn} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, schema} from './schema.ts';
import {
  type IntOrString,
  intOrString,
  intOrStringMessages,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  seconds,
} from './wellknown.ts';

export interface PodDisruptionBudgetRecord extends BaseRecord {
  /** A number, a percentage, or `N/A` where the other one is set. */
  readonly minAvailable: string;
  readonly maxUnavailable: string;
  /** How many of its pods may be evicted now; 0 blocks a drain. */
  readonly allowed: number;
  readonly healthy: number;
  readonly desiredHealthy: number;
  readonly expected: number;
}

export const poddisruptionbudgets: Kind<PodDisruptionBudgetRecord> = {
  resource: {
    group: 'policy',
    version: 'v1',
    plural: 'poddisruptionbudgets',
    singular: 'poddisruptionbudget',
    kind: 'PodDisruptionBudget',
    shortNames: ['pdb'],
    namespaced: true,
  },
  protobuf: schema('PodDisruptionBudget', {
    ...metadataMessages(),
    ...intOrStringMessages,
    PodDisruptionBudget: {
      metadata: metadataField,
      spec: field('PodDisruptionBudgetSpec', 2),
      status: field('PodDisruptionBudgetStatus', 3),
    },
    PodDisruptionBudgetSpec: {minAvailable: field('IntOrString', 1), maxUnavailable: field('IntOrString', 3)},
    PodDisruptionBudgetStatus: {
      disruptionsAllowed: field('int32', 3),
      currentHealthy: field('int32', 4),
      desiredHealthy: field('int32', 5),
      expectedPods: field('int32', 6),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('MIN AVAILABLE', (budget) => budget.minAvailable),
    column('MAX UNAVAILABLE', (budget) => budget.maxUnavailable),
    column('ALLOWED DISRUPTIONS', (budget) => budget.allowed),
    ageColumn,
  ],
};

interface PodDisruptionBudgetShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly minAvailable?: IntOrString | null;
    readonly maxUnavailable?: IntOrString | null;
  } | null;
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly expectedPods?: number;
  } | null;
}

function project(object: unknown): PodDisruptionBudgetRecord {
  const {metadata, spec, status} = object as PodDisruptionBudgetShape;
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    minAvailable: intern(boundText(spec?.minAvailable)),
    maxUnavailable: intern(boundText(spec?.maxUnavailable)),
    allowed: status?.disruptionsAllowed ?? 0,
    healthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    expected: status?.expectedPods ?? 0,
  };
}

function boundText(bound: IntOrString | null | undefined): string {
  return bound === null || bound === undefined ? 'N/A' : intOrString(bound);
}
