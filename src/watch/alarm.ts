import {type Clock, over} from '../text/index.ts';

/** A sleep that can be cut short, for one sleeper. */
export class Alarm {
  readonly #clock: Clock;
  #sleep: AbortController | undefined;

  /** The sleeper wakes for good when the signal aborts. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.#clock = clock;
    signal.addEventListener('abort', () => this.ring(), {once: true});
  }

  async wait(milliseconds: number): Promise<void> {
    const sleep = new AbortController();
    this.#sleep = sleep;
    await this.#clock.sleep(milliseconds, sleep.signal);
    this.#sleep = undefined;
  }

  ring(): void {
    this.#sleep?.abort(over);
  }
}
