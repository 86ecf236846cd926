import type {ClusterOptions} from './cluster.ts';
import {hubClusters} from './hubs.ts';
import type {UserName} from './users.ts';

export interface RigOptions extends Omit<ClusterOptions, 'name' | 'emulatedVersion'> {
  /** How many, or which: a name, or options that win over the rig's own. Default 1. Names: alpha, bravo … */
  readonly clusters?: number | readonly (string | ClusterOptions)[];
  /** Nodes per cluster, made Ready by kwok. */
  readonly nodes?: number;
  /** Bare pods per cluster, bound to the nodes in turn. */
  readonly pods?: number;
  /** Emulated versions, given to the clusters in turn: `['1.34', '1.37']`. */
  readonly emulate?: readonly string[];
  /** Controller-manager, scheduler and kwok. Default: when there are nodes, pods or a hub. */
  readonly controllers?: boolean;
  /** metrics.k8s.io with samples for the nodes and pods there are. */
  readonly metrics?: boolean;
  /** Whom the merged kubeconfig speaks as. Default admin. */
  readonly user?: UserName;
  /** Further parts to build, by folder name in `parts/`. `kubefed` and `karmada` bring a hub cluster of their name. */
  readonly with?: readonly string[];
  /** Hubs ask their members as often as in the field, about every 10 s, and not every second. */
  readonly hasFieldTimings?: boolean;
  readonly onProgress?: (text: string) => void;
}

/** What each cluster of the rig, hubs aside, is made of. */
export function clusterOptions(options: RigOptions): readonly ClusterOptions[] {
  const {
    clusters = 1,
    nodes,
    pods,
    emulate = [],
    controllers = (nodes ?? 0) > 0 || (pods ?? 0) > 0 || hubClusters(options.with ?? []).length > 0,
  } = options;
  const list =
    typeof clusters === 'number'
      ? Array.from({length: clusters}, (_, index) => clusterName(index))
      : clusters;
  return list.map((one, index) => {
    const emulatedVersion = emulate[index % emulate.length];
    return {
      controllerManager: options.controllerManager ?? controllers,
      scheduler: options.scheduler ?? controllers,
      kwok: options.kwok ?? controllers,
      ...(options.watchList === undefined ? {} : {watchList: options.watchList}),
      ...(options.goawayChance === undefined ? {} : {goawayChance: options.goawayChance}),
      ...(options.flags === undefined ? {} : {flags: options.flags}),
      ...(emulatedVersion === undefined ? {} : {emulatedVersion}),
      ...(typeof one === 'string' ? {name: one} : one),
    };
  });
}

/** alpha, bravo … zulu, then cluster-27. */
function clusterName(index: number): string {
  return spellingAlphabet[index] ?? `cluster-${index + 1}`;
}

const spellingAlphabet = (
  'alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec ' +
  'romeo sierra tango uniform victor whiskey xray yankee zulu'
).split(' ');
