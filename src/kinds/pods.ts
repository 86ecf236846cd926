import {ageColumn, column, nameColumn, orNone, since, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {controllerOf, type Owner} from './owner.ts';
import {type PodHealth, podHealth, type Trouble} from './pod-health.ts';
import {type Requests, requestsOf} from './pod-requests.ts';
import {type PodShape, podMessages} from './pod-shape.ts';
import {podStatus} from './pod-status.ts';
import {intern, internLabels, pool} from './pool.ts';
import {schema} from './schema.ts';
import {condition, seconds} from './wellknown.ts';

/**
 * Kept small, because there are tens of thousands: what pods of one owner have in common is one shared object
 * (`labels`, `owner`, `requests`, `placement`), and what only ill pods have is behind `trouble`.
 */
export interface PodRecord extends BaseRecord {
  readonly phase: PodHealth;
  /** kubectl's STATUS: `Running`, `CrashLoopBackOff`, `Init:0/2`, `Terminating`. */
  readonly status: string;
  /** Ready containers of all, sidecars included. */
  readonly ready: number;
  readonly total: number;
  readonly restarts: number;
  /** When the last restarted container ended, seconds; 0 where none did. */
  readonly lastRestart: number;
  /** '' until it is scheduled. */
  readonly nodeName: string;
  readonly ip: string;
  readonly owner: Owner | undefined;
  readonly requests: Requests;
  /** When deletion was asked for (plus its grace period), seconds; 0 where it was not. */
  readonly deleted: number;
  /** Why it is failing, or pending for a reason that will not pass by itself. */
  readonly trouble: Trouble | undefined;
  readonly placement: Placement;
}

/** Wide columns that are the same for nearly all pods, as printed. */
export interface Placement {
  readonly nominatedNode: string;
  readonly readinessGates: string;
}

export const pods: Kind<PodRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'pods',
    singular: 'pod',
    kind: 'Pod',
    shortNames: ['po'],
    namespaced: true,
  },
  protobuf: schema('Pod', podMessages),
  project,
  latest: ({lastRestart}) => lastRestart,
  columns: [
    nameColumn,
    column('READY', (pod) => `${pod.ready}/${pod.total}`, {
      value: (pod) => pod.ready / Math.max(1, pod.total),
    }),
    column('STATUS', (pod) => pod.status),
    column('RESTARTS', (pod, {now}) => restartsText(pod, now), {value: (pod) => pod.restarts}),
    ageColumn,
    column('IP', (pod) => orNone(pod.ip), wide),
    column('NODE', (pod) => orNone(pod.nodeName), wide),
    column('NOMINATED NODE', (pod) => pod.placement.nominatedNode, wide),
    column('READINESS GATES', (pod) => pod.placement.readinessGates, wide),
  ],
};

function project(object: unknown): PodRecord {
  const pod = object as PodShape;
  const {metadata, spec, status} = pod;
  const summary = podStatus(pod);
  const {phase, trouble} = podHealth(pod, summary.status);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    phase,
    status: intern(summary.status),
    ready: summary.ready,
    total: summary.total,
    restarts: summary.restarts,
    lastRestart: summary.lastRestart,
    nodeName: intern(spec?.nodeName ?? ''),
    ip: status?.podIPs?.[0]?.ip ?? '',
    owner: controllerOf(metadata?.ownerReferences),
    requests: requestsOf(pod),
    deleted: seconds(metadata?.deletionTimestamp),
    trouble,
    placement: placementOf(pod),
  };
}

function restartsText(pod: PodRecord, now: number): string {
  if (pod.restarts === 0 || pod.lastRestart === 0) return String(pod.restarts);
  return `${pod.restarts} (${since(pod.lastRestart, now)} ago)`;
}

function placementOf({spec, status}: PodShape): Placement {
  const nominatedNode = orNone(status?.nominatedNodeName ?? '');
  const gates = spec?.readinessGates ?? [];
  const open = gates.filter(
    (gate) => condition(status?.conditions, gate.conditionType ?? '')?.status === 'True',
  );
  const readinessGates = gates.length === 0 ? '<none>' : `${open.length}/${gates.length}`;
  return placements(`${nominatedNode} ${readinessGates}`, () => ({nominatedNode, readinessGates}));
}

// Nominations pass within seconds; all other pods share the one that says nothing.
const placements = pool<Placement>(500);
