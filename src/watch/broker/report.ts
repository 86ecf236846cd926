import type {LoginSession} from '../login-info.ts';
import type {LoginReport} from '../watch.ts';
import type {Breaker} from './breakers.ts';
import type {Token} from './token.ts';

/** One report per login group, in the order their first contexts came. `runs` is by group id, `endOf` in ms. */
export function reportLogins(
  tokens: readonly Token[],
  runs: ReadonlyMap<string, number>,
  closedDoor: (token: Token) => Breaker | undefined,
  endOf: (token: Token) => number | undefined,
): readonly LoginReport[] {
  const groups = Map.groupBy(tokens, (token) => token.group.id);
  return [...groups.entries()].map(([id, members]): LoginReport => {
    const doors = members.map(closedDoor).filter((door) => door !== undefined);
    const ends = members
      .map((token) => endOf(token) ?? token.cached?.usableUntil ?? Infinity)
      .filter(Number.isFinite);
    const [door] = doors;
    return {
      group: members[0]?.group.name ?? id,
      contexts: members.flatMap((token) => [...token.entries.keys()]),
      breaker: door === undefined ? 'closed' : 'open',
      ...(door !== undefined
        ? {nextProbe: Math.min(...doors.map(({nextProbe}) => nextProbe)), reason: door.error.message}
        : {}),
      runs: runs.get(id) ?? 0,
      ...(ends.length > 0 ? {expires: Math.min(...ends)} : {}),
    };
  });
}

/** How the session beneath the tokens of one group stands: it has ended when none of them can be had. */
export function sessionOf(
  tokens: readonly Token[],
  closedDoor: (token: Token) => Breaker | undefined,
): LoginSession {
  const doors = tokens.map(closedDoor).filter((door) => door !== undefined);
  const [door] = doors;
  if (door !== undefined && doors.length === tokens.length) {
    const nextProbe = Math.min(...doors.map((each) => each.nextProbe));
    return {type: 'ended', nextProbe, reason: door.error.message};
  }
  return tokens.some(({cached}) => cached !== undefined) ? {type: 'good'} : {type: 'unknown'};
}
