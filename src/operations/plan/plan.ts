/**
 * What is going to be done, as data: printing it, running it, resuming it and undoing it all read the same. Never holds a
 * secret: what exists only later, or must not be told, is a `Reference`, read when its write is sent.
 */
export interface Plan {
  readonly version: 1;
  /** `p-7f3a91`: names its journal and its lock. */
  readonly id: string;
  /** `join`, `override` … */
  readonly verb: string;
  /** `join prod-eu4-shop -> karmada-eu (push)`. */
  readonly title: string;
  /** ms since the epoch. */
  readonly madeAt: number;
  /** The contexts that are written to, by the name their steps are told with: `hub`, `member`, `source` … */
  readonly places: Readonly<Record<string, Place>>;
  /** What was found before anything was done, worst first. */
  readonly findings: readonly Finding[];
  readonly steps: readonly Step[];
  /** What the servers said to a dry run of each step's writes, by the step's id. */
  readonly verdicts?: Readonly<Record<string, readonly Verdict[]>>;
}

/** What a server says to one write that is only tried. */
export type Verdict =
  | {readonly type: 'ok'; readonly warnings: readonly string[]}
  /** It is already as the write would make it. */
  | {readonly type: 'done'}
  /** It cannot be tried until another step is done. */
  | {readonly type: 'after'; readonly step: string}
  /** Each reason is a sentence. */
  | {readonly type: 'refused'; readonly reasons: readonly string[]; readonly warnings: readonly string[]}
  | {readonly type: 'unknown'; readonly reason: string};

export interface Place {
  readonly context: string;
  /** As the grid calls it. */
  readonly cluster: string;
}

export type Severity = 'block' | 'warn' | 'unknown' | 'pass';

/** One answer of the preflight. */
export interface Finding {
  /** `J4`: what an override names. */
  readonly rule: string;
  readonly severity: Severity;
  /** A sentence that holds its facts. */
  readonly text: string;
  /** ms since the epoch: when its facts were read. */
  readonly at: number;
  /** What a person can do about a block; also whether it may be overridden at all. */
  readonly way?: string;
  readonly isOverridable?: boolean;
}

export type Step = WriteStep | WaitStep | GateStep;

interface BaseStep {
  /** `1`, `2` …: unique in the plan. */
  readonly id: string;
  readonly title: string;
  /** Steps that have to be done before this one starts. */
  readonly needs: readonly string[];
  /** Set on what reaches further than its title tells: `all verbs, all resources`. */
  readonly risk?: string;
}

/** Changes one cluster, by one or more writes in order. */
export interface WriteStep extends BaseStep {
  readonly type: 'write';
  /** A key of `Plan.places`. */
  readonly on: string;
  readonly writes: readonly Write[];
  /** Beginnings of warnings that its maker knows of: they are no news. */
  readonly expected?: readonly string[];
  /** What must become true of it before it counts as done; what the writes themselves say when left out. */
  readonly confirm?: Confirmation;
}

/** Changes nothing: waits until something is true. */
export interface WaitStep extends BaseStep {
  readonly type: 'wait';
  readonly on: string;
  readonly confirm: Confirmation;
}

/** A person looks and says go on. */
export interface GateStep extends BaseStep {
  readonly type: 'gate';
  /** What the person should look at. */
  readonly question: string;
}

export interface Confirmation {
  readonly condition: Condition;
  /** ms; after that the run holds. */
  readonly within: number;
}

/** One request that changes something. `path` is that of the object itself, absolute, without the server's base path. */
export type Write = Creation | Change | ElementChange | Application | Deletion;

interface BaseWrite {
  readonly path: string;
}

/** POST of an object under a name that is known before. There already, and as wanted: nothing is done. */
export interface Creation extends BaseWrite {
  readonly type: 'create';
  readonly object: Body;
  /** One that is there already will do, whatever it is like. */
  readonly isAnyEnough?: true;
}

/**
 * Merge patch of an object that was read when the plan was made. `before` are the same fields as they were then, `null` for
 * what was not set: other values now mean that the plan has to be made anew, and undoing writes them back. Left out where
 * they are a secret or were not read; then it cannot be undone.
 */
export interface Change extends BaseWrite {
  readonly type: 'change';
  readonly patch: Body;
  readonly before?: Body;
}

/**
 * One element of a list, told from the others by a field of its own (a taint by its `key`), put there, changed or taken
 * away; the rest of the list is left as it is then. `null` means that there is none.
 */
export interface ElementChange extends BaseWrite {
  readonly type: 'element';
  /** A `Pointer` to the list, which need not be there. */
  readonly list: string;
  readonly by: string;
  readonly key: string;
  readonly wanted: Body | null;
  readonly before: Body | null;
}

/** Server-side apply under our field manager, never forced. */
export interface Application extends BaseWrite {
  readonly type: 'apply';
  readonly object: Body;
  /** What was applied before, which undoing applies again; left out where there was nothing: undoing deletes it. */
  readonly before?: Body;
}

/** DELETE; `before` is what undoing creates again, left out where that would not bring it back. */
export interface Deletion extends BaseWrite {
  readonly type: 'delete';
  readonly uid?: string;
  readonly before?: Body;
  /** `Orphan` leaves what it owns. Default `Background`. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
}

/** JSON in which a `Reference` may stand for any value. */
export type Body = Readonly<Record<string, unknown>>;

/** Read from a live object when the write is sent, and again on resume; never printed and never journaled. */
export interface Reference {
  readonly from: {
    /** A key of `Plan.places`. */
    readonly on: string;
    /** Of the object it is read from. */
    readonly path: string;
    /** A `Pointer`. */
    readonly pointer: string;
  };
}

/** Something that is true of one object, or that it is not there. */
export type Condition =
  | {readonly type: 'absent'; readonly path: string}
  | {readonly type: 'holds'; readonly path: string; readonly checks: readonly Check[]};

/** `pointer`: a `Pointer`. `contains`: every field of `value` is there as it is in `value`; others may be there too. */
export type Check =
  | {readonly type: 'equals'; readonly pointer: string; readonly value: unknown}
  | {readonly type: 'contains'; readonly pointer: string; readonly value: unknown}
  | {readonly type: 'present'; readonly pointer: string}
  | {readonly type: 'absent'; readonly pointer: string};
