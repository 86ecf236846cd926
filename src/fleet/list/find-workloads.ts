import {
  type BaseRecord,
  daemonsets,
  deployments,
  type Kind,
  type PodRecord,
  pods,
  statefulsets,
} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import {faultRank} from '../faults.ts';
import type {Feed} from '../feed.ts';
import {podFault} from '../health.ts';
import {podWorkloadKey} from '../pod-reason.ts';
import {daemonSetProgress, deploymentProgress, statefulSetProgress, type Verdict} from '../rollouts.ts';
import type {ClusterRow} from '../row.ts';
import {isPendingLong} from '../tallies.ts';
import {clusterKey} from './listing.ts';

/** What of a name there is on one cluster. */
export interface FoundWorkloads {
  /** The worst first. */
  readonly notWell: readonly FoundWorkload[];
  /** All that are named so, well or not. */
  readonly matches: number;
  /** The worst of them, or the first where all are well: `stuck checkout 11/18`. `~` before what is only last known. */
  readonly first: string;
}

export interface FoundWorkload {
  /** As owners call it: `Deployment`, `Job`, `Pod`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** As WORST names it: `stuck`, `CrashLoop`; '' where it is well. */
  readonly fault: string;
  /** How many of its pods have the fault; 0 for one that is the workload's own. */
  readonly count: number;
  /** `11/18`; '' for what has no such figure. */
  readonly ready: string;
}

/**
 * Deployments, StatefulSets and DaemonSets, and pods of none of these, that are named so: every word in the name or the
 * namespace, one of more than a letter in the name. By cluster key; clusters that have none are not in it. Words in lower case.
 */
export function findWorkloads(
  feed: Pick<Feed, 'records' | 'rollouts' | 'clusterNow'>,
  clusters: readonly ClusterRow[],
  words: readonly string[],
): ReadonlyMap<string, FoundWorkloads> {
  const found = new Map<string, FoundWorkloads>();
  if (!words.some(isTelling)) return found;
  for (const row of clusters) {
    const [context] = row.contexts;
    if (context === undefined) continue;
    const workloads = [...workloadsOn(feed, context, words).values()];
    const notWell = workloads
      .filter(({fault}) => fault !== '')
      .sort((a, b) => faultRank(a.fault) - faultRank(b.fault) || b.count - a.count);
    const first = notWell[0] ?? workloads[0];
    if (first === undefined) continue;
    const mark = row.connection.type === 'live' ? '' : '~';
    const text = `${mark}${textOf(first)}`;
    found.set(clusterKey(row), {notWell, matches: workloads.length, first: text});
  }
  return found;
}

function textOf({fault, count, name, ready}: FoundWorkload): string {
  const times = count > 0 ? `${fault} x${count}` : fault;
  return sanitise([times, name, ready].filter((part) => part !== '').join(' '));
}

type Found = {-readonly [field in keyof FoundWorkload]: FoundWorkload[field]};

function workloadsOn(
  feed: Pick<Feed, 'records' | 'rollouts' | 'clusterNow'>,
  context: string,
  words: readonly string[],
): ReadonlyMap<string, FoundWorkload> {
  const found = new Map<string, Found>();
  const open: OpenMatch[] = [];
  const search = <R extends BaseRecord & Counted>(
    {kind, owner}: {kind: Kind<R>; owner: string},
    verdictOf: (record: R) => Verdict,
  ) => {
    for (const record of feed.records(context, kind).values()) {
      const {namespace, name, ready, desired} = record;
      if (!isNamed(namespace, name, words)) continue;
      const one = {kind: owner, namespace, name, fault: '', count: 0, ready: `${ready}/${desired}`};
      found.set(`${owner}/${namespace}/${name}`, one);
      const verdict = verdictOf(record);
      if (verdict.type !== 'done') open.push({one, plural: kind.resource.plural, verdict});
    }
  };
  search({kind: deployments, owner: 'Deployment'}, (record) => deploymentProgress(record).verdict);
  search({kind: statefulsets, owner: 'StatefulSet'}, (record) => statefulSetProgress(record).verdict);
  search({kind: daemonsets, owner: 'DaemonSet'}, (record) => daemonSetProgress(record).verdict);
  judge(feed, context, open);
  addPods(feed, context, words, found);
  return found;
}

interface Counted {
  readonly ready: number;
  readonly desired: number;
}

interface OpenMatch {
  readonly one: Found;
  readonly plural: string;
  /** But for time. */
  readonly verdict: Verdict;
}

/** That one has not moved for long is known to the feed alone, which is asked only where it matters: it looks at every pod. */
function judge(feed: Pick<Feed, 'rollouts'>, context: string, open: readonly OpenMatch[]): void {
  if (open.length === 0) return;
  const isWaiting = open.some(({verdict}) => verdict.type === 'rolling');
  const rollouts = isWaiting ? feed.rollouts(context) : [];
  for (const {one, plural, verdict} of open) {
    const told = rollouts.find(
      ({kind, namespace, name}) => kind === plural && namespace === one.namespace && name === one.name,
    );
    if ((told?.verdict ?? verdict).type === 'stuck') one.fault = 'stuck';
  }
}

/** Ill pods count for their workload, which is not well then although its rollout may be; of others only those of nobody are looked at. */
function addPods(
  feed: Pick<Feed, 'records' | 'clusterNow'>,
  context: string,
  words: readonly string[],
  found: Map<string, Found>,
): void {
  const now = feed.clusterNow(context);
  for (const pod of feed.records(context, pods).values()) {
    const fault = faultOf(pod, now);
    if (fault === '' && isOfWorkload(pod)) continue;
    if (fault === '' && !isNamed(pod.namespace, pod.name, words)) continue;
    const key = podWorkloadKey(pod) || `Pod/${pod.namespace}/${pod.name}`;
    const known = found.get(key);
    const [kind = '', namespace = '', name = ''] = key.split('/');
    if (known === undefined && !isNamed(namespace, name, words)) continue;
    const one = known ?? {kind, namespace, name, fault: '', count: 0, ready: ''};
    if (known === undefined) found.set(key, one);
    if (fault !== '') add(one, fault);
  }
}

/** The worst of its pods' faults, and how many have it; that it is stuck itself says more. */
function add(one: Found, fault: string): void {
  if (one.fault === 'stuck') return;
  if (one.fault === fault) one.count += 1;
  else if (one.fault === '' || faultRank(fault) < faultRank(one.fault)) {
    one.fault = fault;
    one.count = 1;
  }
}

function faultOf(pod: PodRecord, now: number): string {
  if (pod.phase === 'failing') return podFault(pod.trouble?.reason ?? pod.status);
  return isPendingLong(pod, now) ? 'Pending' : '';
}

function isOfWorkload({owner}: PodRecord): boolean {
  return owner?.kind === 'ReplicaSet' || owner?.kind === 'StatefulSet' || owner?.kind === 'DaemonSet';
}

function isNamed(namespace: string, name: string, words: readonly string[]): boolean {
  let isInName = false;
  for (const word of words) {
    if (name.includes(word)) isInName ||= isTelling(word);
    else if (!namespace.includes(word)) return false;
  }
  return isInName;
}

/** A single letter is in nearly every name. */
function isTelling({length}: string): boolean {
  return length > 1;
}
