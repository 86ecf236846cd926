import assert from 'node:assert/strict';
import {after, before, describe, it} from 'node:test';
import {nodes, pods} from '../../src/kinds/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from './fleet.ts';

describe('a cluster that has forgotten what came after our last reading', {
  skip: rigUnavailable() ?? false,
}, () => {
  let fleet: Rig;
  let view: Watched;
  let onWord: () => unknown = () => {};

  before(async () => {
    fleet = await rig({
      clusters: [
        {name: 'cached'},
        {name: 'uncached', flags: ['--watch-cache=false']},
        {name: 'by-list', watchList: false},
      ],
      nodes: 3,
      controllers: false,
    });
    for (const cluster of fleet.clusters) await cluster.pods(8, {isRunning: true});
    view = await watched({kubeconfig: fleet.kubeconfig});
    const isRead = ({name}: Cluster) => isKnown(name, 8, 3);
    const {watch: tell} = view.feed;
    Object.assign(view.feed, {
      watch(...given: Parameters<typeof tell>) {
        tell(...given);
        onWord();
      },
    });
    await view.until('all of them are read', () => fleet.clusters.every(isRead), 30_000);
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  /** Pods and nodes as the row has them, where it says that they are so now. */
  const known = (name: string) => {
    const row = view.row(name);
    return {
      pods: row.pods.type === 'known' ? row.pods.value.total : undefined,
      nodes: row.nodes.type === 'known' ? row.nodes.value.total : undefined,
    };
  };
  const isKnown = (name: string, ofPods: number, ofNodes: number) =>
    known(name).pods === ofPods && known(name).nodes === ofNodes;

  const isSynced = (name: string) =>
    Object.values(view.row(name).watches).every(({type}) => type === 'synced');

  for (const name of ['cached', 'uncached', 'by-list'])
    it(`is read anew at once when it is back, and shows no figure of before as true (${name})`, async () => {
      const cluster = fleet.cluster(name);
      const {metadata} = (await cluster.client.call('GET', '/api/v1/pods?limit=1')) as List;
      await cluster.proxy.refuse();
      await view.untilState(name, 'unreachable tcp', 10_000);
      assert.equal(view.row(name).pods.type, 'last');

      for (const pod of ['pod-0', 'pod-1', 'pod-2'])
        await cluster.client.call('DELETE', `/api/v1/namespaces/default/pods/${pod}?gracePeriodSeconds=0`);
      await cluster.client.call('DELETE', '/api/v1/nodes/node-2');
      await cluster.pods(1, {name: 'made-meanwhile', isRunning: true});
      await cluster.compact();
      const ours = `/api/v1/pods?watch=1&timeoutSeconds=1&resourceVersion=${metadata.resourceVersion}`;
      assert.match((await cluster.client.send('GET', ours)).body, /"reason":"Expired".*"code":410/);

      // At every word of the watch, for a publication may come at any moment.
      const told: ReturnType<typeof known>[] = [];
      onWord = () => told.push(known(name));
      await cluster.proxy.heal();
      const isRight = () => isKnown(name, 6, 2) && isSynced(name);
      await view.until('live', () => view.state(name) === 'live', 10_000);
      await view.until('read anew', isRight, 3_000);
      for (const {pods: ofPods = 6, nodes: ofNodes = 2} of told)
        assert.deepEqual([ofPods, ofNodes], [6, 2], 'a figure of before passes for one of now');

      onWord = () => {};
      const held = [...view.feed.records(name, pods).values()].map((pod) => pod.name).sort();
      assert.deepEqual(held, ['made-meanwhile-0', 'pod-3', 'pod-4', 'pod-5', 'pod-6', 'pod-7']);
      assert.equal(view.feed.records(name, nodes).size, 2);
      // What comes afterwards is seen: the new watch stands.
      await cluster.client.call('DELETE', '/api/v1/nodes/node-1');
      await view.until('a node that goes afterwards', () => isKnown(name, 6, 1), 5_000);
    });
});

interface List {
  readonly metadata: {readonly resourceVersion: string};
}
