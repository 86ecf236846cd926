import type {Stage} from '../../commands/index.ts';
import {type ClusterRow, type HubRole, type Opinion, stateText, worstFirst} from '../../fleet/index.ts';
import {coarseAge, sanitise} from '../../text/index.ts';
import type {Span} from '../paint/line.ts';
import type {Role} from '../paint/roles.ts';

/** What there is to say of a cluster in one line: why it is not live, else what is wrong with it, else how it is. */
export function explain(stage: Explaining, row: ClusterRow): string {
  const {opinions = [], hubOf = []} = row;
  const now = stage.clock.now();
  const told = [
    ...worstFirst(opinions).map((opinion) => opinionInFull(opinion, now)),
    ...hubOf.map(hubWords),
  ];
  return sanitise([`${row.name}: ${sentence(row, stage)}`, ...told].join(' | '));
}

/** `karmada-eu: Ready`; of one that says anything else since when, of one that cannot be asked also what it said before. */
export function opinionWords({hub, word, reason, since, said}: Opinion, now: number): string {
  const at = word === '+' || since === undefined ? '' : ` since ${moment(since, now)}`;
  const before = said === undefined ? '' : `, said ${said}`;
  return `${hub}: ${reason}${at}${before}`;
}

/** With the hub's own sentence, where not all is well. */
function opinionInFull(opinion: Opinion, now: number): string {
  const {word, message} = opinion;
  return `${opinionWords(opinion, now)}${word === '+' || message === '' ? '' : ` (${message})`}`;
}

function hubWords({system, members}: HubRole): string {
  const count = 'value' in members ? `${members.type === 'last' ? '~' : ''}${members.value}` : 'unknown';
  return `${system} members: ${count}`;
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

/**
 * `03:08` of today, by the clock on the wall; `2026-01-31 23:50` of another day that is less than 24 h away, else
 * `2049-12-31`. Both in ms since the epoch.
 */
export function moment(milliseconds: number, now: number): string {
  const day = dayOf(milliseconds);
  if (day === dayOf(now)) return timeOfDay(milliseconds);
  return Math.abs(now - milliseconds) < 86_400_000 ? `${day} ${timeOfDay(milliseconds)}` : day;
}

/** `03:08`, where it is said already that it was within the hour; else `moment`. */
export function timeOfDay(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
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
    case 'HUB':
      return hubRole(row);
    default:
      return undefined;
  }
}

function hubRole({opinions = []}: ClusterRow): Role | undefined {
  if (opinions.some(({word}) => word === '-')) return 'bad';
  return opinions.some(({word}) => word === '?') ? 'warn' : undefined;
}

function stateRole({connection}: ClusterRow): Role | undefined {
  switch (connection.type) {
    case 'live':
      return undefined;
    case 'connecting':
      return 'info';
    case 'parked':
    case 'hub only':
      return 'dim';
    case 'stale':
      return 'warn';
    case 'login':
    case 'unreachable':
    case 'broken':
      return 'bad';
  }
}

/** What it takes to explain a row. */
type Explaining = Pick<Stage, 'feed' | 'watch' | 'clock' | 'keyFor'>;

function sentence(row: ClusterRow, stage: Explaining): string {
  const {connection} = row;
  const now = stage.clock.now();
  const since = `since ${moment(connection.since, now)}`;
  switch (connection.type) {
    case 'connecting':
      return 'connecting; no answer yet';
    case 'stale':
      return `no answer ${since}; figures are the last known`;
    case 'login':
      return `${withoutStop(connection.reason)}, ${since}`;
    case 'unreachable':
      return `${connection.layer} ${withoutStop(connection.reason)}, ${since}`;
    case 'parked':
      return parkedWords(row, stage);
    case 'broken':
      return connection.reason;
    case 'hub only':
      return 'no context of the kubeconfig leads to it';
    case 'live':
      return liveWords(row, stage.feed, {since, now});
  }
}

function parkedWords({contexts, connection}: ClusterRow, stage: Explaining): string {
  const {watch} = stage;
  const [context = ''] = contexts;
  const group = watch.loginOf(context)?.group;
  const held =
    group &&
    watch
      .logins()
      .find(({id}) => id === group.id)
      ?.held.includes(context);
  if (held)
    return `held back: its login ${group.name} was not chosen; ${stage.keyFor('app.logins')} chooses, ${stage.keyFor('cluster.park')} connects this one`;
  return `parked since ${moment(connection.since, stage.clock.now())}: nothing is asked of it; ${stage.keyFor('cluster.park')} takes it up again`;
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

/** A sentence that goes on. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
