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
  const nodes = member.standing(tables.nodes);
  const pods = member.standing(tables.pods);
  const workloads = workloadKinds.map((kind) => member.standing(tables[kind]));
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

/**
 * Figures of the same cluster from elsewhere (another context, the disk) stand in for those of which nothing is known
 * here yet. `absent` and `denied` are known.
 */
export function withStandIns(member: Member, own: RowFigures, other: RowFigures | undefined): RowFigures {
  if (!other) return own;
  const {nodes, pods, events, deployments, statefulsets, daemonsets} = member.tables;
  const workloads = [deployments, statefulsets, daemonsets];
  return {
    version: own.version.type === 'unknown' && !member.isLive ? other.version : own.version,
    nodes: orStandIn(member, [nodes], own.nodes, other.nodes),
    pods: orStandIn(member, [pods], own.pods, other.pods),
    capacity: orStandIn(member, [nodes, pods], own.capacity, other.capacity),
    workloads: orStandIn(member, workloads, own.workloads, other.workloads),
    warnings: orStandIn(member, [events], own.warnings, other.warnings),
    worst: orStandIn(member, [nodes, pods, ...workloads], own.worst, other.worst),
  };
}

/** Seconds that a figure looks at: now while it is known, else when it last was, so that what is lost does not decay. */
export function asOf(standing: Standing, now: number): number {
  return standing.type === 'last' ? standing.at : now;
}

export const workloadKinds = ['deployments', 'statefulsets', 'daemonsets'] as const;

/** A sum is only as good as its worst part, and as old as its oldest. */
function combine(standings: readonly Standing[]): Standing {
  if (standings.some(({type}) => type === 'denied')) return {type: 'denied'};
  if (standings.some(({type}) => type === 'unknown')) return {type: 'unknown'};
  const times = standings.flatMap((standing) => (standing.type === 'last' ? [standing.at] : []));
  const extent = standings.some(isPartial) ? ({isPartial: true} as const) : {};
  return times.length === 0 ? {type: 'known', ...extent} : {type: 'last', at: Math.min(...times), ...extent};
}

function isPartial(standing: Standing): boolean {
  return 'isPartial' in standing;
}

function figure<T>(standing: Standing, value: () => T): Figure<T> {
  switch (standing.type) {
    case 'known':
    case 'last':
      return {...standing, value: value()};
    case 'unknown':
    case 'denied':
      return standing;
  }
}

function orStandIn<T>(
  member: Member,
  tables: readonly {readonly id: string}[],
  own: Figure<T>,
  other: Figure<T>,
): Figure<T> {
  const isAbsent = tables.some(({id}) => member.watches.get(id)?.type === 'absent');
  return own.type === 'unknown' && !isAbsent && 'value' in other ? other : own;
}

function versionFigure(member: Member): RowFigures['version'] {
  const {version} = member;
  return version ? figure(member.connectionStanding(), () => version) : {type: 'unknown'};
}

function warningsFigure(member: Member, now: number): Figure<number> {
  const {events} = member.tables;
  const standing = member.standing(events);
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
    const standing = member.standing(table);
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
 * not seen at all, and namespaces that may not be listed, count as nothing, which is why they forbid `ok`.
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
  if (worst !== 'ok') return figure(seen, () => worst);
  return isPartial(whole) ? {type: 'unknown'} : figure(whole, () => worst);
}

export function isSeen(standing: Standing | undefined): boolean {
  return standing?.type === 'known' || standing?.type === 'last';
}
