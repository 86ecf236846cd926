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
import type {Tone} from './listing.ts';

/** What a rule may ask besides the record. */
export interface FaultContext {
  /** Seconds, by the cluster's clock. */
  readonly now: number;
  /** Whether the rollout of this workload does not get on. */
  isStuck(namespace: string, name: string): boolean;
}

/** What is wrong with a row: the column whose cell says it, undefined where none does, and how bad that is. */
export interface Illness {
  readonly tone: Extract<Tone, 'bad' | 'warn'>;
  readonly column: string | undefined;
}

type FaultRule<R extends BaseRecord = BaseRecord> = (
  record: R,
  context: FaultContext,
) => Illness | undefined | false;

/** Whether a row is one that faults-only shows. What has no rule is never ill. */
export function isIll(kind: Kind<BaseRecord>, record: BaseRecord, context: FaultContext): boolean {
  return illnessOf(kind, record, context) !== undefined;
}

/** Why it is one. `bad` is what fails, `warn` what waits, is short of something or only warns. */
export function illnessOf(
  kind: Kind<BaseRecord>,
  record: BaseRecord,
  context: FaultContext,
): Illness | undefined {
  return (rules.get(nameOf(kind)) ?? ofTable)(record, context) || undefined;
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
rule(pods, (pod: PodRecord, {now}) =>
  pod.phase === 'failing' ? bad('STATUS') : isPendingLong(pod, now) && warn('STATUS'),
);
rule(nodes, (node: NodeRecord) =>
  // As kubectl has it, the status of a node says nothing of what it is short of.
  node.ready !== 'True' ? warn('STATUS') : node.pressures !== '' && warn(undefined),
);
rule(events, (event: EventRecord) => event.type === 'Warning' && warn('TYPE'));
rule(namespaces, (namespace: NamespaceRecord) => namespace.phase !== 'Active' && warn('STATUS'));
rule(deployments, (record: DeploymentRecord, context) => ofWorkload(record, context, 'UP-TO-DATE'));
// Kubectl does not print how many of them are of the new revision.
rule(statefulsets, (record: StatefulSetRecord, context) => ofWorkload(record, context, undefined));
rule(daemonsets, (record: DaemonSetRecord, context) => ofWorkload(record, context, 'UP-TO-DATE'));
rule(replicasets, (record: ReplicaSetRecord) =>
  record.failure !== '' ? bad('READY') : isShort(record) && warn('READY'),
);
rule(jobs, (job: JobRecord) =>
  job.status === 'Failed' || job.status === 'FailureTarget'
    ? bad('STATUS')
    : isRetrying(job) && warn('STATUS'),
);
rule(persistentvolumeclaims, ({status}: PersistentVolumeClaimRecord) =>
  status === 'Lost' ? bad('STATUS') : status !== 'Bound' && warn('STATUS'),
);
rule(
  poddisruptionbudgets,
  ({healthy, desiredHealthy}: PodDisruptionBudgetRecord) =>
    healthy < desiredHealthy && warn('ALLOWED DISRUPTIONS'),
);
/** A metric that cannot be read: it does not scale. */
rule(
  horizontalpodautoscalers,
  (scaler: HorizontalPodAutoscalerRecord) => scaler.targets.includes('<unknown>') && warn('TARGETS'),
);

/** `updated`: the column that shows how far its rollout is. */
function ofWorkload(
  record: BaseRecord & Parameters<typeof isShort>[0],
  {isStuck}: FaultContext,
  updated: string | undefined,
): Illness | undefined {
  const isLate = isStuck(record.namespace, record.name);
  if (isShort(record)) return isLate ? bad('READY') : warn('READY');
  return isLate ? bad(updated) : undefined;
}

function bad(column: string | undefined): Illness {
  return {tone: 'bad', column};
}

function warn(column: string | undefined): Illness {
  return {tone: 'warn', column};
}

/** Fewer pods ready than are asked for, as k9s has it: also while a rollout takes some away. */
function isShort({ready, desired}: {readonly ready: number; readonly desired: number}): boolean {
  return ready < desired;
}

function isRetrying({status, failed, completed}: JobRecord): boolean {
  return status === 'Running' && completed === 0 && failed > 0;
}

/** In the server's own words: most operators print a condition under a column of one of these names. */
function ofTable(record: BaseRecord): Illness | undefined {
  if (!isTableRecord(record)) return undefined;
  const column = tableColumns(record).find(
    ({name, cell}) => conditions.has(name) && /^(false|unknown)$/i.test(cell(record, {now: 0})),
  );
  return column && warn(column.name);
}

const conditions: ReadonlySet<string> = new Set(['READY', 'AVAILABLE', 'SYNCED', 'HEALTHY']);
