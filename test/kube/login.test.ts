import assert from 'node:assert/strict';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {awsSessions, readSsoSessionEnd} from '../../src/kube/aws-sessions.ts';
import {
  type ContextEntry,
  createLoginRunner,
  type ExecEntry,
  type KubeError,
  type LoginGroupRule,
  loginGroup,
  tokenKey,
  type UserEntry,
} from '../../src/kube/index.ts';
import {cluster, shellPlugin, systemClock, temporaryFolder} from './plugin.ts';

const signal = new AbortController().signal;

function exec(command: string, args: readonly string[] = [], env: ExecEntry['env'] = []): ExecEntry {
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args,
    env,
    provideClusterInfo: false,
    interactiveMode: 'Never',
  };
}

function entry(user: Partial<UserEntry>, name = 'ctx'): ContextEntry {
  return {name, file: '/config', cluster, user: {name: 'u', ...user}};
}

const config = `
[default]
region = eu-west-1
[profile dev]
sso_session = corp
sso_account_id = 1
[profile prod]
sso_session=corp
[profile role]
source_profile = prod
role_arn = arn
[profile old]
sso_start_url = https://old.awsapps.com/start
[profile loop]
source_profile = loop
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
`;

function group(
  one: ExecEntry,
  environment: Readonly<Record<string, string>> = {},
  rules: readonly LoginGroupRule[] = [],
) {
  return loginGroup(entry({exec: one}), {rules, environment, awsSessions: awsSessions(config)});
}

test('AWS contexts share the SSO session beneath their profiles', () => {
  const eks = (...args: readonly string[]) =>
    exec('aws', ['eks', 'get-token', '--cluster-name', 'x', ...args]);
  const corp = 'aws:sso:corp';
  assert.deepEqual(group(eks('--profile', 'dev')), {
    id: corp,
    name: 'AWS SSO corp',
    short: 'aws-corp',
    login: ['aws', 'sso', 'login', '--use-device-code', '--profile', 'dev'],
    ssoSession: 'corp',
  });
  assert.equal(group(eks('--profile=prod')).id, corp);
  assert.equal(group(eks('--profile=role')).id, corp, 'a role shares the session of its source');
  assert.equal(
    group(exec('/opt/aws-iam-authenticator', ['token', '-i', 'x'], [{name: 'AWS_PROFILE', value: 'dev'}])).id,
    corp,
  );
  assert.equal(group(eks(), {AWS_PROFILE: 'prod'}).id, corp);
  assert.equal(group(eks('--profile', 'old')).id, 'aws:sso:https://old.awsapps.com/start');
  assert.equal(group(eks()).id, 'aws:profile:default');
  assert.equal(group(eks('--profile', 'unknown')).id, 'aws:profile:unknown');
  assert.equal(group(eks('--profile', 'loop')).id, 'aws:profile:loop');
});

test('the end of an AWS SSO session is what the CLI keeps of it, where nothing renews it', async () => {
  await using home = await temporaryFolder();
  const folder = join(home.path, '.aws', 'sso', 'cache');
  await mkdir(folder, {recursive: true});
  // sha1 of `corp`.
  const file = join(folder, 'ee0bfd2552fbd840c02cc48b6e823320543c450f.json');
  const endOf = async (content: string) => {
    await writeFile(file, content);
    return readSsoSessionEnd(home.path, 'corp');
  };
  const token = {startUrl: 'https://corp', accessToken: 'secret', expiresAt: '2030-01-01T10:00:00Z'};
  const end = Date.UTC(2030, 0, 1, 10);
  assert.equal(await readSsoSessionEnd(home.path, 'corp'), undefined);
  assert.equal(await endOf(JSON.stringify(token)), end);
  assert.equal(await endOf(JSON.stringify({...token, expiresAt: '2030-01-01T10:00:00UTC'})), end);
  assert.equal(await endOf(JSON.stringify({...token, refreshToken: 'secret'})), undefined);
  assert.equal(await endOf(JSON.stringify({...token, expiresAt: 'soon'})), undefined);
  assert.equal(await endOf('{"expiresAt": 1}'), undefined);
  assert.equal(await endOf('{"acc'), undefined);
});

test('other clouds and identity providers are recognised by their plugins', () => {
  const id = (command: string, ...args: readonly string[]) => group(exec(command, args)).id;
  assert.equal(id('gke-gcloud-auth-plugin'), 'gcloud:account');
  assert.equal(
    id('gke-gcloud-auth-plugin', '--use_application_default_credentials'),
    'gcloud:application-default',
  );
  assert.equal(
    group(exec('gke-gcloud-auth-plugin', [], [{name: 'CLOUDSDK_ACTIVE_CONFIG_NAME', value: 'work'}])).id,
    'gcloud:configuration work',
  );
  assert.equal(
    id('kubelogin', 'get-token', '-l', 'azurecli', '--server-id', 's', '-t', 'ten'),
    'azure:azurecli:ten',
  );
  assert.equal(
    id(
      'kubelogin',
      'get-token',
      '--login',
      'devicecode',
      '--server-id',
      's',
      '--client-id',
      'c',
      '--tenant-id',
      'ten',
    ),
    'azure:devicecode:ten:c:s',
  );
  const oidc = ['--oidc-issuer-url=https://idp', '--oidc-client-id=kube'];
  assert.equal(id('kubectl', 'oidc-login', 'get-token', ...oidc), 'oidc:https://idp:kube');
  assert.equal(id('kubelogin', 'get-token', ...oidc), 'oidc:https://idp:kube');
  assert.equal(id('tsh', 'kube', 'credentials', '--kube-cluster=a', '--proxy=tele:443'), 'teleport:tele:443');
  assert.equal(
    loginGroup(
      entry({authProvider: {name: 'oidc', config: {'idp-issuer-url': 'https://i', 'client-id': 'c'}}}),
      {
        rules: [],
        environment: {},
        awsSessions: new Map(),
      },
    ).id,
    'oidc-provider:https://i:c',
  );
});

test('a login group has a name short enough for a cell, and a command that opens no browser', () => {
  const told = (command: string, ...args: readonly string[]) => {
    const {short, login} = group(exec(command, args));
    return [short, login?.join(' ')];
  };
  assert.deepEqual(told('aws', 'eks', 'get-token'), ['aws-default', undefined]);
  assert.deepEqual(told('gke-gcloud-auth-plugin'), ['gcloud', 'gcloud auth login --no-launch-browser']);
  assert.deepEqual(told('gke-gcloud-auth-plugin', '--use_application_default_credentials'), [
    'gcloud-adc',
    'gcloud auth application-default login --no-launch-browser',
  ]);
  assert.deepEqual(told('kubelogin', 'get-token', '-l', 'azurecli', '-t', 'ten'), [
    'az-ten',
    'az login --use-device-code --tenant ten',
  ]);
  assert.deepEqual(told('kubelogin', 'get-token', '--oidc-issuer-url=https://idp:8443/x'), [
    'idp',
    undefined,
  ]);
  assert.deepEqual(told('tsh', 'kube', 'credentials', '--proxy=tele:443'), [
    'tsh-tele',
    'tsh login --proxy=tele:443',
  ]);
  assert.deepEqual(told('/opt/corp-login', 'token', '--user', 'me'), ['corp-login', undefined]);
});

test('an unknown plugin told the same but for the cluster is one login, told something else another', () => {
  const one = group(exec('/opt/corp-login', ['token', '--cluster', 'a', '--region=eu', '--user', 'me']));
  assert.equal(one.name, 'corp-login token');
  assert.equal(
    group(exec('/opt/corp-login', ['token', '--cluster', 'b', '--region=us', '--user', 'me'])).id,
    one.id,
  );
  assert.notEqual(group(exec('/opt/corp-login', ['token', '--cluster', 'a', '--user', 'you'])).id, one.id);
  const secret = group(exec('corp-login', [], [{name: 'PASSWORD', value: 'hunter2'}]));
  assert.doesNotMatch(JSON.stringify(secret), /hunter2/);
  const told = group(exec('corp-login', ['token', '--password', 'letmein', 'now']));
  assert.doesNotMatch(JSON.stringify(told), /letmein/);
});

test('a rule of the settings comes first, by context or by command', () => {
  const rules: readonly LoginGroupRule[] = [
    {name: 'vpn', match: {context: 'other-*'}},
    {name: 'sso', match: {context: 'c*', command: 'corp-*'}, command: ['corp', 'login']},
    {name: 'nothing', match: {}},
  ];
  assert.deepEqual(group(exec('/opt/corp-login'), {}, rules), {
    id: 'rule:sso',
    name: 'sso',
    short: 'sso',
    login: ['corp', 'login'],
  });
  assert.equal(group(exec('aws', ['eks']), {}, rules).id, 'aws:profile:default');
});

test('the token key is equal for what gives the same credential, and only for that', () => {
  const base = exec('x', ['a', 'b'], [{name: 'K', value: 'v'}]);
  const key = (one: ExecEntry, server = cluster.server) =>
    tokenKey({...entry({exec: one}, server), cluster: {...cluster, name: server, server}});
  assert.equal(key(base), key({...base, installHint: 'other'}, 'https://elsewhere'));
  const different = [
    {...base, command: 'y'},
    {...base, args: ['a b']},
    {...base, env: [{name: 'K', value: 'w'}]},
    {...base, env: []},
    {...base, apiVersion: 'client.authentication.k8s.io/v1beta1'},
    {...base, provideClusterInfo: true},
  ];
  assert.equal(new Set([base, ...different].map((one) => key(one))).size, different.length + 1);
  const told = {...base, provideClusterInfo: true};
  assert.notEqual(key(told), key(told, 'https://elsewhere'));
  assert.doesNotMatch(key(base), /[^0-9a-f]/);
});

test('the token key of an OIDC user is the same whatever its tokens are by now, and that of no other', () => {
  const key = ({name = 'me', file = '/config', token = 'one', client = 'kube'}) => {
    const config = {'idp-issuer-url': 'https://issuer', 'client-id': client, 'refresh-token': token};
    return tokenKey(entry({name, file, authProvider: {name: 'oidc', config}}, `of ${token}`));
  };
  assert.equal(key({token: 'two'}), key({}));
  const others = [{name: 'you'}, {file: '/other'}, {client: 'else'}].map(key);
  assert.equal(new Set([key({}), ...others]).size, 4);
});

test('the gcp auth-provider gives its token while it lasts, then runs its command without a shell', async () => {
  await using folder = await temporaryFolder();
  const plugin = await shellPlugin(
    folder.path,
    `printf '{"credential": {"access_token": "%s", "token_expiry": "2030-01-01T00:00:00Z"}}' "$#:$1"`,
  );
  const gcp = (more: Readonly<Record<string, string>>) =>
    entry({
      authProvider: {
        name: 'gcp',
        config: {
          'cmd-path': plugin.command,
          'cmd-args': 'config;true $(id)',
          'token-key': '{.credential.access_token}',
          'expiry-key': '{.credential.token_expiry}',
          ...more,
        },
      },
    });
  const run = createLoginRunner({clock: systemClock, environment: process.env});
  assert.deepEqual(await run(gcp({'access-token': 'old', expiry: '2099-01-01T00:00:00Z'}), signal), {
    token: 'old',
    expires: Date.UTC(2099, 0, 1),
  });
  const fresh = {token: '2:config;true', expires: Date.UTC(2030, 0, 1)};
  assert.deepEqual(await run(gcp({'access-token': 'old', expiry: '2001-01-01T00:00:00Z'}), signal), fresh);
  await assert.rejects(run(gcp({'token-key': '{.nothing}'}), signal), /no token where token-key points/);
  await assert.rejects(run(gcp({'cmd-path': '/no/gcloud'}), signal), (error: KubeError) => {
    assert.deepEqual(error.failure, {type: 'login', cause: 'no plugin'});
    return true;
  });
});

test('a gcp token that is refused is replaced by what the command prints, where there is one', async () => {
  await using folder = await temporaryFolder();
  const {command} = await shellPlugin(folder.path, `echo '{"access_token": "new"}'`);
  const run = createLoginRunner({clock: systemClock, environment: process.env});
  for (const [config, after] of [
    [{'cmd-path': command}, 'new'],
    [{}, 'old'],
  ] as const) {
    const one = entry({authProvider: {name: 'gcp', config: {'access-token': 'old', ...config}}});
    assert.deepEqual(await run(one, signal), {token: 'old'});
    // Without an expiry nobody asks a second time but after a refusal.
    assert.deepEqual(await run(one, signal), {token: after});
  }
});
