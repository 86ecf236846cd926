import type {ChangeInputs} from '../../../src/fleet/index.ts';
import {allEvents, type EventRecord, type ReplicaSetRecord, replicasets} from '../../../src/kinds/index.ts';

/** Seconds by the cluster's clock: when every test of this folder takes place. */
export const now = 1_800_000_000;

export const minutes = (count: number) => count * 60;

export const nothing: ChangeInputs = {
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  replicaSets: [],
  nodes: [],
  events: [],
  writes: [],
};

export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** As the deployment controller makes them: `checkout-6d5f`, owned by `checkout`. */
export function replicaSet(name: string, given: ReplicaSetForm): ReplicaSetRecord {
  const {revision, past, created, images, containers = ['main']} = given;
  return replicasets.project({
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: iso(created),
      annotations: {
        'deployment.kubernetes.io/revision': String(revision),
        ...(past && {'deployment.kubernetes.io/revision-history': past}),
      },
      ownerReferences: [{kind: 'Deployment', name: name.slice(0, name.lastIndexOf('-')), controller: true}],
    },
    spec: {
      replicas: 3,
      template: {
        spec: {containers: containers.map((container, index) => ({name: container, image: images[index]}))},
      },
    },
  });
}

interface ReplicaSetForm {
  readonly revision: number;
  readonly past?: string;
  readonly created: number;
  readonly images: readonly string[];
  readonly containers?: readonly string[];
}

let count = 0;

/** An event about an object of `shop`, Normal unless told; of a Node where it is named so. */
export function event(given: EventForm): EventRecord {
  const {about, reason, message, at, type = 'Normal', times = 1, first = at, namespace = 'shop'} = given;
  const [kind, name] = about;
  count += 1;
  return allEvents.project({
    metadata: {name: `${name}.${(0x17a0000000000000n + BigInt(count)).toString(16)}`, namespace},
    type,
    reason,
    message,
    count: times,
    firstTimestamp: iso(first),
    lastTimestamp: iso(at),
    involvedObject: {kind, name, ...(kind === 'Node' ? {} : {namespace})},
  });
}

interface EventForm {
  readonly about: readonly [kind: string, name: string];
  readonly reason: string;
  readonly message: string;
  /** Seconds. */
  readonly at: number;
  readonly first?: number;
  readonly times?: number;
  readonly type?: 'Normal' | 'Warning';
  readonly namespace?: string;
}

export function warningOf(pod: string, reason: string, message: string, given: Partial<EventForm> = {}) {
  return event({about: ['Pod', pod], reason, message, at: now - 60, type: 'Warning', ...given});
}

export function scaled(
  deployment: string,
  replicaSetName: string,
  [from, to]: readonly [number, number],
  at: number,
) {
  const way = from < to ? 'up' : 'down';
  return event({
    about: ['Deployment', deployment],
    reason: 'ScalingReplicaSet',
    message: `Scaled ${way} replica set ${replicaSetName} from ${from} to ${to}`,
    at,
  });
}

/** A full object with nothing but its `managedFields`, as the API sends them. */
export function managed(kind: string, name: string, fields: readonly ManagedForm[], namespace = 'shop') {
  return {
    kind,
    metadata: {
      name,
      ...(namespace !== '' && {namespace}),
      managedFields: fields.map(({manager, at, spec, subresource, operation = 'Update', ...rest}) => ({
        manager,
        operation,
        apiVersion: 'apps/v1',
        time: iso(at),
        fieldsType: 'FieldsV1',
        fieldsV1: spec === undefined ? (rest.fields ?? {}) : {'f:spec': spec},
        ...(subresource !== undefined && {subresource}),
      })),
    },
  };
}

interface ManagedForm {
  readonly manager: string;
  readonly at: number;
  readonly spec?: unknown;
  readonly fields?: unknown;
  readonly subresource?: string;
  readonly operation?: 'Apply' | 'Update';
}

/** What `kubectl set image` owns. */
export function imageField(container = 'main') {
  return {
    'f:template': {
      'f:spec': {'f:containers': {[`k:{"name":"${container}"}`]: {'f:image': {}}}},
    },
  };
}

/** What an applier of the whole manifest owns. */
export function wholeSpec(container = 'main') {
  return {
    'f:replicas': {},
    'f:selector': {},
    'f:template': {
      'f:metadata': {'f:labels': {'f:app': {}}},
      'f:spec': {
        'f:containers': {
          [`k:{"name":"${container}"}`]: {'.': {}, 'f:image': {}, 'f:name': {}, 'f:env': {}},
        },
      },
    },
  };
}

export const restartField = {
  'f:template': {'f:metadata': {'f:annotations': {'.': {}, 'f:kubectl.kubernetes.io/restartedAt': {}}}},
};
