import {shortMessage} from './message.ts';
import type {ContainerStatusShape, PodShape} from './pod-shape.ts';
import {intern} from './pool.ts';
import {condition} from './wellknown.ts';

/**
 * Every pod is exactly one of these. `failing` will not get well by itself or already gave up; `pending` is on its way
 * or waits for the scheduler; a pod that is being deleted is what it was apart from that, but no longer `failing`.
 */
export type PodHealth = 'running' | 'pending' | 'failing' | 'completed';

/** What is wrong with a pod, short enough to be shown in a row. */
export interface Trouble {
  /** `CrashLoopBackOff`, `ImagePullBackOff`, `OOMKilled`, `Evicted`, `Unschedulable` … */
  readonly reason: string;
  /** The container it happened to, '' where it is the pod. */
  readonly container: string;
  /** Of the container's last end; -1 where it never ended. */
  readonly exitCode: number;
  /** Reason of the container's last end (`OOMKilled`, `Error`), '' where it never ended. */
  readonly lastEnd: string;
  readonly message: string;
}

/** `status` is kubectl's STATUS word of the pod. */
export function podHealth(
  pod: PodShape,
  status: string,
): {readonly phase: PodHealth; readonly trouble: Trouble | undefined} {
  const phase = pod.status?.phase ?? '';
  switch (phase) {
    case 'Succeeded':
      return completed;
    case 'Failed':
      return {phase: 'failing', trouble: podTrouble(pod, status)};
    default:
      break;
  }
  if (status === 'Unknown') return {phase: 'failing', trouble: podTrouble(pod, status)};
  const usual = phase === 'Running' ? running : pending;
  if (status === 'Terminating') return usual;
  const trouble = containerTrouble(pod);
  if (trouble !== undefined) return {phase: 'failing', trouble};
  const scheduled = condition(pod.status?.conditions, 'PodScheduled');
  if (usual === pending && scheduled?.status === 'False') {
    return {
      phase: 'pending',
      trouble: {
        reason: intern(scheduled.reason || 'Unschedulable'),
        container: '',
        exitCode: -1,
        lastEnd: '',
        message: intern(shortMessage(scheduled.message)),
      },
    };
  }
  return usual;
}

const running = {phase: 'running', trouble: undefined} as const;
const pending = {phase: 'pending', trouble: undefined} as const;
const completed = {phase: 'completed', trouble: undefined} as const;

/** The pod as a whole failed: evicted, past its deadline, its node lost, or its containers ended and stay so. */
function podTrouble(pod: PodShape, status: string): Trouble {
  const own = containerTrouble(pod);
  if (own !== undefined && !pod.status?.reason) return own;
  return {
    reason: intern(pod.status?.reason || status),
    container: '',
    exitCode: own?.exitCode ?? -1,
    lastEnd: own?.lastEnd ?? '',
    message: shortMessage(pod.status?.message),
  };
}

/** The first container in trouble, init containers before the others, as the kubelet starts them. */
function containerTrouble({status}: PodShape): Trouble | undefined {
  for (const container of status?.initContainerStatuses ?? []) {
    const trouble = troubleOf(container);
    if (trouble !== undefined) return trouble;
  }
  for (const container of status?.containerStatuses ?? []) {
    const trouble = troubleOf(container);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

function troubleOf({name, state, lastState}: ContainerStatusShape): Trouble | undefined {
  const waiting = state?.waiting;
  const ended = state?.terminated ?? lastState?.terminated;
  const isEndedBadly = (state?.terminated?.exitCode ?? 0) !== 0;
  // The kubelet's other reasons to wait are all errors: back-offs, images, configuration, hooks.
  const isWaitingBadly = waiting?.reason && !isOnItsWay(waiting.reason);
  if (!isWaitingBadly && !isEndedBadly) return undefined;
  return {
    reason: intern((isWaitingBadly && waiting?.reason) || ended?.reason || 'Error'),
    container: intern(name ?? ''),
    exitCode: ended ? (ended.exitCode ?? 0) : -1,
    lastEnd: intern(ended?.reason ?? ''),
    // What the container itself left behind says more than how long it is backed off.
    message: shortMessage(ended?.message || waiting?.message),
  };
}

function isOnItsWay(reason: string): boolean {
  return reason === 'ContainerCreating' || reason === 'PodInitializing';
}
