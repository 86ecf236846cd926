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
    disabled: noCluster,
    run: parkOrNot,
  },
  {
    id: 'cluster.reconnect',
    title: 'reconnect: drop its connections and read everything anew',
    scopes: ['grid', 'cluster'],
    disabled: noCluster,
    run(stage) {
      const rows = stage.subject.clusters;
      for (const {contexts} of rows) for (const context of contexts) stage.watch.reconnect(context);
      stage.say(`reconnecting ${named(rows)}`);
    },
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

export function noCluster({subject}: Stage): string | undefined {
  return subject.clusters.length === 0 ? 'there is no cluster under the cursor' : undefined;
}

/** `prod-eu1`, or `3 clusters`. */
export function named(rows: readonly ClusterRow[]): string {
  return rows.length === 1 ? (rows[0]?.name ?? '') : `${rows.length} clusters`;
}

/** Where some are parked and some are not, all are: the second press takes them all up. */
function parkOrNot(stage: Stage): void {
  const rows = stage.subject.clusters;
  const areParked = rows.every(({connection}) => connection.type === 'parked');
  for (const {contexts} of rows) {
    for (const context of contexts) {
      if (areParked) stage.watch.unpark(context);
      else stage.watch.park(context);
    }
  }
  const parked = `parked: nothing is asked of ${rows.length === 1 ? 'it' : 'them'} until ${stage.keyFor('cluster.park')}`;
  stage.say(`${named(rows)} ${areParked ? 'taken up again' : parked}`);
}
