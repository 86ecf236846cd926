import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {type ContextEntry, KubeError} from '../../src/kube/index.ts';
import {openBroker} from '../../src/watch/broker/broker.ts';
import {eventually, isAlive, systemClock, temporaryFolder} from '../kube/plugin.ts';
import {type PluginMode, plugin} from '../rig/plugin.ts';

const signal = new AbortController().signal;

test('forty real plugins of one ended session: one process, one failure for all, and one login heals them', async () => {
  await using folder = await temporaryFolder();
  const broker = await open(folder.path);
  const until = join(folder.path, 'logged-in');
  const all = await Promise.all(
    Array.from({length: 40}, (_, n) =>
      plugin({
        folder: folder.path,
        mode: 'login',
        key: `key-${n}`,
        until,
        token: `token-${n}`,
        command: 'aws',
        extraArgs: ['eks', 'get-token', '--cluster-name', `cluster-${n}`, '--profile', 'corp'],
      }),
    ),
  );
  const credentials = all.map((one, n) => broker.credentialsFor(context(`c${n}`, one)));
  const runs = () => all.reduce((sum, one) => sum + one.runs().length, 0);
  try {
    const outcomes = await Promise.allSettled(credentials.map((one) => one.current(signal)));
    assert.equal(runs(), 1);
    for (const outcome of outcomes) {
      assert.ok(outcome.status === 'rejected' && outcome.reason instanceof KubeError);
      assert.deepEqual(outcome.reason.failure, {type: 'login', cause: 'session'});
    }
    await writeFile(until, '');
    assert.equal(await broker.probe('aws:profile:corp'), true);
    const identities = await Promise.all(credentials.map((one) => one.current(signal)));
    for (const [n, {headers}] of identities.entries()) {
      assert.equal(headers['authorization'], `Bearer token-${n}`);
    }
    assert.equal(runs(), 41);
    assert.equal(all[0]?.maximumAtOnce('folder'), 1);
    assert.equal(broker.report()[0]?.runs, 41);
  } finally {
    await broker.close();
  }
});

test('closing the broker ends a hanging plugin and what it started', async () => {
  await using folder = await temporaryFolder();
  const broker = await open(folder.path);
  const hanging = await plugin({folder: folder.path, mode: 'hanging'});
  const asked = Promise.allSettled([broker.credentialsFor(context('a', hanging)).current(signal)]);
  await eventually('it has started its child', () => hanging.runs()[0]?.childPid !== undefined);
  await broker.close();
  const [outcome] = await asked;
  assert.ok(outcome?.status === 'rejected' && outcome.reason instanceof KubeError);
  assert.equal(outcome.reason.failure.type, 'aborted');
  const run = hanging.runs()[0];
  const pids = [run?.pid, run?.childPid].filter((pid) => pid !== undefined);
  assert.equal(pids.length, 2);
  await eventually('both are gone', async () =>
    (await Promise.all(pids.map(isAlive))).every((alive) => !alive),
  );
});

test('every way a plugin can fail is a login failure, and no plugin is told to ask', async () => {
  await using folder = await temporaryFolder();
  const broker = await open(folder.path, 1500);
  const cases: readonly (readonly [PluginMode, string])[] = [
    ['failing', 'session'],
    ['junk', 'session'],
    ['empty', 'session'],
    ['wrong-version', 'session'],
    ['prompting', 'session'],
    ['hanging', 'plugin hung'],
  ];
  try {
    for (const [mode, cause] of cases) {
      const one = await plugin({folder: folder.path, mode});
      await assert.rejects(broker.credentialsFor(context(mode, one)).current(signal), (error: KubeError) => {
        assert.deepEqual(error.failure, {type: 'login', cause}, `${mode}: ${error.message}`);
        return true;
      });
      assert.deepEqual(
        one.runs().map(({isInteractive}) => isInteractive),
        [false],
        mode,
      );
    }
  } finally {
    await broker.close();
  }
});

function open(home: string, timeout?: number) {
  return openBroker({
    clock: systemClock,
    environment: {PATH: process.env['PATH']},
    home,
    rules: [],
    ...(timeout !== undefined ? {timeout} : {}),
  });
}

function context(name: string, {command, args}: {command: string; args: readonly string[]}): ContextEntry {
  return {
    name,
    file: '/config',
    cluster: {name, server: 'https://cluster', skipTlsVerify: false, disableCompression: false},
    user: {
      name,
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
        args,
        env: [],
        provideClusterInfo: false,
        interactiveMode: 'IfAvailable',
      },
    },
  };
}
