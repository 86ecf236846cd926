import type {Cluster, Ground} from './cluster.ts';

/** A cluster whose controllers bring workloads to others. */
export interface Hub {
  /** Where the controllers and what they are told live; a context of the merged kubeconfig. */
  readonly cluster: Cluster;
  /** Where the members' credentials are on the hub. */
  readonly namespace: string;
  /** Joins the cluster of this context with the system's own tool. Throws with what that says. */
  join(member: string): Promise<void>;
}

/** What a hub is made of. */
export interface HubGround extends Ground {
  readonly cluster: Cluster;
  /** Kubeconfig of the hub for its controllers: the administrator's, past the proxy. */
  readonly own: string;
  /** The merged kubeconfig: how the hub's tools and then the hub reach the members. */
  readonly merged: string;
  /** Folder of the part's binaries. */
  readonly bin: string;
  readonly hasFieldTimings: boolean;
}
