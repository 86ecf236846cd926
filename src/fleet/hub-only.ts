import {normalServer} from './identity.ts';
import {type Told, toldNodes} from './opinions.ts';
import type {ClusterRow, Figure} from './row.ts';

/** A row for each cluster that hubs tell of and no context leads to, in the order in which they are told of. */
export function hubOnlyRows(told: readonly Told[]): readonly ClusterRow[] {
  const groups: Told[][] = [];
  for (const one of told) {
    const group = groups.find((others) => others.some((other) => isSameCluster(one, other)));
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups.map(rowOf);
}

/** Two hubs may know one: by its UID, or where one of them does not tell it by where it is or what it is called. */
function isSameCluster({member: a}: Told, {member: b}: Told): boolean {
  if (a.uid !== '' && b.uid !== '') return a.uid === b.uid;
  const isSamePlace = a.endpoint !== '' && normalServer(a.endpoint) === normalServer(b.endpoint);
  return isSamePlace || a.name === b.name;
}

function rowOf(told: readonly Told[]): ClusterRow {
  const [first] = told;
  if (first === undefined) throw new Error('a cluster is told of by at least one hub');
  const {opinion, member} = first;
  const opinions = told.map((one) => one.opinion);
  const version = told.find((one) => one.member.version !== '')?.member.version;
  const nodes = toldNodes(told);
  return {
    id: `hub:${opinion.hub}/${member.namespace}/${member.name}`,
    name: member.name,
    contexts: [],
    server: told.find((one) => one.member.endpoint !== '')?.member.endpoint ?? '',
    tier: '',
    group: '',
    provider: '',
    region: '',
    connection: {type: 'hub only', since: Math.min(...told.map(({joinedAt}) => joinedAt))},
    watches: {},
    version: version === undefined ? unknown : {type: 'hub', value: {git: version}},
    nodes: nodes ? {type: 'hub', value: nodes} : unknown,
    pods: unknown,
    capacity: unknown,
    workloads: unknown,
    warnings: unknown,
    worst: unknown,
    opinions,
  };
}

const unknown: Figure<never> = {type: 'unknown'};
