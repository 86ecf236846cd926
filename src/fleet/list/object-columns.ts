import {allEvents, type BaseRecord, type Column, events, type Kind, tableColumns} from '../../kinds/index.ts';
import type {Feed} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import {isTableRecord} from './item.ts';
import {type ListColumn, type ListTarget, lostMark} from './listing.ts';
import type {RowShape} from './object-row.ts';

/** The columns of a kind, before which CLUSTER and NAMESPACE stand. */
export interface ObjectColumns extends RowShape {
  readonly all: readonly ListColumn[];
}

export function objectColumns(
  target: ListTarget,
  feed: Pick<Feed, 'records'>,
  clusters: readonly ClusterRow[],
  hasNamespaceColumn: boolean,
): ObjectColumns {
  const columns = unionOf(target, feed, clusters);
  return {
    hasNamespaceColumn,
    columns,
    all: [clusterColumn, ...(hasNamespaceColumn ? [namespaceColumn] : []), ...columns],
  };
}

export function isEvents(kind: Kind<BaseRecord>): boolean {
  return kind === allEvents || kind === events;
}

const clusterColumn: ListColumn = {
  name: 'CLUSTER',
  isWide: false,
  isRight: false,
  cut: {at: 'middle', narrowest: 14},
  mark: lostMark,
};

const namespaceColumn: ListColumn = {
  name: 'NAMESPACE',
  isWide: false,
  isRight: false,
  cut: {at: 'middle', narrowest: 10},
};

/** What may give way on a narrow screen, so that the columns behind it can be seen. Names of pods differ at both ends. */
const cuts: ReadonlyMap<string, NonNullable<ListColumn['cut']>> = new Map([
  ['NAME', {at: 'middle', narrowest: 18}],
  ['RESTARTS', {at: 'aside', narrowest: 8}],
]);

const eventCuts: typeof cuts = new Map([
  ['LAST SEEN', {at: 'end', narrowest: 6}],
  ['TYPE', {at: 'end', narrowest: 4}],
  ['REASON', {at: 'end', narrowest: 12}],
  ['OBJECT', {at: 'middle', narrowest: 18}],
  ['MESSAGE', {at: 'end', narrowest: 24}],
]);

/** Clusters may print different columns for one custom resource: every name once, in the order first seen. */
function unionOf(
  target: ListTarget,
  feed: Pick<Feed, 'records'>,
  clusters: readonly ClusterRow[],
): readonly ListColumn[] {
  const names = new Map<string, ListColumn>();
  const given = [...target.kinds.values()].some(isEvents) ? eventCuts : cuts;
  const add = (columns: readonly Column<never>[]) => {
    for (const {name, wide, alignRight} of columns) {
      if (name === 'NAMESPACE' || names.has(name)) continue;
      const cut = given.get(name);
      names.set(name, {
        name,
        isWide: wide === true,
        isRight: alignRight === true,
        ...(cut === undefined ? {} : {cut}),
      });
    }
  };
  const seen = new Set<unknown>();
  for (const {contexts} of clusters) {
    const kind = target.kinds.get(contexts[0] ?? '');
    if (kind === undefined) continue;
    if (kind.isTable !== true) {
      if (!seen.has(kind)) add(kind.columns);
      seen.add(kind);
      continue;
    }
    for (const record of feed.records(contexts[0] ?? '', kind).values()) {
      if (!isTableRecord(record) || seen.has(record.definitions)) continue;
      seen.add(record.definitions);
      add(tableColumns(record));
    }
  }
  // Before anything is known of a table: what every object has.
  if (names.size === 0) for (const kind of target.kinds.values()) add(kind.columns);
  return [...names.values()];
}
