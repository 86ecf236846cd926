import type {
  BaseRecord,
  DaemonSetRecord,
  DeploymentRecord,
  EventRecord,
  Kind,
  NamespaceRecord,
  NodeRecord,
  PodRecord,
  StatefulSetRecord,
} from '../kinds/index.ts';
import {type ClusterTime, RolloutTally} from './rollout-tally.ts';
import {daemonSetProgress, deploymentProgress, statefulSetProgress} from './rollouts.ts';
import {Table, type Tally} from './table.ts';
import {NamespaceTally, NodeTally, PodTally} from './tallies.ts';
import {WarningTally} from './warnings.ts';

/** Everything held of one context. The counted kinds have their tables by name; any other kind is only listed. */
export class Tables {
  readonly pods: Table<PodRecord, PodTally>;
  readonly nodes: Table<NodeRecord, NodeTally>;
  readonly namespaces: Table<NamespaceRecord, NamespaceTally>;
  readonly events: Table<EventRecord, WarningTally>;
  readonly deployments: Table<DeploymentRecord, RolloutTally<DeploymentRecord>>;
  readonly statefulsets: Table<StatefulSetRecord, RolloutTally<StatefulSetRecord>>;
  readonly daemonsets: Table<DaemonSetRecord, RolloutTally<DaemonSetRecord>>;
  readonly #byKind = new Map<string, AnyTable>();
  readonly #onChange: (plural: string) => void;

  constructor(time: ClusterTime, onChange: (plural: string) => void) {
    this.#onChange = onChange;
    this.pods = this.#counted('pods', () => new PodTally());
    this.nodes = this.#counted('nodes', () => new NodeTally());
    this.namespaces = this.#counted('namespaces', (previous) => new NamespaceTally(previous));
    this.events = this.#counted('events', () => new WarningTally());
    this.deployments = this.#counted('deployments.apps', (previous) => {
      return new RolloutTally(deploymentProgress, time, previous);
    });
    this.statefulsets = this.#counted('statefulsets.apps', (previous) => {
      return new RolloutTally(statefulSetProgress, time, previous);
    });
    this.daemonsets = this.#counted('daemonsets.apps', (previous) => {
      return new RolloutTally(daemonSetProgress, time, previous);
    });
  }

  /** The one table of this kind; made on first use. */
  of<R extends BaseRecord>(kind: Kind<R>): Table<R, Tally<R>> {
    const id = kindId(kind);
    const table = this.#byKind.get(id) ?? this.#counted<R, Tally<R>>(id, () => ({change() {}}));
    // A kind's id stands for its record type, which a map cannot say.
    return table as unknown as Table<R, Tally<R>>;
  }

  clear(): void {
    for (const table of this.#byKind.values()) table.clear();
  }

  #counted<R extends BaseRecord, T extends Tally<R>>(
    id: string,
    createTally: (previous: T | undefined) => T,
  ): Table<R, T> {
    const plural = id.split('.')[0] ?? id;
    const table = new Table<R, T>(createTally, () => this.#onChange(plural));
    this.#byKind.set(id, table as unknown as AnyTable);
    return table;
  }
}

type AnyTable = Table<BaseRecord, Tally<BaseRecord>>;

/** `pods`, `deployments.apps`: two groups may have a kind of the same plural. */
function kindId({resource}: Kind): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}
