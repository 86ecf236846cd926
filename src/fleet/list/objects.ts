import type {ListColumn, Listing, ListTarget} from './listing.ts';
import {createListMemory, type ListMemory, type RowsAsked} from './memory.ts';
import {isEvents, objectColumns} from './object-columns.ts';
import type {Sort} from './sort.ts';

export interface ObjectOptions extends Omit<RowsAsked, 'shape' | 'order'> {
  /** By cluster, namespace and name when left out; events in the order of time. */
  readonly sort?: Sort;
  /**
   * For who asks again and again, one for each thing they look at: only clusters in which something changed are looked
   * through, and `rows` is the same array while nothing did. A row is the same as long as its record is; its age and what
   * it says of its cluster are those of the last time it was asked for.
   */
  readonly memory?: ListMemory;
}

/** The objects of one kind on all clusters. Their cells are made when asked for: of a hundred thousand rows a screen shows thirty. */
export function objectListing(target: ListTarget, options: ObjectOptions): Listing {
  const {feed, clusters, sort, memory = createListMemory()} = options;
  const kinds = [...new Set(target.kinds.values())];
  const shape = objectColumns(target, feed, clusters, hasNamespaceColumn(target, options));
  const order = sort && shape.all.some(({name}) => name === sort.column) ? sort : undefined;
  const isChronicle = kinds.some(isEvents) && order === undefined;
  return {
    kind: kinds[0]?.resource.plural ?? target.name,
    isNamespaced: isNamespaced(target),
    columns: shape.all,
    // In the order in which the fleet lived them: the newest stands next to the prompt.
    ...memory.rows(target, {...options, shape, order: isChronicle ? 'time' : order}),
    ...(isChronicle && {isChronicle}),
  };
}

/** The columns alone, for who must know what a query may name before asking it. */
export function listColumns(
  target: ListTarget,
  options: Pick<ObjectOptions, 'feed' | 'clusters' | 'namespacesOf'>,
): readonly ListColumn[] {
  return objectColumns(target, options.feed, options.clusters, hasNamespaceColumn(target, options)).all;
}

function hasNamespaceColumn(
  target: ListTarget,
  {clusters, namespacesOf}: Pick<ObjectOptions, 'clusters' | 'namespacesOf'>,
): boolean {
  const isMixed = namespacesOf === undefined || clusters.some((cluster) => namespacesOf(cluster).size > 1);
  return isNamespaced(target) && isMixed;
}

function isNamespaced({kinds}: ListTarget): boolean {
  return [...kinds.values()].some(({resource}) => resource.namespaced);
}
