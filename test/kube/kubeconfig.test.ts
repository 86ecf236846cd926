import assert from 'node:assert/strict';
import {chmod, mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {type ContextEntry, type Kubeconfig, loadKubeconfig} from '../../src/kube/index.ts';
import {authority} from '../rig/authority.ts';
import {temporaryFolder} from './plugin.ts';

const minimal = `
clusters: [{name: c, cluster: {server: "https://host:6443"}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
`;

/** Writes the files and loads them in this order. */
async function load(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Kubeconfig> {
  const paths = await write(folder, files);
  return loadKubeconfig({paths: [], environment: {KUBECONFIG: paths.join(':')}, home: folder});
}

async function write(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), {recursive: true});
    await writeFile(join(folder, name), content);
  }
  return paths;
}

function entry(kubeconfig: Kubeconfig, name: string): ContextEntry {
  const found = kubeconfig.contexts.find((context) => context.name === name);
  assert.ok(found?.type === 'usable', `${name} is usable: ${JSON.stringify(found)}`);
  return found.entry;
}

function reason(kubeconfig: Kubeconfig, name: string): string {
  const found = kubeconfig.contexts.find((context) => context.name === name);
  assert.ok(found?.type === 'broken', `${name} is broken: ${JSON.stringify(found)}`);
  return found.reason;
}

/** One context `x` with these fields of its cluster and user, as YAML flow maps. */
function one(cluster: string, user = '{token: t}', context = '{cluster: c, user: u}'): string {
  return `clusters:\n- name: c\n  cluster: ${cluster}\nusers:\n- name: u\n  user: ${user}\ncontexts:\n- name: x\n  context: ${context}\n`;
}

test('the first file to name something wins, and missing and empty files do not matter', async () => {
  await using folder = await temporaryFolder();
  const paths = await write(folder.path, {
    empty: '',
    comment: '# nothing here\n',
    one: `${minimal}current-context: x\n`,
    two: `
clusters: [{name: c, cluster: {server: "https://other"}}, {name: d, cluster: {server: "https://d/"}}]
users: [{name: u, user: {token: other}}]
contexts: [{name: x, context: {cluster: d, user: u}}, {name: a, context: {cluster: d, user: u, namespace: ns}}]
current-context: a
`,
  });
  const list = ['/nowhere/config', ...paths].join(':');
  const kubeconfig = await loadKubeconfig({paths: [], environment: {KUBECONFIG: list}, home: '/nowhere'});
  const [, , one, two] = paths;
  assert.deepEqual(kubeconfig.problems, [
    `context "x" of ${two}:4 is hidden by that of ${one}:4, which leads to another server; rename one of them`,
  ]);
  assert.equal(kubeconfig.currentContext, 'x');
  assert.deepEqual(
    kubeconfig.contexts.map(({name}) => name),
    ['a', 'x'],
  );
  assert.equal(entry(kubeconfig, 'x').cluster.server, 'https://host:6443');
  assert.deepEqual(entry(kubeconfig, 'a'), {
    name: 'a',
    file: join(folder.path, 'two'),
    otherFiles: [join(folder.path, 'one')],
    namespace: 'ns',
    cluster: {name: 'd', server: 'https://d', skipTlsVerify: false, disableCompression: false},
    user: {name: 'u', token: 't'},
  });
});

test('where no kubeconfig exists, it says where it looked', async () => {
  await using folder = await temporaryFolder();
  const byDefault = await loadKubeconfig({paths: [], environment: {}, home: folder.path});
  assert.deepEqual(byDefault.problems, [
    `no kubeconfig found: looked at ${folder.path}/.kube/config; set KUBECONFIG or give --kubeconfig`,
  ]);
  assert.deepEqual(byDefault.contexts, []);
  const listed = await loadKubeconfig({paths: [], environment: {KUBECONFIG: '~/a:/b'}, home: folder.path});
  assert.match(listed.problems.join(), /looked at .*\/~\/a, \/b \(~ is not expanded inside KUBECONFIG\)/);
});

test('~/.kube/config is read where KUBECONFIG is not set', async () => {
  await using folder = await temporaryFolder();
  await write(folder.path, {'.kube/config': minimal});
  const kubeconfig = await loadKubeconfig({paths: [], environment: {KUBECONFIG: ''}, home: folder.path});
  assert.equal(entry(kubeconfig, 'x').file, join(folder.path, '.kube/config'));
});

test('an explicitly named file that is missing is a problem, the others are read', async () => {
  await using folder = await temporaryFolder();
  const [path = ''] = await write(folder.path, {config: minimal});
  const kubeconfig = await loadKubeconfig({paths: ['/nowhere', path], environment: {}, home: '/'});
  assert.deepEqual(kubeconfig.problems, ['/nowhere: there is no such file or folder']);
  assert.equal(kubeconfig.contexts.length, 1);
});

test('a folder gives every kubeconfig in it, by name, and nothing else of it matters', async () => {
  await using folder = await temporaryFolder();
  await write(folder.path, {
    'd/b.yaml': minimal.replace('name: x', 'name: from-b'),
    'd/a': minimal.replace('name: x', 'name: from-a').replace('https://host:6443', 'https://a'),
    'd/README.md': '# Our clusters\n\n- one: [two\n',
    'd/deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\n',
    'd/picture.png': Uint8Array.of(0x89, 0x50, 0, 0xff),
    'd/.hidden.swp': minimal.replace('name: x', 'name: hidden'),
    'd/b.yaml~': minimal.replace('name: x', 'name: backup'),
    'd/broken.yaml': 'clusters: [\n',
    'd/sub/config': minimal.replace('name: x', 'name: deep'),
  });
  await symlink(join(folder.path, 'd/gone'), join(folder.path, 'd/dangling'));
  const kubeconfig = await loadKubeconfig({paths: [join(folder.path, 'd')], environment: {}, home: '/'});
  assert.deepEqual(
    kubeconfig.contexts.map(({name}) => name),
    ['from-a', 'from-b'],
  );
  assert.equal(entry(kubeconfig, 'from-b').cluster.server, 'https://a', 'a comes before b');
  assert.equal(kubeconfig.problems.length, 1);
  assert.match(kubeconfig.problems[0] ?? '', /broken\.yaml:\d+:\d+: /);
});

test('a file that does not parse is told with line and column, and costs only itself', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {bad: 'clusters:\n\t- name: c\n', good: minimal});
  assert.deepEqual(kubeconfig.problems, [`${folder.path}/bad:2:1: Tabs are not allowed as indentation`]);
  entry(kubeconfig, 'x');
});

test('a file that does not parse is told without what it holds: that may be a password', async () => {
  await using folder = await temporaryFolder();
  const written = [
    'password: *hunter2',
    'password: >hunter2',
    'password: !a!hunter2 x',
    'password: "a\\Uhunter2"',
    'password: "a" hunter2',
  ];
  for (const [index, line] of written.entries()) {
    const {problems} = await load(folder.path, {bad: `users:\n- name: u\n  user:\n    ${line}\n`});
    assert.equal(problems.length, 1, `${index} ${problems.join()}`);
    assert.match(problems[0] ?? '', /bad:4:\d+: \w/);
    assert.doesNotMatch(problems[0] ?? '', /hunter/);
  }
});

test('what is not a kubeconfig at all is said to be none', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {
    kind: 'apiVersion: apps/v1\nkind: Deployment\n',
    word: 'hello',
    other: 'a: b',
    bytes: Uint8Array.of(0xff, 0x00, 0xc3),
    list: 'clusters: {a: b}\nusers: []\n',
    good: minimal,
  });
  assert.deepEqual(kubeconfig.problems, [
    `${folder.path}/kind: holds apps/v1 Deployment, not a kubeconfig (v1 Config)`,
    `${folder.path}/word: is not a kubeconfig`,
    `${folder.path}/other: is not a kubeconfig: it has no clusters, users or contexts`,
    `${folder.path}/bytes: is not text in UTF-8`,
    `${folder.path}/list:1: clusters must be a list`,
  ]);
  entry(kubeconfig, 'x');
});

test('JSON, a byte order mark, UTF-16, CRLF, anchors and a second document are read', async () => {
  await using folder = await temporaryFolder();
  const json = JSON.stringify(
    {
      clusters: [{name: 'c', cluster: {server: 'https://host:6443'}}],
      users: null,
      contexts: [{name: 'json', context: {cluster: 'c'}}],
    },
    null,
    '\t',
  );
  const kubeconfig = await load(folder.path, {
    json,
    bom: `\ufeff${minimal.replace('name: x', 'name: bom')}`,
    utf16: Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(minimal.replace('name: x', 'name: utf16'), 'utf16le'),
    ]),
    crlf: minimal.replace('name: x', 'name: crlf').replaceAll('\n', '\r\n'),
    anchor:
      `${minimal.replace('name: x, context: {', 'name: anchor, context: &a {')}- {name: merged, context: {<<: *a, namespace: n}}\n`.replace(
        'contexts: [{name: anchor, context: &a {cluster: c, user: u}}]\n- ',
        'contexts:\n- {name: anchor, context: &a {cluster: c, user: u}}\n- ',
      ),
    two: `${minimal.replace('name: x', 'name: two')}---\nnonsense: [\n`,
  });
  assert.deepEqual(kubeconfig.problems, []);
  assert.deepEqual(
    kubeconfig.contexts.map(({name, type}) => `${name} ${type}`),
    ['anchor', 'bom', 'crlf', 'json', 'merged', 'two', 'utf16'].map((name) => `${name} usable`),
  );
  assert.deepEqual(entry(kubeconfig, 'json').user, {name: ''}, 'without a user it is anonymous');
  assert.equal(entry(kubeconfig, 'merged').namespace, 'n');
});

test('aliases that multiply are refused before they fill the memory', async () => {
  await using folder = await temporaryFolder();
  const levels = Array.from({length: 12}, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(10)}]`);
  const kubeconfig = await load(folder.path, {
    bomb: `l0: &l0 x\n${levels.join('\n')}\n${minimal}`,
    good: minimal,
  });
  assert.match(kubeconfig.problems.join(), /bomb: Excessive alias count/);
  entry(kubeconfig, 'x');
});

test('a repeated key is told, and its last value counts as for kubectl', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {
    config: one('{server: "https://first", server: "https://second"}'),
  });
  assert.match(kubeconfig.problems.join(), /config:3:\d+: this key stands there twice/);
  assert.equal(entry(kubeconfig, 'x').cluster.server, 'https://second');
});

test('two entries of one name break only what names them, with both lines', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {
    config: `clusters:
- {name: c, cluster: {server: "https://one"}}
- {name: c, cluster: {server: "https://two"}}
- {name: d, cluster: {server: "https://d"}}
- {name: d, cluster: {server: "https://d"}}
contexts:
- {name: x, context: {cluster: c}}
- {name: y, context: {cluster: d}}
`,
  });
  const file = `${folder.path}/config`;
  const why = `${file}:3: cluster "c" is there twice, here and at ${file}:2; kubectl refuses this file: remove one`;
  assert.equal(kubeconfig.problems[0], why);
  assert.equal(reason(kubeconfig, 'x'), why);
  assert.equal(entry(kubeconfig, 'y').cluster.server, 'https://d', 'equal ones leave no doubt');
  assert.equal(kubeconfig.problems.length, 2);
});

test('one bad entry is one broken context with its place and what to mend', async () => {
  await using folder = await temporaryFolder();
  const server = 'server: "https://host"';
  const good = one('{server: "https://good"}')
    .replaceAll(/\b[cu]\b/g, '$&2')
    .replace('name: x', 'name: good');
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      one(`{${server}}`, '{}', '{cluster: c, user: v}'),
      /config:9: .*its user "v" is not in any of the 2 files/,
    ],
    [
      one(`{${server}}`, '{}', '{cluster: d, user: u}'),
      /config:9: .*its cluster "d" is not in any of the 2 files/,
    ],
    [one(`{${server}}`, '{}', '{user: u}'), /names no cluster/],
    [one('{}'), /config:2: cluster "c": has no server/],
    [one('{server: "https://"}'), /"https:\/\/" is not a URL/],
    [one('{server: "ftp://host"}'), /is not a URL such as/],
    [one('{server: "host/path"}'), /is not a URL such as/],
    [one('{server: 7}'), /server must be text: put it in quotes/],
    [
      one(`{${server}, certificate-authority-data: "%%%"}`),
      /config:3: .*certificate-authority-data is not base64/,
    ],
    [
      one(`{${server}, certificate-authority-data: aGVsbG8=}`),
      /certificate-authority-data holds no PEM certificate/,
    ],
    [
      one(`{${server}, certificate-authority: ca.pem}`),
      /certificate-authority \/.*\/ca\.pem cannot be read: there is no such file/,
    ],
    [one(`{${server}, insecure-skip-tls-verify: "true"}`), /must be true or false/],
    [one(`{${server}, proxy-url: "ssh://x"}`), /proxy-url must be a URL with http, https or socks5/],
    [one(`{${server}}`, '{token: 12345}'), /config:6: user "u": token must be text/],
    [one(`{${server}}`, '{token: "s3cr\\net"}'), /config:6: user "u": token holds a line break or another/],
    [
      one(`{${server}}`, '{auth-provider: {name: gcp, config: {access-token: "s3cr\\net"}}}'),
      /config:6: user "u": access-token holds a line break/,
    ],
    [one(`{${server}}`, '{as: "root\\nX-A: s3cr"}'), /config:6: user "u": as holds a line break/],
    [
      one(`{${server}}`, '{as: a, as-groups: [b, "c\\r"]}'),
      /config:6: user "u": as-groups holds a line break/,
    ],
    [one(`{${server}}`, '{token: t, username: u}'), /both a token and a username/],
    [one(`{${server}}`, '{client-certificate: c.pem}'), /certificate but no client-key/],
    [
      one(`{${server}}`, '{client-certificate: c.pem, client-key: k.pem}'),
      /client-certificate \/.*c\.pem cannot be read/,
    ],
    [one(`{${server}}`, '{as-groups: [g]}'), /without a user \(as\)/],
    [one(`{${server}}`, '{auth-provider: {name: azure}}'), /kubelogin convert-kubeconfig/],
    [one(`{${server}}`, '{auth-provider: {name: oidc, config: {client-id: c}}}'), /no idp-issuer-url/],
    [one(`{${server}}`, '{auth-provider: {name: gcp}}'), /gke-gcloud-auth-plugin/],
    [one(`{${server}}`, '{auth-provider: {name: openstack}}'), /"openstack" is not known/],
    [one(`{${server}}`, '{exec: {apiVersion: client.authentication.k8s.io/v1}}'), /exec has no command/],
    [one(`{${server}}`, '{exec: {command: x}}'), /exec has no apiVersion/],
    [
      one(`{${server}}`, '{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}'),
      /v1alpha1" is not spoken/,
    ],
    [
      one(`{${server}}`, '{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}'),
      /interactiveMode must be/,
    ],
    [
      one(
        `{${server}}`,
        '{exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1}, auth-provider: {name: gcp}}',
      ),
      /both exec and auth-provider/,
    ],
  ];
  for (const [config, message] of cases) {
    const kubeconfig = await load(folder.path, {config, good});
    assert.match(reason(kubeconfig, 'x'), message);
    entry(kubeconfig, 'good');
    assert.deepEqual(kubeconfig.problems, []);
  }
});

test('names that are missing or not text are problems with their line', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {
    config: `${minimal}`.replace('contexts: [', 'contexts: [{name: 7}, {context: {}}, '),
  });
  assert.deepEqual(kubeconfig.problems, [
    `${folder.path}/config:4: the name of this context must be quoted`,
    `${folder.path}/config:4: the name of this context is missing`,
  ]);
  entry(kubeconfig, 'x');
});

test('a current context that does not exist is a problem', async () => {
  await using folder = await temporaryFolder();
  const kubeconfig = await load(folder.path, {config: `${minimal}current-context: gone\n`});
  assert.equal(kubeconfig.currentContext, undefined);
  assert.match(kubeconfig.problems.join(), /current-context "gone" is not among the contexts/);
});

test('every field is taken, and paths are resolved against the folder of the file that names them', async () => {
  await using folder = await temporaryFolder();
  const root = await authority();
  const pair = await root.issue({commonName: 'me'});
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await write(folder.path, {
    'pki/ca.pem': root.certificate,
    'pki/me.pem': pair.certificate,
    'pki/me.key': pair.key,
  });
  const kubeconfig = await load(folder.path, {
    'here/config': `
clusters:
- name: files
  cluster:
    server: HTTPS://Host:6443/base/
    certificate-authority: ../pki/ca.pem
    tls-server-name: name
    proxy-url: socks5://proxy:1080
    disable-compression: true
    extensions:
    - {name: client.authentication.k8s.io/exec, extension: {audience: x}}
- name: data
  cluster: {server: "host:1", certificate-authority: ~/none, certificate-authority-data: ${base64(root.certificate)}}
- {name: insecure, cluster: {server: "host:2", insecure-skip-tls-verify: true}}
- {name: plain, cluster: {server: "host:3"}}
users:
- name: files
  user:
    client-certificate: ../pki/me.pem
    client-key: ../pki/me.key
    as: someone
    as-uid: "7"
    as-groups: [g1, g2]
    as-user-extra: {Scope: [a, b]}
- name: data
  user: {client-certificate-data: ${base64(pair.certificate)}, client-key-data: ${base64(pair.key)}}
- {name: token, user: {tokenFile: token, exec: null}}
- {name: basic, user: {username: u, password: p}}
- name: exec
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: ../bin/plugin
      args: [a]
      env: [{name: K, value: v}, {name: E}]
      installHint: hint
      provideClusterInfo: true
- {name: path, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Never}}}
contexts:
- {name: files, context: {cluster: files, user: files}}
- {name: data, context: {cluster: data, user: data}}
- {name: token, context: {cluster: insecure, user: token}}
- {name: basic, context: {cluster: plain, user: basic}}
- {name: exec, context: {cluster: plain, user: exec}}
- {name: path, context: {cluster: plain, user: path}}
`,
  });
  assert.deepEqual(kubeconfig.problems, []);
  const files = entry(kubeconfig, 'files');
  assert.match(files.revision ?? '', /^[0-9a-f]{16}$/);
  assert.deepEqual(files.cluster, {
    name: 'files',
    server: 'https://host:6443/base',
    caFile: join(folder.path, 'pki/ca.pem'),
    tlsServerName: 'name',
    skipTlsVerify: false,
    proxyUrl: 'socks5://proxy:1080',
    disableCompression: true,
    execConfig: {audience: 'x'},
  });
  assert.deepEqual(files.user, {
    name: 'files',
    certificateFile: join(folder.path, 'pki/me.pem'),
    keyFile: join(folder.path, 'pki/me.key'),
    impersonate: {user: 'someone', uid: '7', groups: ['g1', 'g2'], extra: {Scope: ['a', 'b']}},
  });
  const data = entry(kubeconfig, 'data');
  assert.equal(data.cluster.server, 'https://host:1', 'without a scheme, TLS settings make it https');
  assert.equal(data.cluster.caData, root.certificate);
  assert.equal(data.cluster.caFile, undefined, 'data wins over a file, which is not even looked at');
  assert.equal(data.user.keyData, pair.key);
  assert.deepEqual(entry(kubeconfig, 'token').user, {
    name: 'token',
    tokenFile: join(folder.path, 'here/token'),
  });
  assert.equal(entry(kubeconfig, 'token').cluster.server, 'https://host:2');
  assert.equal(entry(kubeconfig, 'basic').cluster.server, 'http://host:3');
  assert.deepEqual(entry(kubeconfig, 'exec').user.exec, {
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    command: join(folder.path, 'bin/plugin'),
    args: ['a'],
    env: [
      {name: 'K', value: 'v'},
      {name: 'E', value: ''},
    ],
    installHint: 'hint',
    provideClusterInfo: true,
    interactiveMode: 'IfAvailable',
  });
  assert.equal(entry(kubeconfig, 'path').user.exec?.command, 'aws');
  assert.deepEqual(
    kubeconfig.namedFiles,
    ['pki/ca.pem', 'pki/me.key', 'pki/me.pem'].map((name) => join(folder.path, name)),
  );
});

test('a key that is not of the certificate, or a file that may not be read, is said', async () => {
  await using folder = await temporaryFolder();
  const root = await authority();
  const [one_, two] = [await root.issue({commonName: 'a'}), await root.issue({commonName: 'b'})];
  const data = (text: string) => Buffer.from(text).toString('base64');
  const mixed = await load(folder.path, {
    config: one(
      '{server: "https://h"}',
      `{client-certificate-data: ${data(one_.certificate)}, client-key-data: ${data(two.key)}}`,
    ),
  });
  assert.match(reason(mixed, 'x'), /client key does not belong to the client certificate/);
  if (process.getuid?.() === 0) return;
  await write(folder.path, {'ca.pem': root.certificate});
  await chmod(join(folder.path, 'ca.pem'), 0);
  const closed = await load(folder.path, {
    config: one('{server: "https://h", certificate-authority: ca.pem}'),
  });
  assert.match(reason(closed, 'x'), /permission denied/);
});
