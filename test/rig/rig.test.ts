import assert from 'node:assert/strict';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import test, {after, before, describe} from 'node:test';
import {type Cluster, identities, type Rig, rig, rigUnavailable, type UserName} from './index.ts';
import {until} from './until.ts';

describe('a rig of three clusters', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let alpha: Cluster;
  before(async () => {
    fleet = await rig({clusters: 3, emulate: ['1.34', '1.36', '1.37']});
    alpha = fleet.cluster('alpha');
  });
  after(() => fleet[Symbol.asyncDispose]());

  test('the merged kubeconfig reaches every cluster through its proxy, with TLS verified', async () => {
    assert.equal(statSync(fleet.kubeconfig).mode & 0o777, 0o600);
    assert.doesNotMatch(readFileSync(fleet.kubeconfig, 'utf8'), /insecure-skip-tls-verify/);
    for (const cluster of fleet.clusters) {
      const before = cluster.proxy.accepted;
      const {stdout} = await alpha.kubectl(['--context', cluster.context, 'get', 'ns', '-o', 'name'], {
        kubeconfig: fleet.kubeconfig,
      });
      assert.match(stdout, /namespace\/kube-system/);
      assert.ok(cluster.proxy.accepted > before);
    }
  });

  test('clusters of one etcd are apart from each other', async () => {
    await alpha.namespace('only-here');
    const here = await alpha.kubectl(['get', 'ns', 'only-here']);
    const there = await fleet.cluster('bravo').kubectl(['get', 'ns', 'only-here']);
    const uids = await Promise.all(
      fleet.clusters.map((one) =>
        one.kubectl(['get', 'ns', 'kube-system', '-o', 'jsonpath={.metadata.uid}']),
      ),
    );

    assert.equal(here.exitCode, 0);
    assert.match(there.stderr, /NotFound/);
    assert.equal(new Set(uids.map(({stdout}) => stdout)).size, 3);
  });

  test('the emulated version shows in /version', async () => {
    const minors = await Promise.all(
      fleet.clusters.map(async ({client}) => {
        const version = (await client.call('GET', '/version')) as Record<string, string>;
        return `${version['gitVersion']} ${version['emulationMinor']}`;
      }),
    );
    assert.deepEqual(minors, ['v1.37.2 34', 'v1.37.2 36', 'v1.37.2 37']);
  });

  for (const user of Object.keys(identities) as UserName[])
    test(`user ${user} is ${identities[user]} to the server`, async () => {
      assert.equal(await whoami(alpha, user), identities[user]);
    });

  test('each user may do what its name says', async () => {
    const can = async (user: UserName, ...question: string[]) => {
      const {stdout} = await alpha.kubectl(['auth', 'can-i', ...question], {
        kubeconfig: alpha.kubeconfigFor(user),
      });
      return stdout.trim();
    };
    assert.equal(await can('token', 'delete', 'nodes'), 'yes');
    assert.equal(await can('reader', 'list', 'pods', '-A'), 'yes');
    assert.equal(await can('reader', 'list', 'secrets', '-A'), 'no');
    assert.equal(await can('reader', 'delete', 'pods'), 'no');
    assert.equal(await can('namespaced', 'list', 'pods', '-n', 'default'), 'yes');
    assert.equal(await can('namespaced', 'list', 'pods', '-A'), 'no');
    assert.equal(await can('nobody', 'list', 'namespaces'), 'no');
  });

  test('users whose credentials fail are not let in', async () => {
    for (const user of [
      'expired',
      'exec-failing',
      'exec-junk',
      'exec-empty',
      'exec-prompting',
      'exec-missing',
    ] as const) {
      const {exitCode, stdout} = await alpha.kubectl(['get', 'ns'], {kubeconfig: alpha.kubeconfigFor(user)});
      assert.equal(exitCode, 1, `${user} was let in: ${stdout}`);
    }
    assert.equal(
      (await alpha.kubectl(['get', 'ns'], {kubeconfig: alpha.kubeconfigFor('exec-login')})).exitCode,
      1,
    );
    writeFileSync(fleet.users.loginFile, '');
    assert.equal(
      (await alpha.kubectl(['get', 'ns'], {kubeconfig: alpha.kubeconfigFor('exec-login')})).exitCode,
      0,
    );
  });

  test('objects are applied from YAML of several documents, custom kinds as soon as they are there', async () => {
    await alpha.apply(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.rig.test}
spec:
  group: rig.test
  scope: Namespaced
  names: {kind: Boat, plural: boats}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
---
apiVersion: rig.test/v1
kind: Boat
metadata: {name: dinghy}
`);
    assert.equal((await alpha.kubectl(['get', 'boats', '-o', 'name'])).stdout, 'boat.rig.test/dinghy');
  });

  test('many pods of a wanted size are made at once', async () => {
    const bravo = fleet.cluster('bravo');
    await bravo.pods(60, {bytes: 20_000, isRunning: true});
    const {stdout} = await bravo.kubectl(['get', '--raw', '/api/v1/namespaces/default/pods']);
    const {items} = JSON.parse(stdout) as {items: {status: {phase: string}}[]};

    assert.equal(items.length, 60);
    assert.ok(items.every(({status}) => status.phase === 'Running'));
    assert.ok(stdout.length / 60 > 16_000 && stdout.length / 60 < 24_000, `${stdout.length / 60} bytes each`);
  });

  test('a killed API server refuses, through the proxy too, and starts again on its port with what it held', async () => {
    const charlie = fleet.cluster('charlie');
    await charlie.namespace('kept');
    const pid = charlie.pids['kube-apiserver'];
    await charlie.kill();

    assert.equal(charlie.state, 'killed');
    for (const direct of [true, false]) {
      const {stderr} = await charlie.kubectl(['get', 'ns'], {
        kubeconfig: charlie.kubeconfigFor('admin', {direct}),
      });
      assert.match(stderr, /refused/);
    }
    await charlie.start();
    assert.equal(charlie.state, 'running');
    assert.notEqual(charlie.pids['kube-apiserver'], pid);
    const {stdout} = await charlie.kubectl(['get', 'ns', 'kept', '-o', 'name'], {
      kubeconfig: charlie.kubeconfigFor(),
    });
    assert.equal(stdout, 'namespace/kept');
  });

  test('a paused API server does not answer, and does once resumed', async () => {
    alpha.pause();
    const paused = await alpha.kubectl(['get', 'ns', '--request-timeout=1s']);
    assert.equal(paused.exitCode, 1);
    assert.match(paused.stderr, /[Tt]imeout|deadline/);
    alpha.resume();

    await until(
      'alpha answers',
      async () => (await alpha.kubectl(['get', 'ns', '--request-timeout=2s'])).exitCode === 0,
    );
  });

  test('faults of the proxy reach real clients', async () => {
    const kubeconfig = alpha.kubeconfigFor();
    const ask = () => alpha.kubectl(['get', 'ns', '--request-timeout=1s'], {kubeconfig});
    await alpha.proxy.refuse();
    assert.match((await ask()).stderr, /refused/);
    await alpha.proxy.reset();
    assert.match((await ask()).stderr, /reset by peer|EOF/);
    await alpha.proxy.blackHole();
    assert.match((await ask()).stderr, /[Tt]imeout|deadline/);
    await alpha.proxy.heal();
    assert.equal((await ask()).exitCode, 0);
  });

  test('an unknown cluster is an error that lists those there are', () => {
    assert.throws(() => fleet.cluster('zulu'), /alpha, bravo, charlie/);
  });
});

describe('variants', {skip: rigUnavailable() ?? false}, () => {
  test('a server without WatchList says so, and GOAWAY does not keep the rig from its work', async () => {
    await using fleet = await rig({
      clusters: [
        {name: 'old', watchList: false},
        {name: 'busy', goawayChance: 0.02},
      ],
    });
    const watchList =
      '/api/v1/namespaces?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const refused = await fleet.cluster('old').client.send('GET', watchList);
    assert.equal(refused.status, 422);
    await fleet.cluster('busy').pods(200);
    const {stdout} = await fleet.cluster('busy').kubectl(['get', 'pods', '-o', 'name']);
    assert.equal(stdout.split('\n').length, 200);
  });

  test('a cluster with an etcd of its own goes back to what was saved, of another too; history can be compacted away', async () => {
    await using fleet = await rig({
      clusters: [{name: 'own', ownEtcd: true}, {name: 'copy', ownEtcd: true}, 'shared'],
    });
    const [own, copy, shared] = fleet.clusters as [Cluster, Cluster, Cluster];
    const namespace = async (cluster: Cluster, name: string) =>
      JSON.parse((await cluster.client.send('GET', `/api/v1/namespaces/${name}`)).body) as {
        metadata?: {uid?: string; resourceVersion?: string};
        code?: number;
      };
    await own.namespace('before');
    const saved = await own.save();
    await own.namespace('after');
    await own.restore(saved);
    await copy.restore(saved);

    assert.equal((await namespace(own, 'after')).code, 404);
    assert.equal(own.state, 'running');
    const before = await namespace(own, 'before');
    assert.ok(before.metadata?.uid);
    assert.deepEqual(await namespace(copy, 'before'), before);
    await assert.rejects(shared.save(), /shared shares its etcd/);
    assert.equal(shared.state, 'running');

    await own.compact();
    const watch = `/api/v1/namespaces?watch=1&timeoutSeconds=1&resourceVersion=${before.metadata.resourceVersion}`;
    assert.match((await own.client.send('GET', watch)).body, /"reason":"Expired"/);
  });

  test('a cluster that cannot start says why, and leaves nothing', async () => {
    let folder = '';
    await assert.rejects(rig({clusters: [{name: 'wrong', flags: ['--no-such-flag']}]}), (error: Error) => {
      folder = /flotilla-rig-\w+/.exec(error.message)?.[0] ?? '';
      return /unknown flag: --no-such-flag/.test(error.message);
    });
    assert.equal(folder !== '' && existsSync(`/tmp/${folder}`), false);
  });
});

async function whoami(cluster: Cluster, user: UserName): Promise<string> {
  const {stdout, stderr} = await cluster.kubectl(
    ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'],
    {
      kubeconfig: cluster.kubeconfigFor(user),
    },
  );
  return stdout || stderr;
}
