import type {PodRecord, Trouble as PodTrouble} from '../../kinds/index.ts';
import {podFault} from '../health.ts';
import type {PodGroup} from './pod-groups.ts';
import {schedulingCause, shortMessage} from './short-message.ts';
import type {Trouble, Workload} from './troubles.ts';

/** `CrashLoop x7, exit 1, on 1.42.0` · `Pending x2: 0/38 Insufficient cpu` · `NotReady: KubeletNotReady`. */
export function whyOf(trouble: Trouble, workload: Workload | undefined, groups: readonly PodGroup[]): string {
  const [{fault, reason, kind}] = trouble.faults;
  if (workload?.kind === 'Job' && workload.record.failure !== '') return workload.record.failure;
  if (kind !== 'pods') return reason === '' ? fault : `${fault}: ${reasonText(reason)}`;
  const alike = podsWith(trouble, fault);
  const [pod] = alike;
  const times = alike.length > 1 ? `${fault} x${alike.length}` : fault;
  if (!pod) return times;
  if (fault === 'Pending') return `${times}: ${waitText(pod)}`;
  const images = imagesOf(alike, groups);
  return [times, endText(fault, pod.trouble), ...(images === '' ? [] : [`on ${images}`])]
    .filter(Boolean)
    .join(', ');
}

/** `main exits 1 in 7 of 7 pods on 1.42.0; 11 of 11 on 1.41.9 ready`: what a person would compare by hand. */
export function detailOf(trouble: Trouble, groups: readonly PodGroup[], why: string): string {
  const [{fault, kind, reason}] = trouble.faults;
  if (kind !== 'pods') return reason === '' ? why : `${fault}: ${reason}`;
  const [pod] = podsWith(trouble, fault);
  if (!pod) return why;
  const ill = new Set(podsWith(trouble, fault).map(({name}) => name));
  const parts = groups.flatMap(({pods, image}, index) => {
    const count = pods.filter(({name}) => ill.has(name)).length;
    const on = image === '' ? '' : ` on ${image}`;
    if (count > 0) return `${saying(fault, pod)} in ${count} of ${pods.length} pods${on}`;
    const ready = pods.filter(isReady).length;
    return `${ready} of ${pods.length}${on || (index > 0 ? ' older' : '')} ready`;
  });
  return parts.length === 0 ? why : parts.join('; ');
}

function podsWith({pods}: Trouble, fault: string): readonly PodRecord[] {
  return pods.filter((pod) => faultOf(pod) === fault);
}

function faultOf(pod: PodRecord): string {
  return pod.phase === 'pending' ? 'Pending' : podFault(pod.trouble?.reason ?? pod.status);
}

/** Of a rollout: what comes after `Unhealthy: ` and its like is an event's message. */
function reasonText(reason: string): string {
  const [, word = '', message] = /^([A-Z]\w+): (.*)$/s.exec(reason) ?? [];
  if (message === undefined) return reason;
  return `${word} ${shortMessage(word, message)}`.trim();
}

function waitText({trouble, status, nodeName}: PodRecord): string {
  if (!trouble) return nodeName === '' ? status : `${status} on ${nodeName}`;
  const cause = schedulingCause(trouble.message);
  const share = /\b(\d+\/\d+) nodes are available/.exec(trouble.message)?.[1];
  if (cause === '') return shortMessage(trouble.reason, trouble.message) || trouble.reason;
  return share === undefined ? cause : `${share} ${cause}`;
}

/** How it ended where its fault is that, else what keeps it from starting. */
function endText(fault: string, trouble: PodTrouble | undefined): string {
  if (!trouble) return '';
  if (fault === 'CrashLoop' || fault === 'Error') {
    if (trouble.lastEnd === 'OOMKilled') return 'OOMKilled';
    return trouble.exitCode > 0
      ? `exit ${trouble.exitCode}`
      : isOwnWord(fault, trouble)
        ? ''
        : trouble.reason;
  }
  return fault === 'OOMKilled' ? '' : shortMessage(trouble.reason, trouble.message);
}

function isOwnWord(fault: string, {reason}: PodTrouble): boolean {
  return reason.startsWith(fault);
}

/** Of one version the image, of several at most two. */
function imagesOf(ill: readonly PodRecord[], groups: readonly PodGroup[]): string {
  const names = new Set(ill.map(({name}) => name));
  const images = groups.flatMap(({pods, image}) => (pods.some(({name}) => names.has(name)) ? image : []));
  const known = [...new Set(images)].filter(Boolean);
  return known.length > 2 ? '' : known.join(' and ');
}

function saying(fault: string, {trouble, status}: PodRecord): string {
  const container = trouble?.container ?? '';
  if (trouble && (fault === 'CrashLoop' || fault === 'Error') && trouble.exitCode > 0 && container !== '')
    return trouble.lastEnd === 'OOMKilled'
      ? `${container} is OOMKilled`
      : `${container} exits ${trouble.exitCode}`;
  return [container, trouble?.reason ?? status].filter(Boolean).join(' ');
}

function isReady({ready, total, deleted}: PodRecord): boolean {
  return deleted === 0 && total > 0 && ready >= total;
}
