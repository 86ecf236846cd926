import {performance} from 'node:perf_hooks';

/**
 * How many times as long a text takes that is eight times as long as another: about as many where work is linear, 64
 * where it is squared. Under a millisecond a time says nothing, and counts as one.
 */
export function growth(work: (text: string) => unknown, textOf: (length: number) => string): number {
  const [short, long] = [textOf(12_500), textOf(100_000)];
  return (
    quickest(() => work(long)) /
    Math.max(
      1,
      quickest(() => work(short)),
    )
  );
}

/** Halfway, which leaves room for a busy machine. */
export const tolerable = 32;

/** ms; of a few, since nothing makes a run quicker than it is. */
export function quickest(work: () => unknown): number {
  const times = Array.from({length: 3}, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return Math.min(...times);
}
