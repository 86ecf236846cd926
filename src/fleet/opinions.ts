import type {HubMember, HubSystem} from './hub.ts';
import {normalServer} from './identity.ts';
import type {Member, Standing} from './member.ts';
import type {HubRole, NodeFigures, Opinion} from './row.ts';

/** One system of one hub, as it is read there. */
export interface HubView {
  /** Id and name of the hub's own row. */
  readonly id: string;
  readonly hub: string;
  readonly system: string;
  readonly standing: Standing;
  readonly members: ReadonlyMap<string, HubMember>;
  /** Why it cannot be asked, in a sentence, where that is told. */
  readonly trouble: string;
  /** Seconds of the hub's clock → ms of ours. */
  readonly ours: (seconds: number) => number;
}

/** A cluster that hubs may know. */
export interface Acquaintance {
  readonly id: string;
  readonly uid: string | undefined;
  readonly servers: readonly string[];
  /** Its contexts and the name of its row. */
  readonly names: readonly string[];
}

/** An opinion, and what of the cluster the hub counts. */
export interface Told {
  readonly opinion: Opinion;
  readonly member: HubMember;
  /** ms, by our clock. */
  readonly joinedAt: number;
}

/** What this cluster is the hub of. `contexts` lead to it, that which its row goes by first: the first that reads it counts. */
export function hubViews(
  {id, name}: {readonly id: string; readonly name: string},
  contexts: readonly Member[],
  systems: readonly HubSystem[],
): readonly HubView[] {
  return systems.flatMap((system) => {
    const reader = contexts.find((context) => context.reads(system.kind));
    if (reader === undefined) return [];
    const table = reader.tables.of(system.kind);
    const standing = reader.standing(table);
    const ours = (seconds: number) => reader.ourMilliseconds(seconds);
    const watch = reader.watches.get(table.id);
    const trouble = watch?.type === 'failing' || watch?.type === 'denied' ? watch.reason : '';
    return [{id, hub: name, system: system.name, standing, trouble, members: table.records, ours}];
  });
}

export function roleOf({system, standing, members}: HubView): HubRole {
  const isCounted = standing.type === 'known' || standing.type === 'last';
  return {system, members: isCounted ? {...standing, value: members.size} : standing};
}

/** What each of these clusters is told to be, by id; and what is told of others. `now` in ms. */
export function tellings(
  views: readonly HubView[],
  clusters: readonly Acquaintance[],
  now: number,
): {readonly known: ReadonlyMap<string, readonly Told[]>; readonly others: readonly Told[]} {
  const known = new Map<string, Told[]>();
  const others: Told[] = [];
  for (const view of views) {
    for (const member of view.members.values()) {
      const opinion = opinionOf(view, member, now);
      const told = {opinion, member, joinedAt: view.ours(member.created)};
      const cluster = acquaintanceOf(member, clusters);
      if (cluster === undefined) others.push(told);
      else known.set(cluster.id, [...(known.get(cluster.id) ?? []), told]);
    }
  }
  return {known, others};
}

/** Nodes as the first of the hubs counts them that says the cluster is well: of others the count may be of long ago. */
export function toldNodes(told: readonly Told[]): NodeFigures | undefined {
  return told.find(({opinion, member}) => opinion.word === '+' && member.nodes)?.member.nodes;
}

/** By the UID of kube-system; where one of them has none, by where it is, then by what it is called. */
function acquaintanceOf(
  {uid, endpoint, name}: HubMember,
  clusters: readonly Acquaintance[],
): Acquaintance | undefined {
  const same = clusters.filter((cluster) => uid !== '' && cluster.uid === uid);
  const possible =
    same.length > 0 ? same : clusters.filter((cluster) => uid === '' || cluster.uid === undefined);
  const server = normalServer(endpoint);
  return (
    only(same) ??
    only(possible.filter(({servers}) => endpoint !== '' && servers.includes(server))) ??
    only(possible.filter(({names}) => names.includes(name)))
  );
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function opinionOf({hub, system, standing, trouble, ours}: HubView, member: HubMember, now: number): Opinion {
  const {name, message, since, lookedAt} = member;
  const base = {hub, system, member: name, message};
  const said = saidBy(member);
  if (standing.type !== 'known') {
    const at = standing.type === 'last' ? {since: standing.at} : {};
    return {...base, message: trouble, word: '?', reason: 'cannot be asked', ...at, said: said.reason};
  }
  const looked = ours(lookedAt);
  // Its controller is gone, and what it wrote last would stand there for ever.
  if (lookedAt > 0 && now - looked > tooLongAgo)
    return {...base, word: '?', reason: 'has not looked', since: looked, said: said.reason};
  return {...base, ...said, ...(since > 0 && {since: ours(since)})};
}

/** KubeFed looks every 10 s unless told otherwise; ms. */
const tooLongAgo = 90_000;

function saidBy({ready, reason}: HubMember): Pick<Opinion, 'word' | 'reason'> {
  switch (ready) {
    case 'True':
      return {word: '+', reason: 'Ready'};
    case 'False':
      return {word: '-', reason: reason || 'not Ready'};
    case 'Unknown':
      return {word: '?', reason: reason || 'Unknown'};
    case 'Absent':
      return {word: '?', reason: reason || 'no word yet'};
  }
}
