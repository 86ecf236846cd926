import assert from 'node:assert/strict';
import {after, afterEach, before, describe, it} from 'node:test';
import {namespaces} from '../../src/kinds/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from './fleet.ts';

const seconds = 1_000;

describe('three real clusters', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let view: Watched;
  let alpha: Cluster;

  before(async () => {
    fleet = await rig({clusters: 3, emulate: ['1.37', '1.36', '1.34']});
    alpha = fleet.cluster('alpha');
    view = await watched({kubeconfig: fleet.kubeconfig});
    await view.until('all synced', () => names.every(isSynced), 30 * seconds);
  });
  afterEach(async () => {
    alpha.resume();
    await alpha.start();
    await alpha.proxy.heal();
    await view.until('all synced again', () => names.every(isSynced), 60 * seconds);
  });
  after(async () => {
    await view[Symbol.asyncDispose]();
    await fleet[Symbol.asyncDispose]();
  });

  const names = ['alpha', 'bravo', 'charlie'] as const;
  const isSynced = (name: string) => {
    const watches = Object.values(view.row(name).watches);
    const isLive = view.row(name).connection.type === 'live';
    return isLive && watches.length === 7 && watches.every(({type}) => type === 'synced');
  };
  const othersAreUntouched = () => {
    for (const name of ['bravo', 'charlie']) assert.deepEqual(view.history(name), ['connecting', 'live']);
  };
  const nothingPassesForKnown = () => {
    assert.equal(view.row('alpha').nodes.type, 'last');
    assert.notEqual(view.kind('alpha', 'nodes'), 'synced');
  };
  let made = 0;
  const changesAreSeen = async () => {
    const name = `made-${++made}`;
    await alpha.apply([{apiVersion: 'v1', kind: 'Namespace', metadata: {name}}]);
    const isSeen = () =>
      [...view.feed.records('alpha', namespaces).values()].some((each) => each.name === name);
    took('made → seen', await view.until('the new namespace', isSeen, 5 * seconds));
  };
  const took = (what: string, milliseconds: number) =>
    process.stderr.write(`      ${what}: ${(milliseconds / 1000).toFixed(1)} s\n`);

  it('are live, with their versions, over one socket each', async () => {
    const versions = names.map((name) => view.row(name).version);
    assert.deepEqual(
      versions.map((figure) => figure.type === 'known' && figure.value.emulated),
      [undefined, '1.36', '1.34'],
    );
    for (const {socketsOpen, socketsMade} of view.watch.report().contexts) {
      assert.equal(socketsOpen, 1);
      assert.equal(socketsMade, 1);
    }
  });

  it('lose one that is killed within 5 s, and have it back within 10 s of its return', async () => {
    await alpha.kill();
    took('killed → unreachable', await view.untilState('alpha', 'unreachable tcp', 5 * seconds));
    const {connection} = view.row('alpha');
    assert.match(connection.type === 'unreachable' ? connection.reason : '', /refused/);
    nothingPassesForKnown();
    await alpha.start();
    took('started → live', await view.untilState('alpha', 'live', 10 * seconds));
    took('live → all synced', await view.until('synced', () => isSynced('alpha'), 10 * seconds));
    await changesAreSeen();
    othersAreUntouched();
  });

  it('find one that is paused stale within 15 s and unreachable within 30 s, and back within 10 s', async () => {
    alpha.pause();
    const stale = await view.untilState('alpha', 'stale', 15 * seconds);
    took('paused → stale', stale);
    took('stale → unreachable', await view.untilState('alpha', 'unreachable', 30 * seconds - stale));
    nothingPassesForKnown();
    alpha.resume();
    took('resumed → live', await view.untilState('alpha', 'live', 10 * seconds));
    took('live → all synced', await view.until('synced', () => isSynced('alpha'), 10 * seconds));
    await changesAreSeen();
    othersAreUntouched();
  });

  it('find one behind a black hole stale within 15 s and unreachable within 30 s, and back within 10 s', async () => {
    await alpha.proxy.blackHole();
    const stale = await view.untilState('alpha', 'stale', 15 * seconds);
    took('black hole → stale', stale);
    took('stale → unreachable', await view.untilState('alpha', 'unreachable', 30 * seconds - stale));
    nothingPassesForKnown();
    await alpha.proxy.heal();
    took('healed → live', await view.untilState('alpha', 'live', 10 * seconds));
    took('live → all synced', await view.until('synced', () => isSynced('alpha'), 10 * seconds));
    await changesAreSeen();
    othersAreUntouched();
  });

  it('stay live over a connection that is dropped once', async () => {
    alpha.proxy.drop();
    await view.until(
      'a new socket',
      () => (view.watch.report().contexts[0]?.socketsMade ?? 0) > 1,
      5 * seconds,
    );
    took('dropped → all synced', await view.until('synced', () => isSynced('alpha'), 10 * seconds));
    assert.equal(view.history('alpha').includes('unreachable'), false);
    othersAreUntouched();
  });

  it('notice a reset of every connection within 5 s, and its end within 10 s', async () => {
    await alpha.proxy.reset();
    took('reset → unreachable', await view.untilState('alpha', 'unreachable tcp', 5 * seconds));
    await alpha.proxy.heal();
    took('healed → live', await view.untilState('alpha', 'live', 10 * seconds));
    othersAreUntouched();
  });

  it('go on at once when a person reconnects one', async () => {
    await alpha.proxy.refuse();
    await view.untilState('alpha', 'unreachable tcp', 5 * seconds);
    await alpha.proxy.heal();
    view.watch.reconnect('alpha');
    took('reconnect → live', await view.untilState('alpha', 'live', 2 * seconds));
  });

  it('close their sockets when one is parked, and are back when it is not', async () => {
    const before = alpha.proxy.open;
    view.watch.park('alpha');
    await view.until('its socket closed', () => alpha.proxy.open < before, 5 * seconds);
    assert.equal(view.row('alpha').connection.type, 'parked');
    view.watch.unpark('alpha');
    await view.untilState('alpha', 'live', 5 * seconds);
  });
});
