export type {ContextFacts, Feed, FleetSnapshot, FleetState, SnapshotCluster} from './feed.ts';
export type {CapacityFigures, ClusterRow, Figure, NodeFigures, PodFigures, WorkloadFigures} from './row.ts';
export type {
  ConnectionState,
  LoginCause,
  LoginState,
  Sink,
  UnreachableState,
  Version,
  WatchState,
} from './states.ts';
