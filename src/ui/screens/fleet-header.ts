import {type ClusterRow, fleetCounts} from '../../fleet/index.ts';
import {padEnd, padStart} from '../../text/index.ts';
import type {Line, Span} from '../paint/line.ts';
import type {Role} from '../paint/roles.ts';

export interface FleetHeader {
  /** `all`, or the group that the screen is limited to. */
  readonly scope: string;
  /** Clusters shown, of `total`. */
  readonly shown: number;
  readonly total: number;
  /** Those that are counted. */
  readonly clusters: readonly ClusterRow[];
  readonly isReadOnly: boolean;
  readonly columns: number;
}

/**
 * `eu 12/60  LIVE  5 STALE  1 LOGIN  3 LOST  1 OTHER  2  FAULTS   3+  1.35-1.37  RO`: every field has its place, so that a
 * count that changes repaints its digits alone.
 */
export function fleetHeader({scope, shown, total, clusters, isReadOnly, columns}: FleetHeader): Line {
  const counts = fleetCounts(clusters);
  const digits = Math.max(2, String(total).length);
  const size = `${padStart(String(shown), digits)}/${total}`;
  const figures: readonly (readonly [string, number, Role | undefined])[] = [
    ['LIVE', counts.live, undefined],
    ['STALE', counts.stale, 'warn'],
    ['LOGIN', counts.login, 'bad'],
    ['LOST', counts.lost, 'bad'],
    ['OTHER', counts.other, undefined],
  ];
  const faults = `${padStart(String(counts.faults), 3)}${counts.hasUnseen ? '+' : ' '}`;
  const versions =
    counts.oldest === undefined
      ? '?'
      : counts.oldest === counts.newest
        ? counts.oldest
        : `${counts.oldest}-${counts.newest}`;
  const rest: Span[] = [
    ...figures.flatMap(([name, count, role], index): Span[] => [
      {text: `${index === 0 ? '' : ' '}${name} `, role: 'heading'},
      toned(padStart(String(count), digits), count > 0 ? role : undefined),
    ]),
    {text: '  FAULTS ', role: 'heading'},
    toned(faults, counts.faults > 0 ? 'bad' : undefined),
    {text: ` ${padEnd(versions, 9)}  `},
    isReadOnly ? {text: 'RO', role: 'readOnly'} : {text: '  '},
  ];
  const taken = rest.reduce((sum, {text}) => sum + text.length, 0);
  const room = Math.max(6, columns - taken - size.length - 3);
  const name = padEnd(scope, Math.min(room, Math.max(3, scope.length)));
  return [{text: name, role: 'title'}, {text: ` ${size}  `}, ...rest];
}

function toned(text: string, role: Role | undefined): Span {
  return role === undefined ? {text} : {text, role};
}
