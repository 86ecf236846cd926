import assert from 'node:assert/strict';
import {describe, test} from 'node:test';
import {makeFleet} from '../../src/demo/fleet.ts';
import {objectOf} from '../../src/demo/store.ts';
import {manualClock} from '../text/manual-clock.ts';

type Fleet = ReturnType<typeof makeFleet>;

const minute = 60_000;

/** Everything there is on the clusters, as text. */
function contents({clusters}: Fleet): string {
  return clusters
    .map(({plan, world}) => {
      const objects = resources.flatMap((resource) => world.store.list(resource).map(objectOf));
      return `${plan.name} ${world.store.version} ${JSON.stringify(objects)}`;
    })
    .join('\n');
}

const resources = [
  'nodes',
  'namespaces',
  'pods',
  'events',
  'services',
  'configmaps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
];

/** A fleet that has lived for a while; `steps` says how often the clock was looked at. */
async function lived(milliseconds: number, {seed = 1, speed = 1, steps = 1} = {}): Promise<Fleet> {
  let now = start;
  const ending = new AbortController();
  let step = 0;
  const clock = {
    ...manualClock(),
    now: () => now,
    async sleep() {
      if (step === steps) ending.abort();
      else now = start + (milliseconds * ++step) / steps;
    },
  };
  const fleet = makeFleet({clock, seed, speed, folder: '', signal: ending.signal});
  await fleet.live(ending.signal);
  return fleet;
}

const start = Date.UTC(2026, 0, 1);

describe('a simulated fleet', () => {
  test('is the same for the same seed and clock, object by object, and another for another seed', async () => {
    const [first, second, other] = [await lived(0), await lived(0), await lived(0, {seed: 2})];
    assert.equal(contents(first), contents(second));
    assert.notEqual(contents(first), contents(other));
  });

  test('comes to the same after ten minutes, however often the clock is looked at, and ten times as fast after one', async () => {
    const often = contents(await lived(10 * minute, {steps: 60}));
    assert.notEqual(often, contents(await lived(0)));
    assert.equal(contents(await lived(10 * minute)), often);
    assert.equal(contents(await lived(minute, {speed: 10, steps: 7})), often);
  });

  test('rolls out one version after the other, and keeps a few of the old ones', async () => {
    const images = (fleet: Fleet): string => {
      const one = fleet.clusters.find(({plan}) => plan.name === 'prod-us1-shop');
      const item = one?.world.store.get('deployments.apps', 'shop', 'checkout');
      return /ghcr\.io\/acme\/checkout:[\d.]+/.exec(JSON.stringify(item?.make()))?.[0] ?? '';
    };
    const before = await lived(0);
    const later = await lived(60 * minute);
    assert.equal(images(before), 'ghcr.io/acme/checkout:1.41.10');
    assert.notEqual(images(later), images(before));
    const sets = later.clusters.map(({world}) => world.store.list('replicasets.apps').length);
    assert.ok(Math.max(...sets) <= 60, `${sets}`);
  });

  test('counts restarts and folded warnings up', async () => {
    const figures = (fleet: Fleet): {readonly restarts: number; readonly count: number} => {
      const one = fleet.clusters.find(({plan}) => plan.name === 'prod-eu1-shop');
      const text = JSON.stringify(
        ['pods', 'events'].map((kind) => one?.world.store.list(kind).map(objectOf)),
      );
      const largest = (key: string) =>
        Math.max(
          ...[...text.matchAll(new RegExp(`"${key}":(\\d+)`, 'g'))].map(([, number]) => Number(number)),
        );
      return {restarts: largest('restartCount'), count: largest('count')};
    };
    const before = figures(await lived(0));
    const later = figures(await lived(20 * minute));
    assert.ok(before.restarts >= 5 && later.restarts >= before.restarts + 3, `${later.restarts}`);
    assert.ok(later.count > before.count + 20);
  });

  test('does not grow over half a day, and forgets events after an hour', async () => {
    const size = (fleet: Fleet) =>
      fleet.clusters.reduce(
        (sum, {world}) => sum + resources.reduce((own, kind) => own + world.store.list(kind).length, 0),
        0,
      );
    const [hour, halfDay] = [await lived(60 * minute), await lived(720 * minute)];
    assert.ok(size(halfDay) < size(hour) * 1.3, `${size(hour)} ${size(halfDay)}`);
    const oldest = halfDay.now() - 66 * minute;
    for (const {world} of halfDay.clusters)
      for (const item of world.store.list('events'))
        assert.ok(Date.parse(String(item.make()['lastTimestamp'])) >= oldest);
  });

  test('has as many clusters, pods and changes as are asked for', async () => {
    const clock = manualClock();
    const ending = new AbortController();
    const size = {clusters: 5, podsPerCluster: 120, eventsPerSecond: 500};
    const fleet = makeFleet({clock, folder: '', signal: ending.signal, size});
    assert.deepEqual(
      fleet.clusters.map(({world}) => world.store.list('pods').length),
      [120, 120, 120, 120, 120],
    );
    let changes = 0;
    for (const {world} of fleet.clusters) world.store.watch('pods', () => changes++);
    const living = fleet.live(ending.signal);
    for (let step = 0; step < 100; step++) await clock.advance(100);
    ending.abort();
    await living;
    assert.ok(changes >= 4_990 && changes <= 5_000, `${changes}`);
  });
});
