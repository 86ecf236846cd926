import type {Clock} from '../../text/index.ts';
import {holds, missing} from '../plan/condition.ts';
import type {Confirmation} from '../plan/plan.ts';
import {type Reach, readLive} from '../reach.ts';

export interface ConfirmOptions {
  readonly context: string;
  readonly confirmation: Confirmation;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  onProgress(text: string): void;
}

export type Confirmed =
  | {readonly type: 'confirmed'}
  | {readonly type: 'held'; readonly reason: string}
  | {readonly type: 'interrupted'};

/** How often the object is read, ms: a person watches. */
const every = 1_000;

/** Waits until the condition holds. A cluster that does not answer meanwhile is asked again: only time runs out. */
export async function confirm(options: ConfirmOptions): Promise<Confirmed> {
  const {context, confirmation, reach, clock, signal, onProgress} = options;
  const {condition, within} = confirmation;
  const until = clock.now() + within;
  for (;;) {
    const live = await readLive(reach, context, condition.path, signal);
    if (signal.aborted) return {type: 'interrupted'};
    if (live.type === 'known' && holds(condition, live.object)) return {type: 'confirmed'};
    const lacking = live.type === 'known' ? (missing(condition, live.object) ?? '') : live.reason;
    onProgress(lacking);
    if (clock.now() + every > until) {
      return {type: 'held', reason: `not true after ${Math.round(within / 1_000)} s: ${lacking}`};
    }
    await clock.sleep(every, signal);
    if (signal.aborted) return {type: 'interrupted'};
  }
}
