import type {Feed} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import type {Watch} from '../watch/index.ts';

/** What `main` hands to a command: the fleet, opened on the contexts asked for, and the ways out. */
export interface Engine {
  readonly watch: Watch;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly out: Output;
  readonly err: Pick<Output, 'write'>;
  /** How long to wait for clusters, ms. */
  readonly timeout: number;
  /** Ctrl-c, a signal from outside, or nobody reads standard output any more. */
  readonly signal: AbortSignal;
}

/** Standard output. `columns` and `rows` are those of the terminal now; meaningless where it is none. */
export interface Output {
  /** A terminal that can move its cursor. */
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Resolves when the text is on its way, so that a slow reader slows us instead of filling memory. Never rejects. */
  write(text: string): Promise<void>;
  /** `resized`, or `resumed` after ctrl-z: what was painted is no longer where it was. */
  onDisturbance(listener: (disturbance: 'resized' | 'resumed') => void, signal: AbortSignal): void;
  /**
   * Takes the keyboard until the signal aborts, so that keys neither echo into what is painted nor scroll it; ctrl-c
   * and `q` end the program.
   */
  holdKeyboard(signal: AbortSignal): void;
  /** Written at the very end, however the program ends; '' for nothing. */
  restoreWith(text: string): void;
}

/** 0 done, 1 failed, 2 bad usage or settings, 3 some clusters are missing from the answer. */
export type ExitCode = 0 | 1 | 2 | 3;
