import {coarseAge} from '../text/index.ts';
import {hubCell} from './opinion-text.ts';
import type {CapacityFigures, ClusterRow, Figure, RowLogin} from './row.ts';
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
  /**
   * The text a person reads: `~` before what is only last known, `+` behind what counts only the namespaces that may be
   * listed, `h` behind what a hub counts, `?` for unknown, `-` for what may not be read.
   */
  cell(row: ClusterRow, context: ClusterCellContext): string;
  /** Its form where every cell of a screen counts; without one, it is the same everywhere. */
  readonly short?: {readonly name: string; cell(row: ClusterRow, context: ClusterCellContext): string};
  /** Further words by which a query finds the cell. */
  words?(row: ClusterRow): string;
  /** What to sort and compare by; undefined where it is not known. */
  value?(row: ClusterRow, context: ClusterCellContext): number | string | undefined;
  /** Screens of fewer columns leave it out; where the rest does not fit, those that ask for most fall away first. */
  readonly from?: number;
  /** Where its text may be cut when it does not fit, and to how many cells at most. */
  readonly cut?: {readonly at: 'middle' | 'end'; readonly narrowest: number};
  /** Room kept for the texts that its cells change to every day, so that a screen does not move when they do. */
  readonly least?: number;
  /** Left out where it is so of all clusters. */
  isHidden?(row: ClusterRow): boolean;
  /** Its cells get a `~` when the cluster is lost. */
  readonly hasMark?: true;
}

/** A row per cluster, shared by the grid and by `get clusters`, so that both tell the same. Volatile ones stand right. */
export const clusterColumns: readonly ClusterColumn[] = [
  {name: 'CLUSTER', cell: (row) => row.name, cut: {at: 'middle', narrowest: 14}},
  {name: 'TIER', cell: (row) => row.tier || '?', from: 70, cut: {at: 'end', narrowest: 4}},
  {name: 'GROUP', cell: (row) => row.group || '?', from: 120, cut: {at: 'end', narrowest: 6}},
  {
    name: 'CONTEXTS',
    wide: true,
    cell: (row) => row.contexts.join(','),
    from: 200,
    cut: {at: 'end', narrowest: 10},
  },
  {name: 'REGION', wide: true, cell: (row) => row.region || '?', from: 200, cut: {at: 'end', narrowest: 10}},
  versionColumn(),
  {
    name: 'HUB',
    cell: hubCell,
    // The hub by its name as well, which there is no room for.
    words: ({opinions = []}) => opinions.map(({hub, reason}) => `${hub} ${reason}`).join(' '),
    from: 120,
    isHidden: (row) => row.opinions === undefined && row.hubOf === undefined,
  },
  {
    name: 'LOGIN',
    wide: true,
    cell: ({login}, {now}) => loginText(login, now),
    // Whom the credentials name is found as well, wherever there is no room to show it.
    words: ({login}) => login?.user ?? '',
    value: ({login}) => loginEnd(login),
    from: 200,
    cut: {at: 'middle', narrowest: 12},
  },
  {
    name: 'STATE',
    cell: (row, {now}) => stateText(row, now),
    // `tcp 4m` is also found by what the notes and JSON call it: `unreachable`.
    words: ({connection}) => connection.type,
    least: 9,
  },
  {
    name: 'WORST',
    cell: (row) => marked(row.worst, (worst) => worst),
    from: 30,
    cut: {at: 'end', narrowest: 12},
    hasMark: true,
  },
  figureColumn({
    name: 'NODES',
    from: 50,
    figureOf: (row) => row.nodes,
    text: ({ready, total}) => `${ready}/${total}`,
    value: ({ready}) => ready,
  }),
  figureColumn({
    name: 'ROLL',
    from: 55,
    figureOf: (row) => row.workloads,
    text: ({rolling, stuck}) => `${rolling}/${stuck}`,
    // Stuck ones first, however many roll.
    value: ({rolling, stuck}) => stuck * 1e6 + rolling,
  }),
  figureColumn({
    name: 'CPU',
    from: 105,
    figureOf: (row) => row.capacity,
    text: percent('cpu'),
    // Three cells, the mark of a lost cluster included.
    short: bare('cpu'),
    value: share('cpu'),
  }),
  figureColumn({
    name: 'MEM',
    from: 106,
    figureOf: (row) => row.capacity,
    text: percent('memory'),
    short: bare('memory'),
    value: share('memory'),
  }),
  figureColumn({
    name: 'WARN',
    from: 160,
    figureOf: (row) => row.warnings,
    text: String,
    value: (count) => count,
  }),
  figureColumn({
    name: 'PODS',
    from: 100,
    figureOf: (row) => row.pods,
    text: ({total}) => String(total),
    value: ({total}) => total,
  }),
  figureColumn({
    name: 'BAD',
    from: 40,
    figureOf: (row) => row.pods,
    text: (pods) => String(bad(pods)),
    value: bad,
  }),
];

interface FigureColumn<T> {
  readonly name: string;
  readonly from: number;
  figureOf(row: ClusterRow): Figure<T>;
  text(value: T): string;
  /** Where every cell of a screen counts. */
  short?(value: T): string;
  value(value: T): number | undefined;
}

function figureColumn<T>({name, from, figureOf, text, short, value}: FigureColumn<T>): ClusterColumn {
  const cell = (words: (value: T) => string) => (row: ClusterRow) =>
    atLeast(figureOf(row), marked(figureOf(row), words));
  return {
    name,
    from,
    alignRight: true,
    hasMark: true,
    cell: cell(text),
    ...(short && {short: {name, cell: cell(short)}}),
    value: (row) => figureValue(figureOf(row), value),
  };
}

/** WORST has no such mark: a fault is one wherever it was seen, and nothing is `ok` in part. */
function atLeast(figure: Figure<unknown>, cell: string): string {
  return 'isPartial' in figure && figure.isPartial && cell !== '?' ? `${cell}+` : cell;
}

/**
 * The whole server version, `v1.36.2<`, wherever there is room and in everything that programs read; on a screen only the
 * minor served, `1.36<`, without the `~` of other last known figures: a version outlives its cluster's absence.
 */
function versionColumn(): ClusterColumn {
  return {
    name: 'VERSION',
    from: 60,
    cell: (row, {newest}) => marked(row.version, (version) => versionText(version, newest)),
    short: {
      name: 'VER',
      cell: ({version}, {newest}) => {
        if (!('value' in version)) return marked(version, () => '');
        const {value} = version;
        return `${minorOf(value) ?? value.git}${behindMark(value, newest)}`;
      },
    },
    value: (row) => figureValue(row.version, (version) => minorOf(version) ?? version.git),
  };
}

/** `aws-corp`; with the time that is left where only a person can renew it: `kind-admin 11m`. Stepped as states are. */
function loginText(login: RowLogin | undefined, now: number): string {
  if (!login) return '?';
  const end = loginEnd(login);
  if (end === undefined) return login.group;
  return `${login.group} ${end > now ? coarseAge(end - now) : 'ended'}`;
}

function loginEnd(login: RowLogin | undefined): number | undefined {
  return login?.isRenewed ? undefined : login?.expires;
}

function marked<T>(figure: Figure<T>, text: (value: T) => string): string {
  switch (figure.type) {
    case 'known':
      return text(figure.value);
    case 'last': {
      const last = text(figure.value);
      return last === '?' ? last : `~${last}`;
    }
    case 'hub':
      return `${text(figure.value)}h`;
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
  const mark = behindMark(version, newest);
  const git = version.git.replace(/(-eks-|-gke\.|\+).*$/s, '');
  if (version.emulated === undefined) return `${git}${mark}`;
  return `v${version.emulated.replace(/^v/, '')}${mark} (${git})`;
}

function behindMark(version: Version, newest: string | undefined): string {
  return newest !== undefined && isBehind(version, newest) ? '<' : '';
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

function bare(resource: 'cpu' | 'memory') {
  return (capacity: CapacityFigures): string => String(share(resource)(capacity) ?? '?');
}

/** Pods that are not as they should be. */
function bad({pending, failing}: {readonly pending: number; readonly failing: number}): number {
  return pending + failing;
}
