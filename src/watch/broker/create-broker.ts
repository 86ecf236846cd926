import {
  type ContextEntry,
  type Credentials,
  fixedCredentials,
  hasLogin,
  type Identity,
  type KubeError,
  type LoginGroup,
  type LoginRun,
  tokenKey,
} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import {createBreakers} from './breakers.ts';
import type {Broker, LoginChange} from './broker.ts';
import {commandDoor, doorsOf, groupDoor, ownDoor} from './doors.ts';
import {ended, forContext, loginError, untilAborted, withAdvice} from './login-errors.ts';
import {createPluginQueue} from './plugin-queue.ts';
import {reportLogins, sessionOf} from './report.ts';
import {type CachedCredential, cache, type Flight, identityFrom, type Token} from './token.ts';

export interface BrokerOptions {
  /** Fetches a credential once: `createLoginRunner` of kube, or a test's. */
  readonly run: LoginRun;
  readonly groupOf: (entry: ContextEntry) => LoginGroup;
  readonly clock: Clock;
  /** Plugin processes at once over all groups; of one group there is never more than one. Default 2. */
  readonly limit?: number;
  /** Between probes of what fails, ms. Default 30 000. */
  readonly probeEvery?: number;
}

/** A server that refuses every fresh credential of a key has it fetched anew no more often than this, ms. */
const renewEvery = 300_000;

/**
 * Three doors can be closed before a token key: of its login group (the session has ended), of its command (not
 * installed), and its own (it fails although others of its group succeed). Each is tried every `probeEvery`.
 */
export function createBroker(options: BrokerOptions): Broker {
  const {run, clock, limit = 2, probeEvery = 30_000} = options;
  const tokens = new Map<string, Token>();
  const tokenOf = new Map<string, Token>();
  const runs = new Map<string, number>();
  const lastSuccess = new Map<string, {readonly token: Token; readonly at: number}>();
  const lastProbed = new Map<string, Token>();
  const parked = new Set<string>();
  const listeners = new Set<(change: LoginChange) => void>();
  const queue = createPluginQueue(limit);
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let counter = 0;

  const breakers = createBreakers({clock, probeEvery, attempt: (id) => attempt(id)});
  const closedDoor = (token: Token) => {
    for (const id of doorsOf(token)) {
      const breaker = breakers.get(id);
      if (breaker !== undefined) return breaker;
    }
    return undefined;
  };
  const isUsable = (cached: CachedCredential | undefined): cached is CachedCredential =>
    cached !== undefined && clock.now() < cached.usableUntil;

  const register = (entry: ContextEntry): Token => {
    const key = tokenKey(entry);
    const group = options.groupOf(entry);
    const known = tokenOf.get(entry.name);
    if (known !== undefined && (known.key !== key || known.group.id !== group.id)) forget(entry.name);
    // The group is part of it: a rule of the settings may put equal plugins of two contexts in two groups.
    const id = `${group.id} ${key}`;
    const token = tokens.get(id) ?? {key, group, command: entry.user.exec?.command, entries: new Map()};
    tokens.set(id, token);
    token.entries.set(entry.name, entry);
    tokenOf.set(entry.name, token);
    return token;
  };

  const forget = (context: string): void => {
    parked.delete(context);
    const token = tokenOf.get(context);
    if (token === undefined) return;
    tokenOf.delete(context);
    token.entries.delete(context);
    if (token.entries.size > 0) return;
    tokens.delete(`${token.group.id} ${token.key}`);
    breakers.close(ownDoor(token));
    token.flight?.cancel(ended(context));
    const remaining = [...tokens.values()];
    if (!remaining.some((other) => other.group.id === token.group.id)) {
      for (const known of [runs, lastSuccess, lastProbed]) known.delete(token.group.id);
    }
    for (const id of doorsOf(token)) {
      if (!remaining.some((other) => doorsOf(other).includes(id))) breakers.close(id);
    }
  };

  /** Queues a run; everybody who needs this key meanwhile waits for the same one. */
  const launch = (token: Token, reason: 'needed' | 'renewal' | 'probe'): Flight => {
    const outcome = Promise.withResolvers<CachedCredential>();
    // Nobody may be waiting: a background refresh, or all who did have given up.
    outcome.promise.catch(() => {});
    const abort = new AbortController();
    const settle = (finish: () => void) => {
      if (token.flight === flight) token.flight = undefined;
      finish();
    };
    const remove = {fromQueue: () => {}};
    const flight: Flight = {
      done: outcome.promise,
      isProbe: reason === 'probe',
      isRunning: false,
      cancel(error) {
        remove.fromQueue();
        abort.abort();
        settle(() => outcome.reject(error));
      },
      supply(cached) {
        remove.fromQueue();
        abort.abort();
        settle(() => outcome.resolve(cached));
      },
    };
    token.flight = flight;
    const go = async (): Promise<void> => {
      const [entry] = token.entries.values();
      const door = flight.isProbe ? undefined : closedDoor(token);
      if (entry === undefined || abort.signal.aborted || door !== undefined) {
        settle(() => outcome.reject(door?.error ?? ended('')));
        return;
      }
      flight.isRunning = true;
      runs.set(token.group.id, (runs.get(token.group.id) ?? 0) + 1);
      if (reason === 'renewal') token.renewedAt = clock.now();
      try {
        const credential = await run(entry, AbortSignal.any([abort.signal, closing.signal]));
        const cached = cache(credential, clock.now());
        token.cached = cached;
        settle(() => outcome.resolve(cached));
        succeeded(token);
      } catch (cause) {
        const error = loginError(cause, entry.name);
        settle(() => outcome.reject(error));
        if (error.failure.type !== 'aborted' && !abort.signal.aborted) failed(token, error);
      }
    };
    remove.fromQueue = queue.add({
      group: token.group.id,
      run: () => {
        const going = go();
        underWay.add(going);
        return going.finally(() => underWay.delete(going));
      },
    });
    return flight;
  };

  const succeeded = (token: Token): void => {
    lastSuccess.set(token.group.id, {token, at: ++counter});
    token.failedAt = undefined;
    const doors = doorsOf(token).filter((id) => breakers.close(id));
    if (doors.length > 0) tell('closed', (other) => doorsOf(other).some((id) => doors.includes(id)));
  };

  const failed = (token: Token, error: KubeError): void => {
    const {failure} = error;
    const isMissing = failure.type === 'login' && failure.cause === 'no plugin';
    const command = commandDoor(token);
    // It failed, others of its group then succeeded, and it fails again: the session is not what is wrong.
    const success = lastSuccess.get(token.group.id);
    const isAlone =
      failure.type === 'entry' ||
      breakers.get(ownDoor(token)) !== undefined ||
      (token.failedAt !== undefined &&
        success !== undefined &&
        success.token !== token &&
        success.at > token.failedAt);
    token.failedAt = ++counter;
    if (!isMissing && command !== undefined && breakers.close(command)) {
      tell('closed', (other) => commandDoor(other) === command);
    }
    const door = isMissing && command !== undefined ? command : isAlone ? ownDoor(token) : groupDoor(token);
    const isNews = breakers.open(door, withAdvice(error, token.group));
    for (const other of tokens.values()) {
      const {flight} = other;
      if (flight === undefined || flight.isRunning || flight.isProbe || !doorsOf(other).includes(door))
        continue;
      flight.cancel(breakers.get(door)?.error ?? error);
    }
    if (isNews) tell('open', (other) => doorsOf(other).includes(door));
  };

  const isAwake = (token: Token) => [...token.entries.keys()].some((context) => !parked.has(context));

  /** What stands behind a closed door is tried with another of its keys each time: one bad key must not keep it closed. */
  const attempt = async (door: string): Promise<void> => {
    const behind = [...tokens.values()].filter((token) => isAwake(token) && doorsOf(token).includes(door));
    const sound = behind.filter((token) => breakers.get(ownDoor(token)) === undefined);
    const candidates = sound.length > 0 ? sound : behind;
    const latest = candidates.toSorted((one, other) => (one.failedAt ?? 0) - (other.failedAt ?? 0)).at(-1);
    const before = lastProbed.get(door) ?? latest;
    const next = before === undefined ? 0 : (candidates.indexOf(before) + 1) % candidates.length;
    const token = candidates[next];
    if (token === undefined) {
      breakers.close(door);
      return;
    }
    lastProbed.set(door, token);
    const flight = token.flight ?? launch(token, 'probe');
    await flight.done.catch(() => {});
  };

  const tell = (breaker: LoginChange['breaker'], isMeant: (token: Token) => boolean): void => {
    const told = new Map<string, {group: LoginGroup; contexts: string[]}>();
    for (const token of tokens.values()) {
      const isBlocked = closedDoor(token) !== undefined && !isUsable(token.cached);
      if (!isMeant(token) || isBlocked !== (breaker === 'open')) continue;
      const change = told.get(token.group.id) ?? {group: token.group, contexts: []};
      told.set(token.group.id, change);
      change.contexts.push(...token.entries.keys());
    }
    for (const {group, contexts} of told.values()) {
      for (const listener of [...listeners]) listener({group, breaker, contexts});
    }
  };

  const shared = (first: ContextEntry): Credentials => {
    let token = register(first);
    let refused: CachedCredential | undefined;
    const {name} = first;
    const entryOf = () => token.entries.get(name) ?? first;
    return {
      async current(signal) {
        if (closing.signal.aborted || signal.aborted) throw ended(name);
        parked.delete(name);
        // Registered anew with another entry, or forgotten and asked again.
        token = tokenOf.get(name) ?? token;
        const {cached} = token;
        if (isUsable(cached) && cached !== refused) {
          const isDue = clock.now() >= cached.refreshAt;
          if (isDue && token.flight === undefined && closedDoor(token) === undefined) launch(token, 'needed');
          return identityFrom(cached, entryOf());
        }
        const door = closedDoor(token);
        if (door !== undefined) throw forContext(door.error, name);
        const isRenewal = cached !== undefined && cached === refused;
        const flight = token.flight ?? launch(token, isRenewal ? 'renewal' : 'needed');
        const fresh = await untilAborted(flight.done, signal, name);
        return identityFrom(fresh, entryOf());
      },
      async refused(identity: Identity) {
        const {cached} = token;
        if (cached === undefined || cached.identities.get(entryOf()) !== identity) return true;
        const {renewedAt} = token;
        const isTooSoon = renewedAt !== undefined && clock.now() - renewedAt < renewEvery;
        if (isTooSoon) return false;
        refused = cached;
        return true;
      },
    };
  };

  return {
    credentialsFor(entry) {
      if (hasLogin(entry)) return shared(entry);
      forget(entry.name);
      return fixedCredentials(entry, {clock});
    },
    groupOf: (entry) => (hasLogin(entry) ? options.groupOf(entry) : undefined),
    forget,
    park: (context) => void parked.add(context),
    async probe(group) {
      const members = () => [...tokens.values()].filter((token) => token.group.id === group);
      for (const token of members()) token.renewedAt = undefined;
      await Promise.all([...new Set(members().flatMap(doorsOf))].map((id) => breakers.probe(id)));
      return members().every((token) => closedDoor(token) === undefined);
    },
    accept(context, credential) {
      const token = tokenOf.get(context);
      if (token === undefined) return;
      const cached = cache(credential, clock.now());
      token.cached = cached;
      token.flight?.supply(cached);
      succeeded(token);
    },
    credentialOf(context) {
      const token = tokenOf.get(context);
      return token && {claims: token.cached?.claims, isBlocked: closedDoor(token) !== undefined};
    },
    sessionOf: (group) =>
      sessionOf(
        [...tokens.values()].filter((token) => token.group.id === group),
        closedDoor,
      ),
    onChange(listener) {
      listeners.add(listener);
      return {[Symbol.dispose]: () => void listeners.delete(listener)};
    },
    report: () => reportLogins([...tokens.values()], runs, closedDoor),
    async close() {
      closing.abort();
      breakers.closeAll();
      for (const token of tokens.values()) token.flight?.cancel(ended(''));
      listeners.clear();
      await Promise.allSettled([...underWay]);
    },
  };
}
