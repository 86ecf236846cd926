import type {ConnectionState, Feed} from '../fleet/index.ts';
import {findKind, kindId, type Resource} from '../kinds/index.ts';
import {
  type Connection,
  type ConnectionCounters,
  type ContextEntry,
  type Credentials,
  KubeError,
  readObject,
} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import type {Gate} from './gate.ts';
import {Heartbeat} from './heartbeat.ts';
import type {Environment} from './options.ts';
import type {Parts} from './parts.ts';
import {probe} from './probe.ts';
import {resolveName} from './resolve.ts';
import {UsagePoll} from './usage.ts';
import type {ContextReport, ObjectAnswer} from './watch.ts';
import {Watches} from './watches.ts';
import type {Kinds} from './wishes.ts';

export interface SessionOptions {
  readonly entry: ContextEntry;
  readonly credentials: Credentials;
  /** The login group beneath the credentials, where there is one. */
  readonly group: string | undefined;
  readonly namespaces: readonly string[];
  readonly http1: boolean;
  readonly isReadOnly: boolean;
  readonly environment: Environment;
  readonly parts: Parts;
  readonly feed: Feed;
  readonly clock: Clock;
  /** How many may connect at once. */
  readonly gate: Gate;
  /** What is to be watched here now. */
  kinds(): Kinds;
  /** Its state or that of a kind has changed. */
  onChange(): void;
}

/** A context that hangs in connecting (a plugin, a dead address) must not keep the others waiting for their turn. */
const longestTurn = 5_000;
/** A resource that was not there may have been installed since; asked again no sooner. */
const discoveryAge = 10_000;

/** Everything that is alive while a context is connected; a parked one has none. */
interface Run {
  readonly ending: AbortController;
  readonly connection: Connection;
  readonly heartbeat: Heartbeat;
  readonly watches: Watches;
  readonly usage: UsagePoll;
  discovered?: {readonly at: number; readonly resources: Promise<readonly Resource[]>};
  socketsSeen: number;
}

/** ONE context kept connected, and its kinds watched, until it is closed. Tells everything to the feed. */
export class Session {
  readonly context: string;
  readonly entry: ContextEntry;
  readonly #options: SessionOptions;
  #run: Run | undefined;
  #state: ConnectionState;
  #heard = 0;
  #roundTrip: number | undefined;
  #closing: Promise<unknown> = Promise.resolve();
  /** Of connections that were closed. */
  #past = {requests: 0, socketsMade: 0, bytesReceived: 0, bytesDecoded: 0, retries: 0};

  constructor(options: SessionOptions) {
    this.context = options.entry.name;
    this.entry = options.entry;
    this.#options = options;
    this.#state = {type: 'connecting', since: options.clock.now()};
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects when it is its turn. Without effect while it runs. */
  start(): void {
    if (this.#run) return;
    const run = this.#open();
    this.#run = run;
    this.#tell(run.heartbeat.state);
    void this.#connect(run);
    void run.usage.run();
  }

  park(): void {
    this.#end();
    this.#tell({type: 'parked', since: this.#options.clock.now()});
  }

  /** Begins anew over new sockets: everything is read again, whatever was held to be true. */
  reconnect(): void {
    if (!this.#run) return;
    this.#run.watches.end();
    this.#run.connection.reset();
    this.#run.heartbeat.askNow();
    this.follow();
  }

  /** The login broker has news of its group. */
  retryLogin(): void {
    if (this.#state.type === 'login') this.#run?.heartbeat.askNow();
  }

  /** What `kinds` tells has changed. */
  follow(): void {
    const {feed, kinds} = this.#options;
    const wanted = kinds();
    feed.keepOnly(this.context, new Set(wanted.keys()));
    if (!this.#run || !hasBeenLive(this.#state)) return;
    this.#run.watches.follow(wanted);
    this.#run.usage.look();
  }

  /** What there is of a kind (`kindId`) has been known since it was last connected. */
  hasRead(kind: string): boolean {
    return this.#run?.watches.hasRead(kind) ?? false;
  }

  /** Once a second: how fresh everything is, and whether the server has hung up on us. */
  pulse(): void {
    const run = this.#run;
    if (!run) return;
    this.#hear(run.connection);
    const {socketsOpen} = run.connection.counters;
    // With nothing watched, no stream breaks and nobody else would notice until the next heartbeat.
    if (socketsOpen === 0 && run.socketsSeen > 0) run.heartbeat.hint();
    run.socketsSeen = socketsOpen;
  }

  /** Nothing more is to be expected from it for now. */
  isSettled(): boolean {
    switch (this.#state.type) {
      case 'connecting':
        return false;
      case 'live':
      case 'stale':
        return this.#run?.watches.isSettled(this.#options.kinds().keys()) ?? true;
      case 'login':
      case 'unreachable':
      case 'parked':
      case 'broken':
        return true;
    }
  }

  /** Undefined where the server does not offer it or cannot be asked. */
  async resolve(name: string, signal: AbortSignal): Promise<Resource | undefined> {
    const known = findKind(name);
    if (known) return known.resource;
    const run = this.#run;
    if (!run) return undefined;
    const isFresh = this.#options.clock.now() - (run.discovered?.at ?? 0) < discoveryAge;
    const found = resolveName(name, await this.#resources(run, signal));
    if (found || isFresh || signal.aborted) return found;
    delete run.discovered;
    return resolveName(name, await this.#resources(run, signal));
  }

  async readObject(
    resource: Resource,
    object: {readonly namespace: string; readonly name: string},
    signal: AbortSignal,
  ): Promise<ObjectAnswer> {
    const run = this.#run;
    if (!run) return {type: 'failed', reason: `${this.context} is parked: nothing is asked of it`};
    try {
      return {type: 'object', object: await readObject(run.connection, resource, object, signal)};
    } catch (error) {
      if (!(error instanceof KubeError)) return {type: 'failed', reason: 'unexpected: it could not be read'};
      const status = error.failure.type === 'http' ? error.failure.status : undefined;
      return {type: 'failed', reason: error.message, ...(status !== undefined && {status})};
    }
  }

  report(): ContextReport {
    const {feed, entry, kinds} = this.#options;
    const counters: Partial<ConnectionCounters> = this.#run?.connection.counters ?? {};
    return {
      context: this.context,
      server: entry.cluster.server,
      connection: this.#state,
      ...(this.#roundTrip !== undefined && {roundTrip: this.#roundTrip}),
      socketsOpen: counters.socketsOpen ?? 0,
      socketsMade: this.#past.socketsMade + (counters.socketsMade ?? 0),
      requests: this.#past.requests + (counters.requests ?? 0),
      bytesReceived: this.#past.bytesReceived + (counters.bytesReceived ?? 0),
      bytesDecoded: this.#past.bytesDecoded + (counters.bytesDecoded ?? 0),
      retries: this.#past.retries + (this.#run?.watches.retries ?? 0),
      objects: Object.fromEntries(
        [...kinds().values()].map((kind) => [kindId(kind), feed.records(this.context, kind).size]),
      ),
    };
  }

  /** Resolves when its sockets are closed. */
  async close(): Promise<void> {
    this.#end();
    await this.#closing;
  }

  #open(): Run {
    const {entry, credentials, isReadOnly, http1, environment, clock, parts, feed, namespaces, group} =
      this.#options;
    const ending = new AbortController();
    const {signal} = ending;
    const connection = parts.openConnection({entry, credentials, isReadOnly, http1, environment, clock});
    const watches = new Watches({
      context: this.context,
      connection,
      reflect: (options) => parts.reflect(options),
      feed,
      clock,
      namespaces,
      signal,
      onChange: (error) => {
        if (error) heartbeat.hint();
        this.#options.onChange();
      },
    });
    const heartbeat: Heartbeat = new Heartbeat({
      clock,
      signal,
      group,
      probe: async (limit) => {
        const {isServing} = watches.evidence();
        const answer = await probe({connection, credentials, clock, signal, limit, isServing});
        // One that is not told (403, a server in trouble) does not take away what is known.
        if (answer.version && !signal.aborted) feed.version(this.context, answer.version);
        this.#roundTrip = answer.roundTrip;
        return answer;
      },
      lastHeard: () => connection.lastHeard,
      evidence: () => watches.evidence(),
      reset: () => connection.reset(),
      onState: (state) => {
        if (!signal.aborted) this.#arrive(state, {connection, watches});
      },
    });
    const usage: UsagePoll = new UsagePoll({
      connection,
      readNodeUsage: (...arguments_) => parts.readNodeUsage(...arguments_),
      clock,
      signal,
      isDue: () => this.#state.type === 'live' && this.#isCounted(),
      onUsage: (read) => feed.usage(this.context, read),
    });
    return {ending, connection, heartbeat, watches, usage, socketsSeen: 0};
  }

  async #connect({ending, heartbeat}: Run): Promise<void> {
    const {gate, clock} = this.#options;
    const leave = await gate.enter(ending.signal);
    const turn = new AbortController();
    void clock.sleep(longestTurn, turn.signal).then(leave);
    await heartbeat.run(() => turn.abort());
    turn.abort();
  }

  #arrive(state: ConnectionState, {connection, watches}: Pick<Run, 'connection' | 'watches'>) {
    this.#hear(connection);
    this.#tell(state);
    if (state.type !== 'live') return;
    if (this.#run) this.#run.socketsSeen = connection.counters.socketsOpen;
    this.follow();
    watches.retryNow();
  }

  /** Capacity is made of nodes and pods; who does not watch both does not show it. */
  #isCounted(): boolean {
    const kinds = this.#options.kinds();
    return kinds.has('nodes') && kinds.has('pods');
  }

  #tell(state: ConnectionState): void {
    this.#state = state;
    this.#options.feed.connection(this.context, state);
    this.#options.onChange();
  }

  #hear({lastHeard, clockOffset}: Connection): void {
    if (lastHeard <= this.#heard) return;
    this.#heard = lastHeard;
    this.#options.feed.heard(this.context, lastHeard, clockOffset);
  }

  #resources(run: Run, signal: AbortSignal): Promise<readonly Resource[]> {
    if (!run.discovered) {
      const resources = this.#options.parts.discover(run.connection, run.ending.signal).catch(() => {
        delete run.discovered;
        return [];
      });
      run.discovered = {at: this.#options.clock.now(), resources};
    }
    return orAborted(run.discovered.resources, signal);
  }

  #end(): void {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    run.ending.abort();
    const {requests, socketsMade, bytesReceived, bytesDecoded} = run.connection.counters;
    const past = this.#past;
    this.#past = {
      requests: past.requests + requests,
      socketsMade: past.socketsMade + socketsMade,
      bytesReceived: past.bytesReceived + bytesReceived,
      bytesDecoded: past.bytesDecoded + bytesDecoded,
      retries: past.retries + run.watches.retries,
    };
    this.#closing = Promise.all([this.#closing, run.connection.close().catch(() => {})]);
  }
}

/** Before it was live nothing is watched: forty contexts without a login would fail seven times each. */
function hasBeenLive(state: ConnectionState): boolean {
  return state.type === 'live' || state.type === 'stale';
}

/** Empty when the signal aborts first: the answer, shared with others, may come later. */
function orAborted<T>(answer: Promise<readonly T[]>, signal: AbortSignal): Promise<readonly T[]> {
  if (signal.aborted) return Promise.resolve([]);
  return new Promise((resolve) => {
    const giveUp = () => resolve([]);
    signal.addEventListener('abort', giveUp, {once: true});
    void answer.then((value) => {
      signal.removeEventListener('abort', giveUp);
      resolve(value);
    });
  });
}
