import {coarseAge} from '../text/index.ts';
import {hubWord} from './opinion-text.ts';
import type {ClusterRow, RowLogin} from './row.ts';
import type {UnreachableState, WatchState} from './states.ts';

/**
 * The STATE of a row in at most 13 cells: `live`, `sync 63%`, `stale 4m`, `tcp 4m`. `now` in ms by our clock. `live`
 * carries no age and the ages of the others step at 10 s, 1 m, 1 h: what is quiet must not repaint. Below 10 s the bare
 * word means "just now". `live !login` is what will be lost within minutes unless a person logs in. Of a lost cluster whose figures come from disk the age is theirs: it was lost before we looked.
 * What is lost from here is followed by the word of its hubs, `tcp 4m hub+`, for which the age gives way.
 */
export function stateText(row: StateFacts, now: number): string {
  const text = ownText(row, now);
  const word = isLost(row.connection) ? hubWord(row.opinions ?? []) : undefined;
  if (word === undefined || (word === '+' && row.connection.type === 'hub only')) return text;
  const begun = Math.min(row.connection.since, row.fromDisk ?? Infinity);
  const forms = [text, ownText(row, begun)].map((form) => `${form} hub${word}`);
  return forms.find((form) => form.length <= widest) ?? text;
}

type StateFacts = Pick<ClusterRow, 'connection' | 'login' | 'watches' | 'fromDisk' | 'opinions'>;

/** Cells of the column on the smallest screens. */
const widest = 13;

function isLost({type}: ClusterRow['connection']): boolean {
  return type === 'stale' || type === 'login' || type === 'unreachable' || type === 'hub only';
}

function ownText(row: StateFacts, now: number): string {
  const state = row.connection;
  const lost = Math.min(state.since, row.fromDisk ?? Infinity);
  switch (state.type) {
    case 'connecting':
      return row.fromDisk === undefined ? 'connecting' : since('disk', row.fromDisk, now);
    case 'live':
      return liveText(row, now);
    case 'stale':
      return since('stale', lost, now);
    case 'login':
      return isPluginCause(state.cause) ? state.cause : since('login', lost, now);
    case 'unreachable':
      return unreachableText(state, lost, now);
    case 'parked':
      return 'parked';
    case 'broken':
      return 'bad entry';
    case 'hub only':
      return state.type;
  }
}

/** What keeps a live row from being fully read: a server that asks to slow down, or readings still coming in. */
function liveText({watches, login}: Pick<ClusterRow, 'login' | 'watches'>, now: number): string {
  const states = Object.values(watches);
  if (states.some(isSlowed)) return 'slow 429';
  const syncing = states.filter((state) => state.type === 'syncing');
  if (syncing.length === 0) return isEnding(login, now) ? 'live !login' : 'live';
  let received = 0;
  let total = 0;
  for (const state of syncing) {
    if (state.total === undefined) continue;
    received += Math.min(state.received, state.total);
    total += state.total;
  }
  if (total === 0) return 'sync';
  // 100 % would claim that it is done while it still is not.
  return `sync ${Math.min(99, Math.floor((100 * received) / total))}%`;
}

/** Long enough to find the phone with the codes; most tokens of plugins live little longer. ms. */
const notice = 10 * 60_000;

/** A credential that is fetched anew by itself ends all the time, and that is nothing to tell. */
function isEnding(login: RowLogin | undefined, now: number): boolean {
  return login?.expires !== undefined && !login.isRenewed && login.expires - now < notice;
}

/** The watch keeps only the reason; a throttled request names its status in it. */
function isSlowed(state: WatchState): boolean {
  return state.type === 'failing' && /\b429\b/.test(state.reason);
}

function isPluginCause(cause: string): boolean {
  return cause === 'no plugin' || cause === 'plugin hung';
}

function unreachableText(state: UnreachableState, lost: number, now: number): string {
  if (state.layer !== 'http') return since(state.layer, lost, now);
  if (state.status === 429) return 'slow 429';
  return since(String(state.status ?? 'http'), lost, now);
}

function since(word: string, at: number, now: number): string {
  const age = coarseAge(now - at);
  return age === '0s' ? word : `${word} ${age}`;
}
