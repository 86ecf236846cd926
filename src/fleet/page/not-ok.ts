import {type JobRecord, jobs} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import {faultRank} from '../faults.ts';
import type {Feed} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import {groupsOf, heldReplicaSets, podsOfWorkloads} from './pod-groups.ts';
import {firstWarnings, sinceOf} from './since.ts';
import {type Trouble, troublesOf, type Workload, workloadOf} from './troubles.ts';
import {detailOf, whyOf} from './why.ts';

/** A workload, a pod of nobody or a node that is not as it should be. */
export interface NotOk {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `ReplicaSet`, `Job`, `Pod`, `Node` … */
  readonly kind: string;
  /** '' for nodes. */
  readonly namespace: string;
  readonly name: string;
  /** As WORST names it: `CrashLoop`, `stuck`, `NotReady`. */
  readonly fault: string;
  /** Pods ready of those wanted, of a Job those that succeeded, of a pod its containers; left out where not known. */
  readonly ready?: {readonly ready: number; readonly wanted: number};
  /** Pods of the newest revision; left out where there are no revisions, or they are not known. */
  readonly updated?: number;
  /** Seconds by the cluster's clock, 0 where nothing says it. */
  readonly since: number;
  /** `CrashLoop x7, exit 1, on 1.42.0`, `Pending: 0/38 Insufficient cpu`. */
  readonly why: string;
  /** One sentence for who looks at this row: `main exits 1 in 7 of 7 pods on 1.42.0; 11 of 11 on 1.41.9 ready`. */
  readonly detail: string;
}

/**
 * What is not ok on a cluster, in the order of the WORST column and by name within a fault, so that rows stay where they
 * are while counts change. Jobs, and images of older pods, are known only while `jobs` and `replicasets` are watched.
 * `now` in seconds by the cluster's clock.
 */
export function notOkOf(feed: Feed, row: ClusterRow, now: number): readonly NotOk[] {
  const context = row.contexts[0] ?? '';
  const troubles = troublesOf(feed, context);
  const ill = troubles.flatMap(({pods}) => pods.map(({namespace, name}) => `${namespace}/${name}`));
  const warned = firstWarnings(feed, context, new Set(ill));
  const own = podsOfWorkloads(feed, context, troubles);
  const replicaSets = heldReplicaSets(feed, context);
  const items = troubles.map((trouble): NotOk => {
    const workload = workloadOf(feed, context, trouble);
    const container = trouble.pods[0]?.trouble?.container ?? '';
    const groups = groupsOf(own.get(trouble.key) ?? [], workload, container, replicaSets);
    const why = whyOf(trouble, workload, groups);
    return {
      kind: sanitise(trouble.kind),
      namespace: sanitise(trouble.namespace),
      name: sanitise(trouble.name),
      fault: trouble.faults[0].fault,
      ...readiness(trouble, workload),
      since: sinceOf(trouble, workload, warned, now),
      why: sanitise(why),
      detail: sanitise(detailOf(trouble, groups, why)),
    };
  });
  const failed = failedJobs(feed.records(context, jobs).values(), new Set(troubles.map(({key}) => key)));
  return inOrder([...items, ...failed], hasHalfDown(row));
}

function readiness({kind, pods}: Trouble, workload: Workload | undefined): Pick<NotOk, 'ready' | 'updated'> {
  const [pod] = pods;
  if (kind === 'Pod' && pod) return {ready: {ready: pod.ready, wanted: pod.total}};
  switch (workload?.kind) {
    case undefined:
      return {};
    case 'Job':
      return {ready: jobProgress(workload.record)};
    case 'ReplicaSet':
      return {ready: {ready: workload.record.ready, wanted: workload.record.desired}};
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet': {
      const {ready, desired, updated} = workload.record;
      return {ready: {ready, wanted: desired}, updated};
    }
  }
}

/** A work queue, which has no number of completions, is done with one. */
function jobProgress({succeeded, completions}: JobRecord) {
  return {ready: succeeded, wanted: completions < 0 ? 1 : completions};
}

/** Those that left no failed pod behind, as one past its deadline does not. */
function* failedJobs(all: Iterable<JobRecord>, told: ReadonlySet<string>): Generator<NotOk> {
  for (const job of all) {
    const {namespace, name, failure, failedAt} = job;
    if (failure === '' || told.has(`Job/${namespace}/${name}`)) continue;
    yield {
      kind: 'Job',
      namespace: sanitise(namespace),
      name: sanitise(name),
      fault: 'Error',
      ready: jobProgress(job),
      since: failedAt,
      why: sanitise(failure),
      detail: sanitise(failure),
    };
  }
}

function inOrder(items: readonly NotOk[], isHalfDown: boolean): readonly NotOk[] {
  const rank = (fault: string) => (isHalfDown && fault === 'NotReady' ? -1 : faultRank(fault));
  const name = (item: NotOk) => `${item.namespace}/${item.name} ${item.kind}`;
  return [...items].sort((a, b) => rank(a.fault) - rank(b.fault) || (name(a) < name(b) ? -1 : 1));
}

/** Then nodes come before all else, as in WORST. */
function hasHalfDown({nodes}: ClusterRow): boolean {
  if (!('value' in nodes)) return false;
  const {ready, total} = nodes.value;
  return total > ready && (total - ready) * 2 >= total;
}
