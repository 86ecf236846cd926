import type {ConnectionState} from './states.ts';

/** What decides which cluster a context leads to. */
export interface IdentityFacts {
  readonly context: string;
  readonly server: string;
  readonly order: number;
  readonly connection: ConnectionState['type'];
  /** UID of its kube-system namespace, where it could be read. */
  readonly uid?: string;
  /** Its nodes by name, only while they are known to be true now. */
  readonly nodes?: ReadonlyMap<string, {readonly uid: string}>;
}

export interface ClusterIdentity {
  readonly id: string;
  /** The preferred context first, the others in kubeconfig order. */
  readonly contexts: readonly string[];
  readonly fault?: string;
}

/** What the last answer decided, so that the next does not flap. Starts empty. */
export interface IdentityMemory {
  /** Contexts through which their cluster is watched. */
  readonly preferred: ReadonlySet<string>;
  /** Context → first context of its part, for clusters that share a UID but no node. */
  readonly parts: ReadonlyMap<string, string>;
}

export const noMemory: IdentityMemory = {preferred: new Set(), parts: new Map()};

/**
 * Contexts → clusters: by kube-system UID, then server URL, else each context alone. A context without a UID joins the
 * one UID known for its URL. Clusters come in the order of their first context.
 */
export function identify(
  contexts: readonly IdentityFacts[],
  memory: IdentityMemory,
): {readonly clusters: readonly ClusterIdentity[]; readonly memory: IdentityMemory} {
  const preferred = new Set<string>();
  const parts = new Map<string, string>();
  const clusters: ClusterIdentity[] = [];
  for (const [id, members] of groupById([...contexts].sort((a, b) => a.order - b.order))) {
    const groups = splitByNodes(members, memory.parts);
    groups.forEach((group, index) => {
      const first = group[0]?.context ?? '';
      const chosen = prefer(group, memory.preferred).context;
      preferred.add(chosen);
      if (groups.length > 1) for (const member of group) parts.set(member.context, first);
      const names = group.map((member) => member.context).filter((name) => name !== chosen);
      clusters.push({
        id: index === 0 ? id : `${id}@${first}`,
        contexts: [chosen, ...names],
        ...(groups.length > 1 && {fault: restoredFault(groups.filter((other) => other !== group))}),
      });
    });
  }
  const orderOf = new Map(contexts.map(({context, order}) => [context, order]));
  const position = (cluster: ClusterIdentity) =>
    Math.min(...cluster.contexts.map((name) => orderOf.get(name) ?? 0));
  clusters.sort((a, b) => position(a) - position(b));
  return {clusters, memory: {preferred, parts}};
}

function groupById(contexts: readonly IdentityFacts[]): ReadonlyMap<string, readonly IdentityFacts[]> {
  const uidsOfServer = new Map<string, Set<string>>();
  for (const {server, uid} of contexts) {
    if (uid === undefined || server === '') continue;
    const key = normalServer(server);
    uidsOfServer.set(key, (uidsOfServer.get(key) ?? new Set()).add(uid));
  }
  return Map.groupBy(contexts, (facts) => {
    // A broken entry keeps a row of its own: beneath a working context nobody would see what is wrong with it.
    if (facts.connection === 'broken') return `context:${facts.context}`;
    if (facts.uid !== undefined) return facts.uid;
    if (facts.server === '') return `context:${facts.context}`;
    const server = normalServer(facts.server);
    const uids = [...(uidsOfServer.get(server) ?? [])];
    return uids.length === 1 && uids[0] !== undefined ? uids[0] : server;
  });
}

/** Same URL, however it is written: case of the host, default port, trailing slash. */
export function normalServer(server: string): string {
  if (!URL.canParse(server)) return server;
  const url = new URL(server);
  return `${url.protocol}//${url.host}${url.pathname.replace(/(?<!\/)\/+$/, '')}`;
}

/**
 * A cluster restored from another's etcd has the other's UID and none of its nodes. Only nodes known on both sides
 * now can part two contexts; a context whose nodes cannot be seen stays where it was.
 */
function splitByNodes(
  members: readonly IdentityFacts[],
  parts: ReadonlyMap<string, string>,
): readonly (readonly IdentityFacts[])[] {
  const groups: IdentityFacts[][] = [];
  for (const member of members) {
    const remembered = parts.get(member.context);
    const group = groups.find((candidate) => {
      const seen = candidate.filter(hasNodes);
      if (hasNodes(member) && seen.length > 0) return seen.some((other) => sharesNode(member, other));
      // Not by the name of the part: the context it is named after may have left the kubeconfig.
      return remembered === undefined || candidate.some(({context}) => parts.get(context) === remembered);
    });
    if (group) group.push(member);
    else groups.push([member]);
  }
  return groups;
}

function hasNodes(facts: IdentityFacts): boolean {
  return facts.nodes !== undefined && facts.nodes.size > 0;
}

function sharesNode(a: IdentityFacts, b: IdentityFacts): boolean {
  for (const [name, {uid}] of a.nodes ?? []) if (b.nodes?.get(name)?.uid === uid) return true;
  return false;
}

/**
 * The one it has been, while it works; when it is lost, the first that is live; never back only because an earlier one
 * returned. At first the earliest that is not known to fail: a slow handshake is no reason to change.
 */
function prefer(group: readonly IdentityFacts[], preferred: ReadonlySet<string>): IdentityFacts {
  const current = group.find((facts) => preferred.has(facts.context));
  if (current) return isDown(current) ? (group.find(isLive) ?? current) : current;
  const first = group.find((facts) => !isDown(facts)) ?? group[0];
  if (!first) throw new Error('a cluster has at least one context');
  return first;
}

function isLive(facts: IdentityFacts): boolean {
  return facts.connection === 'live';
}

function isDown(facts: IdentityFacts): boolean {
  switch (facts.connection) {
    case 'connecting':
    case 'live':
    case 'stale':
      return false;
    case 'login':
    case 'unreachable':
    case 'parked':
    case 'broken':
      return true;
  }
}

function restoredFault(others: readonly (readonly IdentityFacts[])[]): string {
  const names = others.map((group) => group[0]?.context ?? '').join(', ');
  return `same kube-system UID as ${names} but none of its nodes: one was restored from the other's etcd`;
}
