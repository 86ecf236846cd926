import type {ClusterRow} from '../row.ts';
import {skewOf} from '../versions.ts';
import {hasFault} from './bad.ts';

/** The figures over the grid; those of connections add up to `total`. */
export interface FleetCounts {
  readonly total: number;
  readonly live: number;
  readonly stale: number;
  readonly login: number;
  /** Unreachable, at whatever layer. */
  readonly lost: number;
  /** Connecting, parked, known from a hub alone, or an entry that cannot be used. */
  readonly other: number;
  /**
   * Clusters with a fault, last known ones too: as many as there are rows to look at, where one bad release on eight
   * clusters would otherwise count once, and one cluster with forty ill pods forty times.
   */
  readonly faults: number;
  /** Some clusters cannot be seen now, or not wholly: there may be more faults. */
  readonly hasUnseen: boolean;
  /** Minors, `1.35`; left out until one is known. */
  readonly oldest?: string;
  readonly newest?: string;
}

export function fleetCounts(clusters: readonly ClusterRow[]): FleetCounts {
  const counts = {live: 0, stale: 0, login: 0, lost: 0, other: 0};
  for (const {connection} of clusters) counts[fieldOf(connection.type)] += 1;
  return {
    total: clusters.length,
    ...counts,
    faults: clusters.filter(hasFault).length,
    hasUnseen: clusters.some(isUnseen),
    ...skewOf(clusters.flatMap(({version}) => ('value' in version ? version.value : []))),
  };
}

function fieldOf(type: ClusterRow['connection']['type']): 'live' | 'stale' | 'login' | 'lost' | 'other' {
  switch (type) {
    case 'live':
    case 'stale':
    case 'login':
      return type;
    case 'unreachable':
      return 'lost';
    case 'connecting':
    case 'hub only':
    case 'parked':
    case 'broken':
      return 'other';
  }
}

function isUnseen({connection, worst, nodes, pods, workloads}: ClusterRow): boolean {
  if (connection.type !== 'live') return true;
  return [worst, nodes, pods, workloads].some((figure) => figure.type !== 'known' || 'isPartial' in figure);
}
