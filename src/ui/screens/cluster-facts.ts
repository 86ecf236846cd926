import type {Stage} from '../../commands/index.ts';
import {
  type Change,
  type ChangeInputs,
  type ClusterRow,
  changesOf,
  type FieldWrites,
  type FoldedWarning,
  fieldWritesOf,
  foldedWarnings,
  type NotOk,
  notOkOf,
  type ObjectToRead,
  objectsToRead,
  type SameFault,
  sameFaultElsewhere,
} from '../../fleet/index.ts';
import {
  allEvents,
  daemonsets,
  deployments,
  kindId,
  nodes,
  replicasets,
  statefulsets,
  events as warningEvents,
} from '../../kinds/index.ts';

/** What a cluster's page tells. */
export interface ClusterFacts {
  /** Seconds by the cluster's clock. */
  readonly now: number;
  readonly changes: readonly Change[];
  readonly notOk: readonly NotOk[];
  readonly warnings: readonly FoldedWarning[];
  /** Other clusters on which the same is wrong. */
  readonly elsewhere: readonly SameFault[];
}

/** ms: no eye follows more, and of a large cluster it takes some milliseconds to gather. */
const gatherEvery = 500;
/** Reads of whole objects under way at once. */
const readsAtOnce = 4;

/** Gathers the facts of one cluster while its page is open; who wrote what is read from the objects that changed. */
export class FactsOfCluster {
  readonly #stage: Pick<Stage, 'watch' | 'feed' | 'clock'>;
  readonly #context: string;
  readonly #ending = new AbortController();
  /** By object and time of the change: what an object says of who wrote it is another only after another change. */
  readonly #writes = new Map<string, FieldWrites | 'reading' | 'none'>();
  #reads = 0;
  #held: {readonly at: number; readonly row: ClusterRow; readonly facts: ClusterFacts} | undefined;

  constructor(stage: Pick<Stage, 'watch' | 'feed' | 'clock'>, context: string) {
    this.#stage = stage;
    this.#context = context;
  }

  of(row: ClusterRow): ClusterFacts {
    const at = this.#stage.clock.now();
    if (this.#held && at - this.#held.at < gatherEvery) return this.#held.facts;
    const facts = this.#gather(row);
    this.#held = {at, row, facts};
    return facts;
  }

  close(): void {
    this.#ending.abort();
  }

  #gather(row: ClusterRow): ClusterFacts {
    const {feed} = this.#stage;
    const context = this.#context;
    const now = feed.clusterNow(context);
    // Warnings are watched always; until all events are read, or where they cannot be, those are what is known.
    const isRead = row.watches[kindId(allEvents)]?.type === 'synced';
    const events = [...feed.records(context, isRead ? allEvents : warningEvents).values()];
    const inputs: ChangeInputs = {
      deployments: [...feed.records(context, deployments).values()],
      statefulSets: [...feed.records(context, statefulsets).values()],
      daemonSets: [...feed.records(context, daemonsets).values()],
      replicaSets: [...feed.records(context, replicasets).values()],
      nodes: [...feed.records(context, nodes).values()],
      events,
      writes: [...this.#writes.values()].filter((one) => typeof one !== 'string'),
    };
    if (row.connection.type === 'live') this.#read(objectsToRead(inputs, now));
    return {
      now,
      changes: changesOf(inputs, now),
      notOk: notOkOf(feed, row, now),
      elsewhere: sameFaultElsewhere(feed, feed.store.getState().clusters, row),
      warnings: foldedWarnings(events, now),
    };
  }

  #read(objects: readonly ObjectToRead[]): void {
    for (const object of objects) {
      const {resource, namespace, name, at} = object;
      const key = `${resource.plural} ${namespace}/${name} ${at}`;
      if (this.#writes.has(key) || this.#reads >= readsAtOnce) continue;
      this.#writes.set(key, 'reading');
      this.#reads += 1;
      void this.#stage.watch
        .readObject(this.#context, resource, {namespace, name}, this.#ending.signal)
        .then((answer) => {
          this.#reads -= 1;
          // One that cannot be read is not asked again: it says `-`, which is what is known.
          this.#writes.set(
            key,
            (answer.type === 'object' ? fieldWritesOf(answer.object) : undefined) ?? 'none',
          );
        });
    }
  }
}
