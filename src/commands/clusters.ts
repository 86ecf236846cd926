import {type ClusterRow, clusterKey} from '../fleet/index.ts';
import type {Command} from './command.ts';
import type {Stage} from './stage.ts';

/** What can be done with one cluster, or with those that are marked, from the grid and from a cluster's own page. */
export const clusters: readonly Command[] = [
  {
    id: 'cluster.open',
    title: 'open the cluster; fold or open a heading',
    hint: ({grid}) => (grid?.isOnHeading ? 'fold' : 'open'),
    rank: 1,
    scopes: ['grid'],
    disabled: (stage) => (stage.grid?.isOnHeading ? undefined : notHere(stage)),
    run(stage) {
      if (stage.grid?.isOnHeading) return stage.grid.fold();
      const row = stage.subject.here;
      if (row) stage.open({type: 'cluster', cluster: clusterKey(row)});
    },
  },
  {
    id: 'cluster.why',
    title: 'why it is as it is, and what can be done',
    hint: 'why',
    rank: 6,
    scopes: ['grid', 'cluster'],
    disabled: (stage) => notHere(stage) ?? (stage.text ? 'this page says it' : undefined),
    run(stage) {
      const row = stage.subject.here;
      if (row) stage.open({type: 'why', cluster: clusterKey(row)});
    },
  },
  {
    id: 'cluster.park',
    title: 'put aside (park), or take up again',
    scopes: ['grid', 'cluster'],
    disabled: (stage) => noCluster(stage) ?? noContext(stage.subject.clusters),
    run: parkOrNot,
  },
  {
    id: 'cluster.reconnect',
    title: 'reconnect: drop its connections and read everything anew',
    scopes: ['grid', 'cluster'],
    disabled: (stage) => noCluster(stage) ?? noContext(stage.subject.clusters),
    run: reconnect,
  },
  {
    id: 'cluster.tell',
    title: 'ring when this row changes its state',
    scopes: ['grid', 'cluster'],
    disabled: noCluster,
    run(stage) {
      const armed = Map.groupBy(stage.subject.clusters, (row) => stage.tell(row));
      const rings = armed.get(true) ?? [];
      const silent = armed.get(false) ?? [];
      const said = [
        ...(rings.length > 0 ? [`rings when ${named(rings)} changes state`] : []),
        ...(silent.length > 0 ? [`${named(silent)} no longer rings`] : []),
      ];
      stage.say(said.join(', '));
    },
  },
];

/** For what is done with one cluster alone. */
export function notHere({subject}: Stage): string | undefined {
  return subject.here === undefined ? 'there is no cluster under the cursor' : undefined;
}

/** Of clusters that only hubs tell of, nothing can be asked from here. */
export function noContext(rows: readonly ClusterRow[]): string | undefined {
  if (rows.some(({contexts}) => contexts.length > 0)) return undefined;
  return `no context of the kubeconfig leads to ${named(rows)}`;
}

/** What is marked and cannot be seen is left alone, and so is the row under the cursor, which was not marked. */
export function noCluster(stage: Stage): string | undefined {
  const {clusters, outOfSight = 0} = stage.subject;
  if (clusters.length > 0) return undefined;
  if (outOfSight === 0) return 'there is no cluster under the cursor';
  const are = outOfSight === 1 ? 'the marked row is' : `all ${outOfSight} marked rows are`;
  return `${are} out of sight; ${stage.keyFor('row.unmark')} takes all marks away`;
}

/** `prod-eu1`, or `3 clusters`. */
export function named(rows: readonly ClusterRow[]): string {
  return rows.length === 1 ? (rows[0]?.name ?? '') : `${rows.length} clusters`;
}

/** As many as connect at the first start without a question: more at once are a load on logins and servers. */
const mostUnasked = 8;

/** Where some are parked and some are not, all are: the second press takes them all up. */
async function parkOrNot(stage: Stage): Promise<void> {
  const {clusters: rows} = stage.subject;
  if (rows.every(({connection}) => connection.type === 'parked')) {
    if (rows.length > mostUnasked && !(await isMeant(stage, 'Take up', 'each connects and is read whole')))
      return;
    for (const context of contextsOf(rows)) stage.watch.unpark(context);
    return stage.say(`${named(rows)} taken up again`);
  }
  const until = stage.keyFor('cluster.park');
  // Whoever is parked is not watched over: a slip must not blind a person to many.
  if (rows.length > 1 && !(await isMeant(stage, 'Park', `nothing is asked of them until ${until}`))) return;
  for (const context of contextsOf(rows)) stage.watch.park(context);
  stage.say(`${named(rows)} parked: nothing is asked of ${rows.length === 1 ? 'it' : 'them'} until ${until}`);
}

async function reconnect(stage: Stage): Promise<void> {
  const {clusters: rows} = stage.subject;
  if (
    rows.length > mostUnasked &&
    !(await isMeant(stage, 'Reconnect', 'each drops its connections and is read anew'))
  )
    return;
  for (const context of contextsOf(rows)) stage.watch.reconnect(context);
  stage.say(`reconnecting ${named(rows)}`);
}

function contextsOf(rows: readonly ClusterRow[]): readonly string[] {
  return rows.flatMap(({contexts}) => contexts);
}

/** Asks before something is done to many; the names of the first are said, for a person to see what is marked. */
function isMeant(stage: Stage, verb: string, what: string): Promise<boolean> {
  const {clusters, outOfSight = 0} = stage.subject;
  const first = clusters.slice(0, 3).map(({name}) => name);
  const others = clusters.length - first.length;
  const names = [...first, ...(others > 0 ? [`${others} more`] : [])];
  const hidden = outOfSight === 0 ? [] : [`${outOfSight} marked out of sight: left alone.`];
  return stage.confirm({
    title: `${verb} ${named(clusters)}?`,
    lines: [names.join(', '), `${what}.`, ...hidden],
    accept: verb.toLowerCase(),
  });
}
