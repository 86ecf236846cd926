import {sanitise} from '../../text/index.ts';
import type {ClusterRow, Figure, HubRole, Opinion} from '../row.ts';
import type {Item} from './listing.ts';

/**
 * A cluster for programs. Figures are null where they are not known; `standing` says of each whether it is `known`,
 * `last` (true at the time in `at`), `hub` (counted there, not seen from here), `unknown` or `denied`; `partial` names those that count only the namespaces that
 * may be listed. Cores, bytes and counts are numbers, times RFC 3339.
 */
export function clusterItem(row: ClusterRow): Item {
  const {connection} = row;
  const reason = 'reason' in connection ? {reason: sanitise(connection.reason)} : {};
  const version = figureValue(row.version);
  return {
    cluster: sanitise(row.name),
    context: sanitise(row.contexts[0] ?? ''),
    kind: 'Cluster',
    name: sanitise(row.name),
    contexts: row.contexts.map(sanitise),
    id: row.id,
    server: sanitise(row.server),
    tier: row.tier || null,
    group: row.group || null,
    provider: row.provider || null,
    region: sanitise(row.region) || null,
    state: connection.type,
    ...(connection.type === 'unreachable' ? {layer: connection.layer} : {}),
    ...(connection.type === 'unreachable' && connection.status !== undefined
      ? {status: connection.status}
      : {}),
    ...(connection.type === 'login' ? {cause: connection.cause} : {}),
    since: timeText(connection.since),
    ...reason,
    ...(row.login === undefined ? {} : {login: loginItem(row.login)}),
    version: version === null ? null : sanitise(version.git),
    emulated: version?.emulated === undefined ? null : sanitise(version.emulated),
    nodes: figureValue(row.nodes),
    pods: figureValue(row.pods),
    capacity: figureValue(row.capacity),
    workloads: figureValue(row.workloads),
    warnings: figureValue(row.warnings),
    worst: textOf(row.worst),
    standing: Object.fromEntries(figureNames.map((name) => [name, row[name].type])),
    at: Object.fromEntries(figureNames.flatMap((name) => lastSeen(name, row[name]))),
    partial: figureNames.filter((name) => 'isPartial' in row[name]),
    ...(row.opinions === undefined ? {} : {hubs: row.opinions.map(opinionItem)}),
    ...(row.hubOf === undefined ? {} : {hubOf: row.hubOf.map(roleItem)}),
    ...(row.identityFault === undefined ? {} : {identityFault: sanitise(row.identityFault)}),
    ...(row.fromDisk === undefined ? {} : {fromDisk: timeText(row.fromDisk)}),
  };
}

function loginItem({group, user, expires, isRenewed}: NonNullable<ClusterRow['login']>): Item {
  return {
    group: sanitise(group),
    ...(user === undefined ? {} : {user: sanitise(user)}),
    ...(expires === undefined ? {} : {expires: timeText(expires)}),
    renewed: isRenewed,
  };
}

function opinionItem({hub, system, member, word, reason, message, since, said}: Opinion): Item {
  return {
    hub: sanitise(hub),
    system,
    member: sanitise(member),
    ready: word === '?' ? null : word === '+',
    reason: sanitise(reason),
    ...(message === '' ? {} : {message: sanitise(message)}),
    ...(since === undefined ? {} : {since: timeText(since)}),
    ...(said === undefined ? {} : {said: sanitise(said)}),
  };
}

function roleItem({system, members}: HubRole): Item {
  return {system, members: figureValue(members), standing: members.type};
}

const figureNames = ['version', 'nodes', 'pods', 'capacity', 'workloads', 'warnings', 'worst'] as const;

function figureValue<T>(figure: Figure<T>): T | null {
  return 'value' in figure ? figure.value : null;
}

function textOf(figure: Figure<string>): string | null {
  const text = figureValue(figure);
  return text === null ? null : sanitise(text);
}

function lastSeen(name: string, figure: Figure<unknown>): readonly [string, string][] {
  return figure.type === 'last' ? [[name, timeText(figure.at)]] : [];
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
