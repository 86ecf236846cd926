import type {NamespaceRecord, NodeRecord, PodRecord} from '../kinds/index.ts';
import type {PodFault} from './health.ts';
import {pendingGrace, podFault} from './health.ts';
import type {PodFigures} from './row.ts';
import type {Tally} from './table.ts';

/** Counts of one cluster's pods, and the few of them that are not well. */
export class PodTally implements Tally<PodRecord> {
  readonly faults = new Map<PodFault, number>();
  /** Failing and pending pods by key: what faults and the reasons of stuck rollouts are read from. */
  readonly troubled = new Map<string, PodRecord>();
  readonly #counts = {total: 0, running: 0, pending: 0, failing: 0, completed: 0};
  #milliCpu = 0;
  #memory = 0;

  change(key: string, before: PodRecord | undefined, after: PodRecord | undefined): void {
    if (before) this.#count(before, -1);
    if (after) this.#count(after, 1);
    if (after && (after.phase === 'failing' || after.phase === 'pending')) this.troubled.set(key, after);
    else this.troubled.delete(key);
  }

  get figures(): PodFigures {
    return {...this.#counts};
  }

  /** Cores and bytes asked for by the pods that hold a place on a node. */
  get requested(): {readonly cpu: number; readonly memory: number} {
    return {cpu: this.#milliCpu / 1000, memory: this.#memory};
  }

  /** Pods that have been pending for longer than is usual; `now` in seconds by the cluster's clock. */
  countPending(now: number): number {
    let count = 0;
    for (const pod of this.troubled.values()) if (isPendingLong(pod, now)) count += 1;
    return count;
  }

  #count(pod: PodRecord, by: 1 | -1): void {
    this.#counts.total += by;
    this.#counts[pod.phase] += by;
    if (pod.phase === 'failing') {
      const fault = podFault(pod.trouble?.reason ?? pod.status);
      this.faults.set(fault, (this.faults.get(fault) ?? 0) + by);
    }
    if (pod.nodeName === '') return;
    // Whole numbers, so that adding and taking away leaves no remainder.
    this.#milliCpu += by * pod.requests.cpu;
    this.#memory += by * pod.requests.memory;
  }
}

export function isPendingLong(pod: PodRecord, now: number): boolean {
  return pod.phase === 'pending' && now - pod.created > pendingGrace;
}

export class NodeTally implements Tally<NodeRecord> {
  total = 0;
  ready = 0;
  /** Nodes that report a pressure: disk, memory, PIDs, network. */
  pressed = 0;
  readonly #regions = new Map<string, number>();
  #milliCpu = 0;
  #memory = 0;

  change(_key: string, before: NodeRecord | undefined, after: NodeRecord | undefined): void {
    if (before) this.#count(before, -1);
    if (after) this.#count(after, 1);
  }

  get allocatable(): {readonly cpu: number; readonly memory: number} {
    return {cpu: this.#milliCpu / 1000, memory: this.#memory};
  }

  /** Where most of the nodes are; '' when no node says. */
  get region(): string {
    let region = '';
    let most = 0;
    for (const [name, count] of this.#regions) {
      if (count > most || (count === most && count > 0 && name < region)) [region, most] = [name, count];
    }
    return region;
  }

  #count(node: NodeRecord, by: 1 | -1): void {
    this.total += by;
    if (node.ready === 'True') this.ready += by;
    if (node.pressures !== '') this.pressed += by;
    this.#milliCpu += by * node.cpuAllocatable;
    this.#memory += by * Math.floor(node.memoryAllocatable);
    if (node.region !== '') this.#regions.set(node.region, (this.#regions.get(node.region) ?? 0) + by);
  }
}

/** Notes the UID of kube-system, which stands for the cluster itself; a relist does not make it unknown in between. */
export class NamespaceTally implements Tally<NamespaceRecord> {
  kubeSystemUid: string | undefined;

  constructor(previous: NamespaceTally | undefined) {
    this.kubeSystemUid = previous?.kubeSystemUid;
  }

  change(_key: string, _before: NamespaceRecord | undefined, after: NamespaceRecord | undefined): void {
    if (after?.name === 'kube-system' && after.uid !== '') this.kubeSystemUid = after.uid;
  }
}
