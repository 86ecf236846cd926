import type {KubeError, LoginGroup} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import {type Breaker, createBreakers} from './breakers.ts';
import type {LoginChange} from './broker.ts';
import {commandDoor, doorsOf, groupDoor, ownDoor} from './doors.ts';
import {withAdvice} from './login-errors.ts';
import {type Flight, isUsable, type Token} from './token.ts';

/**
 * Three doors can be closed before a token key: of its login group (the session has ended), of its command (not
 * installed), and its own (it fails although others of its group succeed). Each is tried from time to time.
 */
export interface Doorkeeper {
  /** The closed door before this key, the widest first. */
  closedTo(token: Token): Breaker | undefined;
  succeeded(token: Token): void;
  failed(token: Token, error: KubeError): void;
  /** It is among the `tokens` no more. */
  forget(token: Token): void;
  /** Tries every closed door before these now. Never rejects. */
  probe(tokens: readonly Token[]): Promise<void>;
  close(): void;
}

export interface DoorkeeperOptions {
  readonly clock: Clock;
  /** ms. */
  readonly probeEvery: number;
  tokens(): readonly Token[];
  /** Whether anybody asks for it. */
  isAwake(token: Token): boolean;
  launchProbe(token: Token): Flight;
  onChange(change: LoginChange): void;
}

export function createDoorkeeper(options: DoorkeeperOptions): Doorkeeper {
  const {clock, probeEvery, tokens, isAwake, launchProbe, onChange} = options;
  /** By group. */
  const lastSuccess = new Map<string, {readonly token: Token; readonly at: number}>();
  /** By door. */
  const lastProbed = new Map<string, Token>();
  let counter = 0;

  /** What stands behind a closed door is tried with another of its keys each time: one bad key must not keep it closed. */
  const attempt = async (door: string): Promise<number> => {
    const behind = tokens().filter((token) => isAwake(token) && doorsOf(token).includes(door));
    const sound = behind.filter((token) => breakers.get(ownDoor(token)) === undefined);
    const candidates = sound.length > 0 ? sound : behind;
    const latest = candidates.toSorted((one, other) => (one.failedAt ?? 0) - (other.failedAt ?? 0)).at(-1);
    const before = lastProbed.get(door) ?? latest;
    const next = before === undefined ? 0 : (candidates.indexOf(before) + 1) % candidates.length;
    const token = candidates[next];
    if (token === undefined) {
      breakers.close(door);
      return 0;
    }
    lastProbed.set(door, token);
    const flight = token.flight ?? launchProbe(token);
    await flight.done.catch(() => {});
    return flight.took;
  };

  const breakers = createBreakers({clock, probeEvery, attempt});

  const closedTo = (token: Token): Breaker | undefined =>
    doorsOf(token).flatMap((id) => breakers.get(id) ?? [])[0];

  const tell = (breaker: LoginChange['breaker'], isMeant: (token: Token) => boolean): void => {
    const told = new Map<string, {group: LoginGroup; contexts: string[]}>();
    for (const token of tokens()) {
      const isBlocked = closedTo(token) !== undefined && !isUsable(token.cached, clock.now());
      if (!isMeant(token) || isBlocked !== (breaker === 'open')) continue;
      const change = told.get(token.group.id) ?? {group: token.group, contexts: []};
      told.set(token.group.id, change);
      change.contexts.push(...token.entries.keys());
    }
    for (const {group, contexts} of told.values()) onChange({group, breaker, contexts});
  };

  /** It failed, others of its group then succeeded, and it fails again: the session is not what is wrong. */
  const isAlone = (token: Token, {failure}: KubeError): boolean => {
    if (failure.type === 'entry' || breakers.get(ownDoor(token)) !== undefined) return true;
    const success = lastSuccess.get(token.group.id);
    if (token.failedAt === undefined || success === undefined) return false;
    return success.token !== token && success.at > token.failedAt;
  };

  return {
    closedTo,
    succeeded(token) {
      lastSuccess.set(token.group.id, {token, at: ++counter});
      token.failedAt = undefined;
      const doors = doorsOf(token).filter((id) => breakers.close(id));
      if (doors.length > 0) tell('closed', (other) => doorsOf(other).some((id) => doors.includes(id)));
    },
    failed(token, error) {
      const {failure} = error;
      const command = commandDoor(token);
      const isMissing = failure.type === 'login' && failure.cause === 'no plugin';
      const narrow = isAlone(token, error) ? ownDoor(token) : groupDoor(token);
      token.failedAt = ++counter;
      if (!isMissing && command !== undefined && breakers.close(command)) {
        tell('closed', (other) => commandDoor(other) === command);
      }
      const door = isMissing && command !== undefined ? command : narrow;
      const isNews = breakers.open(door, withAdvice(error, token.group));
      const reason = breakers.get(door)?.error ?? error;
      for (const other of tokens()) {
        const {flight} = other;
        const isWaiting = flight !== undefined && !flight.isRunning && !flight.isProbe;
        if (isWaiting && doorsOf(other).includes(door)) flight.cancel(reason);
      }
      if (isNews) tell('open', (other) => doorsOf(other).includes(door));
    },
    forget(token) {
      const remaining = tokens();
      for (const id of doorsOf(token)) {
        if (remaining.some((other) => doorsOf(other).includes(id))) continue;
        breakers.close(id);
        lastProbed.delete(id);
      }
      if (!remaining.some(({group}) => group.id === token.group.id)) lastSuccess.delete(token.group.id);
    },
    async probe(wanted) {
      await Promise.all([...new Set(wanted.flatMap(doorsOf))].map((id) => breakers.probe(id)));
    },
    close: () => breakers.closeAll(),
  };
}
