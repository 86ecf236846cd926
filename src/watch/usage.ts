import {type Connection, KubeError} from '../kube/index.ts';
import {type Clock, over} from '../text/index.ts';
import {Alarm} from './alarm.ts';
import type {NodeUsage, Parts} from './parts.ts';

export interface UsageOptions {
  readonly connection: Connection;
  readonly readNodeUsage: Parts['readNodeUsage'];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether the server is there and anybody wants to know. */
  isDue(): boolean;
  onUsage(usage: NodeUsage | undefined): void;
}

/** metrics-server measures every 15 s by default; twice that is fresh enough for a percentage. */
const every = 30_000;
const afterTrouble = 60_000;
/** Where the API is not served or not allowed, somebody has to install or allow it first. */
const afterAbsence = 600_000;

/** For a whole answer: one that never ends must not end the asking. */
const longest = 30_000;

/** What was measured so long before, of a cluster that is there, may not be true any more. */
const tooOld = 90_000;

/** Asks metrics.k8s.io for what the nodes use, again and again, until the signal aborts. */
export class UsagePoll {
  readonly #options: UsageOptions;
  readonly #alarm: Alarm;
  #isIdle = false;
  /** When it was last told what they use, ms. */
  #toldAt = 0;

  constructor(options: UsageOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, options.signal);
  }

  /** What `isDue` tells may have changed. */
  look(): void {
    if (this.#isIdle && this.#options.isDue()) this.#alarm.ring();
  }

  async run(): Promise<void> {
    const {clock, signal, isDue} = this.#options;
    while (!signal.aborted) {
      this.#isIdle = !isDue();
      const pause = this.#isIdle ? afterAbsence : await this.#read();
      if (signal.aborted) return;
      // Spread, so that a hundred clusters are not asked in one tick.
      await this.#alarm.wait(pause * (0.9 + clock.random() * 0.2));
    }
  }

  /** Resolves to the pause before the next reading, ms. */
  async #read(): Promise<number> {
    const {connection, readNodeUsage, clock, signal, isDue, onUsage} = this.#options;
    const ended = new AbortController();
    const end = () => ended.abort(over);
    signal.addEventListener('abort', end, {once: true});
    void clock.sleep(longest, ended.signal).then(end);
    try {
      const usage = await readNodeUsage(connection, ended.signal);
      if (!signal.aborted) onUsage(usage);
      this.#toldAt = clock.now();
      return usage === undefined ? afterAbsence : every;
    } catch (error) {
      const {failure} = error instanceof KubeError ? error : {failure: undefined};
      // Without an answer it is mostly the cluster that is lost, and what its nodes used is as last known as all else.
      const isKept = failure?.type !== 'http' && !(isDue() && clock.now() - this.#toldAt > tooOld);
      if (!isKept && !signal.aborted) onUsage(undefined);
      const isRefused = failure?.type === 'http' && (failure.status === 403 || failure.status === 404);
      return isRefused ? afterAbsence : afterTrouble;
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  }
}
