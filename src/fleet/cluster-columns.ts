import type {CapacityFigures, ClusterRow, Figure} from './row.ts';
import {stateText} from './state-text.ts';
import type {Version} from './states.ts';
import {isBehind, minorOf} from './versions.ts';

/** What a cell may depend on besides its row. */
export interface ClusterCellContext {
  /** ms, our clock. */
  readonly now: number;
  /** Newest minor of the fleet (`FleetState.skew.newest`): versions two minors behind it are marked `<`. */
  readonly newest?: string;
}

export interface ClusterColumn {
  readonly name: string;
  /** Shown only by `-o wide`. */
  readonly wide?: true;
  readonly alignRight?: true;
  /** The text a person reads: `~` before what is only last known, `?` for unknown, `-` for what may not be read. */
  cell(row: ClusterRow, context: ClusterCellContext): string;
  /** What to sort and compare by; undefined where it is not known. */
  value?(row: ClusterRow, context: ClusterCellContext): number | string | undefined;
}

/** A row per cluster, shared by the grid and by `get clusters`, so that both tell the same. */
export const clusterColumns: readonly ClusterColumn[] = [
  {name: 'CLUSTER', cell: (row) => row.name},
  {name: 'TIER', cell: (row) => row.tier || '?'},
  {name: 'GROUP', wide: true, cell: (row) => row.group || '?'},
  {
    name: 'VERSION',
    cell: (row, {newest}) => marked(row.version, (version) => versionText(version, newest)),
    value: (row) => figureValue(row.version, (version) => minorOf(version) ?? version.git),
  },
  {name: 'STATE', cell: (row, {now}) => stateText(row, now)},
  {name: 'WORST', cell: (row) => marked(row.worst, (worst) => worst)},
  figureColumn(
    'NODES',
    (row) => row.nodes,
    ({ready, total}) => `${ready}/${total}`,
    ({ready, total}) => ready - total,
  ),
  figureColumn(
    'ROLL',
    (row) => row.workloads,
    ({rolling, stuck}) => `${rolling}/${stuck}`,
    // Stuck ones first, however many roll.
    ({rolling, stuck}) => stuck * 1e6 + rolling,
  ),
  figureColumn('CPU%', (row) => row.capacity, percent('cpu'), share('cpu')),
  figureColumn('MEM%', (row) => row.capacity, percent('memory'), share('memory')),
  figureColumn(
    'PODS',
    (row) => row.pods,
    ({total}) => String(total),
    ({total}) => total,
  ),
  figureColumn(
    'BAD',
    (row) => row.pods,
    (pods) => String(bad(pods)),
    bad,
  ),
  figureColumn(
    'WARN',
    (row) => row.warnings,
    String,
    (count) => count,
  ),
];

function figureColumn<T>(
  name: string,
  figureOf: (row: ClusterRow) => Figure<T>,
  text: (value: T) => string,
  value: (value: T) => number | undefined,
): ClusterColumn {
  return {
    name,
    alignRight: true,
    cell: (row) => marked(figureOf(row), text),
    value: (row) => figureValue(figureOf(row), value),
  };
}

function marked<T>(figure: Figure<T>, text: (value: T) => string): string {
  switch (figure.type) {
    case 'known':
      return text(figure.value);
    case 'last': {
      const last = text(figure.value);
      return last === '?' ? last : `~${last}`;
    }
    case 'unknown':
      return '?';
    case 'denied':
      return '-';
  }
}

function figureValue<T, V>(figure: Figure<T>, value: (value: T) => V): V | undefined {
  return 'value' in figure ? value(figure.value) : undefined;
}

/** Without vendors' build marks: `v1.36.2`, `v1.36.2<` when behind, `v1.34 (v1.37.2)` when an older minor is emulated. */
function versionText(version: Version, newest: string | undefined): string {
  const mark = newest !== undefined && isBehind(version, newest) ? '<' : '';
  const git = version.git.replace(/(-eks-|-gke\.|\+).*$/, '');
  if (version.emulated === undefined) return `${git}${mark}`;
  return `v${version.emulated.replace(/^v/, '')}${mark} (${git})`;
}

/** Used where metrics tell it, else requested: of what the nodes have to give. Nodes that give nothing have no share. */
function share(resource: 'cpu' | 'memory') {
  return (capacity: CapacityFigures): number | undefined => {
    const allocatable = capacity[`${resource}Allocatable`];
    const taken = capacity[`${resource}Used`] ?? capacity[`${resource}Requested`];
    return allocatable > 0 ? Math.round((100 * taken) / allocatable) : undefined;
  };
}

function percent(resource: 'cpu' | 'memory') {
  return (capacity: CapacityFigures): string => {
    const value = share(resource)(capacity);
    return value === undefined ? '?' : `${value}%`;
  };
}

/** Pods that are not as they should be. */
function bad({pending, failing}: {readonly pending: number; readonly failing: number}): number {
  return pending + failing;
}
