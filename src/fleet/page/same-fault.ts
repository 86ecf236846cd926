import {sanitise} from '../../text/index.ts';
import type {Feed} from '../feed.ts';
import type {ClusterRow} from '../row.ts';
import {minorOf} from '../versions.ts';
import {imageOf} from './images.ts';
import {type Trouble, troublesOf, workloadOf} from './troubles.ts';

/** Another cluster on which the same thing is wrong. */
export interface SameFault {
  readonly cluster: ClusterRow;
  readonly kind: string;
  /** '' for nodes. */
  readonly namespace: string;
  readonly name: string;
  /** As WORST names it there: `stuck`. */
  readonly fault: string;
  /** Its image there, in short: `1.42.0`; '' where it has none or is not known. */
  readonly image: string;
  /** What is not there as it is here: `image 1.41.9`, `v1.35`, `eu-west-3`. */
  readonly differs: readonly string[];
}

/**
 * Clusters with a fault of `row`: the same workload not ok, for whatever reason, or nodes not ok for the same reason. Once
 * for each thing that is wrong here, clusters in the order given.
 */
export function sameFaultElsewhere(
  feed: Feed,
  clusters: readonly ClusterRow[],
  row: ClusterRow,
): readonly SameFault[] {
  const own = new Map<string, Trouble>();
  for (const trouble of troublesOf(feed, row.contexts[0] ?? '')) own.set(sameness(trouble), trouble);
  if (own.size === 0) return [];
  return clusters.flatMap((cluster) => {
    if (cluster.id === row.id || !hasFault(cluster)) return [];
    const found = new Map<string, SameFault>();
    for (const trouble of troublesOf(feed, cluster.contexts[0] ?? '')) {
      const key = sameness(trouble);
      const here = own.get(key);
      if (here && !found.has(key))
        found.set(key, sameFault(feed, {row, trouble: here}, {row: cluster, trouble}));
    }
    return [...found.values()];
  });
}

interface Place {
  readonly row: ClusterRow;
  readonly trouble: Trouble;
}

function sameFault(feed: Feed, here: Place, there: Place): SameFault {
  const {kind, namespace, name, faults} = there.trouble;
  const image = imageAt(feed, there);
  const differs = [
    ...(image === '' || image === imageAt(feed, here) ? [] : [`image ${image}`]),
    ...otherThan(minorAt(here.row), minorAt(there.row)),
    ...otherThan(here.row.region, there.row.region),
    ...otherThan(here.row.provider, there.row.provider),
  ];
  return {
    cluster: there.row,
    kind: sanitise(kind),
    namespace: sanitise(namespace),
    name: sanitise(name),
    fault: faults[0].fault,
    image: sanitise(image),
    differs: differs.map(sanitise),
  };
}

/** Nodes have names of their own on every cluster; what they share is what they suffer from. */
function sameness({key, kind, faults}: Trouble): string {
  return kind === 'Node' ? faults[0].signature : key;
}

/** Gathering the faults of all clusters of a fleet would take long; the rows know who has none. */
function hasFault({worst}: ClusterRow): boolean {
  return 'value' in worst && worst.value !== 'ok';
}

function imageAt(feed: Feed, {row, trouble}: Place): string {
  const workload = workloadOf(feed, row.contexts[0] ?? '', trouble);
  return workload ? imageOf(workload.record, trouble.pods[0]?.trouble?.container) : '';
}

function minorAt({version}: ClusterRow): string {
  const minor = 'value' in version ? minorOf(version.value) : undefined;
  return minor === undefined ? '' : `v${minor}`;
}

function otherThan(here: string, there: string): readonly string[] {
  return here === '' || there === '' || here === there ? [] : [there];
}
