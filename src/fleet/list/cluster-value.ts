import {type ClusterCellContext, type ClusterColumn, clusterColumns} from '../cluster-columns.ts';
import {faultRank} from '../faults.ts';
import type {ClusterRow} from '../row.ts';
import {apiVersion} from '../versions.ts';
import type {SortValue} from './sort.ts';

/** By its name or that of its short form, in any case. */
export function clusterColumn(name: string): ClusterColumn | undefined {
  return columnsByName.get(name) ?? columnsByName.get(name.toLowerCase());
}

const columnsByName: ReadonlyMap<string, ClusterColumn> = new Map(
  clusterColumns.flatMap((column) =>
    [column.name, ...(column.short ? [column.short.name] : [])].map((name) => [name.toLowerCase(), column]),
  ),
);

/** What the grid sorts a row by; undefined where it is not known. What its cell says changes with every minute that passes. */
export function clusterValue(
  column: ClusterColumn,
  row: ClusterRow,
  context: ClusterCellContext,
): SortValue | undefined {
  switch (column.name) {
    case 'STATE':
      return stateOrder.indexOf(row.connection.type);
    case 'VERSION':
      return versionValue(row);
    case 'WORST':
      return worstValue(row);
    default:
      return column.value ? column.value(row, context) : column.cell(row, context);
  }
}

/** Those that need a person first. */
const stateOrder: readonly ClusterRow['connection']['type'][] = [
  'broken',
  'unreachable',
  'login',
  'stale',
  'hub only',
  'connecting',
  'live',
  'parked',
];

/** `1.9` is older than `1.10`. */
function versionValue({version}: ClusterRow): number | undefined {
  const parsed = 'value' in version ? apiVersion(version.value) : undefined;
  return parsed && (parsed.major * 1000 + parsed.minor) * 1000 + (parsed.patch ?? 0);
}

/** The worst first, and of equal ones that with most; `ok` last of what is known. */
function worstValue({worst}: ClusterRow): number | undefined {
  if (!('value' in worst)) return undefined;
  const [, word = '', count = '1'] = /^(\S+)(?: x(\d+))?/.exec(worst.value) ?? [];
  const rank = faultRank(word);
  return (rank < 0 ? unrankedFault(word) : rank) - Math.min(Number(count), 1e6) / 1e7;
}

/** A fault in words of its own stands behind those that have a place; nothing is better than `ok`. */
function unrankedFault(word: string): number {
  return word === 'ok' ? 1000 : 999;
}
