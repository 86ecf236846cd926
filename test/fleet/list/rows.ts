import type {ClusterRow} from '../../../src/fleet/index.ts';

/** A live cluster of which all is known and well. */
export function clusterRow(name: string, given: Partial<ClusterRow> = {}): ClusterRow {
  return {
    id: name,
    name,
    contexts: [name],
    server: `https://${name}.example:6443`,
    tier: 'prod',
    group: 'eu',
    provider: 'eks',
    region: 'eu-west-1',
    connection: {type: 'live', since: 0},
    watches: {},
    version: {type: 'known', value: {git: 'v1.37.2'}},
    nodes: {type: 'known', value: {ready: 3, total: 3}},
    pods: {type: 'known', value: {total: 9, running: 9, pending: 0, failing: 0, completed: 0}},
    capacity: {type: 'unknown'},
    workloads: {type: 'known', value: {total: 3, rolling: 0, stuck: 0, paused: 0}},
    warnings: {type: 'known', value: 0},
    worst: {type: 'known', value: 'ok'},
    ...given,
  };
}

export const lost = {
  connecting: {type: 'connecting', since: 0},
  stale: {type: 'stale', since: 0},
  login: {type: 'login', since: 0, cause: 'session', reason: 'the session has ended'},
  unreachable: {type: 'unreachable', since: 0, layer: 'tcp', reason: 'connection refused'},
  parked: {type: 'parked', since: 0},
  broken: {type: 'broken', since: 0, reason: 'no such user'},
} as const;

export function worst(value: string): Pick<ClusterRow, 'worst'> {
  return {worst: {type: 'known', value}};
}
