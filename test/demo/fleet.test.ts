import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {statSync} from 'node:fs';
import {connect} from 'node:net';
import {after, before, describe, test} from 'node:test';
import {groupOf} from '../../src/config/index.ts';
import {stateText} from '../../src/fleet/index.ts';
import {pods} from '../../src/kinds/index.ts';
import {fixedClaims, KubeError} from '../../src/kube/index.ts';
import type {Clock} from '../../src/text/index.ts';
import {until} from '../kube/until.ts';
import {realClock} from '../text/real-clock.ts';
import {eventsOf, follow, listOf, type Stage, stage} from './stage.ts';

describe('the demonstration fleet', () => {
  /** ms that the clock is ahead of the real one, for what takes minutes. */
  let ahead = 0;
  /** How long anybody slept who then was woken at once: lateness that a test need not wait for. */
  const late: number[] = [];
  const clock: Clock = {
    ...realClock,
    now: () => Date.now() + ahead,
    sleep(milliseconds, signal) {
      if (milliseconds !== 1_200) return realClock.sleep(milliseconds, signal);
      late.push(milliseconds);
      return Promise.resolve();
    },
  };
  let on: Stage;

  before(async () => {
    on = await stage({clock});
  });
  after(() => on?.[Symbol.asyncDispose]());

  test('has a kubeconfig that only its owner may read, with a context for each of 24 clusters and a second for one', async () => {
    assert.equal(statSync(on.demo.kubeconfigFile).mode & 0o777, 0o600);
    assert.equal(on.demo.clusters.length, 24);
    assert.deepEqual(
      on.entries.map(({name}) => name).filter((name) => !on.demo.clusters.includes(name)),
      ['stg-eu1-all-admin'],
    );
    const uids = await Promise.all(
      ['stg-eu1-all', 'stg-eu1-all-admin'].map(async (context) => {
        const {text} = await on.ask(context, '/api/v1/namespaces/kube-system');
        return JSON.parse(text).metadata.uid;
      }),
    );
    assert.equal(uids[0], uids[1]);
  });

  test('has a group and a tier for every context', () => {
    for (const {name, cluster} of on.entries) {
      const facts = {context: name, server: cluster.server, provider: ''};
      const {group, tier} = groupOf(facts, {groups: on.demo.groups});
      assert.equal(name.startsWith(`${tier}-${group}`), true, `${name}: ${group} ${tier}`);
    }
  });

  test('tells versions of four minors, and regions and zones by its nodes', async () => {
    const minors = new Set<string>();
    for (const context of on.demo.clusters) {
      if (context === 'prod-eu3-pay' || behindLogin.includes(context)) continue;
      const {text} = await on.ask(context, '/version');
      minors.add(/^v(\d+\.\d+)\./.exec(JSON.parse(text).gitVersion)?.[1] ?? '');
    }
    assert.deepEqual([...minors].sort(), ['1.34', '1.35', '1.36', '1.37']);
    const selector = 'topology.kubernetes.io/region=eu-west-1,topology.kubernetes.io/zone=eu-west-1a';
    const zone = listOf(await on.ask('prod-eu1-shop', `/api/v1/nodes?labelSelector=${selector}`));
    assert.equal(zone.items.length, 8);
  });

  test('has faults from the start: pods may not be listed here, nobody answers there, and one is late', async () => {
    const denied = await on.ask('prod-ap1-pay', '/api/v1/pods');
    assert.equal(denied.status, 403);
    assert.equal((await on.ask('prod-ap1-pay', '/api/v1/nodes')).status, 200);
    await assert.rejects(on.ask('prod-eu3-pay', '/version'), {code: 'ECONNREFUSED'});
    const before = late.length;
    await on.ask('prod-ap1-shop', '/version');
    await on.ask('prod-ap1-edge', '/version');
    assert.deepEqual(late.slice(before), [1_200]);
  });

  test('is ill in the ways it should be', async () => {
    const reasons = async (context: string) => {
      await using connection = await on.connect(context);
      await using following = follow(connection, pods);
      await following.reach('synced');
      return new Set([...following.held.values()].flatMap(({trouble}) => trouble?.reason ?? []));
    };
    assert.deepEqual(await reasons('prod-eu1-pay'), new Set());
    assert.ok((await reasons('prod-eu1-shop')).has('CrashLoopBackOff'));
    assert.match([...(await reasons('stg-us1-all'))].join(), /ImagePullBackOff|ErrImagePull/);
    assert.deepEqual(await reasons('prod-us2-shop'), new Set(['Unschedulable']));
    const nodes = listOf(await on.ask('prod-ap1-edge', '/api/v1/nodes', {accept: 'application/json'}));
    assert.match(JSON.stringify(nodes), /NodeStatusUnknown/);
    const path = '/apis/apps/v1/namespaces/shop/deployments/checkout';
    assert.match((await on.ask('prod-eu3-shop', path)).text, /ProgressDeadlineExceeded/);
    const rolling = JSON.parse((await on.ask('prod-us1-shop', path)).text);
    assert.ok(rolling.status.updatedReplicas < rolling.spec.replicas);
    const folded = '/api/v1/namespaces/shop/events?fieldSelector=reason=BackOff,type=Warning';
    const backOffs = listOf(await on.ask('prod-eu1-shop', folded)).items as unknown as {count: number}[];
    assert.ok(backOffs.length > 3 && backOffs.every(({count}) => count > 20));
  });

  test('takes a token until it ends, 25 minutes after the start', async () => {
    let passed = 0;
    await using own = await stage({clock: {...realClock, now: () => Date.now() + passed}});
    const status = async (context: string) => (await own.ask(context, '/version')).status;
    assert.equal(await status('prod-us2-pay'), 200);
    passed = 24 * 60_000;
    assert.equal(await status('prod-us2-pay'), 200);
    passed = 25 * 60_000;
    assert.equal(await status('prod-us2-pay'), 401);
    assert.equal(await status('stg-eu1-all'), 200);
  });

  test('a stopped server hangs up and refuses; started again it is there at the same address', async () => {
    await using connection = await on.connect('dev-us1-all');
    await using following = follow(connection, pods);
    await following.reach('synced');
    await on.demo.fault('dev-us1-all', 'stop');
    await following.reach('failing');
    const state = following.states.find(({type}) => type === 'failing');
    assert.ok(state?.type === 'failing' && state.error.failure.type === 'tcp', JSON.stringify(state));
    await assert.rejects(on.ask('dev-us1-all', '/version'), {code: 'ECONNREFUSED'});
    await on.demo.fault('dev-us1-all', 'start');
    assert.equal((await on.ask('dev-us1-all', '/version')).status, 200);
  });

  test('a paused server takes connections and says nothing, neither to old watches nor to new ones, until it is resumed', async () => {
    await using connection = await on.connect('dev-ap1-all');
    await using following = follow(connection, pods);
    await following.reach('synced');
    await on.demo.fault('dev-ap1-all', 'pause');
    const {signal} = new AbortController();
    await assert.rejects(
      connection.json({verb: 'GET', path: '/version', signal, timeout: 100}),
      (error) => error instanceof KubeError && error.failure.type === 'timeout',
    );
    let isAnswered = false;
    const asked = on.ask('dev-ap1-all', '/version').then(({status}) => {
      isAnswered = true;
      return status;
    });
    const [gone] = following.held.values();
    assert.ok(gone);
    on.demo.remove('dev-ap1-all', 'pods', gone.namespace, gone.name);
    await on.ask('dev-eu1-all', '/version');
    assert.ok(!isAnswered && following.held.has(`${gone.namespace}/${gone.name}`));
    await on.demo.fault('dev-ap1-all', 'resume');
    assert.equal(await asked, 200);
    await until('the watch goes on', () => !following.held.has(`${gone.namespace}/${gone.name}`));
  });

  test('slow and normal undo each other', async () => {
    const before = late.length;
    await on.demo.fault('dev-eu2-all', 'slow');
    await on.ask('dev-eu2-all', '/version');
    await on.demo.fault('dev-eu2-all', 'normal');
    await on.ask('dev-eu2-all', '/version');
    assert.equal(late.length, before + 1);
    await assert.rejects(on.demo.fault('nowhere', 'slow'), /no cluster "nowhere"/);
  });

  test('goes on by itself: a rollout advances while somebody watches', async () => {
    const {resourceVersion} = listOf(await on.ask('prod-us1-shop', '/api/v1/pods?limit=1')).metadata;
    // Longer than it rests between two rollouts.
    ahead = 180_000;
    const path = `/api/v1/namespaces/shop/pods?watch=1&labelSelector=app=checkout&resourceVersion=${resourceVersion}`;
    const events = eventsOf(await on.ask('prod-us1-shop', path, {lines: 6}));
    assert.deepEqual(new Set(events.map(({type}) => type)), new Set(['ADDED', 'MODIFIED', 'DELETED']));
  });
});

describe('the logins of a demonstration', () => {
  test('a session has ended behind two clusters: their plugin says so, and gives a token once somebody may be asked', async () => {
    await using on = await stage();
    const plugins = on.entries.filter(({user}) => user.exec).map(({name, user}) => ({name, ...user.exec}));
    assert.deepEqual(
      plugins.map(({name}) => name),
      behindLogin,
    );
    const command = plugins[0]?.command ?? '';
    assert.equal(statSync(command).mode & 0o777, 0o700);
    const run = (interactive: boolean, input: string) => {
      const info = JSON.stringify({kind: 'ExecCredential', spec: {interactive}});
      return spawnSync(command, {env: {KUBERNETES_EXEC_INFO: info}, input, encoding: 'utf8'});
    };
    const [context = ''] = behindLogin;
    const status = async (token: string) =>
      (await on.ask(context, '/version', {headers: {authorization: `Bearer ${token}`}})).status;
    assert.equal(await status('none'), 401);

    const quiet = run(false, '\n');
    assert.equal(quiet.status, 1);
    assert.match(quiet.stderr, /^the session of ann@acme\.example has ended: log in again$/m);
    // Whoever is asked and goes away has not logged in.
    assert.equal(run(true, '').status, 1);
    assert.equal(run(false, '').status, 1);
    const asked = run(true, '\n');
    assert.match(asked.stderr, /Press enter to log in again/);
    assert.equal(await status(JSON.parse(asked.stdout).status.token), 200);
    assert.equal(run(false, '').stdout, asked.stdout);
  });

  test('one that ends is told of ten minutes before, in the time of whoever watches, whatever the speed', async () => {
    for (const speed of [1, 5]) {
      await using on = await stage({clock: {...realClock, now: () => begin}, speed});
      const entry = on.entries.find(({name}) => name === 'prod-us2-pay');
      assert.ok(entry);
      const {expires} = (await fixedClaims(entry)) ?? {};
      assert.equal(expires, begin + (25 / speed) * 60_000);
      const row = {connection: {type: 'live', since: begin}, watches: {}} as const;
      const login = {group: 'expiring', expires, isRenewed: false};
      assert.equal(stateText({...row, login}, expires - 600_000), 'live');
      assert.equal(stateText({...row, login}, expires - 599_000), 'live !login');
    }
  });
});

const begin = Date.UTC(2026, 0, 1);
const behindLogin = ['prod-eu2-edge', 'prod-eu2-pay'];

describe('the end of a demonstration', () => {
  test('leaves nothing listening, whether it is closed or its signal aborts', async () => {
    for (const way of ['close', 'signal']) {
      const ending = new AbortController();
      await using on = await stage({
        signal: ending.signal,
        size: {clusters: 3, podsPerCluster: 10, eventsPerSecond: 0},
      });
      const ports = on.entries.map(({cluster}) => Number(new URL(cluster.server).port));
      const watched = on.ask('bulk-001', '/api/v1/pods?watch=1').catch(() => 'hung up');
      if (way === 'close') await on.demo.close();
      else ending.abort();
      for (const port of ports) await refuses(port);
      assert.ok(await watched);
    }
  });

  test('comes at once where the signal has aborted before', async () => {
    await using on = await stage({
      signal: AbortSignal.abort(),
      size: {clusters: 1, podsPerCluster: 1, eventsPerSecond: 0},
    });
    await assert.rejects(on.ask('bulk-001', '/version'), {code: 'ECONNREFUSED'});
  });
});

/** Resolves once nobody listens there. */
async function refuses(port: number): Promise<void> {
  let isRefused = false;
  await until(`port ${port} refuses`, () => {
    const socket = connect(port, '127.0.0.1', () => socket.destroy());
    socket.on('error', () => {
      isRefused = true;
    });
    return isRefused;
  });
}
