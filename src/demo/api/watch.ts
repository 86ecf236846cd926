import type {Clock} from '../../text/index.ts';
import {type Change, type Item, objectOf, type Store} from '../store.ts';
import {expired, Refusal, status} from './failure.ts';
import type {Format} from './format.ts';
import type {Extent} from './list.ts';

/** Where a watch's events go. */
export interface Outlet {
  write(chunk: Buffer): void;
  end(): void;
}

export interface WatchOptions extends Extent {
  readonly store: Store;
  readonly format: Format;
  readonly query: URLSearchParams;
  /** Of the simulated time: were watches not renewed the sooner, a client would lose sight of what time it is. */
  readonly clock: Clock;
  /** Aborts when the client or the server goes. */
  readonly signal: AbortSignal;
}

/** Checks what is asked for now; events come when the result is called. @throws Refusal */
export function prepareWatch(options: WatchOptions): (outlet: Outlet) => void {
  const {query, served} = options;
  const isWatchList = query.get('sendInitialEvents') === 'true';
  const match = query.get('resourceVersionMatch');
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version)) throw notAVersion(version);
  if (isWatchList && match !== 'NotOlderThan')
    throw invalid('resourceVersionMatch', 'must be NotOlderThan', served.id);
  if (!isWatchList && match) throw invalid('resourceVersionMatch', 'is forbidden for watch', served.id);
  return (outlet) => run(options, isWatchList, outlet);
}

function run(options: WatchOptions, isWatchList: boolean, outlet: Outlet): void {
  const {store, served, format, query, clock, signal} = options;
  const writer = new EventWriter(options);
  const asked = query.get('resourceVersion') ?? '';
  const hasBookmarks =
    query.get('allowWatchBookmarks') === 'true' || query.get('allowWatchBookmarks') === '1';
  if (isWatchList || asked === '' || asked === '0') {
    for (const item of store.list(served.id)) writer.initial(item);
    if (isWatchList && hasBookmarks) {
      const annotations = {'k8s.io/initial-events-end': 'true'};
      writer.add(format.bookmark({resourceVersion: String(store.version), annotations}));
    }
  } else {
    const changes = store.since(served.id, Number(asked));
    if (changes === undefined) {
      const gone = expired(`too old resource version: ${asked} (${store.version})`);
      outlet.write(Buffer.from(format.error(gone)));
      outlet.end();
      return;
    }
    for (const change of changes) writer.change(change);
  }
  writer.flushTo(outlet);
  const stop = store.watch(served.id, (change) => {
    writer.change(change);
    writer.flushTo(outlet);
  });
  const ended = new AbortController();
  const end = (): void => {
    stop();
    ended.abort();
  };
  signal.addEventListener('abort', end, {once: true});
  if (hasBookmarks)
    clock.every(bookmarkEvery, ended.signal, () => {
      writer.add(format.bookmark({resourceVersion: String(store.version)}));
      writer.flushTo(outlet);
    });
  const seconds = Number(query.get('timeoutSeconds') || longest);
  void clock.sleep(seconds * 1000, ended.signal).then(() => {
    if (ended.signal.aborted) return;
    end();
    outlet.end();
  });
}

// kube-apiserver sends one about once a minute, and ends watches after 30 to 60 minutes where the client sets no limit.
const bookmarkEvery = 60_000;
const longest = 2_700;

/** Collects what one watch is to be told. */
class EventWriter {
  readonly #options: WatchOptions;
  #chunks: Buffer[] = [];
  #isFirst = true;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  initial(item: Item): void {
    if (this.#matches(item)) this.#event('ADDED', item);
  }

  /** To who selects, an object that begins or ceases to match appears or goes. */
  change({type, item, before}: Change): void {
    const was = before !== undefined && this.#matches(before);
    const is = type !== 'DELETED' && this.#matches(item);
    if (is) this.#event(was ? 'MODIFIED' : 'ADDED', item);
    else if (was) this.#event('DELETED', item);
  }

  add(chunk: string | Buffer): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  }

  flushTo(outlet: Outlet): void {
    const [only, ...more] = this.#chunks;
    this.#chunks = [];
    if (only) outlet.write(more.length === 0 ? only : Buffer.concat([only, ...more]));
  }

  #event(type: Change['type'], item: Item): void {
    this.add(this.#options.format.event(type, objectOf(item), this.#isFirst));
    this.#isFirst = false;
  }

  #matches(item: Item): boolean {
    const {namespace, selector} = this.#options;
    if (namespace !== '' && item.namespace !== namespace) return false;
    return selector === undefined || selector(objectOf(item));
  }
}

/** Servers take it for a mistake of their own. */
function notAVersion(version: string): Refusal {
  const message = `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`;
  return new Refusal(status(500, undefined, message));
}

function invalid(field: string, what: string, resource: string): Refusal {
  return new Refusal(
    status(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${field}: ${what}`, {kind: resource}),
  );
}
