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
  const {current, updated, ready, available, failure} = record;
  const counters = [current, updated, ready, available];
  const open = (reason: string): Progress => {
    const verdict = {type: 'rolling', reason} as const;
    // After a rollout the condition keeps the time at which it was complete, which says nothing of a later fault.
    const isComplete = record.progressingReason === 'NewReplicaSetAvailable';
    const movedAt = isComplete ? record.unavailableSince : record.progressedAt;
    return {verdict, counters, ...(movedAt > 0 && {movedAt})};
  };
  if (record.generation > record.observedGeneration) return open(notObserved);
  const remaining = remainingOf(record);
  const isLate = record.progressingReason === 'ProgressDeadlineExceeded';
  if (isLate || (record.progressing === 'False' && remaining !== undefined)) {
    const reason = failure === '' ? deadlineText(record, remaining) : failedCreate(failure);
    return {verdict: {type: 'stuck', reason}, counters};
  }
  if (remaining === undefined) return {verdict: {type: 'done'}, counters};
  // Paused is only what has changes to roll out: that its pods are well remains the cluster's business.
  if (record.isPaused && hasOldPods(record))
    return {verdict: {type: 'paused', reason: 'paused with changes that wait'}, counters};
  return open(failure === '' ? remaining : failedCreate(failure));
}

/** What is left to do, in the order in which it is done; undefined where nothing is. */
function remainingOf({desired, current, updated, available}: DeploymentRecord): string | undefined {
  if (updated < desired) return `${updated} of ${desired} updated`;
  const old = current - updated;
  if (old > 0) return old === 1 ? '1 old replica still runs' : `${old} old replicas still run`;
  return available < updated ? `${available} of ${updated} available` : undefined;
}

function hasOldPods({desired, current, updated}: DeploymentRecord): boolean {
  return updated < desired || current > updated;
}

/** `Error creating: pods "web-6d5f-" is forbidden: exceeded quota …` → `FailedCreate: exceeded quota …` */
export function failedCreate(message: string): string {
  return `FailedCreate: ${message.replace(preamble, '')}`;
}

/** What the controllers, each in its words, write before the reason: what the pod would have been called helps nobody. */
const preamble =
  /^(\(combined from similar events\): )?(Error creating: |create Pod \S+ in StatefulSet \S+ failed error: )?(pods "[^"]*" is (forbidden|invalid): )?/i;

function deadlineText(record: DeploymentRecord, remaining: string | undefined): string {
  const {progressingReason, progressingMessage} = record;
  if (progressingReason !== 'ProgressDeadlineExceeded' && progressingReason !== '')
    return `${progressingReason}: ${progressingMessage}`;
  return remaining === undefined ? 'progress deadline exceeded' : `progress deadline exceeded: ${remaining}`;
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
