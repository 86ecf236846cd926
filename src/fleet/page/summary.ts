import {nodes} from '../../kinds/index.ts';
import type {Feed} from '../feed.ts';
import type {CapacityFigures, ClusterRow, Figure, NodeFigures, PodFigures} from '../row.ts';

/** The figures at the head of a cluster's page. */
export interface ClusterSummary {
  readonly nodes: Figure<NodeFigures>;
  /** Nodes that take no new pods, of those that are held. */
  readonly cordoned: number;
  readonly cpu: Figure<Share>;
  readonly memory: Figure<Share>;
  readonly pods: Figure<PodFigures>;
  /** ms by our clock: since when the connection is what it is. */
  readonly since: number;
}

/** Whole percents of what the nodes have to give; left out where they give nothing, or nobody measures. */
export interface Share {
  readonly requested?: number;
  readonly used?: number;
}

export function clusterSummary(row: ClusterRow, feed: Feed): ClusterSummary {
  const {capacity, connection} = row;
  let cordoned = 0;
  for (const node of feed.records(row.contexts[0] ?? '', nodes).values())
    cordoned += node.isUnschedulable ? 1 : 0;
  return {
    nodes: row.nodes,
    cordoned,
    cpu: shareOf(capacity, 'cpu'),
    memory: shareOf(capacity, 'memory'),
    pods: row.pods,
    since: connection.since,
  };
}

function shareOf(capacity: Figure<CapacityFigures>, resource: 'cpu' | 'memory'): Figure<Share> {
  if (!('value' in capacity)) return capacity;
  const {value} = capacity;
  const allocatable = value[`${resource}Allocatable`];
  const used = value[`${resource}Used`];
  const percent = (taken: number) => Math.round((100 * taken) / allocatable);
  if (allocatable <= 0) return {...capacity, value: {}};
  const requested = percent(value[`${resource}Requested`]);
  return {...capacity, value: {requested, ...(used !== undefined && {used: percent(used)})}};
}
