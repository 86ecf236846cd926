import type {Feed} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import {HeldRows} from './held-rows.ts';
import {isIll} from './object-faults.ts';
import type {ObjectRow, RowSource} from './object-row.ts';
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

  constructor(source: RowSource) {
    this.source = source;
    this.#held = new HeldRows(source);
  }

  /** False where it shows the same rows as before. `isLate`: there is no time left to match any. */
  look(now: RowSource, ask: PartAsked, isLate: () => boolean): boolean {
    Object.assign(this.source, now);
    const {cluster, context, kind} = now;
    const isOther = this.#held.update(ask.feed.records(context, kind));
    const namespaces = kind.resource.namespaced ? ask.namespacesOf?.(cluster) : undefined;
    const isNew = this.#ask(cluster, namespaces, ask);
    // Ages go on, and with them what is asked of them.
    const isTimed = ask.query !== undefined || ask.isFaultsOnly === true;
    const isBehind = isNew || this.isUnfinished;
    this.hasCaughtUp = false;
    if (!isOther && !isBehind && !isTimed) return false;
    this.isUnfinished = isTimed && isLate();
    this.hasCaughtUp = isBehind && !this.isUnfinished;
    if (!this.isUnfinished) return this.#judge(namespaces, ask);
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

  #judge(namespaces: ReadonlySet<string> | undefined, ask: PartAsked): boolean {
    const rows = this.#held.ordered;
    if (namespaces === undefined && ask.query === undefined && ask.isFaultsOnly !== true) {
      this.shown = rows.slice();
      this.hidden = 0;
      return true;
    }
    const isShown = this.#judgement(ask);
    const shown: ObjectRow[] = [];
    let hidden = 0;
    for (const row of rows) {
      if (namespaces !== undefined && !namespaces.has(row.source.namespace)) continue;
      if (isShown(row)) shown.push(row);
      else hidden += 1;
    }
    const before = this.shown;
    this.hidden = hidden;
    if (shown.length === before.length && shown.every((row, index) => row === before[index])) return false;
    this.shown = shown;
    return true;
  }

  /** A row is judged again only when its record, the question or its age is another. */
  #judgement({query, isFaultsOnly}: PartAsked): (row: ObjectRow) => boolean {
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
