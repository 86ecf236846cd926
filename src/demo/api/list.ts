import {objectOf, type Store} from '../store.ts';
import {badRequest, expired, Refusal} from './failure.ts';
import type {Format, ListMetadata} from './format.ts';
import type {Selector} from './selectors.ts';
import type {Served} from './served.ts';

/** What of a resource is asked for. */
export interface Extent {
  readonly served: Served;
  /** '' for all. */
  readonly namespace: string;
  readonly selector: Selector;
}

/** One page; those after the first are of the moment of the first. @throws Refusal */
export function listPage(
  store: Store,
  {served, namespace, selector}: Extent,
  query: URLSearchParams,
  format: Format,
): string | Buffer {
  const limit = limitOf(query);
  const place = placeOf(query.get('continue'));
  const version = place?.version ?? store.version;
  const items = version === store.version ? store.list(served.id) : store.listAt(served.id, version);
  if (items === undefined) throw new Refusal(expired(tooOld, freshToken(store, place)));
  const objects = [];
  let last: {readonly namespace: string; readonly name: string} | undefined;
  let left = 0;
  for (const item of items) {
    if (namespace !== '' && item.namespace !== namespace) continue;
    if (place && !isAfter(item, place)) continue;
    if (objects.length === limit) {
      left++;
      continue;
    }
    const object = objectOf(item);
    if (selector && !selector(object)) continue;
    objects.push(object);
    last = item;
  }
  const metadata: ListMetadata = {
    resourceVersion: String(version),
    ...(left > 0 && last && {continue: token({version, namespace: last.namespace, name: last.name})}),
    // Servers count only where nothing has to be selected.
    ...(left > 0 && !selector && {remainingItemCount: left}),
  };
  return format.list(objects, metadata);
}

const tooOld =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

/** The rest from the same place on, as it is now. */
function freshToken(store: Store, place: Place | undefined): string {
  return token({namespace: '', name: '', ...place, version: store.version});
}

function limitOf(query: URLSearchParams): number {
  const limit = Number(query.get('limit') ?? 0);
  if (!Number.isInteger(limit) || limit < 0)
    throw new Refusal(badRequest(`strconv.ParseInt: parsing "${query.get('limit')}": invalid syntax`));
  return limit === 0 ? Number.POSITIVE_INFINITY : limit;
}

interface Place {
  readonly version: number;
  readonly namespace: string;
  readonly name: string;
}

function token(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function placeOf(text: string | null): Place | undefined {
  if (!text) return undefined;
  try {
    const {version, namespace, name} = JSON.parse(Buffer.from(text, 'base64url').toString()) as Place;
    return {version: Number(version), namespace: String(namespace), name: String(name)};
  } catch {
    throw new Refusal(badRequest('invalid continue token: continue key is not valid'));
  }
}

function isAfter(item: Omit<Place, 'version'>, place: Place): boolean {
  return item.namespace > place.namespace || (item.namespace === place.namespace && item.name > place.name);
}
