import assert from 'node:assert/strict';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {test} from 'node:test';
import {awsSessions} from '../../src/kube/aws-sessions.ts';
import {
  type ContextEntry,
  createLoginRunner,
  type ExecEntry,
  KubeError,
  type LoginGroupRule,
  loginGroup,
  tokenKey,
  type UserEntry,
} from '../../src/kube/index.ts';
import {authority} from '../rig/authority.ts';
import {cluster, eventually, shellPlugin, systemClock, temporaryFolder} from './plugin.ts';

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

test('the oidc auth-provider gives its id-token while it lasts, then refreshes it, keeping rotated refresh tokens', async () => {
  await using issuer = await fakeIssuer();
  const run = createLoginRunner({clock: systemClock, environment: {}});
  const one = oidc(issuer.url, {'id-token': issuer.idToken(3600), 'client-secret': 's3cret'});
  const first = await run(one, signal);
  assert.equal(first.token, one.user.authProvider?.config['id-token']);
  assert.equal(issuer.grants.length, 0);
  const second = await run(one, signal);
  assert.notEqual(second.token, first.token);
  assert.ok((second.expires ?? 0) > Date.now());
  await run(one, signal);
  assert.deepEqual(
    issuer.grants.map(({refreshToken}) => refreshToken),
    ['refresh-0', 'refresh-1'],
  );
  assert.equal(issuer.grants[0]?.authorization, `Basic ${btoa('kube:s3cret')}`);
});

test('the issuer is asked through the proxy of the environment, verified by its own authority, and no socket stays', async () => {
  const trusted = await authority();
  const pair = await trusted.issue({names: ['idp.invalid']});
  await using issuer = await fakeIssuer({host: 'idp.invalid', pair});
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const upstream = connect(issuer.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const trust = {'idp-certificate-authority-data': btoa(trusted.certificate)};
    const behind = oidc(issuer.url, trust);
    // That of the cluster is for the cluster.
    const one = {...behind, cluster: {...cluster, proxyUrl: 'http://127.0.0.1:1'}};
    const run = createLoginRunner({clock: systemClock, environment: {HTTPS_PROXY}});
    assert.ok((await run(one, signal)).token);
    assert.deepEqual(asked, [`idp.invalid:${issuer.port}`, `idp.invalid:${issuer.port}`]);
    const open = () => new Promise<number>((resolve) => proxy.getConnections((_, count) => resolve(count)));
    await eventually('every socket is closed', async () => (await open()) === 0, 2000);
    await assert.rejects(run(oidc(issuer.url, {}), signal), /gave no new token: .*certificate/);
  } finally {
    proxy.close();
  }
});

test('an OIDC session that has ended says so without the tokens', async () => {
  await using issuer = await fakeIssuer({refusal: 'invalid_grant'});
  const run = createLoginRunner({clock: systemClock, environment: {}, timeout: 2000});
  const ended = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof KubeError);
    assert.deepEqual(error.failure, {type: 'login', cause: 'session'});
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /refresh-0/);
    return true;
  };
  await assert.rejects(run(oidc(issuer.url, {}), signal), ended(/invalid_grant.*log in again/));
  await assert.rejects(
    run(oidc('http://127.0.0.1:2', {}), signal),
    ended(/gave no new token: .*ECONNREFUSED/),
  );
  const bare = entry({
    authProvider: {name: 'oidc', config: {'idp-issuer-url': issuer.url, 'client-id': 'kube'}},
  });
  await assert.rejects(run(bare, signal), ended(/no refresh-token: log in again/));
  const lasting = entry({
    authProvider: {
      name: 'oidc',
      config: {'idp-issuer-url': issuer.url, 'client-id': 'kube', 'id-token': issuer.idToken(60)},
    },
  });
  // Asked again, also after another entry of the kubeconfig was edited: nothing says that it is past use.
  assert.deepEqual(await run(lasting, signal), await run(lasting, signal));
});

function oidc(url: string, more: Readonly<Record<string, string>>): ContextEntry {
  const fixed = {'idp-issuer-url': url, 'client-id': 'kube', 'refresh-token': 'refresh-0'};
  return entry({authProvider: {name: 'oidc', config: {...fixed, ...more}}});
}

interface IssuerOptions {
  readonly refusal?: string;
  readonly host?: string;
  /** PEM; without it the issuer speaks plain http. */
  readonly pair?: {readonly certificate: string; readonly key: string};
}

/** An identity provider with rotating refresh tokens, or one that refuses them all. */
async function fakeIssuer({refusal, host = '127.0.0.1', pair}: IssuerOptions = {}) {
  const grants: {readonly refreshToken: string | null; readonly authorization: string | undefined}[] = [];
  let url = '';
  const idToken = (seconds: number): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {iss: url, aud: 'kube', sub: 'me', iat: now, exp: now + seconds, jti: grants.length};
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({alg: 'RS256'})}.${part(claims)}.c2ln`;
  };
  const server = pair ? createTlsServer({cert: pair.certificate, key: pair.key}) : createServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({issuer: url, token_endpoint: `${url}/token`}));
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const form = new URLSearchParams(body);
      grants.push({refreshToken: form.get('refresh_token'), authorization: request.headers.authorization});
      if (refusal !== undefined) {
        response.statusCode = 400;
        response.end(
          JSON.stringify({
            error: refusal,
            error_description: 'the grant is gone',
          }),
        );
        return;
      }
      const refresh_token = `refresh-${grants.length}`;
      response.end(
        JSON.stringify({
          access_token: 'a',
          token_type: 'Bearer',
          id_token: idToken(3600),
          expires_in: 3600,
          refresh_token,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address() as AddressInfo;
  url = `${pair ? 'https' : 'http'}://${host}:${port}`;
  return {
    url,
    port,
    grants,
    idToken,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
