import type {Clock} from '../text/index.ts';
import type {KubeObject} from './store.ts';
import type {Size} from './world/bulk.ts';
import type {Group} from './world/plan.ts';

export interface DemoOptions {
  /** Ends the demonstration as `close` does. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Where the kubeconfig is written. */
  readonly folder: string;
  /** Names, placement and everything that happens follow from it and from the clock. Default 1. */
  readonly seed?: number;
  /** Simulated seconds per second. Default 1. */
  readonly speed?: number;
  /** Instead of the 24 named clusters. */
  readonly size?: Size;
}

/** What can be done to the way to a cluster. `stop` and `start`, `pause` and `resume`, `slow` and `normal` undo each other. */
export type Fault = 'stop' | 'start' | 'pause' | 'resume' | 'slow' | 'normal';

/** A fleet of simulated clusters in this process, spoken to over loopback HTTPS like any other. */
export interface Demo {
  readonly kubeconfigFile: string;
  /** Group rules in the form of the settings file, for the clusters' names. */
  readonly groups: readonly Group[];
  /** In the order of their contexts. */
  readonly clusters: readonly string[];
  /** @throws Error for a cluster that there is not. */
  fault(cluster: string, fault: Fault): Promise<void>;
  /**
   * Creates or replaces an object of a resource that is served. What a server would fill in of the metadata is filled in;
   * no controller of the simulation looks at it.
   */
  apply(cluster: string, object: KubeObject): void;
  /** `resource` as `pods` or `deployments.apps`; false where there was none. */
  remove(cluster: string, resource: string, namespace: string, name: string): boolean;
  /** The cluster forgets its history: watches that resume from before are told 410. */
  compact(cluster: string): void;
  /** Nothing is listening any more when it resolves. */
  close(): Promise<void>;
}
