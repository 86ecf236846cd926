import {type EventRecord, events, type PodRecord} from '../../kinds/index.ts';
import type {Feed} from '../feed.ts';
import type {Trouble, Workload} from './troubles.ts';

/** When each of these pods (`namespace/name`) was first warned of, seconds: one pass over the events of a context. */
export function firstWarnings(
  feed: Feed,
  context: string,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const first = new Map<string, number>();
  // Normal ones are among them while somebody asked for all.
  for (const event of feed.records(context, events).values() as Iterable<EventRecord>) {
    if (event.type !== 'Warning' || event.objectKind !== 'Pod' || event.firstSeen === 0) continue;
    const key = `${event.objectNamespace}/${event.objectName}`;
    if (!wanted.has(key)) continue;
    first.set(key, Math.min(first.get(key) ?? Infinity, event.firstSeen));
  }
  return first;
}

/**
 * Since when something is not ok, in seconds by the cluster's clock; 0 where nothing says it. A pod that is older than
 * events are kept was well for a time that nobody knows, so of such only what was warned of counts.
 */
export function sinceOf(
  {faults, pods}: Trouble,
  workload: Workload | undefined,
  warned: ReadonlyMap<string, number>,
  now: number,
): number {
  const times = pods.map((pod) => podSince(pod, warned.get(`${pod.namespace}/${pod.name}`), now));
  for (const {kind, since} of faults) if (kind === 'nodes') times.push(since);
  if (workload?.kind === 'Deployment') times.push(workload.record.unavailableSince);
  if (workload?.kind === 'Job') times.push(workload.record.failedAt);
  const known = times.filter((time) => time > 0);
  if (known.length > 0) return Math.min(...known);
  const isLate = workload?.kind === 'Deployment' && faults.some(({fault}) => fault === 'stuck');
  // When it last got on: nothing went well after that.
  return isLate ? workload.record.progressedAt : 0;
}

function podSince({phase, created, lastRestart}: PodRecord, warned: number | undefined, now: number): number {
  if (phase === 'pending' || now - created <= kept)
    return warned === undefined ? created : Math.max(created, warned);
  // It ended once and was not started again.
  return warned ?? lastRestart;
}

/** Seconds that API servers keep events by default (`--event-ttl`). */
const kept = 3600;
