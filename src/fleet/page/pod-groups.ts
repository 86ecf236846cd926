import {type PodRecord, pods, type ReplicaSetRecord, replicasets} from '../../kinds/index.ts';
import type {Feed} from '../feed.ts';
import {podRevision, podWorkloadKey} from '../pod-reason.ts';
import {imageOf} from './images.ts';
import type {Workload} from './troubles.ts';

/** The pods of a workload that were made from one version of its template. */
export interface PodGroup {
  readonly pods: readonly PodRecord[];
  /** `1.42.0`; '' where the template of that version is not known. */
  readonly image: string;
}

/** The pods, those that ended well apart, of the workloads with these keys (`Deployment/shop/checkout`): one pass. */
export function podsOfWorkloads(
  feed: Feed,
  context: string,
  workloads: readonly {readonly key: string; readonly namespace: string}[],
): ReadonlyMap<string, readonly PodRecord[]> {
  const wanted = new Map(workloads.map(({key}) => [key, [] as PodRecord[]]));
  // Most pods are elsewhere, and comparing a namespace is cheaper than making a key.
  const namespaces = new Set(workloads.map(({namespace}) => namespace));
  for (const pod of feed.records(context, pods).values()) {
    if (pod.phase !== 'completed' && namespaces.has(pod.namespace))
      wanted.get(podWorkloadKey(pod))?.push(pod);
  }
  return wanted;
}

/** By version, newest first. `container` is whose image is meant. */
export function groupsOf(
  own: readonly PodRecord[],
  workload: Workload | undefined,
  container: string,
  replicaSets: ReadonlyMap<string, ReplicaSetRecord>,
): readonly PodGroup[] {
  const newestFirst = [...own].sort((a, b) => b.created - a.created);
  const groups = [...Map.groupBy(newestFirst, podRevision).values()];
  return groups.map((group, index) => {
    const [pod] = group;
    const replicaSet = pod && replicaSets.get(`${pod.namespace}/${pod.owner?.name}`);
    // Without its ReplicaSet the template is known of the newest version alone, if pods of that are there yet.
    const template =
      replicaSet ?? (index === 0 && workload && isOfNewest(group, workload) ? workload.record : undefined);
    return {pods: group, image: template ? imageOf(template, container) : ''};
  });
}

export function heldReplicaSets(feed: Feed, context: string): ReadonlyMap<string, ReplicaSetRecord> {
  return feed.records(context, replicasets);
}

function isOfNewest([pod]: readonly PodRecord[], {kind, record}: Workload): boolean {
  if (kind === 'StatefulSet') return pod !== undefined && podRevision(pod) === record.updateRevision;
  if (kind === 'Deployment' || kind === 'DaemonSet')
    return record.updated > 0 && record.generation <= record.observedGeneration;
  return true;
}
