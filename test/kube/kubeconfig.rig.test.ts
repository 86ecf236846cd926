import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {basename, delimiter, join} from 'node:path';
import {test} from 'node:test';
import {promisify} from 'node:util';
import {type ContextEntry, type Kubeconfig, loadKubeconfig} from '../../src/kube/index.ts';
import {authority, build, rigUnavailable} from '../rig/index.ts';
import {temporaryFolder} from './plugin.ts';

const skip = rigUnavailable() ?? false;

test('files are merged as kubectl merges them', {skip}, async () => {
  await using folder = await temporaryFolder();
  const {certificate} = await authority();
  const data = Buffer.from(certificate).toString('base64');
  await mkdir(join(folder.path, 'sub/pki'), {recursive: true});
  await writeFile(join(folder.path, 'sub/pki/ca.pem'), certificate);
  const files: Readonly<Record<string, string>> = {
    'one.yaml': `
apiVersion: v1
kind: Config
clusters:
- name: shared
  cluster: {server: "https://shared:6443/base/path", certificate-authority-data: ${data}, tls-server-name: tls}
- name: ähm
  cluster: {server: "https://umlaut", insecure-skip-tls-verify: true, server: "https://twice"}
users:
- name: exec
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/login, args: [a, "b c"], env: [{name: K, value: v}], installHint: hint}
- name: acting
  user: {token: t, as: someone, as-uid: "7", as-groups: [one, two], as-user-extra: {scope: [p, q]}}
contexts:
- {name: b, context: {cluster: shared, user: exec, namespace: ns}}
- {name: Z, context: {cluster: ähm, user: acting}}
- {name: nobody, context: {cluster: shared, user: ""}}
current-context: ""
`,
    'empty.yaml': '',
    'comment.yaml': '# only a comment\n',
    'sub/two.json': JSON.stringify({
      clusters: [
        {name: 'shared', cluster: {server: 'https://hidden'}},
        {
          name: 'own',
          cluster: {
            server: 'https://own',
            'certificate-authority': 'pki/ca.pem',
            'proxy-url': 'http://proxy:3128',
          },
        },
      ],
      users: [
        {name: 'exec', user: {token: 'hidden'}},
        {name: 'file', user: {tokenFile: '../token'}},
        {
          name: 'path',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1',
              command: 'aws',
              interactiveMode: 'Never',
              provideClusterInfo: true,
            },
          },
        },
      ],
      contexts: [
        {name: 'b', context: {cluster: 'own', user: 'file'}},
        {name: 'a', context: {cluster: 'own', user: 'file'}},
        {name: 'path', context: {cluster: 'own', user: 'path'}},
      ],
      'current-context': 'a',
    }),
    'three.yaml': 'current-context: b\n---\nnot: [looked at\n',
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder.path, name), content);
  const list = ['/nowhere/at/all', ...Object.keys(files).map((name) => join(folder.path, name))].join(
    delimiter,
  );
  const environment = {KUBECONFIG: list};
  const ours = await loadKubeconfig({paths: [], environment, home: folder.path});
  const kubectl = await judge(list);

  assert.deepEqual(
    ours.contexts.map(({name, type}) => `${name} ${type}`),
    (await kubectl.names()).map((name) => `${name} usable`),
  );
  const view = await kubectl.view();
  assert.equal(ours.currentContext, view['current-context']);
  assert.deepEqual(
    ours.contexts.map((context) => flat(ours, context.name)),
    view.contexts.map((one) => flatView(view, one)),
  );
  const flattened = (await kubectl.view('--flatten')).clusters.find(({name}) => name === 'own');
  const own = ours.contexts.find(({name}) => name === 'a');
  assert.ok(own?.type === 'usable' && own.entry.cluster.caFile);
  assert.equal(
    flattened?.cluster['certificate-authority-data'],
    (await readFile(own.entry.cluster.caFile)).toString('base64'),
    'the relative path leads to the same file',
  );
  assert.equal(ours.problems.length, 2, 'the key that stands there twice, and the context that is hidden');
});

test('what kubectl refuses as a whole costs here no more than what is wrong', {skip}, async () => {
  await using folder = await temporaryFolder();
  const good =
    'clusters: [{name: c, cluster: {server: "https://h"}}]\ncontexts: [{name: x, context: {cluster: c}}]\n';
  const bad: Readonly<Record<string, string>> = {
    duplicate: 'users: [{name: u, user: {token: a}}, {name: u, user: {token: b}}]\n',
    syntax: 'clusters: [\n',
    base64:
      'clusters: [{name: b, cluster: {server: "https://h", certificate-authority-data: "a b"}}]\ncontexts: [{name: y, context: {cluster: b}}]\n',
    kind: 'apiVersion: v1\nkind: Pod\n',
  };
  for (const [name, content] of Object.entries(bad)) {
    await writeFile(join(folder.path, name), content);
    await writeFile(join(folder.path, 'good'), good);
    const list = [join(folder.path, name), join(folder.path, 'good')].join(delimiter);
    await assert.rejects((await judge(list)).view(), `kubectl refuses ${name}`);
    const ours = await loadKubeconfig({paths: [], environment: {KUBECONFIG: list}, home: folder.path});
    const faults = ours.contexts.filter(({type}) => type === 'broken').length + ours.problems.length;
    assert.equal(faults, 1, name);
    assert.ok(ours.contexts.some((context) => context.name === 'x' && context.type === 'usable'));
  }
});

async function judge(list: string) {
  const kubectl = join(await build('kubernetes'), 'kubectl');
  const ask = async (...args: readonly string[]) => {
    const options = {env: {KUBECONFIG: list, PATH: process.env['PATH'], HOME: '/nowhere'}};
    return (await promisify(execFile)(kubectl, ['config', ...args], options)).stdout;
  };
  return {
    names: async () => (await ask('get-contexts', '-o', 'name')).split('\n').filter((name) => name !== ''),
    view: async (...flags: readonly string[]) =>
      JSON.parse(await ask('view', '--raw', '-o', 'json', ...flags)) as View,
  };
}

type Fields = Readonly<Record<string, unknown>>;

interface View {
  readonly 'current-context': string;
  readonly clusters: readonly {readonly name: string; readonly cluster: Fields}[];
  readonly users: readonly {readonly name: string; readonly user: Fields}[];
  readonly contexts: readonly {readonly name: string; readonly context: Fields}[];
}

/** What kubectl sees of a context, in our words. Defaults that kubectl leaves out are left out. */
function flatView(view: View, {name, context}: View['contexts'][number]): Fields {
  const cluster = view.clusters.find((one) => one.name === context['cluster'])?.cluster ?? {};
  const user = view.users.find((one) => one.name === context['user'])?.user ?? {};
  const decode = (text: unknown) =>
    typeof text === 'string' ? Buffer.from(text, 'base64').toString() : undefined;
  const exec = user['exec'] as Fields | undefined;
  return withoutGaps({
    name,
    namespace: context['namespace'],
    server: cluster['server'],
    caFile: lastPart(cluster['certificate-authority']),
    caData: decode(cluster['certificate-authority-data']),
    tlsServerName: cluster['tls-server-name'],
    skipTlsVerify: cluster['insecure-skip-tls-verify'] ?? false,
    proxyUrl: cluster['proxy-url'],
    token: user['token'],
    tokenFile: lastPart(user['tokenFile']),
    as: user['as'],
    asUid: user['as-uid'],
    asGroups: user['as-groups'],
    asExtra: user['as-user-extra'],
    command: lastPart(exec?.['command']),
    args: exec && (exec['args'] ?? []),
    env: exec && (exec['env'] ?? []),
    hint: exec?.['installHint'],
    mode: exec?.['interactiveMode'],
    clusterInfo: exec?.['provideClusterInfo'],
  });
}

function flat(kubeconfig: Kubeconfig, name: string): Fields {
  const found = kubeconfig.contexts.find((context) => context.name === name);
  assert.ok(found?.type === 'usable');
  const {cluster, user, namespace}: ContextEntry = found.entry;
  const {exec, impersonate} = user;
  return withoutGaps({
    name,
    namespace,
    server: cluster.server,
    caFile: lastPart(cluster.caFile),
    caData: cluster.caData,
    tlsServerName: cluster.tlsServerName,
    skipTlsVerify: cluster.skipTlsVerify,
    proxyUrl: cluster.proxyUrl,
    token: user.token,
    tokenFile: lastPart(user.tokenFile),
    as: impersonate?.user,
    asUid: impersonate?.uid,
    asGroups: impersonate?.groups,
    asExtra: impersonate?.extra,
    command: lastPart(exec?.command),
    args: exec?.args,
    env: exec?.env,
    hint: exec?.installHint,
    mode: exec?.interactiveMode,
    clusterInfo: exec?.provideClusterInfo,
  });
}

/** `kubectl config view` prints paths as they stand in the file; `--flatten` shows where they lead. */
function lastPart(path: unknown): string | undefined {
  return typeof path === 'string' ? basename(path) : undefined;
}

function withoutGaps(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
