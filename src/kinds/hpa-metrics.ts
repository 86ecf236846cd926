import {type Fields, field, pointer} from './schema.ts';
import {type Quantity, quantityText} from './wellknown.ts';

/** What a HorizontalPodAutoscaler aims at, one of the five sources by `type`. */
export interface MetricSpec {
  readonly type?: string;
  readonly object?: {readonly target?: Target | null} | null;
  readonly pods?: {readonly target?: Target | null} | null;
  readonly external?: {readonly target?: Target | null} | null;
  readonly resource?: {readonly name?: string; readonly target?: Target | null} | null;
  readonly containerResource?: {readonly name?: string; readonly target?: Target | null} | null;
}

export interface MetricStatus {
  readonly object?: {readonly current?: Target | null} | null;
  readonly pods?: {readonly current?: Target | null} | null;
  readonly external?: {readonly current?: Target | null} | null;
  readonly resource?: {readonly current?: Target | null} | null;
  readonly containerResource?: {readonly current?: Target | null} | null;
}

interface Target {
  readonly value?: Quantity;
  readonly averageValue?: Quantity;
  readonly averageUtilization?: number | null;
}

/**
 * kubectl's TARGETS: current over target of the first two metrics. Statuses are matched by position, as the server's
 * own printer does (`formatHPAMetrics`).
 */
export function metricsText(specs: readonly MetricSpec[], statuses: readonly MetricStatus[]): string {
  if (specs.length === 0) return '<none>';
  const shown = specs.slice(0, 2).map((spec, index) => metricText(spec, statuses[index]));
  const more = specs.length > 2 ? ` + ${specs.length - 2} more...` : '';
  return shown.join(', ') + more;
}

function metricText(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return valueText(spec.external?.target, status?.external?.current);
    case 'Object':
      return valueText(spec.object?.target, status?.object?.current);
    case 'Pods': {
      const current = status?.pods ? amount(status.pods.current?.averageValue) : '<unknown>';
      return `${current}/${amount(spec.pods?.target?.averageValue)}`;
    }
    case 'Resource':
      return resourceText(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function valueText(target: Target | null | undefined, current: Target | null | undefined): string {
  if (has(target?.averageValue)) {
    const average = has(current?.averageValue) ? amount(current?.averageValue) : '<unknown>';
    return `${average}/${amount(target?.averageValue)} (avg)`;
  }
  return `${current ? amount(current.value) : '<unknown>'}/${amount(target?.value)}`;
}

function resourceText(
  source: {readonly name?: string; readonly target?: Target | null} | null | undefined,
  current: Target | null | undefined,
): string {
  const target = source?.target;
  if (has(target?.averageValue)) {
    const average = current ? amount(current.averageValue) : '<unknown>';
    return `${source?.name ?? ''}: ${average}/${amount(target?.averageValue)}`;
  }
  const used = current?.averageUtilization;
  const wanted = target?.averageUtilization;
  return `${source?.name ?? ''}: ${percent(used, '<unknown>')}/${percent(wanted, '<auto>')}`;
}

function percent(value: number | null | undefined, absent: string): string {
  return value === null || value === undefined ? absent : `${value}%`;
}

function has(value: Quantity): boolean {
  return value !== null && value !== undefined;
}

/** As Go prints a quantity that is nil or zero. */
function amount(value: Quantity): string {
  return has(value) ? quantityText(value) || '0' : '<nil>';
}

export const metricMessages: Readonly<Record<string, Fields>> = {
  MetricSpec: {
    type: field('string', 1),
    object: field('ObjectMetricSource', 2),
    pods: field('PodsMetricSource', 3),
    resource: field('ResourceMetricSource', 4),
    external: field('ExternalMetricSource', 5),
    containerResource: field('ContainerResourceMetricSource', 7),
  },
  ObjectMetricSource: {target: field('MetricTarget', 2)},
  PodsMetricSource: {target: field('MetricTarget', 2)},
  ResourceMetricSource: {name: field('string', 1), target: field('MetricTarget', 2)},
  ExternalMetricSource: {target: field('MetricTarget', 2)},
  ContainerResourceMetricSource: {name: field('string', 1), target: field('MetricTarget', 2)},
  MetricTarget: {
    value: field('Quantity', 2),
    averageValue: field('Quantity', 3),
    averageUtilization: pointer('int32', 4),
  },
  MetricStatus: {
    object: field('ObjectMetricStatus', 2),
    pods: field('PodsMetricStatus', 3),
    resource: field('ResourceMetricStatus', 4),
    external: field('ExternalMetricStatus', 5),
    containerResource: field('ContainerResourceMetricStatus', 7),
  },
  ObjectMetricStatus: {current: field('MetricValueStatus', 2)},
  PodsMetricStatus: {current: field('MetricValueStatus', 2)},
  ResourceMetricStatus: {current: field('MetricValueStatus', 2)},
  ExternalMetricStatus: {current: field('MetricValueStatus', 2)},
  ContainerResourceMetricStatus: {current: field('MetricValueStatus', 2)},
  MetricValueStatus: {
    value: field('Quantity', 1),
    averageValue: field('Quantity', 2),
    averageUtilization: pointer('int32', 3),
  },
};
