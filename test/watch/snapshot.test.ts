import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, it} from 'node:test';
import type {FleetSnapshot, SnapshotCluster} from '../../src/fleet/index.ts';
import {keepSnapshot} from '../../src/watch/snapshot.ts';
import {type ManualClock, manualClock} from '../text/manual-clock.ts';
import {kubeconfigOf, recordingFeed, stage} from './stage.ts';

let folder: string;
let file: string;
let clock: ManualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-state-'));
  file = join(folder, 'flotilla', 'snapshot.json');
  clock = manualClock();
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

describe('the snapshot on disk', () => {
  it('is for nobody else to read, in a folder for nobody else to enter', async () => {
    const {save} = await keep([clusterOf('a')]);
    await save();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(dirname(file)), ['snapshot.json']);
  });

  it('comes back as it was saved', async () => {
    const {save} = await keep([clusterOf('a')]);
    await save();
    const {feed} = await keep([]);
    assert.deepEqual(feed.restored[0]?.clusters, [clusterOf('a')]);
  });

  it('is saved every minute when it has changed', async () => {
    const {feed, ending} = await keep([clusterOf('a')]);
    await clock.advance(61_000);
    await until(() => existsSync(file));
    const first = statSync(file).ino;
    await clock.advance(61_000);
    feed.nextSnapshot = snapshotOf([clusterOf('a'), clusterOf('b')]);
    await clock.advance(61_000);
    await until(() => contentOf().clusters.length === 2);
    assert.notEqual(statSync(file).ino, first);
    ending.abort();
    assert.equal(clock.pending, 0);
  });

  it('is not written again when nothing has changed', async () => {
    const {save} = await keep([clusterOf('a')]);
    await save();
    const before = statSync(file).ino;
    await save();
    assert.equal(statSync(file).ino, before);
  });

  it('keeps the clusters of another instance, and of one that both know the newer', async () => {
    const now = clock.now();
    const first = await keep([clusterOf('a', now - 5), clusterOf('b', now - 5)]);
    const second = await keep([clusterOf('b', now - 9), clusterOf('c', now - 9)]);
    await first.save();
    await second.save();
    assert.deepEqual(
      contentOf().clusters.map(({id, at}) => [id, now - at]),
      [
        ['a', 5],
        ['b', 5],
        ['c', 9],
      ],
    );
  });

  it('has what is dated ahead of every clock give way to what is not, whoever saves', async () => {
    const now = clock.now();
    const hour = 3_600_000;
    const ahead = await keep([clusterOf('a', now + hour), clusterOf('b', now + hour)]);
    await ahead.save();
    const {feed, save} = await keep([clusterOf('a', now - hour)]);
    assert.deepEqual(
      feed.restored.flatMap(({clusters}) => clusters),
      [],
      'nobody knows how old that is',
    );
    await save();
    assert.deepEqual(datesOf(now), {a: -hour, b: hour}, 'what nobody else knows stays');
    ahead.feed.nextSnapshot = snapshotOf([clusterOf('a', now + 2 * hour)]);
    await ahead.save();
    assert.deepEqual(datesOf(now), {a: -hour, b: hour});
  });

  it('takes what is dated a little ahead for new: clocks differ', async () => {
    const now = clock.now();
    const first = await keep([clusterOf('a', now + 60_000)]);
    await first.save();
    const {feed, save} = await keep([clusterOf('a', now - 5)]);
    assert.equal(feed.restored[0]?.clusters.length, 1);
    await save();
    assert.deepEqual(datesOf(now), {a: 60_000});
  });

  it('forgets a cluster dated more than a month ahead', async () => {
    const {save} = await keep([clusterOf('a'), clusterOf('later', clock.now() + 31 * 24 * 3_600_000)]);
    await save();
    assert.deepEqual(
      contentOf().clusters.map(({id}) => id),
      ['a'],
    );
  });

  it('forgets a cluster that nobody has reached for a month', async () => {
    const month = 31 * 24 * 3_600_000;
    const {save} = await keep([clusterOf('old', clock.now() - month), clusterOf('a')]);
    await save();
    assert.deepEqual(
      contentOf().clusters.map(({id}) => id),
      ['a'],
    );
  });

  for (const [what, junk] of [
    ['an empty file', ''],
    ['half a file', '{"format":1,"takenAt":1,"clusters":[{"id":'],
    ['another format', '{"format":2,"takenAt":1,"clusters":[]}'],
    ['a list', '[]'],
    ['clusters without a name', '{"format":1,"takenAt":1,"clusters":[null,7,{"at":1}]}'],
    ['bytes', '\u0000\u0001\ufffd'],
  ] as const) {
    it(`ignores ${what} and replaces it`, async () => {
      mkdirSync(dirname(file));
      writeFileSync(file, junk);
      const {feed, save} = await keep([clusterOf('a')]);
      assert.deepEqual(
        feed.restored.flatMap(({clusters}) => clusters),
        [],
      );
      await save();
      assert.equal(contentOf().clusters.length, 1);
    });
  }

  it('is whole at every moment while two instances save', async () => {
    const instances = await Promise.all([keep([clusterOf('a')], 3), keep([clusterOf('b')], 4)]);
    for (let round = 1; round < 15; round++) {
      for (const {feed} of instances)
        feed.nextSnapshot = snapshotOf(
          feed.nextSnapshot.clusters.map((each) => ({...each, at: clock.now() + round})),
        );
      const saving = Promise.all(instances.map(({save}) => save()));
      if (round > 1) assert.ok(contentOf().clusters.length >= 1);
      await saving;
      assert.ok(contentOf().clusters.length >= 1);
    }
    assert.deepEqual(readdirSync(dirname(file)), ['snapshot.json']);
  });

  it('does without where it cannot be written', async () => {
    writeFileSync(join(folder, 'flotilla'), 'a file where the folder should be');
    const {save} = await keep([clusterOf('a')]);
    await save();
    assert.equal(readFileSync(join(folder, 'flotilla'), 'utf8'), 'a file where the folder should be');
  });

  it('keeps what is there when a cluster has never been seen in this run', async () => {
    const {save} = await keep([clusterOf('a')]);
    await save();
    const {save: saveNothing} = await keep([]);
    await saveNothing();
    assert.equal(contentOf().clusters.length, 1);
  });

  it('tightens what an older file allowed', async () => {
    mkdirSync(dirname(file));
    writeFileSync(file, '{}');
    chmodSync(file, 0o644);
    const {save} = await keep([clusterOf('a')]);
    await save();
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });
});

describe('a watch', () => {
  it('restores the snapshot at its start and saves it at its end', async () => {
    const {save} = await keep([clusterOf('a')]);
    await save();
    const {watch, feed} = await stage({kubeconfig: kubeconfigOf('a'), watch: {snapshotFile: file}});
    assert.equal(feed.restored.length, 1);
    feed.nextSnapshot = snapshotOf([clusterOf('z')]);
    await watch.close();
    assert.ok(contentOf().clusters.some(({id}) => id === 'z'));
  });
});

async function keep(clusters: readonly SnapshotCluster[], seed = 1) {
  const feed = recordingFeed();
  feed.nextSnapshot = snapshotOf(clusters);
  const ending = new AbortController();
  // Whoever waits for another instance looks again in the next turn.
  const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
  const own = {...clock, sleep, random: manualClock(0, seed).random};
  const {save} = await keepSnapshot({file, feed, clock: own, signal: ending.signal});
  return {save, feed, ending};
}

function snapshotOf(clusters: readonly SnapshotCluster[]): FleetSnapshot {
  return {format: 1, takenAt: clock.now(), clusters};
}

function clusterOf(id: string, at = Date.UTC(2026, 0, 1)): SnapshotCluster {
  return {
    id,
    contexts: [id],
    server: `https://${id}`,
    at,
    row: {
      version: {type: 'known', value: {git: 'v1.37.2', emulated: '1.34'}},
      nodes: {type: 'last', value: {ready: 1, total: 2}, at: 5},
      pods: {type: 'known', value: {total: 1, running: 1, pending: 0, failing: 0, completed: 0}},
      capacity: {type: 'unknown'},
      workloads: {type: 'denied'},
      warnings: {type: 'known', value: 3},
      worst: {type: 'known', value: 'ok'},
      region: 'eu',
    },
  };
}

/** By cluster, ms ahead of now. */
function datesOf(now: number): Readonly<Record<string, number>> {
  return Object.fromEntries(contentOf().clusters.map(({id, at}) => [id, at - now]));
}

function contentOf(): FleetSnapshot {
  return JSON.parse(readFileSync(file, 'utf8')) as FleetSnapshot;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    assert.ok(Date.now() < deadline, 'it did not come to pass within 5 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
