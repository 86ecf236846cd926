/**
 * Simulated time: what is to happen, in order of its time, and nothing in between. The state at a moment depends only on
 * what was planned, never on how often or how late anybody looked.
 */
export class Timeline {
  #now: number;
  #order = 0;
  /** A binary heap, the next one first. */
  readonly #planned: Planned[] = [];

  /** `start` in ms since the epoch. */
  constructor(start: number) {
    this.#now = start;
  }

  /** Simulated ms since the epoch; while something happens, its own time. */
  get now(): number {
    return this.#now;
  }

  /** When the next thing happens, ms since the epoch; Infinity when nothing more will. */
  get next(): number {
    return this.#planned[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Has `act` happen after so many simulated ms. */
  after(milliseconds: number, act: () => void): void {
    this.#insert({at: this.#now + milliseconds, order: this.#order++, act});
  }

  /** Everything up to `time` happens, at most `limit` things; false when there is more. */
  runTo(time: number, limit = Number.POSITIVE_INFINITY): boolean {
    for (let count = 0; this.next <= time; count++) {
      if (count >= limit) return false;
      const {at, act} = this.#takeFirst();
      this.#now = at;
      act();
    }
    this.#now = Math.max(this.#now, time);
    return true;
  }

  #insert(planned: Planned): void {
    const heap = this.#planned;
    let index = heap.push(planned) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(planned, heap[parent])) break;
      heap[index] = heap[parent] as Planned;
      index = parent;
    }
    heap[index] = planned;
  }

  #takeFirst(): Planned {
    const heap = this.#planned;
    const first = heap[0] as Planned;
    const last = heap.pop() as Planned;
    if (heap.length === 0) return first;
    let index = 0;
    while (true) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[index] = heap[child] as Planned;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

interface Planned {
  readonly at: number;
  /** Of two at one time the one planned first comes first. */
  readonly order: number;
  readonly act: () => void;
}

function isBefore(first: Planned | undefined, second: Planned | undefined): boolean {
  if (first === undefined) return false;
  if (second === undefined) return true;
  return first.at < second.at || (first.at === second.at && first.order < second.order);
}
