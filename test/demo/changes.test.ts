import assert from 'node:assert/strict';
import {before, describe, test} from 'node:test';
import {makeFleet} from '../../src/demo/fleet.ts';
import {objectOf} from '../../src/demo/store.ts';
import {type Change, changesOf, fieldWritesOf} from '../../src/fleet/index.ts';
import {
  allEvents,
  type BaseRecord,
  daemonsets,
  deployments,
  type Kind,
  nodes,
  replicasets,
  statefulsets,
} from '../../src/kinds/index.ts';
import {manualClock} from '../text/manual-clock.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;

describe('what changed on a simulated cluster', () => {
  let changes: (cluster: string) => readonly Change[];

  before(async () => {
    // A while later the autoscalers have been at work as well.
    changes = await livedFor(20 * minute);
  });

  test('is told with who changed an image: whoever applies the workload', () => {
    for (const cluster of ['prod-us1-shop', 'prod-eu1-shop', 'prod-eu3-shop']) {
      const images = changes(cluster).filter(({what}) => what.startsWith('image '));
      assert.ok(images.length > 0, cluster);
      for (const {object, by} of images.slice(0, 1)) assert.equal(`${object} ${by}`, 'shop/checkout argocd');
    }
    const [report] = changes('stg-us1-all').filter(({object}) => object === 'payments/report');
    assert.equal(report?.what, 'image 1.4.2 -> 1.4.3-latset');
    assert.equal(report.by, 'helm');
  });

  test('tells no rollout as a change of replicas, not even one that is stuck', () => {
    for (const cluster of ['prod-eu1-shop', 'prod-eu3-shop', 'prod-us1-shop', 'stg-eu1-all', 'dev-eu1-all']) {
      const own = changes(cluster).filter(({object}) => object === 'shop/checkout');
      assert.ok(own.length > 0);
      // An autoscaler may have been there between two rollouts.
      for (const {what, by} of own) assert.ok(by === 'hpa' || !what.startsWith('replicas '), what);
    }
  });

  test('is told of autoscalers, from where to where', () => {
    const scalings = changes('prod-eu2-shop').filter(({what}) => what.startsWith('replicas '));
    assert.ok(scalings.length > 0);
    for (const {what, by} of scalings) {
      assert.match(what, /^replicas \d+ -> \d+/);
      assert.equal(by, 'hpa');
    }
  });
});

async function livedFor(milliseconds: number): Promise<(cluster: string) => readonly Change[]> {
  let now = start;
  const ending = new AbortController();
  const clock = {
    ...manualClock(),
    now: () => now,
    async sleep() {
      if (now > start) ending.abort();
      now = start + milliseconds;
    },
  };
  const fleet = makeFleet({clock, folder: '', signal: ending.signal});
  await fleet.live(ending.signal);
  return (name) => {
    const cluster = fleet.clusters.find(({plan}) => plan.name === name);
    assert.ok(cluster);
    const objects = (resource: string) => cluster.world.store.list(resource).map(objectOf);
    const records = <R extends BaseRecord>(kind: Kind<R>, resource: string): readonly R[] =>
      objects(resource).map((object) => kind.project(object));
    return changesOf(
      {
        deployments: records(deployments, 'deployments.apps'),
        statefulSets: records(statefulsets, 'statefulsets.apps'),
        daemonSets: records(daemonsets, 'daemonsets.apps'),
        replicaSets: records(replicasets, 'replicasets.apps'),
        nodes: records(nodes, 'nodes'),
        events: records(allEvents, 'events'),
        writes: objects('deployments.apps').flatMap((object) => fieldWritesOf(object) ?? []),
      },
      fleet.now() / 1000,
    );
  };
}
