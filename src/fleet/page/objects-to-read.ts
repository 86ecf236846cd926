import {
  type BaseRecord,
  daemonsets,
  deployments,
  type Kind,
  nodes,
  type Resource,
  statefulsets,
} from '../../kinds/index.ts';
import {type ChangeInputs, changesOf, setsOf} from './changes.ts';
import {isRolling, lastStirs} from './set-changes.ts';

/** An object whose `managedFields` may say who changed it. */
export interface ObjectToRead {
  readonly resource: Resource;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  /** Seconds by the cluster's clock: its last change known. What was read before that is to be read anew. */
  readonly at: number;
}

/**
 * The objects that changed within the window and of which records and events do not say by whom, newest first, each
 * once; what `inputs.writes` holds makes no difference. `now` and `window` in seconds, `now` by the cluster's clock.
 */
export function objectsToRead(
  inputs: ChangeInputs,
  now: number,
  window = 3600,
  limit = 20,
): readonly ObjectToRead[] {
  const found = new Map<string, ObjectToRead>();
  const add = (kind: string, object: string, at: number) => {
    const held = found.get(`${kind}/${object}`);
    const resource = kinds[kind]?.resource;
    if (!resource || (held && held.at >= at)) return;
    const [namespace = '', name] = object.includes('/') ? object.split('/') : ['', object];
    if (name) found.set(`${kind}/${object}`, {resource, namespace, name, at});
  };
  for (const change of changesOf({...inputs, writes: []}, now, window)) {
    // A node joins and becomes unready by no field that anybody owns.
    const isNobodys = change.kind === 'Node' && !change.what.endsWith('cordoned');
    if (change.by === '-' && !isNobodys && !/^\d+ nodes$/.test(change.object))
      add(change.kind, change.object, change.at);
  }
  const stirs = lastStirs(inputs.events, now - window);
  for (const set of setsOf(inputs)) {
    const object = `${set.record.namespace}/${set.record.name}`;
    const at = stirs.get(`${set.kind}/${object}`) ?? (isRolling(set) ? now - window : undefined);
    if (at !== undefined) add(set.kind, object, at);
  }
  return [...found.values()].sort((a, b) => b.at - a.at).slice(0, limit);
}

// Only their resources are read.
const kinds: Readonly<Record<string, Kind<BaseRecord>>> = {
  Deployment: deployments,
  StatefulSet: statefulsets,
  DaemonSet: daemonsets,
  Node: nodes,
};
