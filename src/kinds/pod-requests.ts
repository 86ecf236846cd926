import type {ContainerShape, PodShape, ResourceList} from './pod-shape.ts';
import {isSidecar} from './pod-status.ts';
import {pool} from './pool.ts';
import {quantity} from './wellknown.ts';

/** What a pod asks of its node: millicores (integer, rounded up) and bytes. One object for all pods that ask the same. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
}

/**
 * As the scheduler counts them (`PodRequests` of component-helpers): the containers and sidecars together, or an init
 * container with the sidecars started before it where that is more; pod-level requests in place of that where set; plus
 * overhead. Nothing once the pod has ended. A resize under way is counted by the new request.
 */
export function requestsOf(pod: PodShape): Requests {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return nothing;
  const cpu = Math.ceil(total(pod, 'cpu') * 1000 - rounding);
  const memory = Math.ceil(total(pod, 'memory'));
  return requests(`${cpu}/${memory}`, () => ({cpu, memory}));
}

function total({spec}: PodShape, resource: 'cpu' | 'memory'): number {
  const overhead = quantity(spec?.overhead?.[resource]);
  const ofPod = spec?.resources?.requests?.[resource];
  if (ofPod !== null && ofPod !== undefined) return quantity(ofPod) + overhead;
  let together = 0;
  for (const container of spec?.containers ?? []) together += request(container, resource);
  let sidecars = 0;
  let most = 0;
  for (const container of spec?.initContainers ?? []) {
    const own = request(container, resource);
    if (isSidecar(container)) {
      together += own;
      sidecars += own;
      most = Math.max(most, sidecars);
    } else {
      most = Math.max(most, own + sidecars);
    }
  }
  return Math.max(together, most) + overhead;
}

function request(container: ContainerShape, resource: 'cpu' | 'memory'): number {
  const list: ResourceList | undefined = container.resources?.requests;
  return quantity(list?.[resource]);
}

const nothing: Requests = {cpu: 0, memory: 0};

// A millionth of a millicore: what adding doubles leaves behind is not a reason to round up.
const rounding = 1e-6;

const requests = pool<Requests>(5_000);
