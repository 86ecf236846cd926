import {alwaysWatched, kindId} from '../../kinds/index.ts';
import type {ClusterRow, RowConnection} from '../row.ts';
import type {WatchState} from '../states.ts';

/** Clusters of which not everything can be seen, for one reason. */
export interface Unseen {
  /**
   * The word of STATE: `login`, `no plugin`, `tcp`, `503`, `stale`, `connecting`, `parked`, `hub only`, `bad entry`; of live ones
   * `denied pods`, `failing events`, `partial` (only some namespaces may be read) and `sync`.
   */
  readonly reason: string;
  /** Names of the clusters, in the order in which they were given. */
  readonly clusters: readonly string[];
}

/** Most clusters first, then as they come. A cluster is counted once, for what hides most of it. */
export function cannotSee(clusters: readonly ClusterRow[]): readonly Unseen[] {
  const groups = Map.groupBy(clusters, (row) => connectionReason(row.connection) ?? watchReason(row) ?? '');
  groups.delete('');
  return [...groups]
    .map(([reason, rows]) => ({reason, clusters: rows.map(({name}) => name)}))
    .sort((a, b) => b.clusters.length - a.clusters.length);
}

function connectionReason(connection: RowConnection): string | undefined {
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
    case 'hub only':
    case 'stale':
    case 'parked':
      return connection.type;
    case 'login':
      return connection.cause === 'no plugin' || connection.cause === 'plugin hung'
        ? connection.cause
        : 'login';
    case 'unreachable':
      return connection.layer === 'http' ? String(connection.status ?? 'http') : connection.layer;
    case 'broken':
      return 'bad entry';
  }
}

function watchReason({watches}: ClusterRow): string | undefined {
  const states = alwaysWatched.map((kind) => ({plural: kind.resource.plural, state: watches[kindId(kind)]}));
  for (const [word, isSo] of gaps) {
    const found = states.filter(({state}) => state && isSo(state)).map(({plural}) => plural);
    if (found.length > 0) return word === 'partial' || word === 'sync' ? word : `${word} ${found.join(',')}`;
  }
  return undefined;
}

const gaps: readonly (readonly [string, (state: WatchState) => boolean])[] = [
  ['denied', ({type}) => type === 'denied'],
  ['failing', ({type}) => type === 'failing'],
  ['partial', (state) => state.type === 'synced' && state.namespaces !== undefined],
  ['sync', ({type}) => type === 'syncing'],
];
