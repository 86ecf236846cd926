import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {type ContextEntry, kubeconfigText, loadKubeconfig} from '../../src/kube/index.ts';
import {authority} from '../rig/authority.ts';
import {temporaryFolder} from './plugin.ts';

test('a kubeconfig of one context says all that the first said of it, from wherever it lies', async () => {
  await using folder = await temporaryFolder();
  const root = await authority();
  const {certificate, key} = await root.issue({commonName: 'ann'});
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await mkdir(join(folder.path, 'pki'));
  await writeFile(join(folder.path, 'pki/ca.pem'), root.certificate);
  await writeFile(join(folder.path, 'pki/client.pem'), certificate);
  await writeFile(join(folder.path, 'pki/client.key'), key);
  const execConfig = {audience: 'x', nested: {yes: 'no'}};
  const config = {
    'current-context': 'files',
    clusters: [
      {
        name: 'files',
        cluster: {
          server: 'https://files:6443/base',
          'certificate-authority': 'pki/ca.pem',
          'tls-server-name': 'inner',
          'proxy-url': 'http://proxy:3128',
          'disable-compression': true,
          extensions: [{name: 'client.authentication.k8s.io/exec', extension: execConfig}],
        },
      },
      {
        name: '1e3: "y"',
        cluster: {server: 'https://data', 'certificate-authority-data': base64(root.certificate)},
      },
      {name: 'open', cluster: {server: 'https://open', 'insecure-skip-tls-verify': true}},
    ],
    users: [
      {name: 'files', user: {'client-certificate': 'pki/client.pem', 'client-key': 'pki/client.key'}},
      {
        name: 'data',
        user: {'client-certificate-data': base64(certificate), 'client-key-data': base64(key)},
      },
      {
        name: 'plugin',
        user: {
          exec: {
            apiVersion: 'client.authentication.k8s.io/v1',
            command: './bin/login',
            args: ['--a', 'b c'],
            env: [{name: 'K', value: 'on'}],
            installHint: 'get it',
            provideClusterInfo: true,
            interactiveMode: 'Always',
          },
        },
      },
      {
        name: 'acting',
        user: {
          token: 't',
          tokenFile: 'token',
          as: 'someone',
          'as-uid': '7',
          'as-groups': ['one', 'two'],
          'as-user-extra': {scope: ['p', 'q']},
        },
      },
      {name: 'password', user: {username: 'u', password: '007'}},
      {
        name: 'oidc',
        user: {'auth-provider': {name: 'oidc', config: {'idp-issuer-url': 'https://i', 'client-id': 'c'}}},
      },
    ],
    contexts: [
      {name: 'files', context: {cluster: 'files', user: 'files', namespace: 'shop'}},
      {name: '1e3: "y"', context: {cluster: '1e3: "y"', user: 'data'}},
      {name: 'plugin', context: {cluster: 'files', user: 'plugin'}},
      {name: 'acting', context: {cluster: 'open', user: 'acting'}},
      {name: 'password', context: {cluster: 'open', user: 'password'}},
      {name: 'oidc', context: {cluster: 'open', user: 'oidc'}},
      {name: 'anonymous', context: {cluster: 'open'}},
    ],
  };
  await writeFile(join(folder.path, 'config'), JSON.stringify(config));
  const load = async (path: string) => {
    const {contexts, problems, currentContext} = await loadKubeconfig({
      paths: [path],
      environment: {},
      home: folder.path,
    });
    assert.deepEqual(problems, []);
    const entries = contexts.map((context): ContextEntry => {
      assert.ok(context.type === 'usable', context.type === 'broken' ? context.reason : '');
      return context.entry;
    });
    return {entries, currentContext};
  };
  await mkdir(join(folder.path, 'elsewhere'));
  const {entries} = await load(join(folder.path, 'config'));
  assert.equal(entries.length, config.contexts.length);
  for (const entry of entries) {
    const file = join(folder.path, 'elsewhere', 'one');
    await writeFile(file, kubeconfigText(entry));
    const narrowed = await load(file);
    assert.equal(narrowed.currentContext, entry.name);
    const user = entry.user.file === undefined ? entry.user : {...entry.user, file};
    assert.deepEqual(narrowed.entries, [{...entry, file, user}]);
  }
});
