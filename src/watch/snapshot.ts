import {readFile} from 'node:fs/promises';
import type {Feed, FleetSnapshot, SnapshotCluster} from '../fleet/index.ts';
import type {Clock} from '../text/index.ts';
import {writePrivately} from './private-file.ts';

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

/**
 * Keeps the last known figures on disk: restored now, saved every minute if they changed, and when `save` is called.
 * A file that cannot be read or written, or holds junk, costs the figures and nothing else: never rejects.
 */
export async function keepSnapshot(options: SnapshotOptions): Promise<{save(): Promise<void>}> {
  const {file, feed, clock, signal} = options;
  const known = await read(file);
  if (known) feed.restore(known);
  let saved = '';
  let last: Promise<void> = Promise.resolve();

  const save = () => {
    last = last.then(async () => {
      const snapshot = feed.snapshot();
      const content = JSON.stringify(snapshot.clusters);
      if (content === saved || snapshot.clusters.length === 0) return;
      const text = JSON.stringify(await merged(file, snapshot, clock.now()));
      if (await writePrivately(file, text, clock.random())) saved = content;
    });
    return last;
  };

  clock.every(saveEvery, signal, () => void save());
  return {save};
}

/**
 * Another instance, or one that was about other contexts, may have saved since: its clusters stay, and of a cluster
 * both know the one heard from last.
 */
async function merged(file: string, snapshot: FleetSnapshot, now: number): Promise<FleetSnapshot> {
  const clusters = new Map<string, SnapshotCluster>();
  const others = (await read(file))?.clusters ?? [];
  for (const cluster of [...others, ...snapshot.clusters]) {
    const held = clusters.get(cluster.id);
    if (cluster.at > now - keepFor && (held === undefined || cluster.at >= held.at))
      clusters.set(cluster.id, cluster);
  }
  return {...snapshot, clusters: [...clusters.values()]};
}

/** As much of its form as is needed here; `feed.restore` looks closer. */
async function read(file: string): Promise<FleetSnapshot | undefined> {
  try {
    const content = JSON.parse(await readFile(file, 'utf8')) as Partial<FleetSnapshot> | null;
    if (content?.format !== 1 || !Array.isArray(content.clusters)) return undefined;
    return {format: 1, takenAt: content.takenAt ?? 0, clusters: content.clusters.filter(isCluster)};
  } catch {
    return undefined;
  }
}

function isCluster(value: unknown): value is SnapshotCluster {
  if (typeof value !== 'object' || value === null) return false;
  const {id, at} = value as Partial<SnapshotCluster>;
  return typeof id === 'string' && typeof at === 'number';
}
