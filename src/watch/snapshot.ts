import {readFile} from 'node:fs/promises';
import type {Feed, FleetSnapshot, SnapshotCluster} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import {changePrivately} from './private-file.ts';

export interface SnapshotOptions {
  /** Absolute. */
  readonly file: string;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const saveEvery = 60_000;
/** A cluster that nobody has reached for so long is most likely gone. */
const keepFor = 30 * 24 * 3_600_000;
/** Clocks of two machines may differ by so much, ms. What is dated further ahead is of nobody knows when. */
const mostAhead = 5 * 60_000;

/**
 * Keeps the last known figures on disk: restored now, saved every minute if they changed, and when `save` is called.
 * A file that cannot be read or written, or holds junk, costs the figures and nothing else: never rejects.
 */
export async function keepSnapshot(options: SnapshotOptions): Promise<{save(): Promise<void>}> {
  const {file, feed, clock, signal} = options;
  const known = clustersOf(await readFile(file, 'utf8').catch(() => undefined));
  const isDated = ({at}: SnapshotCluster) => at <= clock.now() + mostAhead;
  feed.restore({format: 1, takenAt: clock.now(), clusters: known.filter(isDated)});
  let saved = '';
  let last: Promise<void> = Promise.resolve();

  const save = () => {
    last = last.then(async () => {
      const snapshot = feed.snapshot();
      const content = JSON.stringify(snapshot.clusters);
      if (content === saved || snapshot.clusters.length === 0) return;
      const merge = (text: string | undefined) =>
        JSON.stringify({...snapshot, clusters: merged(clustersOf(text), snapshot.clusters, clock.now())});
      if (await changePrivately(file, merge, clock)) saved = content;
    });
    return last;
  };

  clock.every(saveEvery, signal, () => void save());
  return {save};
}

/**
 * Another instance, or one that was about other contexts, may have saved since: its clusters stay, and of a cluster
 * both know the one heard from last. What is dated ahead stays as well, for it may be our clock that is wrong, but it
 * gives way to all that is not.
 */
function merged(
  others: readonly SnapshotCluster[],
  own: readonly SnapshotCluster[],
  now: number,
): readonly SnapshotCluster[] {
  const dateOf = ({at}: SnapshotCluster) => (at > now + mostAhead ? 0 : at);
  const clusters = new Map<string, SnapshotCluster>();
  for (const cluster of [...others, ...own]) {
    const held = clusters.get(cluster.id);
    if (Math.abs(now - cluster.at) < keepFor && (held === undefined || dateOf(cluster) >= dateOf(held)))
      clusters.set(cluster.id, cluster);
  }
  return [...clusters.values()];
}

/** As much of its form as is needed here; `feed.restore` looks closer. */
function clustersOf(text: string | undefined): readonly SnapshotCluster[] {
  if (text === undefined) return [];
  try {
    const content = JSON.parse(text) as Partial<FleetSnapshot> | null;
    if (content?.format !== 1 || !Array.isArray(content.clusters)) return [];
    return content.clusters.filter(isCluster);
  } catch {
    return [];
  }
}

function isCluster(value: unknown): value is SnapshotCluster {
  if (typeof value !== 'object' || value === null) return false;
  const {id, at} = value as Partial<SnapshotCluster>;
  return typeof id === 'string' && typeof at === 'number';
}
