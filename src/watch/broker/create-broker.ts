import {
  type ContextEntry,
  type Credentials,
  fixedCredentials,
  hasLogin,
  type Identity,
  type LoginGroup,
  type LoginRun,
  tokenKey,
} from '../../kube/index.ts';
import type {Clock} from '../../text/index.ts';
import type {Broker, LoginChange} from './broker.ts';
import {createDoorkeeper, type Doorkeeper} from './doorkeeper.ts';
import {createFlights, type Flights} from './flights.ts';
import {ended, forContext, untilAborted} from './login-errors.ts';
import {reportLogins, sessionOf} from './report.ts';
import {createSessionEnds} from './session-ends.ts';
import {type CachedCredential, cache, identityFrom, isUsable, type Token} from './token.ts';

export interface BrokerOptions {
  /** Fetches a credential once: `createLoginRunner` of kube, or a test's. */
  readonly run: LoginRun;
  readonly groupOf: (entry: ContextEntry) => LoginGroup;
  /** When the session of a group ends, ms, where its login program keeps that. Must not reject. */
  readonly sessionEnd?: (group: LoginGroup) => Promise<number | undefined>;
  readonly clock: Clock;
  /** Plugin processes at once over all groups; of one group there is never more than one. Default 2. */
  readonly limit?: number;
  /** Between probes of what fails, ms; longer where a probe itself takes long. Default 30 000. */
  readonly probeEvery?: number;
}

/** A server that refuses every fresh credential of a key has it fetched anew no more often than this, ms. */
const renewEvery = 300_000;

export function createBroker(options: BrokerOptions): Broker {
  const {run, clock, limit = 2, probeEvery = 30_000} = options;
  const tokens = new Map<string, Token>();
  const tokenOf = new Map<string, Token>();
  const parked = new Set<string>();
  const listeners = new Set<(change: LoginChange) => void>();
  const all = () => [...tokens.values()];
  const ends = createSessionEnds(options.sessionEnd ?? (async () => undefined), clock);
  let isClosed = false;

  const doors: Doorkeeper = createDoorkeeper({
    clock,
    probeEvery,
    tokens: all,
    isAwake: (token) => [...token.entries.keys()].some((context) => !parked.has(context)),
    launchProbe: (token) => flights.launch(token, 'probe'),
    onChange(change) {
      for (const listener of [...listeners]) listener(change);
    },
  });
  const flights: Flights = createFlights({
    run,
    clock,
    limit,
    refusal: (token) => doors.closedTo(token)?.error,
    onSuccess(token) {
      doors.succeeded(token);
      void ends.look(token.group);
    },
    onFailure: doors.failed,
  });

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
    token.flight?.cancel(ended(context));
    doors.forget(token);
    if (!all().some(({group}) => group.id === token.group.id)) {
      flights.forget(token.group.id);
      ends.forget(token.group.id);
    }
  };

  const shared = (first: ContextEntry): Credentials => {
    let token = register(first);
    let refused: CachedCredential | undefined;
    const {name} = first;
    const entryOf = () => token.entries.get(name) ?? first;
    return {
      async current(signal) {
        if (isClosed || signal.aborted) throw ended(name);
        parked.delete(name);
        // Registered anew with another entry, or forgotten and asked again.
        token = tokenOf.get(name) ?? token;
        const {cached} = token;
        const door = doors.closedTo(token);
        if (isUsable(cached, clock.now()) && cached !== refused) {
          const isDue = clock.now() >= cached.refreshAt;
          if (isDue && token.flight === undefined && door === undefined) flights.launch(token, 'needed');
          return identityFrom(cached, entryOf());
        }
        if (door !== undefined) throw forContext(door.error, name);
        const isRenewal = cached !== undefined && cached === refused;
        const flight = token.flight ?? flights.launch(token, isRenewal ? 'renewal' : 'needed');
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
      const members = () => all().filter((token) => token.group.id === group);
      for (const token of members()) token.renewedAt = undefined;
      const [first] = members();
      await Promise.all([doors.probe(members()), first && ends.look(first.group)]);
      return members().every((token) => doors.closedTo(token) === undefined);
    },
    accept(context, credential) {
      const token = tokenOf.get(context);
      if (token === undefined) return;
      const cached = cache(credential, clock.now());
      token.cached = cached;
      token.flight?.supply(cached);
      doors.succeeded(token);
    },
    credentialOf(context) {
      const token = tokenOf.get(context);
      if (token === undefined) return undefined;
      const sessionEnds = ends.of(token);
      return {
        claims: token.cached?.claims,
        ...(sessionEnds !== undefined && {sessionEnds}),
        isBlocked: doors.closedTo(token) !== undefined,
      };
    },
    sessionOf: (group) =>
      sessionOf(
        all().filter((token) => token.group.id === group),
        doors.closedTo,
      ),
    onChange(listener) {
      listeners.add(listener);
      return {[Symbol.dispose]: () => void listeners.delete(listener)};
    },
    problems: () => [...new Set(all().flatMap(({cached}) => cached?.credential.problem ?? []))],
    report: () => reportLogins(all(), flights.counts, doors.closedTo, ends.of),
    async close() {
      isClosed = true;
      doors.close();
      for (const token of all()) token.flight?.cancel(ended(''));
      listeners.clear();
      await flights.close();
    },
  };
}
