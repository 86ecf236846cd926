import type {ContainerShape, ContainerStatusShape, PodShape, TerminatedShape} from './pod-shape.ts';
import {condition, seconds} from './wellknown.ts';

/** What kubectl's READY, STATUS and RESTARTS columns say of a pod; `lastRestart` in seconds, 0 where there is none. */
export interface PodStatus {
  readonly status: string;
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  readonly lastRestart: number;
}

/**
 * The rules of the server's own pod printer (`printPod` in kubernetes 1.37, pkg/printers/internalversion), oddities
 * included: init containers are looked at up to the first that is not done, and only when all are (or the pod is
 * initialised) do the containers have a say, from the last to the first.
 */
export function podStatus(pod: PodShape): PodStatus {
  const init = initStage(pod);
  const phase = pod.status?.phase ?? '';
  const isInitialized = condition(pod.status?.conditions, 'Initialized')?.status === 'True';
  let status = init.reason ?? phaseReason(pod, phase);
  let {ready, restarts, lastRestart} = init;
  if (init.reason === undefined || isInitialized) {
    const main = mainStage(pod, status);
    status = main.reason;
    ready += main.ready;
    restarts = init.sidecarRestarts + main.restarts;
    lastRestart = Math.max(init.sidecarLastRestart, main.lastRestart);
  }
  if (seconds(pod.metadata?.deletionTimestamp) !== 0) {
    if (pod.status?.reason === 'NodeLost') status = 'Unknown';
    else if (phase !== 'Failed' && phase !== 'Succeeded') status = 'Terminating';
  }
  const sidecars = pod.spec?.initContainers?.filter(isSidecar).length ?? 0;
  return {status, ready, total: (pod.spec?.containers?.length ?? 0) + sidecars, restarts, lastRestart};
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: ContainerShape | undefined): boolean {
  return container?.restartPolicy === 'Always';
}

function phaseReason({status}: PodShape, phase: string): string {
  const isGated = status?.conditions?.some(
    ({type, reason}) => type === 'PodScheduled' && reason === 'SchedulingGated',
  );
  if (isGated) return 'SchedulingGated';
  return status?.reason || phase;
}

interface InitStage {
  /** Undefined when every init container is done, or started where it is a sidecar. */
  readonly reason: string | undefined;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: number;
  readonly sidecarRestarts: number;
  readonly sidecarLastRestart: number;
}

const noInit: InitStage = {
  reason: undefined,
  ready: 0,
  restarts: 0,
  lastRestart: 0,
  sidecarRestarts: 0,
  sidecarLastRestart: 0,
};

function initStage({spec, status}: PodShape): InitStage {
  const statuses = status?.initContainerStatuses ?? [];
  if (statuses.length === 0) return noInit;
  const containers = spec?.initContainers ?? [];
  let reason: string | undefined;
  let ready = 0;
  let restarts = 0;
  let lastRestart = 0;
  let sidecarRestarts = 0;
  let sidecarLastRestart = 0;
  for (const [index, container] of statuses.entries()) {
    const isBeside = isSidecar(containers.find(({name}) => name === container.name));
    const ended = lastEnd(container);
    restarts += container.restartCount ?? 0;
    lastRestart = Math.max(lastRestart, ended);
    if (isBeside) {
      sidecarRestarts += container.restartCount ?? 0;
      sidecarLastRestart = Math.max(sidecarLastRestart, ended);
    }
    if (isDone(container)) continue;
    if (isBeside && container.started === true) {
      if (container.ready === true) ready += 1;
      continue;
    }
    reason = initReason(container, index, containers.length);
    break;
  }
  return {reason, ready, restarts, lastRestart, sidecarRestarts, sidecarLastRestart};
}

function initReason({state}: ContainerStatusShape, index: number, total: number): string {
  const terminated = state?.terminated;
  if (terminated) return `Init:${terminatedReason(terminated)}`;
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${index}/${total}`;
}

function isDone({state}: ContainerStatusShape): boolean {
  const terminated = state?.terminated;
  return terminated !== null && terminated !== undefined && (terminated.exitCode ?? 0) === 0;
}

function mainStage({status}: PodShape, reasonBefore: string) {
  let reason = reasonBefore;
  let errorReason = '';
  let hasRunning = false;
  let ready = 0;
  let restarts = 0;
  let lastRestart = 0;
  for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
    restarts += container.restartCount ?? 0;
    lastRestart = Math.max(lastRestart, lastEnd(container));
    const {waiting, terminated, running} = container.state ?? {};
    if (waiting?.reason) {
      reason = waiting.reason;
    } else if (terminated) {
      reason = terminatedReason(terminated);
      if ((terminated.exitCode ?? 0) !== 0) errorReason = reason;
    } else if (container.ready === true && running) {
      hasRunning = true;
      ready += 1;
    }
  }
  if (reason === 'Completed') {
    // One container done among others: the pod is as well as the ones that are left.
    if (hasRunning && condition(status?.conditions, 'Ready')?.status === 'True') reason = 'Running';
    else if (errorReason !== '') reason = errorReason;
    else if (hasRunning) reason = 'NotReady';
  }
  return {reason, ready, restarts, lastRestart};
}

function terminatedReason({reason, signal, exitCode}: TerminatedShape): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

function lastEnd({lastState}: ContainerStatusShape): number {
  return seconds(lastState?.terminated?.finishedAt);
}
