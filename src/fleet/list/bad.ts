import {hubWord} from '../opinion-text.ts';
import type {ClusterRow} from '../row.ts';

/** What `n` stops at and faults-only shows: a cluster that cannot be seen now, or of which something is known to be wrong. */
export function isBad(row: ClusterRow): boolean {
  const {type} = row.connection;
  if (type === 'hub only') return hubWord(row.opinions ?? []) !== '+';
  // Who parked a cluster knows that it is not there.
  return (type !== 'live' && type !== 'parked') || hasFault(row);
}

/** Something is known to be wrong with it, now or when it was last seen. */
export function hasFault({worst, workloads, identityFault}: ClusterRow): boolean {
  if (identityFault !== undefined) return true;
  if ('value' in worst && worst.value !== 'ok') return true;
  return 'value' in workloads && workloads.value.stuck > 0;
}
