import type {Feed} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import {HeldRows} from './held-rows.ts';
import {isIll} from './object-faults.ts';
import type {ObjectRow, RowSource} from './object-row.ts';
import {byName, changeOf, patched} from './row-change.ts';
import {queryCluster, type RowQuery} from './row-query.ts';

export interface PartAsked {
  readonly feed: Pick<Feed, 'records' | 'clusterNow' | 'rollouts'>;
  /** The namespaces to show of a cluster; undefined shows all, with a NAMESPACE column. */
  readonly namespacesOf: ((cluster: ClusterRow) => ReadonlySet<string>) | undefined;
  readonly query: RowQuery;
  /** Leaves out what is well. */
  readonly isFaultsOnly?: boolean;
  /**
   * Asked before the rows of each cluster are matched. Once it is true the rest is left for the next look, so that a key
   * typed into a filter over a hundred thousand rows does not keep the next one waiting.
   */
  isOutOfTime?(): boolean;
}

/** The part of a list that one cluster has. */
export class ClusterPart {
  readonly source: RowSource;
  readonly #held: HeldRows;
  shown: readonly ObjectRow[] = [];
  hidden = 0;
  /** Its rows were not, or not all, matched: `shown` is what was true before, or nothing where the question is a new one. */
  isUnfinished = false;
  /** The last look matched what the one before had left. */
  hasCaughtUp = false;
  /** What was asked of the rows; a number is quicker to compare. */
  #question = 0;
  #asked: string | undefined;
  #query: RowQuery;
  /** Those that `shown` and `hidden` are about, and the second they were judged in. */
  #judged: readonly ObjectRow[] = [];
  #second = 0;

  constructor(source: RowSource) {
    this.source = source;
    this.#held = new HeldRows(source);
  }

  /** False where it shows the same rows as before. `isLate`: there is no time left to match any. */
  look(now: RowSource, ask: PartAsked, isLate: () => boolean): boolean {
    Object.assign(this.source, now);
    const {cluster, context, kind} = now;
    const namespaces = kind.resource.namespaced ? ask.namespacesOf?.(cluster) : undefined;
    const held = this.#held.update(ask.feed.records(context, kind));
    const rows = namespaces ? held.filter(({source}) => namespaces.has(source.namespace)) : held;
    const isNew = this.#ask(cluster, namespaces, ask);
    const isTimed = ask.query !== undefined || ask.isFaultsOnly === true;
    const isBehind = isNew || this.isUnfinished;
    // Ages go on by the second, and with them what is asked of them.
    const isDue = isBehind || (isTimed && Math.floor(now.serverNow) !== this.#second);
    this.hasCaughtUp = false;
    if (!isDue && rows === this.#judged) return false;
    this.isUnfinished = isTimed && isLate();
    this.hasCaughtUp = isBehind && !this.isUnfinished;
    if (!this.isUnfinished) return this.#judge(rows, ask, isDue);
    if (!isNew) return false;
    const hadRows = this.shown.length > 0;
    this.shown = [];
    this.hidden = 0;
    return hadRows;
  }

  /** All that the answer depends on but for the record and the time; false where it is the same as before. */
  #ask(
    cluster: ClusterRow,
    namespaces: ReadonlySet<string> | undefined,
    {query, isFaultsOnly}: PartAsked,
  ): boolean {
    const asked = JSON.stringify([
      query && queryCluster(cluster),
      isFaultsOnly === true,
      namespaces && [...namespaces],
    ]);
    if (asked === this.#asked && query?.text === this.#query?.text) return false;
    this.#asked = asked;
    this.#query = query;
    this.#question += 1;
    return true;
  }

  /** `isDue`: all of them, and not only those that came since. */
  #judge(rows: readonly ObjectRow[], ask: PartAsked, isDue: boolean): boolean {
    const before = this.shown;
    const isShown = this.#judgement(ask);
    if (isShown === undefined) this.shown = rows;
    else if (isDue) this.shown = rows.filter(isShown);
    else {
      const {gone, come} = changeOf(this.#judged, rows, byName);
      const change = {gone: gone.filter((row) => row.isShown), come: come.filter(isShown)};
      this.shown = patched(before, change, byName);
    }
    this.hidden = rows.length - this.shown.length;
    this.#judged = rows;
    this.#second = Math.floor(this.source.serverNow);
    if (!isSameRows(this.shown, before)) return true;
    this.shown = before;
    return false;
  }

  /** A row is judged again only when its record, the question or its age is another; undefined where all are shown. */
  #judgement({query, isFaultsOnly}: PartAsked): ((row: ObjectRow) => boolean) | undefined {
    if (query === undefined && isFaultsOnly !== true) return undefined;
    const {kind, isStuck} = this.source;
    return (row) => {
      const now = Math.floor(row.now);
      if (row.question === this.#question && row.judgedAt === now) return row.isShown;
      row.question = this.#question;
      row.judgedAt = now;
      row.isShown =
        (isFaultsOnly !== true || isIll(kind, row.source, {now, isStuck})) &&
        (query === undefined || row.isMatch(query));
      return row.isShown;
    };
  }
}

function isSameRows(first: readonly ObjectRow[], second: readonly ObjectRow[]): boolean {
  return first === second || (first.length === second.length && first.every((row, at) => row === second[at]));
}

/** As of one look, and read when the first row asks. */
export function stuckWorkloads(
  feed: Pick<Feed, 'rollouts'>,
  context: string,
  {resource}: RowSource['kind'],
): RowSource['isStuck'] {
  let stuck: ReadonlySet<string> | undefined;
  return (namespace, name) => {
    stuck ??= new Set(
      feed
        .rollouts(context)
        .filter(({verdict, kind}) => verdict.type === 'stuck' && kind === resource.plural)
        .map((rollout) => `${rollout.namespace}/${rollout.name}`),
    );
    return stuck.has(`${namespace}/${name}`);
  };
}
