import type {BaseRecord} from '../kinds/index.ts';
import {worstOf} from './health.ts';
import type {Member, Standing} from './member.ts';
import type {Verdict} from './rollouts.ts';
import type {CapacityFigures, ClusterRow, Figure, WorkloadFigures} from './row.ts';

export type RowFigures = Pick<
  ClusterRow,
  'version' | 'nodes' | 'pods' | 'capacity' | 'workloads' | 'warnings' | 'worst'
>;

/** What is true of one cluster, through one of its contexts; `now` in ms by our clock. */
export function figuresOf(member: Member, now: number): RowFigures {
  const {tables} = member;
  const nodes = standingOf(member, tables.nodes, 'nodes');
  const pods = standingOf(member, tables.pods, 'pods');
  const workloads = workloadKinds.map((kind) => standingOf(member, tables[kind], kind));
  const rollouts = summarize(member, now);
  const tally = tables.nodes.tally;
  return {
    version: versionFigure(member),
    nodes: figure(nodes, () => ({ready: tally.ready, total: tally.total})),
    pods: figure(pods, () => tables.pods.tally.figures),
    capacity: figure(combine([nodes, pods]), () => capacityOf(member)),
    workloads: figure(combine(workloads), () => rollouts.figures),
    warnings: warningsFigure(member, now),
    worst: worstFigure(member, [nodes, pods, ...workloads], rollouts.stuck, now),
  };
}

/** Restored figures stand in for those of which nothing is known yet. `absent` and `denied` are known. */
export function withRestored(member: Member, own: RowFigures): RowFigures {
  const restored = member.restored?.row;
  if (!restored) return own;
  return {
    version: own.version.type === 'unknown' && !member.isLive ? restored.version : own.version,
    nodes: orRestored(member, ['nodes'], own.nodes, restored.nodes),
    pods: orRestored(member, ['pods'], own.pods, restored.pods),
    capacity: orRestored(member, ['nodes', 'pods'], own.capacity, restored.capacity),
    workloads: orRestored(member, workloadKinds, own.workloads, restored.workloads),
    warnings: orRestored(member, ['events'], own.warnings, restored.warnings),
    worst: orRestored(member, ['nodes', 'pods', ...workloadKinds], own.worst, restored.worst),
  };
}

/** Seconds that a figure looks at: now while it is known, else when it last was, so that what is lost does not decay. */
export function asOf(standing: Standing, now: number): number {
  return standing.type === 'last' ? standing.at : now;
}

export function standingOf(member: Member, table: {readonly hasSynced: boolean}, plural: string): Standing {
  return member.standing(plural, table.hasSynced);
}

export const workloadKinds = ['deployments', 'statefulsets', 'daemonsets'] as const;

/** A sum is only as good as its worst part, and as old as its oldest. */
function combine(standings: readonly Standing[]): Standing {
  if (standings.some(({type}) => type === 'denied')) return {type: 'denied'};
  if (standings.some(({type}) => type === 'unknown')) return {type: 'unknown'};
  const times = standings.flatMap((standing) => (standing.type === 'last' ? [standing.at] : []));
  return times.length === 0 ? {type: 'known'} : {type: 'last', at: Math.min(...times)};
}

function figure<T>(standing: Standing, value: () => T): Figure<T> {
  switch (standing.type) {
    case 'known':
      return {type: 'known', value: value()};
    case 'last':
      return {type: 'last', value: value(), at: standing.at};
    case 'unknown':
    case 'denied':
      return standing;
  }
}

function orRestored<T>(
  member: Member,
  kinds: readonly string[],
  own: Figure<T>,
  restored: Figure<T>,
): Figure<T> {
  const isAbsent = kinds.some((kind) => member.watches.get(kind)?.type === 'absent');
  return own.type === 'unknown' && !isAbsent ? restored : own;
}

function versionFigure(member: Member): RowFigures['version'] {
  const {version} = member;
  return version ? figure(member.connectionStanding(), () => version) : {type: 'unknown'};
}

function warningsFigure(member: Member, now: number): Figure<number> {
  const {events} = member.tables;
  const standing = standingOf(member, events, 'events');
  return figure(standing, () => events.tally.occurrences(member.clusterSeconds(asOf(standing, now))));
}

function capacityOf({tables, usage}: Member): CapacityFigures {
  const requested = tables.pods.tally.requested;
  const allocatable = tables.nodes.tally.allocatable;
  return {
    cpuRequested: requested.cpu,
    cpuAllocatable: allocatable.cpu,
    memoryRequested: requested.memory,
    memoryAllocatable: allocatable.memory,
    ...(usage && {cpuUsed: usage.cpu, memoryUsed: usage.memory}),
  };
}

export interface OpenWorkload {
  readonly kind: (typeof workloadKinds)[number];
  readonly record: BaseRecord;
  readonly verdict: Verdict;
}

/** The workloads of the kinds that can be seen which are not done, as of when they were last known. */
export function* openRollouts(member: Member, now: number): Generator<OpenWorkload> {
  for (const kind of workloadKinds) {
    const table = member.tables[kind];
    const standing = standingOf(member, table, kind);
    if (!isSeen(standing)) continue;
    for (const [record, verdict] of table.tally.verdicts(asOf(standing, now))) yield {kind, record, verdict};
  }
}

function summarize(member: Member, now: number): {figures: WorkloadFigures; stuck: readonly string[]} {
  const stuck: string[] = [];
  const counts = {rolling: 0, stuck: 0, paused: 0, done: 0};
  let total = 0;
  for (const {record, verdict} of openRollouts(member, now)) {
    counts[verdict.type] += 1;
    if (verdict.type === 'stuck') stuck.push(record.name);
  }
  for (const kind of workloadKinds) total += member.tables[kind].tally.total;
  return {figures: {total, rolling: counts.rolling, stuck: counts.stuck, paused: counts.paused}, stuck};
}

/**
 * A fault that can be seen is shown, even where not everything can; `ok` is said only of what can be seen whole. Parts
 * not seen at all count as nothing, which is why they forbid `ok`.
 */
function worstFigure(
  member: Member,
  standings: readonly Standing[],
  stuck: readonly string[],
  now: number,
): Figure<string> {
  const [nodes, pods] = standings;
  const {tables} = member;
  const whole = combine(standings);
  const seen = combine(standings.filter(isSeen));
  const at = member.clusterSeconds(asOf(seen, now));
  const tally = tables.pods.tally;
  const worst = worstOf({
    nodes: isSeen(nodes) ? tables.nodes.tally : {ready: 0, total: 0, pressed: 0},
    faults: isSeen(pods) ? tally.faults : new Map(),
    stuck,
    countPending: () => (isSeen(pods) ? tally.countPending(at) : 0),
  });
  return figure(worst === 'ok' ? whole : seen, () => worst);
}

export function isSeen(standing: Standing | undefined): boolean {
  return standing?.type === 'known' || standing?.type === 'last';
}
