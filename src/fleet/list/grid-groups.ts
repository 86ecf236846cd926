import type {ClusterRow} from '../row.ts';
import {compareVersions, minorOf, parseVersion} from '../versions.ts';
import {hasFault} from './bad.ts';
import type {GridCluster, GridHeading, GridOptions, GridRow, Grouping} from './grid.ts';

/** The clusters under a heading per group, groups by their names, `?` last; as they are where nothing is grouped. */
export function grouped(
  rows: readonly GridCluster[],
  {groupBy, folded}: Pick<GridOptions, 'groupBy' | 'folded'>,
): readonly GridRow[] {
  if (groupBy === 'none') return rows;
  const groups = Map.groupBy(rows, ({row}) => titleOf(row, groupBy));
  return [...groups.entries()]
    .sort(([first], [second]) => compareTitles(first, second))
    .flatMap(([title, members]): readonly GridRow[] => {
      const key = `heading ${groupBy} ${title}`;
      const isFolded = folded.has(key);
      const heading: GridHeading = {type: 'heading', key, title, counts: countsOf(members), isFolded};
      return isFolded ? [heading] : [heading, ...members];
    });
}

const unknown = '?';

function titleOf(row: ClusterRow, groupBy: Exclude<Grouping, 'none'>): string {
  if (groupBy !== 'version') return row[groupBy] || unknown;
  return ('value' in row.version ? minorOf(row.version.value) : undefined) ?? unknown;
}

/** Versions as versions, the oldest first. */
function compareTitles(first: string, second: string): number {
  if (first === unknown || second === unknown) return Number(first === unknown) - Number(second === unknown);
  const [one, other] = [parseVersion(first), parseVersion(second)];
  if (one && other) return compareVersions(one, other);
  return first < second ? -1 : first > second ? 1 : 0;
}

function countsOf(rows: readonly GridCluster[]): GridHeading['counts'] {
  return {
    clusters: rows.length,
    live: rows.filter(({row}) => row.connection.type === 'live').length,
    faults: rows.filter(({row}) => hasFault(row)).length,
  };
}
