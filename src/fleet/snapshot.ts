import * as z from 'zod';
import type {FleetSnapshot, SnapshotCluster} from './feed.ts';
import type {Figure} from './row.ts';

/**
 * What can be used of a snapshot read from disk: of a known format, every cluster by itself, so that one that is
 * damaged does not take the others along. Figures come back as last known, whatever they were when it was taken.
 */
export function readSnapshot(value: unknown): readonly SnapshotCluster[] {
  const outer = z.object({format: z.literal(1), clusters: z.array(z.unknown())}).safeParse(value);
  if (!outer.success) return [];
  return outer.data.clusters.flatMap((cluster) => {
    const parsed = clusterForm.safeParse(cluster);
    return parsed.success ? [asLast(parsed.data)] : [];
  });
}

export function makeSnapshot(takenAt: number, clusters: readonly SnapshotCluster[]): FleetSnapshot {
  return {format: 1, takenAt, clusters};
}

const count = z.number().nonnegative();

function figureForm<T>(value: z.ZodType<T>) {
  return z.discriminatedUnion('type', [
    z.object({type: z.literal('known'), value, isPartial: z.literal(true).exactOptional()}),
    z.object({type: z.literal('last'), value, at: count, isPartial: z.literal(true).exactOptional()}),
    z.object({type: z.literal('unknown')}),
    z.object({type: z.literal('denied')}),
  ]);
}

const clusterForm = z.object({
  id: z.string().min(1),
  contexts: z.array(z.string()).min(1),
  server: z.string(),
  at: count,
  row: z.object({
    version: figureForm(z.object({git: z.string(), emulated: z.string().exactOptional()})),
    nodes: figureForm(z.object({ready: count, total: count})),
    pods: figureForm(
      z.object({total: count, running: count, pending: count, failing: count, completed: count}),
    ),
    capacity: figureForm(
      z.object({
        cpuRequested: count,
        cpuAllocatable: count,
        cpuUsed: count.exactOptional(),
        memoryRequested: count,
        memoryAllocatable: count,
        memoryUsed: count.exactOptional(),
      }),
    ),
    workloads: figureForm(z.object({total: count, rolling: count, stuck: count, paused: count})),
    warnings: figureForm(count),
    worst: figureForm(z.string()),
    region: z.string(),
  }),
});

function asLast(cluster: z.infer<typeof clusterForm>): SnapshotCluster {
  const {at, row} = cluster;
  const last = <T>(figure: Figure<T>) => {
    if (figure.type === 'known') return {...figure, type: 'last', at} as const;
    // What could not be known or read then may well be now.
    return figure.type === 'last' ? figure : ({type: 'unknown'} as const);
  };
  return {
    ...cluster,
    row: {
      version: last(row.version),
      nodes: last(row.nodes),
      pods: last(row.pods),
      capacity: last(row.capacity),
      workloads: last(row.workloads),
      warnings: last(row.warnings),
      worst: last(row.worst),
      region: row.region,
    },
  };
}
