import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import type {ClusterRow, Figure} from '../../src/fleet/index.ts';
import {alwaysWatched, kindId, namespaces, nodes, pods} from '../../src/kinds/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from '../watch/fleet.ts';

describe('two contexts of one cluster', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let alpha: Cluster;
  let view: Watched;
  /** Every publication since the two were known for one. */
  const published: (readonly ClusterRow[])[] = [];

  before(async () => {
    fleet = await rig({clusters: 2, nodes: 1, pods: 2, controllers: false, kwok: true});
    alpha = fleet.cluster('alpha');
    const kubeconfig = fleet.writeKubeconfig('two-contexts', [
      alpha.entry('admin', {context: 'by-proxy'}),
      fleet.cluster('bravo').entry('admin', {context: 'other'}),
      alpha.entry('token', {context: 'direct', direct: true}),
    ]);
    view = await watched({kubeconfig});
    await view.until('one row for both', () => rows().length === 2 && areKnown(), 20_000);
    view.feed.store.subscribe(({clusters}) => published.push(clusters));
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const rows = () => {
    view.feed.flush();
    return view.feed.store.getState().clusters;
  };
  const figures = ({nodes, pods, capacity, workloads, warnings, worst}: ClusterRow) => [
    nodes,
    pods,
    capacity,
    workloads,
    warnings,
    worst,
  ];
  const areKnown = () => rows().every((row) => figures(row).every(({type}) => type === 'known'));
  const own = (clusters: readonly ClusterRow[]) =>
    clusters.find(({contexts}) => contexts.includes('direct')) ?? assert.fail('no row');

  test('are one row, watched through the first, in the place of the first', async () => {
    const uid = await alpha.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
    const [first, second] = rows();
    assert.equal(first?.id, uid.stdout);
    assert.deepEqual(first?.contexts, ['by-proxy', 'direct']);
    assert.equal(first?.server, alpha.proxied);
    assert.deepEqual(second?.contexts, ['other']);
    assert.ok(rows().every((row) => row.identityFault === undefined));
  });

  test('are read through that one alone; of the other only what tells clusters apart', async () => {
    const held = (context: string) =>
      Object.keys(
        view.watch.report().contexts.find((each) => each.context === context)?.objects ?? {},
      ).sort();
    assert.deepEqual(held('by-proxy'), alwaysWatched.map(kindId).sort());
    assert.deepEqual(held('direct'), ['namespaces', 'nodes']);
    assert.equal(view.feed.records('by-proxy', pods).size, 2);
    assert.equal(view.feed.records('direct', pods).size, 0);
    assert.equal(view.feed.records('direct', nodes).size, 1);
  });

  test('are one row as well for who asks for nothing but pods', async () => {
    const kubeconfig = fleet.writeKubeconfig('pods-alone', [
      alpha.entry('admin', {context: 'by-proxy'}),
      alpha.entry('token', {context: 'direct', direct: true}),
    ]);
    await using few = await watched({kubeconfig, kinds: [pods]});
    await few.watch.settled(AbortSignal.timeout(20_000));
    assert.equal(few.feed.store.getState().clusters.length, 1);
    assert.deepEqual(few.row('direct').contexts, ['by-proxy', 'direct']);
    assert.equal(few.feed.records('by-proxy', pods).size, 2);
    assert.equal(few.feed.records('direct', pods).size, 0);
  });

  test('when the preferred way is lost the other takes over, and the row never flaps', async () => {
    const before = own(rows());
    published.length = 0;
    await alpha.proxy.refuse();
    await view.until('handed over', () => own(rows()).contexts[0] === 'direct', 30_000);
    await view.untilState('by-proxy', 'unreachable', 30_000);
    const name = 'made-afterwards';
    await alpha.apply([{apiVersion: 'v1', kind: 'Namespace', metadata: {name}}]);
    const isSeen = () =>
      [...view.feed.records(own(rows()).contexts[0] ?? '', namespaces).values()].some(
        (each) => each.name === name,
      );
    await view.until('what is made afterwards', isSeen, 10_000);
    for (const clusters of published) {
      assert.equal(clusters.length, 2);
      const row = own(clusters);
      assert.equal(row.id, before.id);
      assert.ok(row.connection.type === 'live' || row.connection.type === 'stale', row.connection.type);
      assert.deepEqual(figures(row).map(shownOf), figures(before).map(shownOf));
    }
    const after = own(rows());
    assert.equal(after.connection.type, 'live');
    assert.deepEqual(figures(after), figures(before));
    assert.deepEqual(after.contexts, ['direct', 'by-proxy']);
    assert.equal(view.feed.records('by-proxy', pods).size, 0, 'the lost one is let go');
    assert.equal(rows()[0], after, 'in the same place');
  });

  test('when the first returns, the row stays with the one that works', async () => {
    published.length = 0;
    await alpha.proxy.heal();
    await view.untilState('by-proxy', 'live', 40_000);
    view.feed.flush();
    for (const clusters of published) assert.equal(own(clusters).contexts[0], 'direct');
    assert.equal(own(rows()).connection.type, 'live');
  });

  test('when the one it is read through is put aside, the other takes over without a gap', async () => {
    const before = figures(own(rows())).map(shownOf);
    published.length = 0;
    view.watch.park('direct');
    await view.until('handed over', () => own(rows()).contexts[0] === 'by-proxy' && areKnown(), 20_000);
    for (const clusters of published) assert.deepEqual(figures(own(clusters)).map(shownOf), before);
    assert.equal(view.feed.records('direct', pods).size, 0, 'what was put aside is let go');
  });
});

/** Known or last known: what the person reads. */
function shownOf(figure: Figure<unknown>): unknown {
  return 'value' in figure ? figure.value : figure.type;
}
