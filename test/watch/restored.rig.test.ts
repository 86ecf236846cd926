import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import type {ClusterRow} from '../../src/fleet/index.ts';
import {nodes, pods} from '../../src/kinds/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {realClock} from '../text/real-clock.ts';
import {type Watched, watched} from './fleet.ts';

const minutes = 60_000;

describe('a cluster restored from a backup of its etcd', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let alpha: Cluster;
  let saved: string;
  let view: Watched;
  /** What the watch takes for passed time beside the real one, ms. */
  let skipped = 0;

  before(async () => {
    fleet = await rig({clusters: [{name: 'alpha', ownEtcd: true}]});
    alpha = fleet.cluster('alpha');
    await alpha.nodes(3);
    await alpha.pods(6, {isRunning: true});
    saved = await alpha.save();
    const clock = {...realClock, now: () => Date.now() + skipped};
    view = await watched({kubeconfig: fleet.kubeconfig, watch: {clock}});
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const row = () => view.row('alpha');
  const podNames = () => [...view.feed.records('alpha', pods).values()].map(({name}) => name).sort();
  const isKnown = (ofPods: number, ofNodes: number) =>
    totalOf(row().pods) === ofPods && totalOf(row().nodes) === ofNodes;
  const version = async () => {
    const {metadata} = (await alpha.client.call('GET', '/api/v1/pods?limit=1')) as List;
    return Number(metadata.resourceVersion);
  };
  /** Makes it another cluster than the saved one: 9 pods and 4 nodes, some of them new. */
  const live = async () => {
    await alpha.client.call('DELETE', '/api/v1/namespaces/default/pods/pod-0?gracePeriodSeconds=0');
    await alpha.pods(4, {name: 'later', isRunning: true});
    await alpha.nodes(1, {name: 'later'});
    await view.until('what was made since', () => isKnown(9, 4), 20_000);
  };

  const isRestored = async () => {
    await alpha.proxy.heal();
    await view.untilState('alpha', 'live', 10_000);
    await view.until('the figures of what was restored', () => isKnown(6, 3), 15_000);
    assert.deepEqual(podNames(), ['pod-0', 'pod-1', 'pod-2', 'pod-3', 'pod-4', 'pod-5']);
    assert.equal(view.feed.records('alpha', nodes).size, 3);
  };

  it('is read anew when it has not come as far as we had read, however short it was away', async () => {
    await live();
    const ours = await version();
    await alpha.proxy.refuse();
    await view.untilState('alpha', 'unreachable tcp', 10_000);
    await alpha.restore(saved);
    assert.ok((await version()) < ours);
    await isRestored();
  });

  it('is read anew after minutes away, also when it has been written past our version meanwhile', async () => {
    await live();
    const ours = await version();
    await alpha.proxy.refuse();
    await view.untilState('alpha', 'unreachable tcp', 10_000);
    await alpha.restore(saved);
    for (let beat = 0; (await version()) <= ours; beat++)
      await alpha.label('/api/v1/nodes/node-0', {beat: String(beat)});
    skipped += 6 * minutes;
    await isRestored();
  });
});

describe('a cluster made from the etcd of another', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let view: Watched;

  before(async () => {
    const clusters = ['alpha', 'bravo'].map((name) => ({name, ownEtcd: true}));
    fleet = await rig({clusters, controllers: false, nodes: 3});
    await fleet.cluster('alpha').pods(4, {isRunning: true});
    await fleet.cluster('bravo').restore(await fleet.cluster('alpha').save());
    view = await watched({kubeconfig: fleet.kubeconfig});
    const isLive = ({name}: Cluster) => view.state(name) === 'live';
    await view.until('both are live', () => fleet.clusters.every(isLive), 20_000);
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const rows = () => {
    view.feed.flush();
    return view.feed.store.getState().clusters;
  };
  const seen = () =>
    rows().map(({contexts, pods: ofPods, nodes: ofNodes}) => [contexts, totalOf(ofPods), totalOf(ofNodes)]);

  it('is the same row while it has the nodes of the other, and one of its own with a fault when it has not', async () => {
    await view.until(
      'one row',
      () => rows().length === 1 && isDeepStrictEqual(seen()[0]?.slice(1), [4, 3]),
      20_000,
    );
    assert.equal(rows()[0]?.identityFault, undefined);

    const bravo = fleet.cluster('bravo');
    await bravo.client.call('DELETE', '/api/v1/nodes');
    await bravo.nodes(2);
    const apart = [
      [['alpha'], 4, 3],
      [['bravo'], 4, 2],
    ];
    await view.until('two rows', () => isDeepStrictEqual(seen(), apart), 20_000);
    assert.notEqual(rows()[0]?.id, rows()[1]?.id);
    assert.match(rows()[0]?.identityFault ?? '', /same kube-system UID as bravo but none of its nodes/);
    assert.match(rows()[1]?.identityFault ?? '', /same kube-system UID as alpha but none of its nodes/);
  });

  it('stays a row of its own while one of them is away', async () => {
    const bravo = fleet.cluster('bravo');
    await bravo.kill();
    await view.untilState('bravo', 'unreachable', 10_000);
    assert.deepEqual(seen(), [
      [['alpha'], 4, 3],
      [['bravo'], undefined, undefined],
    ]);
    await bravo.start();
    await view.until('both are known again', () => isDeepStrictEqual(seen()[1], [['bravo'], 4, 2]), 20_000);
    assert.equal(rows().length, 2);
  });
});

function totalOf(figure: ClusterRow['pods'] | ClusterRow['nodes']): number | undefined {
  return figure.type === 'known' ? figure.value.total : undefined;
}

interface List {
  readonly metadata: {readonly resourceVersion: string};
}
