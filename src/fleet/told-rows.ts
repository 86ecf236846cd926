import type {HubSystem} from './hub.ts';
import {hubOnlyRows} from './hub-only.ts';
import {type ClusterIdentity, normalServer} from './identity.ts';
import type {Member} from './member.ts';
import {
  type Acquaintance,
  type HubView,
  hubViews,
  roleOf,
  type Told,
  tellings,
  toldNodes,
} from './opinions.ts';
import type {ClusterRow} from './row.ts';
import {keep} from './same.ts';

/** A cluster as it is seen from here. */
export interface SeenCluster {
  readonly identity: ClusterIdentity;
  readonly row: ClusterRow;
  /** Of its contexts, in their order. */
  readonly members: readonly Member[];
}

/**
 * The rows with what hubs say of them, in the same order, and behind them those of clusters that only hubs tell of. What
 * looks as one of `held` is that one. `now` in ms.
 */
export function toldRows(
  clusters: readonly SeenCluster[],
  systems: readonly HubSystem[],
  held: readonly ClusterRow[],
  now: number,
): readonly ClusterRow[] {
  const views = clusters.flatMap(({row, members}) => hubViews(row, members, systems));
  if (views.length === 0) return clusters.map(({row}) => row);
  const {known, others} = tellings(views, clusters.map(acquaintance), now);
  // Who has not said yet which cluster it is may be one of these.
  const strangers = clusters.some(isUnidentified) ? [] : hubOnlyRows(others);
  const before = new Map(held.map((row) => [row.id, row]));
  const told = clusters.map(({row}) => toldRow(row, views, known.get(row.id) ?? []));
  return [...told, ...strangers].map((row) => keep(before.get(row.id), row));
}

function toldRow(row: ClusterRow, views: readonly HubView[], told: readonly Told[]): ClusterRow {
  const roles = views.filter(({id}) => id === row.id).map(roleOf);
  const nodes = row.nodes.type === 'known' ? undefined : toldNodes(told);
  return {
    ...row,
    ...(nodes && {nodes: {type: 'hub', value: nodes}}),
    ...(told.length > 0 && {opinions: told.map(({opinion}) => opinion)}),
    ...(roles.length > 0 && {hubOf: roles}),
  };
}

function isUnidentified({members}: SeenCluster): boolean {
  return members.some(({connection, uid, watches, tables}) => {
    if (uid !== undefined) return false;
    const watch = watches.get(tables.namespaces.id)?.type;
    return (
      connection.type === 'connecting' || (connection.type === 'live' && (watch ?? 'syncing') === 'syncing')
    );
  });
}

function acquaintance({row, members}: SeenCluster): Acquaintance {
  const uid = members.find((member) => member.uid !== undefined)?.uid;
  return {
    id: row.id,
    uid,
    servers: members.map(({facts}) => normalServer(facts.server)),
    names: [...row.contexts, row.name],
  };
}
