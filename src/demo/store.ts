/** An object as the API's JSON has it. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** One version of one object. It is made whole when somebody asks for it, so a hundred thousand cost little. */
export interface Item {
  /** '' for what belongs to no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly version: number;
  make(): KubeObject;
}

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly item: Item;
  /** What it was, where it was there before. */
  readonly before: Item | undefined;
}

/**
 * What one cluster holds, with a version for every change and a memory of the last ones, as etcd and the watch cache
 * have. Whatever changes a cluster goes through `put` and `remove`. A resource is named `pods`, `deployments.apps`.
 */
export class Store {
  #version: number;
  readonly #tables = new Map<string, Table>();

  constructor(version: number) {
    this.#version = version;
  }

  /** The version of the last change. */
  get version(): number {
    return this.#version;
  }

  put(resource: string, object: Omit<Item, 'version'>): void {
    const table = this.#table(resource);
    const key = keyOf(object);
    const before = table.items.get(key);
    const {namespace, name, make} = object;
    const item = {namespace, name, version: ++this.#version, make};
    table.items.set(key, item);
    if (before === undefined) table.sorted = undefined;
    remember(table, {type: before ? 'MODIFIED' : 'ADDED', item, before});
  }

  /** False where there is none. */
  remove(resource: string, namespace: string, name: string): boolean {
    const table = this.#table(resource);
    const key = keyOf({namespace, name});
    const before = table.items.get(key);
    if (before === undefined) return false;
    table.items.delete(key);
    table.sorted = undefined;
    // As servers do: the object as it last was, with the version of its deletion.
    remember(table, {type: 'DELETED', item: {...before, version: ++this.#version}, before});
    return true;
  }

  get(resource: string, namespace: string, name: string): Item | undefined {
    return this.#table(resource).items.get(keyOf({namespace, name}));
  }

  /** All of a resource by namespace and name, which is the order of the API's lists. */
  list(resource: string): readonly Item[] {
    const table = this.#table(resource);
    table.sorted ??= sortedKeys(table.items);
    return table.sorted.flatMap((key) => table.items.get(key) ?? []);
  }

  /** All of a resource as they were at a version, in the same order; undefined where that is forgotten. */
  listAt(resource: string, version: number): readonly Item[] | undefined {
    const changes = this.since(resource, version);
    if (changes === undefined) return undefined;
    const items = new Map(this.#table(resource).items);
    for (const {item, before} of changes.toReversed()) {
      if (before === undefined) items.delete(keyOf(item));
      else items.set(keyOf(item), before);
    }
    return sortedKeys(items).flatMap((key) => items.get(key) ?? []);
  }

  /** What happened to a resource after a version; undefined where that is forgotten. */
  since(resource: string, version: number): readonly Change[] | undefined {
    const table = this.#table(resource);
    if (version < table.forgotten) return undefined;
    return table.changes.filter(({item}) => item.version > version);
  }

  /** Calls for every change of a resource until the function it returns is called. */
  watch(resource: string, listener: (change: Change) => void): () => void {
    const {listeners} = this.#table(resource);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Forgets what came before now, as etcd does when it is compacted: older versions are `410 Gone` from here on. */
  compact(): void {
    for (const table of this.#tables.values()) {
      table.changes.length = 0;
      table.forgotten = this.#version;
    }
  }

  #table(resource: string): Table {
    let table = this.#tables.get(resource);
    if (table === undefined) {
      table = {items: new Map(), sorted: undefined, changes: [], forgotten: 0, listeners: new Set()};
      this.#tables.set(resource, table);
    }
    return table;
  }
}

function sortedKeys(items: ReadonlyMap<string, Item>): readonly string[] {
  return [...items.keys()].sort((first, second) => (first < second ? -1 : 1));
}

/** The object with its version. */
export function objectOf({version, make}: Item): KubeObject {
  const object = make();
  return {...object, metadata: {...object.metadata, resourceVersion: String(version)}};
}

interface Table {
  readonly items: Map<string, Item>;
  /** Keys in order; undefined when they are to be sorted anew. */
  sorted: readonly string[] | undefined;
  readonly changes: Change[];
  /** Changes up to this version are not held any more. */
  forgotten: number;
  readonly listeners: Set<(change: Change) => void>;
}

function remember(table: Table, change: Change): void {
  const {changes, listeners} = table;
  changes.push(change);
  if (changes.length >= 2 * remembered) {
    const dropped = changes.splice(0, changes.length - remembered);
    table.forgotten = dropped.at(-1)?.item.version ?? table.forgotten;
  }
  for (const listener of listeners) listener(change);
}

// Per resource, and twice as many before the oldest are let go; the watch cache of an API server begins with a hundred and
// grows with what is asked of it. Each holds its object on, and a fleet has some hundred resources.
const remembered = 250;

/** U+0000 sorts before every character of a name. */
function keyOf({namespace, name}: {readonly namespace: string; readonly name: string}): string {
  return `${namespace}\u0000${name}`;
}
