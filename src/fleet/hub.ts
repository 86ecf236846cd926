import type {BaseRecord, Kind} from '../kinds/index.ts';
import type {NodeFigures} from './row.ts';

/** A system that manages clusters from one of them, its hub: what it says of each is read there as records of this kind. */
export interface HubSystem {
  /** As people call it: `karmada`. */
  readonly name: string;
  /** One record for each cluster; optional, for few clusters are hubs. */
  readonly kind: Kind<HubMember>;
}

/** A cluster as its hub has it. Times are seconds since the epoch by the hub's clock, 0 where it does not tell them. */
export interface HubMember extends BaseRecord {
  /** UID of the cluster's kube-system namespace; '' where the hub does not tell it. */
  readonly uid: string;
  /** Where the hub reaches it; '' where it does not tell, or is called by it. */
  readonly endpoint: string;
  readonly ready: 'True' | 'False' | 'Unknown' | 'Absent';
  /** The hub's own word for it: `ClusterNotReachable`. */
  readonly reason: string;
  readonly message: string;
  /** When it became so. */
  readonly since: number;
  /** When the hub last looked. */
  readonly lookedAt: number;
  readonly version: string;
  readonly nodes?: NodeFigures;
  /** `key=value:Effect`. */
  readonly taints: readonly string[];
  readonly isDeleting: boolean;
}
