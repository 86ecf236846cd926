import {type OpenWorkload, openRollouts} from './figures.ts';
import type {Member} from './member.ts';
import {causeOf, collectEvidence, type Evidence} from './rollout-evidence.ts';
import type {Verdict} from './rollouts.ts';

/** A workload that is not done: `rolling`, `stuck` or `paused`, and why. */
export interface Rollout {
  readonly kind: 'deployments' | 'statefulsets' | 'daemonsets';
  readonly namespace: string;
  readonly name: string;
  readonly verdict: Verdict;
}

/**
 * `now` in ms by our clock. A stuck one's reason is that of its new pods, or why they cannot be made; one that is still
 * rolling says how far it is and what is wrong with it already: `1 of 3 updated: ImagePullBackOff`.
 */
export function rolloutsOf(member: Member, now: number): readonly Rollout[] {
  const open = [...openRollouts(member, now)];
  const evidence = open.length > 0 ? collectEvidence(member, open) : undefined;
  return open.map((workload) => ({
    kind: workload.kind,
    namespace: workload.record.namespace,
    name: workload.record.name,
    verdict: evidence ? explained(workload, evidence) : workload.verdict,
  }));
}

function explained(workload: OpenWorkload, evidence: Evidence): Verdict {
  const {verdict} = workload;
  if (verdict.type === 'done' || verdict.type === 'paused') return verdict;
  // The controller's own words on why no pod can be made are the first link of the chain.
  if (verdict.reason.startsWith('FailedCreate')) return verdict;
  const cause = causeOf(workload, evidence);
  if (cause === undefined) return verdict;
  return verdict.type === 'stuck'
    ? {type: 'stuck', reason: cause}
    : {type: 'rolling', reason: `${verdict.reason}: ${cause}`};
}
