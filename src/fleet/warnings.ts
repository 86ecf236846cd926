import type {EventRecord} from '../kinds/index.ts';
import type {Tally} from './table.ts';

/** Seconds: what the WARN figure looks back on. */
const window = 3600;
const buckets = window / 60;

/**
 * Occurrences of Warning events by minute, over the last hour. An event object stands for `count` occurrences between
 * `first` and `last`; what we saw it grow by is dated exactly, the rest is spread evenly over its life.
 */
export class WarningTally implements Tally<EventRecord> {
  /** Minute since the epoch that a bucket holds, and its occurrences: 720 bytes a cluster. */
  readonly #minutes = new Int32Array(buckets);
  readonly #counts = new Float64Array(buckets);

  /** An event that is deleted has happened all the same, so `after` undefined changes nothing. */
  change(_key: string, before: EventRecord | undefined, after: EventRecord | undefined): void {
    if (after === undefined || after.type !== 'Warning') return;
    const grown = before ? countOf(after) - countOf(before) : 0;
    if (before && grown >= 0) this.#add(after.lastSeen, grown);
    else this.#spread(after);
  }

  /** Whole occurrences in the hour before `now` (seconds, the cluster's clock). */
  occurrences(now: number): number {
    const newest = Math.floor(now / 60);
    let sum = 0;
    for (let index = 0; index < buckets; index += 1) {
      if ((this.#minutes[index] ?? 0) > newest - buckets) sum += this.#counts[index] ?? 0;
    }
    return Math.round(sum);
  }

  #spread(event: EventRecord): void {
    const {firstSeen, lastSeen} = event;
    const count = countOf(event);
    const minutes = Math.max(0, Math.floor(lastSeen / 60) - Math.floor(firstSeen / 60));
    if (firstSeen === 0 || minutes === 0 || count <= 1) {
      this.#add(lastSeen, count);
      return;
    }
    // The last occurrence is dated; the others lie somewhere before it.
    this.#add(lastSeen, 1);
    for (let back = 0; back <= Math.min(minutes, buckets - 1); back += 1) {
      this.#add(lastSeen - back * 60, (count - 1) / (minutes + 1));
    }
  }

  #add(second: number, count: number): void {
    const minute = Math.floor(second / 60);
    const index = minute % buckets;
    const held = this.#minutes[index] ?? 0;
    if (minute < held) return;
    if (minute > held) {
      this.#minutes[index] = minute;
      this.#counts[index] = 0;
    }
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
  }
}

/** Servers leave the count of an event that happened once at 0. */
function countOf(event: EventRecord): number {
  return Math.max(1, event.count);
}
