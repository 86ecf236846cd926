import type {DaemonSetRecord, DeploymentRecord, StatefulSetRecord} from '../kinds/index.ts';

/** Where a workload's latest change stands. `kubectl rollout status` is the judge of `done`. */
export type Verdict =
  | {readonly type: 'done'}
  | {readonly type: 'rolling'; readonly reason: string}
  /** Waits for a person, not for a cluster. */
  | {readonly type: 'paused'; readonly reason: string}
  | {readonly type: 'stuck'; readonly reason: string};

/** A verdict but for time, and the counters whose movement says that it gets on. */
export interface Progress {
  readonly verdict: Verdict;
  readonly counters: readonly number[];
  /** When the cluster itself last saw it get on, in seconds by its clock, where it says so. */
  readonly movedAt?: number;
}

/** A rollout of which no counter has moved for so long is stuck, whatever its own deadline (10 min by default) says. */
export const stuckAfter = 5 * 60_000;

/** `unmovedFor`: ms since a counter last moved. */
export function verdictOf({verdict}: Progress, unmovedFor: number): Verdict {
  return verdict.type === 'rolling' && unmovedFor >= stuckAfter
    ? {type: 'stuck', reason: verdict.reason}
    : verdict;
}

/** Rules of DeploymentStatusViewer in kubectl's polymorphichelpers/rollout_status.go, 1.37. */
export function deploymentProgress(record: DeploymentRecord): Progress {
  const {desired, current, updated, available} = record;
  const counters = [current, updated, record.ready, available];
  const open = (reason: string): Progress => {
    if (record.isPaused)
      return {verdict: {type: 'paused', reason: 'paused with changes that wait'}, counters};
    const verdict = {type: 'rolling', reason} as const;
    // After a rollout the condition keeps the time at which it was complete, which says nothing of a later fault.
    const isUnderWay = record.progressedAt > 0 && record.progressingReason !== 'NewReplicaSetAvailable';
    return isUnderWay ? {verdict, counters, movedAt: record.progressedAt} : {verdict, counters};
  };
  if (record.generation > record.observedGeneration) return open(notObserved);
  if (record.progressingReason === 'ProgressDeadlineExceeded' || record.progressing === 'False') {
    const reason = record.failure === '' ? deadlineText(record) : failedCreate(record.failure);
    return {verdict: {type: 'stuck', reason}, counters};
  }
  if (updated < desired) {
    return open(record.failure === '' ? `${updated} of ${desired} updated` : failedCreate(record.failure));
  }
  if (current > updated) return open(`${current - updated} old replicas still run`);
  if (available < updated) return open(`${available} of ${updated} available`);
  return {verdict: {type: 'done'}, counters};
}

/** `pods "web-6d5f-" is forbidden: exceeded quota …`: what the pod would have been called helps nobody. */
export function failedCreate(message: string): string {
  const reason = message.replace(/^(Error creating: )?(pods "[^"]*" is (forbidden|invalid): )?/, '');
  return `FailedCreate: ${reason}`;
}

function deadlineText(record: DeploymentRecord): string {
  return record.progressingReason === 'ProgressDeadlineExceeded' || record.progressingReason === ''
    ? 'progress deadline exceeded'
    : `${record.progressingReason}: ${record.progressingMessage}`;
}

/** Rules of StatefulSetStatusViewer; for OnDelete, which kubectl does not judge, the old pods wait for a person. */
export function statefulSetProgress(record: StatefulSetRecord): Progress {
  const {desired, updated, ready} = record;
  const counters = [record.current, updated, ready, record.available];
  const rolling = (reason: string): Progress => ({verdict: {type: 'rolling', reason}, counters});
  if (record.observedGeneration === 0 || record.generation > record.observedGeneration)
    return rolling(notObserved);
  if (ready < desired) return rolling(`${ready} of ${desired} ready`);
  if (record.strategy === 'OnDelete') return {verdict: onDelete(updated, desired), counters};
  if (updated < desired - record.partition)
    return rolling(`${updated} of ${desired - record.partition} updated`);
  return {verdict: {type: 'done'}, counters};
}

/** Rules of DaemonSetStatusViewer. */
export function daemonSetProgress(record: DaemonSetRecord): Progress {
  const {desired, updated, available} = record;
  const counters = [desired, record.current, updated, record.ready, available];
  const isOnDelete = record.strategy === 'OnDelete';
  const rolling = (reason: string): Progress => ({verdict: {type: 'rolling', reason}, counters});
  if (record.generation > record.observedGeneration) return rolling(notObserved);
  if (updated < desired && !isOnDelete) return rolling(`${updated} of ${desired} updated`);
  if (available < desired) return rolling(`${available} of ${desired} available`);
  return {verdict: isOnDelete ? onDelete(updated, desired) : {type: 'done'}, counters};
}

const notObserved = 'its controller has not seen the change';

function onDelete(updated: number, desired: number): Verdict {
  if (updated >= desired) return {type: 'done'};
  return {type: 'paused', reason: `OnDelete: ${desired - updated} of ${desired} pods are old until deleted`};
}
