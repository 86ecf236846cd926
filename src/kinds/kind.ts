/**
 * What every room means by "a kind": where its objects live on a server, which of their fields are read, what
 * record is held for each, and which columns a row of it shows. One file of this folder = one kind.
 */
export interface Kind<R extends BaseRecord = BaseRecord> {
  readonly resource: Resource;
  /**
   * The narrow schema: protobufjs JSON descriptor of just the fields `project` reads. Fields that are not named are
   * skipped unread. Absent for kinds that have no protobuf form (custom resources), which are read as JSON.
   */
  readonly protobuf?: ProtobufSchema;
  /** Rows in the server's own words (`as=Table`), for kinds without a record of their own. */
  readonly isTable?: true;
  /** Narrows every LIST and WATCH of the kind: of events only warnings are held, or a busy cluster would drown them. */
  readonly fieldSelector?: string;
  /**
   * Watched only on servers that have its API group, which is looked up once per connection; nothing is asked of others.
   * Names what the program itself reads of it: the same kind, listed by a person in its server's words, is another.
   */
  readonly optional?: string;
  /**
   * Object → record. Accepts the API's JSON shape and the protobuf shape of the same fields alike (see
   * `wellknown.ts` for the three types that differ). Never throws on missing fields.
   */
  project(object: unknown): R;
  readonly columns: readonly Column<R>[];
  /** The latest moment that its cells count from, seconds; its creation where left out. */
  latest?(record: R): number;
}

/** An API resource. `group` is '' for the core group. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

export interface ProtobufSchema {
  /** Name of the root message within `descriptor`, e.g. `Pod`. */
  readonly message: string;
  /** protobufjs JSON descriptor: `{nested: {Pod: {fields: {metadata: {type: 'ObjectMeta', id: 1}}}}}`. */
  readonly descriptor: {readonly nested: Readonly<Record<string, unknown>>};
}

/**
 * What every record has. Strings and label sets are interned: equal ones are nearly always the same reference, which
 * saves memory and speeds comparison up, but nothing may depend on it, because the pool is bounded.
 */
export interface BaseRecord {
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  /** Seconds since the epoch, by the cluster's clock; 0 where the server gave none. */
  readonly created: number;
  readonly labels: Labels;
}

export type Labels = Readonly<Record<string, string>>;

/** What a cell may depend on besides its record: `now` is in seconds since the epoch, by the cluster's own clock. */
export interface CellContext {
  readonly now: number;
}

export interface Column<R> {
  /** Upper case, as kubectl heads it: `READY`. */
  readonly name: string;
  /** Shown only by `-o wide`. */
  readonly wide?: true;
  /** Numbers and ages are right-aligned nowhere in kubectl; `true` only where a screen asks for it. */
  readonly alignRight?: true;
  /** The text a person reads, as kubectl prints it. */
  cell(record: R, context: CellContext): string;
  /** What to sort and compare by, where the text would mislead (ages, counts). */
  value?(record: R, context: CellContext): number | string;
}
