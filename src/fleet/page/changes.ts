import type {
  DaemonSetRecord,
  DeploymentRecord,
  EventRecord,
  NodeRecord,
  ReplicaSetRecord,
  StatefulSetRecord,
} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import type {FieldWrites} from './field-writes.ts';
import {nodeChanges} from './node-changes.ts';
import {newestReplicaSets} from './revisions.ts';
import {rolloutChanges} from './rollout-changes.ts';
import {scalingChanges} from './scaling-changes.ts';
import {scalingsOf} from './scalings.ts';
import {lastStirs, type SetRecord, setChanges} from './set-changes.ts';

/** Something that was changed on a cluster, and by whom. */
export interface Change {
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `Node`. */
  readonly kind: string;
  /** `shop/checkout`; the name alone for nodes, `12 nodes` for many that changed alike. */
  readonly object: string;
  /** `image 1.41.9 -> 1.42.0`, `replicas 12 -> 18`, `joined`. */
  readonly what: string;
  /** Seconds by the cluster's clock. */
  readonly at: number;
  /** `argocd`, `hpa`, `kubectl`; `-` where nobody can be told. */
  readonly by: string;
}

/** What a cluster holds that tells of changes. Whatever is not watched is left empty, and tells nothing. */
export interface ChangeInputs {
  readonly deployments: Iterable<DeploymentRecord>;
  readonly statefulSets: Iterable<StatefulSetRecord>;
  readonly daemonSets: Iterable<DaemonSetRecord>;
  readonly replicaSets: Iterable<ReplicaSetRecord>;
  readonly nodes: Iterable<NodeRecord>;
  /** Of any type: changes of replicas and nodes that left are told only by Normal ones (`allEvents`). */
  readonly events: Iterable<EventRecord>;
  /** What `fieldWritesOf` made of the objects that `objectsToRead` names; empty until they were read. */
  readonly writes: readonly FieldWrites[];
}

/** Newest first, one per object and cause; `now` and `window` in seconds, `now` by the cluster's clock. */
export function changesOf(inputs: ChangeInputs, now: number, window = 3600): readonly Change[] {
  const since = now - window;
  const writes = new Map(inputs.writes.map((one) => [`${one.kind}/${keyOf(one)}`, one.writes]));
  const writesOf = (kind: string, key: string) => writes.get(`${kind}/${key}`) ?? [];
  // Each is gone through more than once, and might be an iterator that ends.
  const events = [...inputs.events];
  const replicaSets = [...inputs.replicaSets];
  const {deployments, nodes} = inputs;
  const ofDeployment = (key: string) => writesOf('Deployment', key);
  const rollouts = rolloutChanges({deployments, replicaSets, events, writesOf: ofDeployment}, since);
  const scalings = scalingsOf(events, newestReplicaSets(replicaSets), since);
  const stirs = lastStirs(events, since);
  const sets = [...setsOf(inputs)].flatMap((set) => {
    const key = keyOf(set.record);
    return setChanges(set, writesOf(set.kind, key), stirs.get(`${set.kind}/${key}`), since);
  });
  const changes = [
    ...rollouts,
    ...scalingChanges(scalings, ofDeployment),
    ...sets,
    ...nodeChanges(nodes, events, since, (name) => writesOf('Node', name)),
  ];
  return changes.map(clean).sort((a, b) => b.at - a.at || (a.object < b.object ? -1 : 1));
}

export function* setsOf({statefulSets, daemonSets}: ChangeInputs): Generator<SetRecord> {
  for (const record of statefulSets) yield {kind: 'StatefulSet', record};
  for (const record of daemonSets) yield {kind: 'DaemonSet', record};
}

function keyOf({namespace, name}: {readonly namespace: string; readonly name: string}): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

function clean(change: Change): Change {
  const {object, what} = change;
  return {...change, object: sanitise(object), what: sanitise(what)};
}
