import type {PodRecord} from '../kinds/index.ts';

/** `Deployment/shop/checkout` for a pod of its ReplicaSet, `StatefulSet/shop/db` … '' for a pod of nobody. */
export function podWorkloadKey(pod: PodRecord): string {
  const {owner} = pod;
  if (!owner) return '';
  const hash = pod.labels[hashLabel];
  const isDeployed = owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
  if (!isDeployed) return `${owner.kind}/${pod.namespace}/${owner.name}`;
  return `Deployment/${pod.namespace}/${owner.name.slice(0, -hash.length - 1)}`;
}

/** Which version of its workload's template a pod was made from. */
export function podRevision(pod: PodRecord): string {
  // StatefulSet and DaemonSet pods carry their revision in a label of their own.
  return pod.labels[hashLabel] ?? pod.labels['controller-revision-hash'] ?? '';
}

const hashLabel = 'pod-template-hash';

/** `CrashLoopBackOff, exit 1` · `ImagePullBackOff` · `Pending: Insufficient cpu`; undefined where a pod gives no reason. */
export function podReason({phase, status, trouble}: PodRecord): string | undefined {
  if (!trouble) return phase === 'failing' ? status : undefined;
  if (phase === 'pending') return `Pending: ${schedulingReason(trouble.message) || trouble.reason}`;
  if (trouble.lastEnd === 'OOMKilled' && trouble.reason !== 'OOMKilled')
    return `${trouble.reason}, OOMKilled`;
  return trouble.exitCode > 0 ? `${trouble.reason}, exit ${trouble.exitCode}` : trouble.reason;
}

/** `0/38 nodes are available: 2 node(s) had untolerated taint, 36 Insufficient cpu. preemption: …` → `Insufficient cpu`. */
function schedulingReason(message: string): string {
  const list = /nodes are available: (.*?)(\. |\.?$)/s.exec(message)?.[1] ?? '';
  let reason = '';
  let most = 0;
  for (const part of list.split(', ')) {
    const [, count = '', text = ''] = /^(\d+) (.*)$/.exec(part) ?? [];
    if (Number(count) > most) [reason, most] = [text, Number(count)];
  }
  return reason;
}
