import type {EventRecord, PodRecord} from '../kinds/index.ts';
import {isSeen, type OpenWorkload} from './figures.ts';
import type {Member} from './member.ts';
import {podReason, podRevision, podWorkloadKey} from './pod-reason.ts';
import {failedCreate} from './rollouts.ts';

/** What pods and events say of the workloads that are not done. */
export interface Evidence {
  /** By `kind/namespace/name` of their workload. */
  readonly pods: ReadonlyMap<string, readonly PodRecord[]>;
  /** The last telling event by `kind/namespace/name` of the object it is about. */
  readonly events: ReadonlyMap<string, EventRecord>;
}

/** One pass over pods and one over events, for all workloads at once. */
export function collectEvidence(member: Member, open: readonly OpenWorkload[]): Evidence {
  const {pods, events} = member.tables;
  const wanted = new Set(open.map(workloadKey));
  // Most pods are elsewhere, and comparing a namespace is cheaper than making a key.
  const namespaces = new Set(open.map(({record}) => record.namespace));
  const own: PodRecord[] = [];
  if (isSeen(member.standing(pods))) {
    for (const pod of pods.records.values()) {
      if (namespaces.has(pod.namespace) && wanted.has(podWorkloadKey(pod))) own.push(pod);
    }
  }
  const last = new Map<string, EventRecord>();
  if (isSeen(member.standing(events))) {
    for (const event of events.records.values()) {
      if (!namespaces.has(event.objectNamespace)) continue;
      if (event.objectKind === 'Pod' ? !telling.has(event.reason) : event.reason !== 'FailedCreate') continue;
      const key = `${event.objectKind}/${event.objectNamespace}/${event.objectName}`;
      if ((last.get(key)?.lastSeen ?? -1) < event.lastSeen) last.set(key, event);
    }
  }
  return {pods: Map.groupBy(own, podWorkloadKey), events: last};
}

/** Why a workload does not get on, in a few words; undefined where nothing is seen but that it does not. */
export function causeOf(workload: OpenWorkload, evidence: Evidence): string | undefined {
  const key = workloadKey(workload);
  const pods = evidence.pods.get(key) ?? [];
  const current = ofNewestRevision(pods.filter(({deleted}) => deleted === 0));
  const inTrouble = reasonOf(current);
  if (inTrouble !== undefined) return inTrouble;
  const failure = evidence.events.get(key) ?? newestOfReplicaSets(key, evidence.events);
  if (failure) return failedCreate(failure.message);
  return (
    reasonOfEvents(current, evidence) ?? (workload.kind === 'statefulsets' ? reasonInOrder(pods) : undefined)
  );
}

/** What keeps a pod from being ready without its containers being in trouble; other events are of things that passed. */
const telling = new Set([
  'Unhealthy',
  'FailedMount',
  'FailedAttachVolume',
  'FailedMapVolume',
  'FailedCreatePodSandBox',
  'NetworkNotReady',
]);

const objectKinds = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
} as const;

function workloadKey({kind, record}: OpenWorkload): string {
  return `${objectKinds[kind]}/${record.namespace}/${record.name}`;
}

/** The revision whose pods were made last, ill or not: old pods that are ill do not hold up new ones. */
function ofNewestRevision(pods: readonly PodRecord[]): readonly PodRecord[] {
  const newest = pods.reduce<PodRecord | undefined>(
    (latest, pod) => (latest && latest.created >= pod.created ? latest : pod),
    undefined,
  );
  return newest ? pods.filter((pod) => podRevision(pod) === podRevision(newest)) : [];
}

/** Failing before pending, as a failing one says more. */
function reasonOf(pods: readonly PodRecord[]): string | undefined {
  const worst =
    pods.find(({phase}) => phase === 'failing') ?? pods.find(({trouble}) => trouble !== undefined);
  return worst && podReason(worst);
}

function reasonOfEvents(pods: readonly PodRecord[], {events}: Evidence): string | undefined {
  let newest: EventRecord | undefined;
  for (const pod of pods) {
    if (pod.phase === 'completed' || pod.ready >= pod.total) continue;
    const event = events.get(`Pod/${pod.namespace}/${pod.name}`);
    if (event && event.lastSeen > (newest?.lastSeen ?? -1)) newest = event;
  }
  return newest && `${newest.reason}: ${newest.message}`;
}

/** A StatefulSet takes its pods one after the other, so that an old one, or one that does not go, holds up all. */
function reasonInOrder(pods: readonly PodRecord[]): string | undefined {
  const leaving = pods.find(({deleted}) => deleted !== 0);
  return reasonOf(pods.filter(({deleted}) => deleted === 0)) ?? (leaving && `${leaving.name} is Terminating`);
}

/** A Deployment's pods are made by its ReplicaSets, whose names begin with its own. */
function newestOfReplicaSets(key: string, events: Evidence['events']): EventRecord | undefined {
  if (!key.startsWith('Deployment/')) return undefined;
  const start = `ReplicaSet/${key.slice('Deployment/'.length)}-`;
  let newest: EventRecord | undefined;
  for (const [subject, event] of events) {
    const isOwn = subject.startsWith(start) && !subject.includes('-', start.length);
    if (isOwn && event.lastSeen > (newest?.lastSeen ?? -1)) newest = event;
  }
  return newest;
}
