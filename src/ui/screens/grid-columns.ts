import {
  type ClusterCellContext,
  type ClusterColumn,
  type ClusterRow,
  clusterColumns,
  shownColumns,
} from '../../fleet/index.ts';
import {sanitise} from '../../text/index.ts';
import type {ColumnWish} from '../widgets/columns.ts';

/** A column of the grid on a screen of some width. */
export interface GridColumn extends ColumnWish {
  cell(row: ClusterRow, context: ClusterCellContext): string;
}

/**
 * The columns that a screen of so many cells shows when nobody chose others, or those that were chosen. `clusters` are
 * all there are: what says nothing of any of them is shown only when it was chosen.
 */
export function gridColumns(
  columns: number,
  chosen: readonly string[] | undefined,
  isWide: boolean,
  clusters: readonly ClusterRow[],
): readonly GridColumn[] {
  const size = sizeOf(isWide ? Infinity : columns);
  const names = chosen ?? tellingColumns(clusters).filter((name) => specs[name]?.widths[size] !== undefined);
  return names.flatMap((name) => {
    const spec = specs[name];
    const column = clusterColumns.find((each) => each.name === spec?.of);
    return spec && column ? [gridColumn(name, column, spec, sizeOf(columns))] : [];
  });
}

/** Every column there is, in the usual order. */
export function gridColumnNames(): readonly string[] {
  return Object.keys(specs);
}

/** Those of them that say something of any of these clusters. */
export function tellingColumns(clusters: readonly ClusterRow[]): readonly string[] {
  const shown = new Set(shownColumns(clusters).map(({name}) => name));
  return Object.entries(specs).flatMap(([name, {of}]) => (shown.has(of) ? [name] : []));
}

/** Where the fleet's own name for a column is another than the screen's. */
export function fleetColumn(name: string): string {
  return specs[name]?.of ?? name;
}

interface Spec {
  /** Of the fleet. */
  readonly of: string;
  /** On screens of 80, 120 and 200 columns; undefined = not shown there unless chosen. */
  readonly widths: readonly [number | undefined, number | undefined, number | undefined];
  readonly priority: number;
  readonly flexible?: ColumnWish['flexible'];
}

/** In the order of the screen: what changes often stands right, where a change costs fewest bytes. */
const specs: Readonly<Record<string, Spec>> = {
  CLUSTER: {
    of: 'CLUSTER',
    widths: [18, 22, 36],
    priority: 0,
    flexible: {narrowest: 12, widest: 60, at: 'middle'},
  },
  TIER: {of: 'TIER', widths: [4, 4, 4], priority: 50, flexible: {narrowest: 4, widest: 10, at: 'end'}},
  GROUP: {
    of: 'GROUP',
    widths: [undefined, 6, 10],
    priority: 70,
    flexible: {narrowest: 6, widest: 16, at: 'end'},
  },
  REGION: {
    of: 'REGION',
    widths: [undefined, undefined, 14],
    priority: 75,
    flexible: {narrowest: 10, widest: 20, at: 'end'},
  },
  VER: {of: 'VERSION', widths: [5, 5, 8], priority: 40},
  HUB: {of: 'HUB', widths: [undefined, 9, 9], priority: 45},
  // The name gives way, so that the time that is left can be read.
  LOGIN: {
    of: 'LOGIN',
    widths: [undefined, undefined, 12],
    priority: 85,
    flexible: {narrowest: 10, widest: 24, at: 'middle'},
  },
  STATE: {of: 'STATE', widths: [13, 13, 15], priority: 1},
  WORST: {of: 'WORST', widths: [15, 19, 40], priority: 5, flexible: {narrowest: 10, widest: 60, at: 'end'}},
  NODES: {of: 'NODES', widths: [7, 7, 9], priority: 30},
  ROLL: {of: 'ROLL', widths: [5, 5, 5], priority: 35},
  CPU: {of: 'CPU', widths: [undefined, 3, 3], priority: 60},
  MEM: {of: 'MEM', widths: [undefined, 3, 3], priority: 61},
  WARN: {of: 'WARN', widths: [undefined, undefined, 5], priority: 80},
  PODS: {of: 'PODS', widths: [undefined, 6, 6], priority: 65},
  BAD: {of: 'BAD', widths: [4, 4, 4], priority: 10},
};

type SizeIndex = 0 | 1 | 2;

function sizeOf(columns: number): SizeIndex {
  if (columns >= 200) return 2;
  return columns >= 120 ? 1 : 0;
}

function gridColumn(name: string, column: ClusterColumn, spec: Spec, size: SizeIndex): GridColumn {
  const form = size < 2 || name !== 'VER' ? (column.short ?? column) : column;
  return {
    name,
    isRight: column.alignRight === true,
    width: spec.widths[size] ?? spec.widths.find((each) => each !== undefined) ?? name.length,
    priority: spec.priority,
    stays: name === 'CLUSTER',
    ...(spec.flexible && {flexible: spec.flexible}),
    cell: (row, context) => sanitise(form.cell(row, context)),
  };
}
