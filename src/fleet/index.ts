export {
  type ClusterCellContext,
  type ClusterColumn,
  clusterColumns,
} from './cluster-columns.ts';
export {createFeed, type FeedOptions} from './create-feed.ts';
export type {Fault} from './faults.ts';
export type {ContextFacts, Feed, FleetSnapshot, FleetState, SnapshotCluster} from './feed.ts';
export {
  type LabelRequirement,
  type Operator,
  parseQuery,
  type Query,
  type QueryResult,
  type Term,
} from './query.ts';
export {
  matches,
  type QueryCell,
  type QueryCluster,
  type QueryColumns,
  type QuerySubject,
  score,
} from './query-match.ts';
export type {Rollout} from './rollout-list.ts';
export {
  daemonSetProgress,
  deploymentProgress,
  type Progress,
  statefulSetProgress,
  stuckAfter,
  type Verdict,
  verdictOf,
} from './rollouts.ts';
export type {CapacityFigures, ClusterRow, Figure, NodeFigures, PodFigures, WorkloadFigures} from './row.ts';
export {readSnapshot} from './snapshot.ts';
export {stateText} from './state-text.ts';
export type {
  ConnectionState,
  LoginCause,
  LoginState,
  Sink,
  UnreachableState,
  Version,
  WatchState,
} from './states.ts';
export {
  apiVersion,
  compareVersions,
  isBehind,
  minorOf,
  type ParsedVersion,
  parseVersion,
  skewOf,
} from './versions.ts';
