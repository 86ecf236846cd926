import type {Stage} from '../../commands/index.ts';
import type {ClusterRow} from '../../fleet/index.ts';
import {type BaseRecord, type Kind, kindId} from '../../kinds/index.ts';

/** Live clusters whose rows are missing: `2 reading, 1 denied`; '' where there are none. */
export function unreadText(clusters: readonly ClusterRow[], kind: Kind<BaseRecord>): string {
  const states = clusters.flatMap((row) => (row.connection.type === 'live' ? [readingOf(row, kind)] : []));
  const count = (type: string) => states.filter((state) => state === type).length;
  const counts = [
    [count('syncing'), 'reading'],
    [count('denied'), 'denied'],
    [count('failing'), 'failing'],
  ] as const;
  return counts.flatMap(([many, word]) => (many === 0 ? [] : `${many} ${word}`)).join(', ');
}

export interface Emptiness {
  readonly clusters: readonly ClusterRow[];
  readonly kind: Kind<BaseRecord>;
  /** Rows that the filter and faults-only leave out. */
  readonly hidden: number;
  readonly filter: string;
  readonly keyFor: Stage['keyFor'];
}

/** Why no row is shown, and what would show some. */
export function emptinessText({clusters, kind, hidden, filter, keyFor}: Emptiness): string {
  const {plural} = kind.resource;
  if (hidden > 0 && filter !== '')
    return `none of ${hidden} ${plural} matches /${filter}; ${keyFor('app.back')} ends the filter`;
  if (hidden > 0) return `none of ${hidden} ${plural} has a fault; ${keyFor('table.faults')} shows all`;
  const live = clusters.filter(({connection}) => connection.type === 'live');
  if (live.length === 0) return 'no cluster in scope can be read now';
  const reading = live.filter((row) => readingOf(row, kind) === 'syncing');
  if (reading.length > 0) return `reading ${plural} of ${counted(reading.length)} ...`;
  const denied = clusters.filter(({watches}) => watches[kindId(kind)]?.type === 'denied').length;
  return denied > 0
    ? `no ${plural} that this user may list (${counted(denied)} ${denied === 1 ? 'denies' : 'deny'} it)`
    : `there are no ${plural}`;
}

function readingOf({watches}: ClusterRow, kind: Kind<BaseRecord>) {
  return watches[kindId(kind)]?.type ?? 'syncing';
}

function counted(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}
