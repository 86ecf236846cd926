import {
  type ClusterRow,
  clusterColumnNames,
  clusterListing,
  type Listing,
  type ListMemory,
  listColumns,
  objectListing,
  rowQuery,
} from '../fleet/index.ts';
import {alwaysWatched, kindId} from '../kinds/index.ts';
import type {Engine} from './engine.ts';
import type {GetRequest} from './invocation.ts';
import {type AskedKind, askedKind, type Missing, missingOf} from './missing.ts';
import type {Target} from './targets.ts';

/** What there is to show at this moment. */
export interface View {
  readonly type: 'view';
  readonly listings: readonly Listing[];
  readonly missing: readonly Missing[];
}

export interface ViewOptions {
  /** Steps of ages, seconds. */
  readonly ageStep: number;
  /** How long clusters were waited for, ms; undefined for who stays until they answer. */
  readonly waited: number | undefined;
  /** For who looks again and again: one for each target. */
  readonly memories?: readonly ListMemory[];
}

export type ViewResult = View | {readonly type: 'refused'; readonly message: string};

/** Refused only for a query that names a column which none of the rows has. */
export function viewOf(
  engine: Engine,
  request: GetRequest,
  targets: readonly Target[],
  options: ViewOptions,
): ViewResult {
  const {clusters} = engine.feed.store.getState();
  const listings: Listing[] = [];
  for (const [index, target] of targets.entries()) {
    const listing = listingOf(engine, request, target, clusters, options.ageStep, options.memories?.[index]);
    if (listing.type === 'refused') return listing;
    listings.push(listing.listing);
  }
  return {
    type: 'view',
    listings,
    missing: missingFrom(clusters, targets, namespaceChooser(engine, request), options),
  };
}

type ListingResult =
  | {readonly type: 'listing'; readonly listing: Listing}
  | {readonly type: 'refused'; readonly message: string};

function listingOf(
  engine: Engine,
  request: GetRequest,
  target: Target,
  clusters: readonly ClusterRow[],
  ageStep: number,
  memory: ListMemory | undefined,
): ListingResult {
  const {skew} = engine.feed.store.getState();
  const context = {now: engine.clock.now(), ...(skew === undefined ? {} : {newest: skew.newest})};
  const isShort = engine.out.isTerminal && request.output === 'table';
  const asked = {feed: engine.feed, clusters, namespacesOf: namespaceChooser(engine, request)};
  const build = (text: string, columns?: readonly string[]): ListingResult => {
    const parsed = rowQuery(text, columns);
    if (parsed.type === 'error') return {type: 'refused', message: parsed.message};
    const {query} = parsed;
    if (target.type === 'clusters')
      return {type: 'listing', listing: clusterListing(clusters, {query, context, isShort})};
    const listing = objectListing(target, {...asked, ageStep, query, ...(memory && {memory})});
    return {type: 'listing', listing};
  };
  if (request.query === '') return build('');
  const names =
    target.type === 'clusters' ? clusterColumnNames : listColumns(target, asked).map(({name}) => name);
  // Without a cluster that knows the kind there are no columns to check against.
  return build(request.query, names.length > 1 ? [...names, 'namespace'] : undefined);
}

/** A cluster that several contexts lead to is one row, and shows the namespaces of all of them. */
function namespaceChooser(
  engine: Engine,
  {namespaces}: GetRequest,
): ((cluster: ClusterRow) => ReadonlySet<string>) | undefined {
  switch (namespaces.type) {
    case 'all':
      return undefined;
    case 'named':
      return () => new Set([namespaces.name]);
    case 'context':
      return ({contexts}) => new Set(contexts.map((context) => engine.watch.namespaceOf(context)));
  }
}

/** One item per cluster and reason, however many kinds were asked for. */
function missingFrom(
  clusters: readonly ClusterRow[],
  targets: readonly Target[],
  namespacesOf: ((cluster: ClusterRow) => ReadonlySet<string>) | undefined,
  {waited}: ViewOptions,
): readonly Missing[] {
  return clusters.flatMap((row) => {
    const context = row.contexts[0] ?? '';
    const asked = new Map<string, AskedKind>();
    for (const target of targets) {
      if (target.type === 'clusters')
        for (const kind of alwaysWatched) asked.set(kindId(kind), askedKind(kind));
      else if (!target.unknownOn.has(context)) {
        const kind = target.kinds.get(context);
        const one = kind ? askedKind(kind) : {id: target.name, name: target.name, isNamespaced: true};
        const namespaces = namespacesOf?.(row);
        if (!asked.has(one.id)) asked.set(one.id, {...one, ...(namespaces && {namespaces})});
      }
    }
    return missingOf(row, [...asked.values()], waited);
  });
}
