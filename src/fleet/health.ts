/** Why a pod is not well, in the words of the WORST column. */
export type PodFault =
  | 'CrashLoop'
  | 'ImagePull'
  | 'ConfigError'
  | 'Unknown'
  | 'OOMKilled'
  | 'Error'
  | 'Evicted';

/** `reason` is that of the pod's trouble, or its STATUS. What is not known is an error: new words must not look green. */
export function podFault(reason: string): PodFault {
  if (reason.includes('CrashLoop')) return 'CrashLoop';
  if (imageReason.test(reason)) return 'ImagePull';
  if (configReason.test(reason)) return 'ConfigError';
  if (reason === 'OOMKilled' || reason === 'Evicted') return reason;
  return reason === 'Unknown' || reason === 'NodeLost' || reason === 'ContainerStatusUnknown'
    ? 'Unknown'
    : 'Error';
}

const imageReason =
  /^(ErrImage|ImagePull|ImageInspect|InvalidImageName|RegistryUnavailable|SignatureValidation)/;
const configReason = /ConfigError$|^CreateContainer|^RunContainer|^StartError$|HookError$/;

export interface HealthFigures {
  readonly nodes: {readonly ready: number; readonly total: number; readonly pressed: number};
  readonly faults: ReadonlyMap<PodFault, number>;
  /** Names of stuck workloads. */
  readonly stuck: readonly string[];
  /** Pods pending for over a minute; asked only when nothing is worse. */
  countPending(): number;
}

/**
 * The worst thing in a few words. In order: half of the nodes or more are down · containers that cannot start or stay up
 * · rollouts that do not get on · single nodes down or short of disk, memory or PIDs · pods that ended badly · pods that wait · `ok`.
 */
export function worstOf({nodes, faults, stuck, countPending}: HealthFigures): string {
  const down = nodes.total - nodes.ready;
  if (down > 0 && down * 2 >= nodes.total) return times('NotReady', down);
  const acute = firstOf(['CrashLoop', 'ImagePull', 'ConfigError'], faults);
  if (acute) return acute;
  if (stuck.length > 0) return stuck.length === 1 ? `stuck ${stuck[0]}` : times('stuck', stuck.length);
  if (down > 0) return times('NotReady', down);
  if (nodes.pressed > 0) return times('Pressure', nodes.pressed);
  const ended = firstOf(['Unknown', 'OOMKilled', 'Error', 'Evicted'], faults);
  if (ended) return ended;
  const waiting = countPending();
  return waiting > 0 ? times('Pending', waiting) : 'ok';
}

/** Scheduling and pulling take a while in a healthy cluster; a row must not blink for that. Seconds. */
export const pendingGrace = 60;

function firstOf(order: readonly PodFault[], faults: ReadonlyMap<PodFault, number>): string | undefined {
  for (const fault of order) {
    const count = faults.get(fault) ?? 0;
    if (count > 0) return times(fault, count);
  }
  return undefined;
}

function times(word: string, count: number): string {
  return `${word} x${count}`;
}
