import type {NodeRecord, PodRecord} from '../kinds/index.ts';
import {isSeen} from './figures.ts';
import {podFault} from './health.ts';
import type {Member} from './member.ts';
import {podReason, podWorkloadKey} from './pod-reason.ts';
import {rolloutsOf} from './rollout-list.ts';
import {isPendingLong} from './tallies.ts';

/** One thing that is wrong on a cluster. */
export interface Fault {
  readonly context: string;
  readonly kind: 'pods' | 'nodes' | 'deployments' | 'statefulsets' | 'daemonsets';
  readonly namespace: string;
  readonly name: string;
  /** As WORST names it: `CrashLoop`, `NotReady`, `stuck`. */
  readonly fault: string;
  /** `CrashLoopBackOff, exit 1`. */
  readonly reason: string;
  /** Seconds by the cluster's clock; 0 where the object does not say. */
  readonly since: number;
  /** Equal for the same fault elsewhere: another pod of the workload, the same workload on another cluster. */
  readonly signature: string;
}

/** Everything wrong that can be seen, in the order of the WORST column; `now` in ms by our clock. */
export function faultsOf(member: Member, now: number): readonly Fault[] {
  const {pods, nodes} = member.tables;
  const faults: Fault[] = [];
  const context = member.facts.context;
  const podStanding = member.standing(pods);
  if (isSeen(podStanding)) {
    const seconds = member.clusterSeconds(podStanding.type === 'last' ? podStanding.at : now);
    for (const pod of pods.tally.troubled.values()) {
      if (pod.phase === 'failing' || isPendingLong(pod, seconds)) faults.push(ofPod(context, pod));
    }
  }
  if (isSeen(member.standing(nodes))) {
    for (const node of nodes.records.values()) {
      if (node.ready !== 'True' || node.pressures !== '') faults.push(ofNode(context, node));
    }
  }
  for (const {kind, namespace, name, verdict} of rolloutsOf(member, now)) {
    if (verdict.type !== 'stuck') continue;
    const signature = `stuck ${kind}/${namespace}/${name}`;
    const {reason} = verdict;
    faults.push({context, kind, namespace, name, fault: 'stuck', reason, since: 0, signature});
  }
  return faults.sort((a, b) => faultRank(a.fault) - faultRank(b.fault));
}

function ofPod(context: string, pod: PodRecord): Fault {
  const {namespace, name} = pod;
  const fault = pod.phase === 'pending' ? 'Pending' : podFault(pod.trouble?.reason ?? pod.status);
  const signature = `${fault} ${podWorkloadKey(pod) || `Pod/${namespace}/${name}`}`;
  const reason = podReason(pod) ?? pod.status;
  return {context, kind: 'pods', namespace, name, fault, reason, since: pod.created, signature};
}

function ofNode(context: string, node: NodeRecord): Fault {
  const isDown = node.ready !== 'True';
  const fault = isDown ? 'NotReady' : 'Pressure';
  const reason = isDown ? node.reason || 'no Ready condition' : node.pressures;
  const since = isDown ? node.readySince : 0;
  return {
    context,
    kind: 'nodes',
    namespace: '',
    name: node.name,
    fault,
    reason,
    since,
    signature: `${fault} ${reason}`,
  };
}

/** The order of `worstOf`; a single node down stands here where it does when few are. */
const order = [
  'CrashLoop',
  'ImagePull',
  'ConfigError',
  'stuck',
  'NotReady',
  'Pressure',
  'Unknown',
  'OOMKilled',
  'Error',
  'Evicted',
  'Pending',
];

/** Its place in the order of the WORST column, 0 the worst; -1 for a word that is none of them. */
export function faultRank(fault: string): number {
  return order.indexOf(fault);
}
