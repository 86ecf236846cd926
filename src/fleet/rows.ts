import type {SnapshotCluster} from './feed.ts';
import {figuresOf, type RowFigures, withStandIns} from './figures.ts';
import type {ClusterIdentity} from './identity.ts';
import type {Member} from './member.ts';
import type {ClusterRow} from './row.ts';

/**
 * The row of a cluster as seen through its preferred context; `now` in ms by our clock. What `others`, which lead to it
 * as well, know of it stands in until that one has read it.
 */
export function rowOf(
  identity: ClusterIdentity,
  name: string,
  member: Member,
  others: readonly Member[],
  now: number,
): ClusterRow {
  const {facts} = member;
  const own = others.reduce(
    (figures, other) => (hasGap(figures) ? withStandIns(member, figures, figuresOf(other, now)) : figures),
    figuresOf(member, now),
  );
  const isFromDisk = member.restored !== undefined && hasNothing(own);
  return {
    id: identity.id,
    name,
    contexts: identity.contexts,
    server: facts.server,
    tier: facts.tier,
    group: facts.group,
    provider: facts.provider,
    region: member.tables.nodes.tally.region || (member.restored?.row.region ?? ''),
    connection: member.connection,
    ...(member.login && {login: member.login}),
    watches: Object.fromEntries(member.watches),
    ...withStandIns(member, own, member.restored?.row),
    ...(identity.fault !== undefined && {identityFault: identity.fault}),
    ...(isFromDisk && member.restored && {fromDisk: member.restored.at}),
  };
}

/** What a row is kept as on disk; undefined where nothing is known that would be worth it. */
export function snapshotOf(row: ClusterRow, heardAt: number): SnapshotCluster | undefined {
  const {version, nodes, pods, capacity, workloads, warnings, worst, region} = row;
  const figures = {version, nodes, pods, capacity, workloads, warnings, worst};
  // Who has only told its version would stand on disk with nothing, and newer than all that was known of it before.
  if (Object.entries(figures).every(([name, figure]) => name === 'version' || !('value' in figure)))
    return undefined;
  const times = Object.values(figures).flatMap((figure) => {
    if (figure.type === 'known') return [heardAt];
    return figure.type === 'last' ? [figure.at] : [];
  });
  const {id, contexts, server} = row;
  return {id, contexts, server, at: Math.max(...times), row: {...figures, region}};
}

function hasGap(figures: RowFigures): boolean {
  return Object.values(figures).some(({type}) => type === 'unknown');
}

function hasNothing(figures: RowFigures): boolean {
  return Object.values(figures).every((figure) => figure.type === 'unknown' || figure.type === 'denied');
}
