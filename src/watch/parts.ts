import type {Resource} from '../kinds/index.ts';
import type {
  Connection,
  ConnectionOptions,
  Kubeconfig,
  KubeconfigSources,
  KubeconfigWatchOptions,
  ReflectorOptions,
} from '../kube/index.ts';
import type {Clock} from '../text/index.ts';
import type {Broker} from './broker/broker.ts';
import type {Environment} from './options.ts';

/** What this room stands on. `realParts` is the truth; tests put their own in its place. */
export interface Parts {
  loadKubeconfig(sources: KubeconfigSources): Promise<Kubeconfig>;
  watchKubeconfig(
    sources: KubeconfigSources,
    onChange: (kubeconfig: Kubeconfig) => void,
    options: KubeconfigWatchOptions,
  ): void;
  openBroker(options: BrokerSources): Promise<Broker>;
  openConnection(options: ConnectionOptions): Connection;
  /** Runs until its signal aborts; what it does is told through `onState`. */
  reflect<R>(options: ReflectorOptions<R>): unknown;
  discover(connection: Connection, signal: AbortSignal): Promise<readonly Resource[]>;
  /** Cores and bytes by node; undefined where metrics.k8s.io is not served. */
  readNodeUsage(connection: Connection, signal: AbortSignal): Promise<NodeUsage | undefined>;
}

export type NodeUsage = ReadonlyMap<string, {cpu: number; memory: number}>;

export interface BrokerSources {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly home: string;
  readonly rules: readonly {
    readonly name: string;
    readonly match: {readonly context?: string; readonly command?: string};
    readonly command?: readonly string[];
  }[];
}
