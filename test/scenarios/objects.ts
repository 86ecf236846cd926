import type {ScenarioObject} from './world.ts';

export interface PodWish {
  readonly labels?: Readonly<Record<string, string>>;
  /** Default Running. */
  readonly phase?: 'Pending' | 'Running';
  readonly isReady?: boolean;
  /** Its container ends badly after each start. */
  readonly isCrashing?: boolean;
  readonly restarts?: number;
}

/** A pod of one container in `default`, with the status that a kubelet would write. */
export function pod(name: string, wish: PodWish = {}): ScenarioObject {
  const {labels, phase = 'Running', isReady = false, isCrashing = false, restarts = 0} = wish;
  const container = {name: 'main', image: 'registry.invalid/app:1.0'};
  const state = isCrashing
    ? {waiting: {reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container'}}
    : {running: {startedAt: '2026-01-01T00:00:00Z'}};
  const started = {
    ...container,
    imageID: '',
    restartCount: restarts,
    ready: isReady,
    started: !isCrashing,
    state,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: 'default', ...(labels && {labels})},
    spec: {containers: [container]},
    status: {phase, ...(phase === 'Running' && {containerStatuses: [started]})},
  };
}

/** In `default`. */
export function configMap(
  name: string,
  data: Readonly<Record<string, string>>,
  labels?: Readonly<Record<string, string>>,
): ScenarioObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, namespace: 'default', ...(labels && {labels})},
    data,
  };
}
