import assert from 'node:assert/strict';
import test from 'node:test';
import type {ClusterRow} from '../../src/fleet/index.ts';
import {pods} from '../../src/kinds/index.ts';
import {KubeError} from '../../src/kube/index.ts';
import {system} from '../providers/fixtures.ts';
import {kubeconfigOf, type Play, stage, version} from './stage.ts';

const {kind} = system('karmada');

const apis = (...versions: readonly string[]): Play => {
  const groups = [{name: 'apps', versions: versions.map((groupVersion) => ({groupVersion}))}];
  return (path) => (path === '/apis' ? {kind: 'APIGroupList', groups} : version);
};
const plays = {hub: apis('apps/v1', 'cluster.karmada.io/v1alpha1'), plain: apis('apps/v1')};

async function opened(given: Readonly<Record<string, Play>> = plays) {
  const it = await stage({kubeconfig: kubeconfigOf('hub', 'plain'), plays: given});
  it.watch.want([pods, kind]);
  await it.clock.advance(100);
  const looks = () => it.asked.filter(({path}) => path === '/apis').length;
  const read = (context: string) => it.running(context).map(({plural}) => plural);
  return {...it, looks, read};
}

test('an optional kind is watched only where the server has its group, which each is asked once', async () => {
  const it = await opened();
  assert.deepEqual(it.read('hub'), ['pods', 'clusters']);
  assert.deepEqual(it.read('plain'), ['pods']);
  it.watch.want([pods]);
  await it.clock.advance(60_000);
  assert.equal(it.looks(), 2);
  await it.watch.close();
});

test('nobody is asked for groups as long as no optional kind is wanted', async () => {
  const it = await stage({kubeconfig: kubeconfigOf('hub'), plays});
  it.watch.want([pods]);
  await it.clock.advance(100);
  assert.equal(
    it.asked.some(({path}) => path === '/apis'),
    false,
  );
  await it.watch.close();
});

test('another version of the group is not the hub’s: members have it as well', async () => {
  const it = await opened({...plays, hub: apis('cluster.karmada.io/v1beta9')});
  assert.deepEqual(it.read('hub'), ['pods']);
  await it.watch.close();
});

test('who asks anew finds a hub that was installed since, and one that is gone', async () => {
  const it = await opened();
  it.plays.set('hub', apis('apps/v1'));
  it.plays.set('plain', apis('cluster.karmada.io/v1alpha1'));
  for (const context of ['hub', 'plain']) it.watch.reconnect(context);
  await it.clock.advance(100);
  assert.deepEqual(it.read('hub'), ['pods']);
  assert.deepEqual(it.read('plain'), ['pods', 'clusters']);
  await it.watch.close();
});

test('of two contexts of a hub only the one that its row goes by reads what it says', async () => {
  const it = await opened({hub: plays.hub, plain: plays.hub});
  assert.deepEqual(it.read('plain'), ['pods', 'clusters']);
  const row = {contexts: ['hub', 'plain']} as unknown as ClusterRow;
  it.feed.store.setState({clusters: [row]});
  await it.clock.advance(10);
  assert.equal(it.read('hub').includes('clusters'), true);
  assert.equal(it.read('plain').includes('clusters'), false);
  await it.watch.close();
});

test('of two contexts of a cluster that is no hub one reads no more once the other has read all there is', async () => {
  const it = await opened({hub: plays.plain, plain: plays.plain});
  it.running('plain')[0]?.state({type: 'synced'});
  const row = {contexts: ['hub', 'plain']} as unknown as ClusterRow;
  it.feed.store.setState({clusters: [row]});
  assert.equal(it.read('plain').includes('pods'), true);
  it.running('hub')[0]?.state({type: 'synced'});
  await it.clock.advance(10);
  assert.equal(it.read('plain').includes('pods'), false);
  await it.watch.close();
});

test('a server that was lost may be another when it is back, and is asked again', async () => {
  const it = await opened();
  it.plays.set('hub', {type: 'tcp'});
  await it.clock.advance(60_000);
  assert.equal(it.feed.now('hub'), 'unreachable');
  it.plays.set('hub', plays.plain);
  await it.clock.advance(60_000);
  assert.equal(it.feed.now('hub'), 'live');
  assert.deepEqual(it.read('hub'), ['pods']);
  await it.watch.close();
});

test('it is not settled before the server has said what it has and that was read', async () => {
  let answer: (body: unknown) => void = () => {};
  const later = new Promise((resolve) => {
    answer = resolve;
  });
  const it = await opened({...plays, hub: (path) => (path === '/apis' ? later : version)});
  let isSettled = false;
  void it.watch.settled(new AbortController().signal, ['hub']).then(() => {
    isSettled = true;
  });
  const played = (plural: string) => it.running('hub').find((each) => each.plural === plural);
  played('pods')?.state({type: 'synced'});
  await it.clock.advance(10);
  assert.equal(isSettled, false);
  answer({groups: [{versions: [{groupVersion: 'cluster.karmada.io/v1alpha1'}]}]});
  await it.clock.advance(10);
  assert.equal(isSettled, false);
  played('clusters')?.state({type: 'synced'});
  await it.clock.advance(10);
  assert.equal(isSettled, true);
  await it.watch.close();
});

test('a server that cannot tell keeps nobody waiting, and is asked again', async () => {
  let isIll = true;
  const ill: Play = (path) => {
    if (path === '/apis' && isIll) throw new Error('no answer');
    return (plays.hub as (path: string) => unknown)(path);
  };
  const it = await opened({...plays, hub: ill});
  it.running('hub')[0]?.state({type: 'synced'});
  await it.watch.settled(new AbortController().signal, ['hub']);
  assert.deepEqual(it.read('hub'), ['pods']);
  isIll = false;
  await it.clock.advance(31_000);
  assert.deepEqual(it.read('hub'), ['pods', 'clusters']);
  await it.watch.close();
});

test('one that refuses to tell is not asked again', async () => {
  const failure = {type: 'http', status: 403, reason: 'Forbidden'} as const;
  const refusing: Play = (path) => {
    if (path === '/apis') throw new KubeError('forbidden', {context: 'hub', failure});
    return version;
  };
  const it = await opened({...plays, hub: refusing});
  await it.clock.advance(120_000);
  assert.deepEqual(it.read('hub'), ['pods']);
  assert.equal(it.looks(), 2);
  await it.watch.close();
});
