import type {BaseRecord} from '../kinds/index.ts';
import type {Progress, Verdict} from './rollouts.ts';
import {verdictOf} from './rollouts.ts';
import type {Tally} from './table.ts';

/** A workload that is not done. */
export interface OpenRollout<R> {
  readonly record: R;
  readonly progress: Progress;
  /** ms, our clock: when a counter last went where it had not been. */
  readonly movedAt: number;
  /** Lowest and highest value of each counter since the change was made. */
  readonly lowest: readonly number[];
  readonly highest: readonly number[];
}

/** How the times of a cluster become ours. */
export interface ClusterTime {
  /** ms, our clock. */
  now(): number;
  /** Seconds by the cluster's clock → ms by ours. */
  ours(seconds: number): number;
}

/**
 * Follows the workloads that are not done; those that are cost nothing. A counter that only goes back and forth, as that
 * of a crash loop does between its restarts, has not moved.
 */
export class RolloutTally<R extends BaseRecord & {readonly generation: number}> implements Tally<R> {
  readonly open = new Map<string, OpenRollout<R>>();
  total = 0;
  readonly #progressOf: (record: R) => Progress;
  readonly #time: ClusterTime;
  #previous: ReadonlyMap<string, OpenRollout<R>> | undefined;

  constructor(progressOf: (record: R) => Progress, time: ClusterTime, previous: RolloutTally<R> | undefined) {
    this.#progressOf = progressOf;
    this.#time = time;
    this.#previous = previous?.open;
  }

  change(key: string, before: R | undefined, after: R | undefined): void {
    this.total += (after ? 1 : 0) - (before ? 1 : 0);
    const progress = after && this.#progressOf(after);
    if (!after || !progress || progress.verdict.type === 'done') {
      this.open.delete(key);
      return;
    }
    // A relist must not restart the wait: what the reading before knew of this workload goes on.
    const known = this.open.get(key) ?? (before ? undefined : this.#previous?.get(key));
    const now = this.#time.now();
    if (known) this.open.set(key, follow(known, after, progress, now));
    else {
      // Seen for the first time in the midst of it, the cluster may know for how long; a change made just now begins now.
      const told = before || progress.movedAt === undefined ? now : this.#time.ours(progress.movedAt);
      this.open.set(key, start(after, progress, Math.min(now, told)));
    }
  }

  settle(): void {
    this.#previous = undefined;
  }

  /** Verdicts of the workloads not done, as of `now` (ms, our clock). */
  *verdicts(now: number): Generator<readonly [R, Verdict]> {
    for (const {record, progress, movedAt} of this.open.values()) {
      yield [record, verdictOf(progress, now - movedAt)];
    }
  }
}

function follow<R extends BaseRecord & {readonly generation: number}>(
  known: OpenRollout<R>,
  record: R,
  progress: Progress,
  now: number,
): OpenRollout<R> {
  const {counters} = progress;
  const isPaused = progress.verdict.type === 'paused';
  // Deleted and made anew, which a relist shows as one change, it begins again although its generation is the same.
  const isOther = known.record.created !== record.created || known.record.generation !== record.generation;
  if (isOther || isPaused) return start(record, progress, now);
  const lowest = counters.map((value, index) => Math.min(value, known.lowest[index] ?? value));
  const highest = counters.map((value, index) => Math.max(value, known.highest[index] ?? value));
  const hasMoved = counters.some(
    (value, index) => value < (known.lowest[index] ?? value) || value > (known.highest[index] ?? value),
  );
  return {record, progress, movedAt: hasMoved ? now : known.movedAt, lowest, highest};
}

function start<R>(record: R, progress: Progress, movedAt: number): OpenRollout<R> {
  return {record, progress, movedAt, lowest: progress.counters, highest: progress.counters};
}
