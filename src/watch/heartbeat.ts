import type {ConnectionState} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import {Alarm} from './alarm.ts';
import {type Answer, type Evidence, stateAfter, type Verdict, verdictOf} from './verdict.ts';

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Asks the server; `limit` in ms. Never rejects. */
  probe(limit: number): Promise<Answer>;
  /** Our clock at the last byte from the server, ms. */
  lastHeard(): number;
  evidence(): Evidence;
  /** Drops sockets that may be dead. */
  reset(): void;
  /** The login group named in `login` states. */
  readonly group: string | undefined;
  /** Not called for the `connecting` it begins with. */
  onState(state: ConnectionState): void;
}

/** A quiet server is asked half a second before ten are over, so that with the limit `stale` comes within 15 s. */
const quietFor = 9_500;
const limit = 5_000;
/** Quiet servers are asked in turns, several at once: to wake up costs a process more than to ask one more. */
const turn = quietFor / 10;
/** The first probe resolves a name, connects and shakes hands over a line we know nothing of. */
const firstLimit = 10_000;
/** Data keeps a busy server from being asked; once in a while its version is worth the question. */
const atLeastEvery = 300_000;
/** Between two probes that hints ask for, and before a refused one is repeated: a restarting server refuses. */
const leastPause = 1_000;

/**
 * Tells whether one server is there, for as long as the signal lasts: `connecting`, then what `verdict.ts` makes of
 * each probe. One miss is `stale`, two are `unreachable`.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #alarm: Alarm;
  #state: ConnectionState;
  /** When the next probe is due, ms. */
  #due = 0;
  /** When the last probe ended, ms. */
  #asked = 0;
  #isAsking = false;
  /** The next probe was asked for, and data that came before does not put it off. */
  #isHinted = false;
  #isAwaited = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, options.signal);
    this.#state = {type: 'connecting', since: options.clock.now()};
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Runs until the signal aborts; `onFirst` is called once, after the first probe. */
  async run(onFirst: () => void): Promise<void> {
    const {signal, clock} = this.#options;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      const verdict = await this.#ask(isFirst ? firstLimit : limit);
      if (isFirst) onFirst();
      if (signal.aborted) return;
      this.#move(verdict);
      this.#asked = clock.now();
      this.#due = this.#isAwaited ? 0 : this.#asked + pauseAfter(this.#state, verdict, clock.random());
      this.#isHinted = this.#isAwaited;
      this.#isAwaited = false;
      while (!signal.aborted && clock.now() < this.#dueNow()) {
        await this.#alarm.wait(this.#dueNow() - clock.now());
      }
    }
  }

  /**
   * Something hints at trouble on what was live: asks again, a second after the last answer at the earliest. A probe
   * that is under way will tell by itself.
   */
  hint(): void {
    if (this.#isAsking || this.#state.type !== 'live') return;
    this.#due = Math.min(this.#dueNow(), Math.max(this.#options.clock.now(), this.#asked + leastPause));
    this.#isHinted = true;
    this.#alarm.ring();
  }

  /** A person or the login broker wants to know now; after a probe that is under way, a fresh one. */
  askNow(): void {
    this.#isAwaited = this.#isAsking;
    this.#isHinted = true;
    this.#due = 0;
    this.#alarm.ring();
  }

  async #ask(within: number): Promise<Verdict> {
    const {clock, probe, lastHeard, evidence, reset} = this.#options;
    const asked = clock.now();
    this.#isAsking = true;
    const answer = await probe(within);
    this.#isAsking = false;
    const verdict = verdictOf(answer, evidence());
    if (verdict.type !== 'missed' || !verdict.isSilent) return verdict;
    // Slow is not gone: bytes that came meanwhile prove the server, and its sockets are good.
    if (lastHeard() > asked && this.#state.type !== 'connecting') return {type: 'alive'};
    reset();
    return verdict;
  }

  #move(verdict: Verdict): void {
    const {clock, group, onState} = this.#options;
    const next = stateAfter(this.#state, verdict, clock.now(), group);
    if (next === this.#state) return;
    this.#state = next;
    onState(next);
  }

  /** While live, every byte that comes puts the next probe off, but not one that was asked for. */
  #dueNow(): number {
    if (this.#state.type !== 'live' || this.#isHinted) return this.#due;
    const quiet = Math.max(this.#due, this.#options.lastHeard() + quietFor);
    const due = Math.min(this.#asked + atLeastEvery, quiet);
    return due - (due % turn);
  }
}

/** ms until the next probe. */
function pauseAfter(state: ConnectionState, verdict: Verdict, random: number): number {
  switch (state.type) {
    case 'live':
      return quietFor;
    case 'stale':
      // After silence the sockets are new ones; a refused connection gets a moment, a server may be restarting.
      return verdict.type === 'missed' && verdict.isSilent ? 0 : leastPause;
    case 'unreachable':
      // Within 10 s of its return in every case, silence costing its limit first; spread, so that a fleet behind one
      // network does not knock all at once. Names are asked for less often: resolvers are shared and slow.
      if (verdict.type === 'missed' && verdict.isSilent) return 1_000 + random * 2_000;
      if (verdict.type === 'missed' && verdict.layer === 'dns') return 4_000 + random * 3_000;
      return 2_000 + random * 3_000;
    case 'login':
    case 'broken':
      // The broker heals whole groups; this is for what it cannot see, such as a new token in a file.
      return 25_000 + random * 10_000;
    case 'connecting':
    case 'parked':
      return leastPause;
  }
}
