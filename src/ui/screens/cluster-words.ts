import type {Stage} from '../../commands/index.ts';
import {type ClusterRow, stateText} from '../../fleet/index.ts';
import {coarseAge, sanitise} from '../../text/index.ts';
import type {Span} from '../paint/line.ts';
import type {Role} from '../paint/roles.ts';

/** What there is to say of a cluster in one line: why it is not live, else what is wrong with it, else how it is. */
export function explain(stage: Pick<Stage, 'feed' | 'watch' | 'clock'>, row: ClusterRow): string {
  return sanitise(`${row.name}: ${sentence(row, stage)}`);
}

/** Of a row whose figures are not of now, everything is dim. */
export function rowRole({connection}: ClusterRow): Role | undefined {
  return connection.type === 'live' || connection.type === 'connecting' ? undefined : 'dim';
}

/** Only exceptions have a colour. */
export function clusterSpan(row: ClusterRow, column: string, text: string, base: Role | undefined): Span {
  const role = roleOf(row, column) ?? base;
  return role === undefined ? {text} : {text, role};
}

/** `03:08`, by the clock on the wall. */
export function timeOfDay(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

function roleOf(row: ClusterRow, column: string): Role | undefined {
  switch (column) {
    case 'STATE':
      return stateRole(row);
    case 'TIER':
      return row.tier === 'prod' || row.tier === 'production' ? 'production' : undefined;
    case 'WORST':
      return row.worst.type === 'known' && row.worst.value !== 'ok' ? 'bad' : undefined;
    case 'BAD':
      return row.pods.type === 'known' && row.pods.value.failing > 0 ? 'bad' : undefined;
    case 'ROLL':
      return row.workloads.type === 'known' && row.workloads.value.stuck > 0 ? 'bad' : undefined;
    case 'NODES':
      return row.nodes.type === 'known' && row.nodes.value.ready < row.nodes.value.total ? 'warn' : undefined;
    default:
      return undefined;
  }
}

function stateRole({connection}: ClusterRow): Role | undefined {
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
      return 'info';
    case 'parked':
      return 'dim';
    case 'stale':
      return 'warn';
    case 'login':
    case 'unreachable':
    case 'broken':
      return 'bad';
  }
}

function sentence(row: ClusterRow, {feed, watch, clock}: Pick<Stage, 'feed' | 'watch' | 'clock'>): string {
  const {connection} = row;
  const since = `since ${timeOfDay(connection.since)}`;
  switch (connection.type) {
    case 'connecting':
      return 'connecting; no answer yet';
    case 'stale':
      return `no answer ${since}; figures are the last known`;
    case 'login':
      return `${connection.reason}, ${since}`;
    case 'unreachable':
      return `${connection.layer} ${connection.reason}, ${since}`;
    case 'parked':
      return parkedWords(row, watch);
    case 'broken':
      return connection.reason;
    case 'live':
      return liveWords(row, feed, {since, now: clock.now()});
  }
}

function parkedWords({contexts, connection}: ClusterRow, watch: Stage['watch']): string {
  const [context = ''] = contexts;
  const group = watch.loginOf(context)?.group;
  const held =
    group &&
    watch
      .logins()
      .find(({id}) => id === group.id)
      ?.held.includes(context);
  if (held) return `held back: its login ${group.name} was not chosen; :logins chooses, x connects this one`;
  return `parked since ${timeOfDay(connection.since)}: nothing is asked of it; x takes it up again`;
}

function liveWords(
  row: ClusterRow,
  feed: Stage['feed'],
  {since, now}: {readonly since: string; readonly now: number},
): string {
  if (row.identityFault !== undefined) return row.identityFault;
  const denied = Object.entries(row.watches).filter(([, {type}]) => type === 'denied');
  const failing = Object.values(row.watches).find(({type}) => type === 'failing');
  const [fault] = feed.faults(row.contexts[0] ?? '');
  if (fault) {
    const name = fault.namespace === '' ? fault.name : `${fault.namespace}/${fault.name}`;
    return `${name}: ${fault.reason}`;
  }
  if (failing?.type === 'failing') return `cannot be read whole: ${failing.reason}`;
  if (denied.length > 0) return `live; this user may not list ${denied.map(([kind]) => kind).join(', ')}`;
  if (stateText(row, now) === 'live !login') return `live ${since}; its login ${loginEnd(row.login, now)}`;
  const others = row.contexts.length > 1 ? ` | also ${row.contexts.slice(1).join(', ')}` : '';
  return `live ${since} | ${row.server}${others}`;
}

function loginEnd(login: ClusterRow['login'], now: number): string {
  const left = (login?.expires ?? now) - now;
  return `${login?.group ?? ''} ${left > 0 ? `ends in ${coarseAge(left)}` : 'has ended'}`;
}
