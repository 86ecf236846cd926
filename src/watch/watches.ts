import type {Feed, WatchState} from '../fleet/index.ts';
import {type BaseRecord, type Kind, kindId} from '../kinds/index.ts';
import type {Connection, KubeError, ReflectorState} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import {type ImpatientClock, impatient} from './impatient-clock.ts';
import type {Parts} from './parts.ts';
import type {Evidence} from './verdict.ts';
import type {Kinds} from './wishes.ts';

export interface WatchesOptions {
  readonly context: string;
  readonly connection: Connection;
  readonly reflect: Parts['reflect'];
  readonly feed: Feed;
  readonly clock: Clock;
  readonly namespaces: readonly string[];
  readonly signal: AbortSignal;
  /** The state of a kind has changed in type. `error` is why, where it is `failing`. */
  onChange(error: KubeError | undefined): void;
}

interface Running {
  readonly kind: Kind<BaseRecord>;
  readonly clock: ImpatientClock;
  readonly ending: AbortController;
  state: WatchState;
  /** It was known once what there is of it: read, refused or not there. */
  isRead: boolean;
  error: KubeError | undefined;
  /** It failed and has not begun to wait for its next try: only that wait may be a long one. */
  isToRest: boolean;
}

/** The reflectors of one context: one for each kind that is wanted. */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #running = new Map<string, Running>();
  #retries = 0;

  constructor(options: WatchesOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.end(), {once: true});
  }

  /** How often a kind has begun to fail. */
  get retries(): number {
    return this.#retries;
  }

  /** Starts what is wanted and not running, ends what runs and is not wanted any more. */
  follow(kinds: Kinds): void {
    if (this.#options.signal.aborted) return;
    for (const [key, {ending}] of this.#running) {
      if (kinds.has(key)) continue;
      ending.abort();
      this.#running.delete(key);
    }
    for (const [key, kind] of kinds) if (!this.#running.has(key)) this.#start(key, kind);
  }

  /** What is wanted starts anew with the next `follow`. */
  end(): void {
    for (const {ending} of this.#running.values()) ending.abort();
    this.#running.clear();
  }

  /** The server is back: whatever waits to try again does so now. */
  retryNow(): void {
    for (const {state, clock} of this.#running.values()) if (state.type !== 'synced') clock.wake();
  }

  /** Every one of these (`kindId`) has been read, or cannot be. */
  isSettled(kinds: Iterable<string>): boolean {
    return [...kinds].every((key) => {
      const state = this.#running.get(key)?.state;
      return state !== undefined && state.type !== 'syncing';
    });
  }

  /** What there is of a kind (`kindId`) has been known since it is followed, whatever became of it. */
  hasRead(kind: string): boolean {
    return this.#running.get(kind)?.isRead ?? false;
  }

  evidence(): Evidence {
    const all = [...this.#running.values()];
    const isServing = all.some(
      ({state}) => state.type === 'synced' || (state.type === 'syncing' && state.received > 0),
    );
    const refused = all.find(isRefused)?.error;
    return {isServing, ...(refused && {refused})};
  }

  #start(key: string, kind: Kind<BaseRecord>): void {
    const {context, connection, reflect, feed, namespaces} = this.#options;
    const ending = new AbortController();
    const clock = impatient(this.#options.clock, () => this.#leastSleep(running));
    const state: WatchState = {type: 'syncing', received: 0};
    const running: Running = {kind, clock, ending, state, isRead: false, error: undefined, isToRest: false};
    this.#running.set(key, running);
    feed.watch(context, key, state);
    reflect({
      connection,
      projection: kind,
      sink: feed.sink(context, kind),
      clock,
      signal: ending.signal,
      namespaces,
      onState: (next) => {
        if (!ending.signal.aborted) this.#move(running, next);
      },
    });
  }

  /** Refused for its credentials, as another is that asks on: one of them is enough to learn that they are good again. */
  #leastSleep(running: Running): number {
    const {isToRest} = running;
    running.isToRest = false;
    if (!isToRest || !isRefused(running)) return 0;
    return [...this.#running.values()].find(isRefused) === running ? 0 : refusedPause;
  }

  #move(running: Running, next: ReflectorState): void {
    const {context, feed, clock, onChange} = this.#options;
    const before = running.state;
    const isAccepted = isRefused(running) && next.type !== 'failing';
    running.state = watchState(before, next, clock.now());
    running.isRead ||= isAnswer(next);
    running.error = next.type === 'failing' ? next.error : undefined;
    running.isToRest = next.type === 'failing';
    feed.watch(context, kindId(running.kind), running.state);
    if (next.type === 'failing' && before.type !== 'failing') this.#retries++;
    // Every failure is told, for each may be the first sign that the server is gone.
    if (next.type === 'failing' || running.state.type !== before.type) onChange(running.error);
    // That one may not read anything: what its credentials are worth is for the others to find out.
    if (isAccepted) for (const other of this.#running.values()) if (isRefused(other)) other.clock.wake();
  }
}

/** Ends early when the credentials of another are taken, or the context is live again. */
const refusedPause = 300_000;

function isRefused({error}: Running): boolean {
  return error?.failure.type === 'login';
}

function isAnswer({type}: ReflectorState): boolean {
  return type === 'synced' || type === 'denied' || type === 'absent';
}

function watchState(before: WatchState, next: ReflectorState, now: number): WatchState {
  switch (next.type) {
    case 'syncing':
      return next;
    case 'synced':
      return {...next, since: before.type === 'synced' ? before.since : now};
    case 'denied':
      return {type: 'denied', reason: next.error.message};
    case 'absent':
      return {type: 'absent'};
    case 'failing': {
      const since = before.type === 'failing' ? before.since : now;
      return {type: 'failing', since, reason: next.error.message};
    }
  }
}
