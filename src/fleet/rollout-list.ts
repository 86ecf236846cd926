import type {EventRecord, PodRecord} from '../kinds/index.ts';
import {isSeen, type OpenWorkload, openRollouts, standingOf} from './figures.ts';
import type {Member} from './member.ts';
import {failedCreate, type Verdict} from './rollouts.ts';

/** A workload that is not done: `rolling`, `stuck` or `paused`, and why. */
export interface Rollout {
  readonly kind: 'deployments' | 'statefulsets' | 'daemonsets';
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
}

/** `now` in ms by our clock. A stuck one's reason is that of its new pods, or why they cannot be made. */
export function rolloutsOf(member: Member, now: number): readonly Rollout[] {
  const open = [...openRollouts(member, now)];
  const evidence = open.some(({verdict}) => verdict.type === 'stuck') ? collect(member) : undefined;
  return open.map((workload) => ({
    kind: workload.kind,
    namespace: workload.record.namespace,
    name: workload.record.name,
    verdict: evidence ? explained(workload, evidence) : workload.verdict,
  }));
}

interface Evidence {
  /** Ill pods by `kind/namespace/name` of their workload. */
  readonly pods: ReadonlyMap<string, readonly PodRecord[]>;
  /** FailedCreate events by `kind/namespace/name` of the object they are about. */
  readonly failures: ReadonlyMap<string, EventRecord>;
}

/** One pass over what is ill, for all workloads at once. */
function collect(member: Member): Evidence {
  const {pods, events} = member.tables;
  const ill = isSeen(standingOf(member, pods, 'pods')) ? [...pods.tally.troubled.values()] : [];
  const failures = new Map<string, EventRecord>();
  if (isSeen(standingOf(member, events, 'events'))) {
    for (const event of events.records.values()) {
      if (event.reason !== 'FailedCreate') continue;
      const key = `${event.objectKind}/${event.objectNamespace}/${event.objectName}`;
      if ((failures.get(key)?.lastSeen ?? -1) < event.lastSeen) failures.set(key, event);
    }
  }
  return {pods: Map.groupBy(ill, podWorkloadKey), failures};
}

function explained(workload: OpenWorkload, evidence: Evidence): Verdict {
  const {verdict} = workload;
  // The controller's own words on why no pod can be made are the first link of the chain.
  if (verdict.type !== 'stuck' || verdict.reason.startsWith('FailedCreate')) return verdict;
  const key = `${objectKinds[workload.kind]}/${workload.record.namespace}/${workload.record.name}`;
  const pod = worstOfNewest(evidence.pods.get(key) ?? []);
  const reason = pod && podReason(pod);
  if (reason !== undefined) return {type: 'stuck', reason};
  const failure = evidence.failures.get(key) ?? newestOfReplicaSets(key, evidence.failures);
  return failure ? {type: 'stuck', reason: failedCreate(failure.message)} : verdict;
}

const objectKinds = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
} as const;

/** `Deployment/shop/checkout` for a pod of its ReplicaSet, `StatefulSet/shop/db` … '' for a pod of nobody. */
export function podWorkloadKey(pod: PodRecord): string {
  const {owner} = pod;
  if (!owner) return '';
  const hash = pod.labels[hashLabel];
  const isDeployed = owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
  if (!isDeployed) return `${owner.kind}/${pod.namespace}/${owner.name}`;
  return `Deployment/${pod.namespace}/${owner.name.slice(0, -hash.length - 1)}`;
}

const hashLabel = 'pod-template-hash';

/** StatefulSet and DaemonSet pods carry their revision in a label of their own. */
function revision(pod: PodRecord): string {
  return pod.labels[hashLabel] ?? pod.labels['controller-revision-hash'] ?? '';
}

/** Of the revision whose pods were made last: failing before pending, as a failing one says more. */
function worstOfNewest(pods: readonly PodRecord[]): PodRecord | undefined {
  const newest = pods.reduce<PodRecord | undefined>(
    (latest, pod) => (latest && latest.created >= pod.created ? latest : pod),
    undefined,
  );
  if (!newest) return undefined;
  const current = pods.filter((pod) => revision(pod) === revision(newest));
  return current.find(({phase}) => phase === 'failing') ?? current.find(({trouble}) => trouble !== undefined);
}

/** `CrashLoopBackOff, exit 1` · `ImagePullBackOff` · `Pending: Insufficient cpu`; undefined where a pod gives no reason. */
export function podReason({phase, status, trouble}: PodRecord): string | undefined {
  if (!trouble) return phase === 'failing' ? status : undefined;
  if (phase === 'pending') return `Pending: ${schedulingReason(trouble.message) || trouble.reason}`;
  if (trouble.lastEnd === 'OOMKilled' && trouble.reason !== 'OOMKilled')
    return `${trouble.reason}, OOMKilled`;
  return trouble.exitCode > 0 ? `${trouble.reason}, exit ${trouble.exitCode}` : trouble.reason;
}

/** `0/38 nodes are available: 2 node(s) had untolerated taint, 36 Insufficient cpu. preemption: …` → `Insufficient cpu`. */
function schedulingReason(message: string): string {
  const list = /nodes are available: (.*?)(\. |\.?$)/.exec(message)?.[1] ?? '';
  let reason = '';
  let most = 0;
  for (const part of list.split(', ')) {
    const [, count = '', text = ''] = /^(\d+) (.*)$/.exec(part) ?? [];
    if (Number(count) > most) [reason, most] = [text, Number(count)];
  }
  return reason;
}

/** A Deployment's pods are made by its ReplicaSets, whose names begin with its own. */
function newestOfReplicaSets(key: string, failures: Evidence['failures']): EventRecord | undefined {
  if (!key.startsWith('Deployment/')) return undefined;
  const name = key.slice('Deployment/'.length);
  let newest: EventRecord | undefined;
  for (const [subject, event] of failures) {
    const isOwn =
      subject.startsWith(`ReplicaSet/${name}-`) && !subject.slice(`ReplicaSet/${name}-`.length).includes('-');
    if (isOwn && event.lastSeen > (newest?.lastSeen ?? -1)) newest = event;
  }
  return newest;
}
