import {type ClusterRow, fleetCounts} from '../../fleet/index.ts';
import {padEnd, padStart, width} from '../../text/index.ts';
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
 * `eu 12/60  LIVE  5 STALE  1 LOGIN  3 LOST  1 OTHER  2  FAULTS  3+  1.35-1.37  RO`: every field has its place, so that a
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
  const faults = `${padStart(String(counts.faults), digits)}${counts.hasUnseen ? '+' : ' '}`;
  const versions =
    counts.oldest === undefined
      ? '?'
      : counts.oldest === counts.newest
        ? counts.oldest
        : `${counts.oldest}-${counts.newest}`;
  const fields: readonly Field[] = [
    ...figures.map(([name, count, role]): Field => {
      const figure = toned(padStart(String(count), digits), count > 0 ? role : undefined);
      const spans: Line = [{text: `${name} `, role: 'heading'}, figure];
      return {gap: ' ', spans, priority: role === 'bad' ? 3 : 2};
    }),
    {
      gap: '  ',
      spans: [{text: 'FAULTS ', role: 'heading'}, toned(faults, counts.faults > 0 ? 'bad' : undefined)],
      priority: 4,
    },
    {gap: '  ', spans: [{text: padEnd(versions, 9)}], priority: 1},
    {gap: '  ', spans: [isReadOnly ? {text: 'RO', role: 'readOnly'} : {text: '  '}], priority: 5},
  ];
  const short = Math.min(width(scope), shortestScope);
  const rest = fitting(fields, columns - short - size.length - 3);
  const room = Math.max(short, columns - widthOf(rest) - size.length - 3);
  const name = padEnd(scope, Math.min(room, Math.max(3, width(scope))));
  return [{text: name, role: 'title'}, {text: ` ${size}  `}, ...rest];
}

/** Cells that the name of a group can be cut down to. */
const shortestScope = 6;

/** A count with its name. On a narrow screen those of the lowest priority fall away whole: a number cut short lies. */
interface Field {
  /** Before it, where another stands there. */
  readonly gap: string;
  readonly spans: Line;
  readonly priority: number;
}

function fitting(fields: readonly Field[], room: number): Line {
  const spans = fields.flatMap(({gap, spans: own}, index) => (index === 0 ? own : [{text: gap}, ...own]));
  if (widthOf(spans) <= room || fields.length <= 1) return spans;
  const weakest = fields.reduce((least, field) => (field.priority < least.priority ? field : least));
  return fitting(
    fields.filter((field) => field !== weakest),
    room,
  );
}

function widthOf(line: Line): number {
  return line.reduce((sum, {text}) => sum + width(text), 0);
}

function toned(text: string, role: Role | undefined): Span {
  return role === undefined ? {text} : {text, role};
}
