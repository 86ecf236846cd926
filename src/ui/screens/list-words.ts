import type {Stage} from '../../commands/index.ts';
import type {ClusterRow} from '../../fleet/index.ts';
import {type BaseRecord, type Kind, kindId} from '../../kinds/index.ts';
import type {Line} from '../paint/line.ts';

/** `all 20 live  3 last known or not seen  2 reading, 1 denied`: each cluster is counted once. */
export function clusterCounts(scope: string, clusters: readonly ClusterRow[], kind: Kind<BaseRecord>): Line {
  const states = clusters.map((row) => readingOf(row, kind));
  const count = (reading: Reading) => states.filter((state) => state === reading).length;
  const lost = count('lost');
  const unread = (['reading', 'denied', 'failing'] as const).flatMap((reading) => {
    const many = count(reading);
    return many === 0 ? [] : `${many} ${reading}`;
  });
  return [
    {text: `${scope} ${count('live')} live`, role: 'dim'},
    ...(lost === 0 ? [] : [{text: `  ${lost} last known or not seen`, role: 'warn'} as const]),
    ...(unread.length === 0 ? [] : [{text: `  ${unread.join(', ')}`, role: 'info'} as const]),
  ];
}

export interface Emptiness {
  readonly clusters: readonly ClusterRow[];
  readonly kind: Kind<BaseRecord>;
  /** Rows that the filter and faults-only leave out. */
  readonly hidden: number;
  /** Those of them that match the filter. */
  readonly well: number;
  /** Not all rows were looked at yet. */
  readonly isUnfinished: boolean;
  readonly filter: string;
  readonly keyFor: Stage['keyFor'];
}

/** Why no row is shown, and what would show some. */
export function emptinessText({
  clusters,
  kind,
  hidden,
  well,
  isUnfinished,
  filter,
  keyFor,
}: Emptiness): string {
  const {plural} = kind.resource;
  if (isUnfinished) return `looking through ${plural} ...`;
  if (well > 0 && filter !== '')
    return `none of ${well} ${plural} that match /${filter} has a fault; ${keyFor('table.faults')} shows all`;
  if (hidden > 0 && filter !== '')
    return `none of ${hidden} ${plural} matches /${filter}; ${keyFor('app.back')} ends the filter`;
  if (hidden > 0) return `none of ${hidden} ${plural} has a fault; ${keyFor('table.faults')} shows all`;
  const states = clusters.map((row) => readingOf(row, kind));
  const count = (reading: Reading) => states.filter((state) => state === reading).length;
  if (count('lost') === clusters.length) return 'no cluster in scope can be read now';
  if (count('reading') > 0) return `reading ${plural} of ${counted(count('reading'))} ...`;
  if (count('failing') > 0) return `${plural} of ${counted(count('failing'))} cannot be read now`;
  const denied = clusters.filter(({watches}) => watches[kindId(kind)]?.type === 'denied').length;
  return denied > 0
    ? `no ${plural} that this user may list (${counted(denied)} ${denied === 1 ? 'denies' : 'deny'} it)`
    : `there are no ${plural}`;
}

/** What the rows of a cluster are worth: those of a live one are all there are. */
type Reading = 'live' | 'lost' | 'reading' | 'denied' | 'failing';

function readingOf({connection, watches}: ClusterRow, kind: Kind<BaseRecord>): Reading {
  if (connection.type !== 'live') return 'lost';
  const watch = watches[kindId(kind)]?.type ?? 'syncing';
  if (watch === 'syncing') return 'reading';
  return watch === 'denied' || watch === 'failing' ? watch : 'live';
}

function counted(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}
