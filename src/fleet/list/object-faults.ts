import {
  type BaseRecord,
  type DaemonSetRecord,
  type DeploymentRecord,
  daemonsets,
  deployments,
  type EventRecord,
  events,
  type HorizontalPodAutoscalerRecord,
  horizontalpodautoscalers,
  type JobRecord,
  jobs,
  type Kind,
  type NamespaceRecord,
  type NodeRecord,
  namespaces,
  nodes,
  type PersistentVolumeClaimRecord,
  type PodDisruptionBudgetRecord,
  type PodRecord,
  persistentvolumeclaims,
  poddisruptionbudgets,
  pods,
  type ReplicaSetRecord,
  replicasets,
  type StatefulSetRecord,
  statefulsets,
  tableColumns,
} from '../../kinds/index.ts';
import {isPendingLong} from '../tallies.ts';
import {isTableRecord} from './item.ts';

/** What a rule may ask besides the record. */
export interface FaultContext {
  /** Seconds, by the cluster's clock. */
  readonly now: number;
  /** Whether the rollout of this workload does not get on. */
  isStuck(namespace: string, name: string): boolean;
}

type FaultRule<R extends BaseRecord = BaseRecord> = (record: R, context: FaultContext) => boolean;

/** Whether a row is one that faults-only shows. What has no rule is never ill. */
export function isIll(kind: Kind<BaseRecord>, record: BaseRecord, context: FaultContext): boolean {
  return (rules.get(nameOf(kind)) ?? ofTable)(record, context);
}

const rules = new Map<string, FaultRule>();

function rule<R extends BaseRecord>(kind: Kind<R>, decide: FaultRule<R>): void {
  // A resource's name stands for its record type, which a map cannot say.
  rules.set(nameOf(kind), decide as FaultRule);
}

/** Not its `kindId`: events have two, and one rule. */
function nameOf({resource: {group, plural}}: Pick<Kind, 'resource'>): string {
  return `${plural}.${group}`;
}

/** Those that BAD counts, but for the ones that have only just begun. */
rule(pods, (pod: PodRecord, {now}) => pod.phase === 'failing' || isPendingLong(pod, now));
rule(nodes, (node: NodeRecord) => node.ready !== 'True' || node.pressures !== '');
rule(events, (event: EventRecord) => event.type === 'Warning');
rule(namespaces, (namespace: NamespaceRecord) => namespace.phase !== 'Active');
rule(deployments, (record: DeploymentRecord, context) => isShort(record) || isStuck(record, context));
rule(statefulsets, (record: StatefulSetRecord, context) => isShort(record) || isStuck(record, context));
rule(daemonsets, (record: DaemonSetRecord, context) => isShort(record) || isStuck(record, context));
rule(replicasets, (record: ReplicaSetRecord) => isShort(record) || record.failure !== '');
rule(jobs, (job: JobRecord) => job.status === 'Failed' || job.status === 'FailureTarget' || isRetrying(job));
rule(persistentvolumeclaims, (claim: PersistentVolumeClaimRecord) => claim.status !== 'Bound');
rule(poddisruptionbudgets, (budget: PodDisruptionBudgetRecord) => budget.healthy < budget.desiredHealthy);
/** A metric that cannot be read: it does not scale. */
rule(horizontalpodautoscalers, (scaler: HorizontalPodAutoscalerRecord) =>
  scaler.targets.includes('<unknown>'),
);

/** Fewer pods ready than are asked for, as k9s has it: also while a rollout takes some away. */
function isShort({ready, desired}: {readonly ready: number; readonly desired: number}): boolean {
  return ready < desired;
}

function isStuck({namespace, name}: BaseRecord, {isStuck}: FaultContext): boolean {
  return isStuck(namespace, name);
}

function isRetrying({status, failed, completed}: JobRecord): boolean {
  return status === 'Running' && completed === 0 && failed > 0;
}

/** In the server's own words: most operators print a condition under a column of one of these names. */
function ofTable(record: BaseRecord): boolean {
  if (!isTableRecord(record)) return false;
  return tableColumns(record).some(
    (column) => conditions.has(column.name) && /^(false|unknown)$/i.test(column.cell(record, {now: 0})),
  );
}

const conditions: ReadonlySet<string> = new Set(['READY', 'AVAILABLE', 'SYNCED', 'HEALTHY']);
