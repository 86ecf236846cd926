import type {ConnectionState} from '../fleet/index.ts';
import {findKind, kindId, type Resource} from '../kinds/index.ts';
import type {Connection, ContextEntry} from '../kube/index.ts';
import {nothingSpent, type Spending, spentWith} from './context-report.ts';
import type {Gate} from './gate.ts';
import {objectAnswer} from './object-answer.ts';
import {requestAnswer} from './request-answer.ts';
import {openRun, type Run, type RunOptions} from './run.ts';
import type {ContextReport, ObjectAnswer, RequestAnswer, WatchRequest} from './watch.ts';
import type {Kinds} from './wishes.ts';

export interface SessionOptions extends RunOptions {
  /** How many may connect at once. */
  readonly gate: Gate;
  /** What is to be watched here now. */
  kinds(): Kinds;
  /** Its state or that of a kind has changed. */
  onChange(): void;
}

/** A context that hangs in connecting (a plugin, a dead address) must not keep the others waiting for their turn. */
const longestTurn = 5_000;

/** ONE context kept connected, and its kinds watched, until it is closed. Tells everything to the feed. */
export class Session {
  readonly context: string;
  readonly entry: ContextEntry;
  readonly #options: SessionOptions;
  #run: Run | undefined;
  #socketsSeen = 0;
  #state: ConnectionState;
  #heard = 0;
  #roundTrip: number | undefined;
  #closing: Promise<void> = Promise.resolve();
  /** Of connections that were closed. */
  #past = nothingSpent;

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
    this.#run.offer.renew();
    this.#run.heartbeat.askNow();
    this.follow();
  }

  /** The login broker has news of its group. */
  retryLogin(): void {
    if (this.#state.type === 'login') this.#run?.heartbeat.askNow();
  }

  /** What `kinds` tells has changed. */
  follow(): void {
    const wanted = this.#offered();
    this.#options.feed.keepOnly(this.context, new Set(wanted.keys()));
    if (!this.#run || !hasBeenLive(this.#state)) return;
    this.#run.offer.look(this.#options.kinds());
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
    if (socketsOpen === 0 && this.#socketsSeen > 0) run.heartbeat.hint();
    this.#socketsSeen = socketsOpen;
  }

  /** Nothing more is to be expected from it for now. */
  isSettled(): boolean {
    switch (this.#state.type) {
      case 'connecting':
        return false;
      case 'live':
      case 'stale':
        return this.#run === undefined || this.#isRead(this.#run);
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
    return this.#run?.catalogue.resolve(name, signal);
  }

  async readObject(
    resource: Resource,
    object: {readonly namespace: string; readonly name: string},
    signal: AbortSignal,
  ): Promise<ObjectAnswer> {
    const run = this.#run;
    if (!run) return {type: 'failed', reason: `${this.context} is parked: nothing is asked of it`};
    return objectAnswer(run.connection, resource, object, signal);
  }

  async ask(request: WatchRequest, signal: AbortSignal): Promise<RequestAnswer> {
    const run = this.#run;
    if (run) return requestAnswer(run.connection, request, signal);
    return {type: 'lost', reason: `${this.context} is parked: nothing is asked of it`, isSent: false};
  }

  report(): ContextReport {
    const {feed, entry} = this.#options;
    const run = this.#run;
    return {
      context: this.context,
      server: entry.cluster.server,
      connection: this.#state,
      ...(this.#roundTrip !== undefined && {roundTrip: this.#roundTrip}),
      socketsOpen: run?.connection.counters.socketsOpen ?? 0,
      ...(run ? this.#spentOn(run) : this.#past),
      objects: Object.fromEntries(
        [...this.#offered().values()].map((kind) => [kindId(kind), feed.records(this.context, kind).size]),
      ),
    };
  }

  /** Resolves when its sockets are closed. */
  async close(): Promise<void> {
    this.#end();
    await this.#closing;
  }

  #open(): Run {
    const run: Run = openRun(this.#options, {
      onState: (state) => this.#arrive(state, run),
      onKind: () => this.#options.onChange(),
      onOffer: () => {
        this.follow();
        this.#options.onChange();
      },
      onRoundTrip: (roundTrip) => {
        this.#roundTrip = roundTrip;
      },
      isUsageDue: () => this.#state.type === 'live' && this.#isCounted(),
    });
    return run;
  }

  async #connect({ending, heartbeat}: Run): Promise<void> {
    const {gate, clock} = this.#options;
    const leave = await gate.enter(ending.signal);
    const turn = new AbortController();
    void clock.sleep(longestTurn, turn.signal).then(leave);
    await heartbeat.run(() => turn.abort());
    turn.abort();
  }

  #arrive(state: ConnectionState, {connection, watches, offer}: Run): void {
    this.#hear(connection);
    if (!hasBeenLive(this.#state)) offer.renew();
    this.#tell(state);
    if (state.type !== 'live') return;
    this.#socketsSeen = connection.counters.socketsOpen;
    this.follow();
    watches.retryNow();
  }

  /** What is to be watched, as far as the server has it. */
  #offered(): Kinds {
    const kinds = this.#options.kinds();
    return this.#run?.offer.of(kinds) ?? kinds;
  }

  #isRead({watches, offer}: Run): boolean {
    const kinds = this.#options.kinds();
    return offer.isKnown(kinds) && watches.isSettled(offer.of(kinds).keys());
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

  #spentOn({connection, watches}: Run): Spending {
    return spentWith(this.#past, connection.counters, watches.retries);
  }

  #end(): void {
    const run = this.#run;
    if (!run) return;
    this.#run = undefined;
    run.ending.abort();
    this.#past = this.#spentOn(run);
    this.#socketsSeen = 0;
    const closed = run.connection.close().catch(() => {});
    this.#closing = this.#closing.then(() => closed);
  }
}

/** Before it was live nothing is watched: forty contexts without a login would fail seven times each. */
function hasBeenLive(state: ConnectionState): boolean {
  return state.type === 'live' || state.type === 'stale';
}
