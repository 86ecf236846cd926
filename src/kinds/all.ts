import {cronjobs} from './cronjobs.ts';
import {daemonsets} from './daemonsets.ts';
import {deployments} from './deployments.ts';
import {endpointslices} from './endpointslices.ts';
import {allEvents, events} from './events.ts';
import {horizontalpodautoscalers} from './horizontalpodautoscalers.ts';
import {ingresses} from './ingresses.ts';
import {jobs} from './jobs.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {kindId} from './kind-id.ts';
import {namespaces} from './namespaces.ts';
import {nodes} from './nodes.ts';
import {persistentvolumeclaims} from './persistentvolumeclaims.ts';
import {poddisruptionbudgets} from './poddisruptionbudgets.ts';
import {pods} from './pods.ts';
import {replicasets} from './replicasets.ts';
import {services} from './services.ts';
import {statefulsets} from './statefulsets.ts';

/** Watched on every cluster for as long as it is connected: what the overview is counted from. */
export const alwaysWatched: readonly Kind<BaseRecord>[] = [
  nodes,
  namespaces,
  pods,
  deployments,
  statefulsets,
  daemonsets,
  events,
];

/**
 * Every kind with a record of its own; all others go by their server's Table (`tableKind`). The fleet counts only
 * warnings, but who asks for events means all of them.
 */
export const allKinds: readonly Kind<BaseRecord>[] = [
  ...alwaysWatched.map((kind) => (kind === events ? allEvents : kind)),
  replicasets,
  jobs,
  cronjobs,
  services,
  endpointslices,
  ingresses,
  horizontalpodautoscalers,
  poddisruptionbudgets,
  persistentvolumeclaims,
];

/**
 * The kind a person means by its plural, singular, short name or kind, in any case, with or without its group:
 * `deployments`, `deploy`, `Deployment`, `deployments.apps`. `undefined` for kinds without a record of their own.
 */
export function findKind(name: string): Kind<BaseRecord> | undefined {
  return byName.get(name.toLowerCase());
}

/** The kind of this `kindId`. */
export function kindById(id: string): Kind<BaseRecord> | undefined {
  return [...allKinds, events].find((kind) => kindId(kind) === id);
}

const byName = new Map<string, Kind<BaseRecord>>();
for (const kind of allKinds) {
  const {group, plural, singular, shortNames} = kind.resource;
  for (const name of [plural, singular, kind.resource.kind.toLowerCase(), ...shortNames]) {
    byName.set(name, kind);
    if (group !== '') byName.set(`${name}.${group}`, kind);
  }
}
