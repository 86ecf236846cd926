import type {FieldWrite} from './field-writes.ts';

type Owns = (write: FieldWrite) => boolean;

/**
 * Who set the value that a field had from `at` (seconds) until now: its owner, whatever it has changed since. One whose
 * last change is long before had no hand in it. `-` where nobody can be told.
 */
export function ownerSince(writes: readonly FieldWrite[], at: number, owns: Owns): string {
  return nearest(writes, at, (write) => owns(write) && write.at >= at - reaction);
}

/** Who changed one of many fields at `at`: of those who own any, only one whose last change was just then. */
export function writerAt(writes: readonly FieldWrite[], at: number, owns: Owns): string {
  return nearest(writes, at, (write) => owns(write) && Math.abs(write.at - at) <= reaction);
}

/** Seconds that a controller may take to act on a change; it waits for its turn after a restart. */
export const reaction = 300;

function nearest(writes: readonly FieldWrite[], at: number, isOne: Owns): string {
  const distance = (write: FieldWrite) => Math.abs(write.at - at);
  const [first] = writes.filter(isOne).sort((a, b) => distance(a) - distance(b));
  return first?.by ?? '-';
}
