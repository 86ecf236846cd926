import assert from 'node:assert/strict';
import {rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  type ContextEntry,
  fixedCredentials,
  hasLogin,
  KubeError,
  type UserEntry,
} from '../../src/kube/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {cluster, temporaryFolder} from './plugin.ts';

const signal = new AbortController().signal;

function entry(user: Partial<UserEntry>, server = cluster.server): ContextEntry {
  return {name: 'ctx', file: '/config', cluster: {...cluster, server}, user: {name: 'u', ...user}};
}

function headers(user: Partial<UserEntry>, server?: string) {
  const credentials = fixedCredentials(entry(user, server), {clock: manualClock()});
  return credentials.current(signal).then((identity) => identity.headers);
}

function login(cause: string, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof KubeError);
    assert.deepEqual(error.failure, {type: 'login', cause});
    assert.match(error.message, message);
    return true;
  };
}

test('a token and a password become their headers, a certificate none', async () => {
  assert.deepEqual(await headers({token: 't'}), {authorization: 'Bearer t'});
  assert.deepEqual(await headers({username: 'ü', password: 'p:q'}), {
    authorization: `Basic ${Buffer.from('ü:p:q').toString('base64')}`,
  });
  assert.deepEqual(await headers({password: 'of nobody'}), {});
  assert.deepEqual(await headers({certificateFile: '/c', keyFile: '/k'}), {});
});

test('over plain http no secret is sent, as with kubectl', async () => {
  assert.deepEqual(
    await headers({token: 't', impersonate: {user: 'a', groups: [], extra: {}}}, 'http://host'),
    {
      'impersonate-user': 'a',
    },
  );
});

test('impersonation goes with every identity, each group and value in a header of its own, keys escaped', async () => {
  const impersonate = {
    user: 'jürgen',
    uid: '7',
    groups: ['a', 'b'],
    extra: {'Example.com/Scope%': ['x', 'y'], empty: []},
  };
  assert.deepEqual(await headers({token: 't', impersonate}), {
    authorization: 'Bearer t',
    'impersonate-user': Buffer.from('jürgen').toString('latin1'),
    'impersonate-uid': '7',
    'impersonate-group': 'a',
    'Impersonate-group': 'b',
    'impersonate-extra-example.com%2fscope%25': 'x',
    'Impersonate-extra-example.com%2fscope%25': 'y',
  });
});

test('a refused token that is past its date is told as expired, another is just refused', async () => {
  const clock = manualClock();
  const jwt = (exp: number) =>
    `${btoa('{"alg":"none"}')}.${Buffer.from(JSON.stringify({exp})).toString('base64url')}.c2ln`;
  const expired = fixedCredentials(entry({token: jwt(clock.now() / 1000 - 60)}), {clock});
  const identity = await expired.current(signal);
  await assert.rejects(
    expired.refused(identity),
    login(
      'expired',
      /^The token in the kubeconfig \(user "u"\) expired on 2025-12-31 23:59 UTC: get a new one$/,
    ),
  );
  for (const token of [jwt(clock.now() / 1000 + 60), 'opaque', 'a.b.c']) {
    const fine = fixedCredentials(entry({token}), {clock});
    assert.equal(await fine.refused(await fine.current(signal)), false);
  }
});

test('a token file is read again after a minute and when its token is refused', async () => {
  await using folder = await temporaryFolder();
  const clock = manualClock();
  const tokenFile = join(folder.path, 'token');
  await writeFile(tokenFile, 'one\n');
  const credentials = fixedCredentials(entry({tokenFile}), {clock});
  const first = await credentials.current(signal);
  assert.deepEqual(first.headers, {authorization: 'Bearer one'});
  await writeFile(tokenFile, 'two\n');
  await clock.advance(59_000);
  assert.equal(await credentials.current(signal), first);
  await clock.advance(1_000);
  const second = await credentials.current(signal);
  assert.deepEqual(second.headers, {authorization: 'Bearer two'});
  assert.equal(await credentials.refused(first), true, 'a newer one is there already');
  assert.equal(await credentials.refused(second), false, 'the file still holds the refused one');
  await writeFile(tokenFile, 'three');
  assert.equal(await credentials.refused(second), true);
  assert.deepEqual((await credentials.current(signal)).headers, {authorization: 'Bearer three'});
});

test('a token file that is missing, empty or of two lines is a login failure with its path; a token read before goes on', async () => {
  await using folder = await temporaryFolder();
  const clock = manualClock();
  const tokenFile = join(folder.path, 'token');
  const credentials = fixedCredentials(entry({tokenFile}), {clock});
  await assert.rejects(
    credentials.current(signal),
    login('session', /token file \/.*\/token cannot be read: there is no/),
  );
  await writeFile(tokenFile, ' \n');
  await assert.rejects(credentials.current(signal), login('session', /token file \/.*\/token is empty/));
  await writeFile(tokenFile, 'two\nlines\n');
  await assert.rejects(
    credentials.current(signal),
    login('session', /\/token holds more than a token: one line/),
  );
  await writeFile(tokenFile, '\n one \r\n');
  assert.deepEqual((await credentials.current(signal)).headers, {authorization: 'Bearer one'});
  await rm(tokenFile);
  await clock.advance(60_000);
  assert.deepEqual((await credentials.current(signal)).headers, {authorization: 'Bearer one'});
});

test('a login is needed only where nothing in the entry comes before it', () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'x',
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'Never',
  } as const;
  assert.equal(hasLogin(entry({exec})), true);
  assert.equal(hasLogin(entry({authProvider: {name: 'oidc', config: {}}})), true);
  assert.equal(hasLogin(entry({exec, token: 't'})), false);
  assert.equal(hasLogin(entry({exec, tokenFile: '/t'})), false);
  assert.equal(hasLogin(entry({exec, username: 'u'})), false);
  assert.equal(hasLogin(entry({exec, certificateFile: '/c', keyFile: '/k'})), false);
  assert.equal(hasLogin(entry({exec}, 'http://host')), false);
  assert.equal(hasLogin(entry({})), false);
});
