export {
  type ClusterCellContext,
  type ClusterColumn,
  clusterColumns,
} from './cluster-columns.ts';
export {createFeed, type FeedOptions} from './create-feed.ts';
export type {Fault} from './faults.ts';
export type {ContextFacts, Feed, FleetSnapshot, FleetState, SnapshotCluster} from './feed.ts';
export type {HubMember, HubSystem} from './hub.ts';
export {layerAdvice} from './layer-advice.ts';
export {isBad} from './list/bad.ts';
export {clusterColumnNames, clusterListing, shownColumns} from './list/clusters.ts';
export {type FleetCounts, fleetCounts} from './list/counts.ts';
export {csvText} from './list/csv.ts';
export {type FoundWorkload, type FoundWorkloads, findWorkloads} from './list/find-workloads.ts';
export {
  type Grid,
  type GridCluster,
  type GridFeed,
  type GridHeading,
  type GridOptions,
  type GridRow,
  type GridState,
  type Grouping,
  groupings,
} from './list/grid.ts';
export {gridRows} from './list/grid-rows.ts';
export {jsonText} from './list/json.ts';
export {
  clusterKey,
  type Item,
  type ListColumn,
  type Listing,
  type ListRow,
  type ListTarget,
  lostMark,
  type Tone,
} from './list/listing.ts';
export {markdownText} from './list/markdown.ts';
export {createListMemory, type ListMemory} from './list/memory.ts';
export {listColumns, type ObjectOptions, objectListing} from './list/objects.ts';
export {type RowQuery, type RowQueryResult, rowQuery} from './list/row-query.ts';
export type {Sort, SortValue} from './list/sort.ts';
export {worstFirst} from './opinion-text.ts';
export {cannotSee, type Unseen} from './page/cannot-see.ts';
export {type Change, type ChangeInputs, changesOf} from './page/changes.ts';
export {type FieldWrite, type FieldWrites, fieldWritesOf, type Owned} from './page/field-writes.ts';
export {type FoldedWarning, foldedWarnings} from './page/folded-warnings.ts';
export {type NotOk, notOkOf} from './page/not-ok.ts';
export {type ObjectToRead, objectsToRead} from './page/objects-to-read.ts';
export {type SameFault, sameFaultElsewhere} from './page/same-fault.ts';
export {type ClusterSummary, clusterSummary, type Share} from './page/summary.ts';
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
export type {
  CapacityFigures,
  ClusterRow,
  Figure,
  HubRole,
  NodeFigures,
  Opinion,
  PodFigures,
  RowLogin,
  WorkloadFigures,
} from './row.ts';
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
