import {
  type BaseRecord,
  type DaemonSetRecord,
  type DeploymentRecord,
  daemonsets,
  deployments,
  type EventRecord,
  events,
  type Kind,
  kindId,
  type NamespaceRecord,
  type NodeRecord,
  namespaces,
  nodes,
  type PodRecord,
  pods,
  type StatefulSetRecord,
  statefulsets,
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
  readonly #onChange: (kind: string) => void;

  constructor(time: ClusterTime, onChange: (kind: string) => void) {
    this.#onChange = onChange;
    this.pods = this.#counted(pods, () => new PodTally());
    this.nodes = this.#counted(nodes, () => new NodeTally());
    this.namespaces = this.#counted(namespaces, (previous) => new NamespaceTally(previous));
    this.events = this.#counted(events, () => new WarningTally());
    this.deployments = this.#counted(deployments, (previous) => {
      return new RolloutTally(deploymentProgress, time, previous);
    });
    this.statefulsets = this.#counted(statefulsets, (previous) => {
      return new RolloutTally(statefulSetProgress, time, previous);
    });
    this.daemonsets = this.#counted(daemonsets, (previous) => {
      return new RolloutTally(daemonSetProgress, time, previous);
    });
  }

  /** The one table of this kind; made on first use. */
  of<R extends BaseRecord>(kind: Kind<R>): Table<R, Tally<R>> {
    const table = this.#byKind.get(kindId(kind)) ?? this.#counted<R, Tally<R>>(kind, () => ({change() {}}));
    // A kind's id stands for its record type, which a map cannot say.
    return table as unknown as Table<R, Tally<R>>;
  }

  /** Something of this kind has been read. */
  has(kind: Pick<Kind, 'resource' | 'fieldSelector' | 'optional'>): boolean {
    return this.#byKind.get(kindId(kind))?.hasSynced ?? false;
  }

  clear(): void {
    for (const table of this.#byKind.values()) table.clear();
  }

  /** Forgets what is held of every kind but these. */
  keepOnly(kinds: ReadonlySet<string>): void {
    for (const [id, table] of this.#byKind) if (!kinds.has(id)) table.clear();
  }

  #counted<R extends BaseRecord, T extends Tally<R>>(
    kind: Kind<R>,
    createTally: (previous: T | undefined) => T,
  ): Table<R, T> {
    const id = kindId(kind);
    const table = new Table<R, T>(id, createTally, () => this.#onChange(id));
    this.#byKind.set(id, table as unknown as AnyTable);
    return table;
  }
}

type AnyTable = Table<BaseRecord, Tally<BaseRecord>>;
