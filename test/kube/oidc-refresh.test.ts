import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {chmod, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  type ContextEntry,
  createLoginRunner,
  isSameContext,
  KubeError,
  type LoginRun,
  loadKubeconfig,
  type UserEntry,
} from '../../src/kube/index.ts';
import {authority} from '../rig/authority.ts';
import {cluster, eventually, systemClock, temporaryFolder} from './plugin.ts';

const signal = new AbortController().signal;

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

/** As it is spelled in the file. */
interface Tokens {
  readonly refresh: string;
  readonly id: string;
}

/** A user, another who may be of the same login, and one who is not. */
function kubeconfig(url: string, me: Tokens, copy: Tokens = other, third: Tokens = other): string {
  return `# my clusters
apiVersion: v1
kind: Config
current-context:   one
clusters:
- {name: c, cluster: {server: "https://cluster:6443"}}   # the only one
contexts:
- {name: one, context: {cluster: c, user: me}}
- {name: two, context: {cluster: c, user: me}}
- {name: other, context: {cluster: c, user: other}}
users:
- name: me
  user:
    auth-provider:
      name: oidc
      config:
        client-id: kube
        # written by the login script
        id-token: ${me.id}
        idp-issuer-url: ${url}
        refresh-token: ${me.refresh}   # one of many
- name: copy
  user: {auth-provider: {name: oidc, config: {client-id: kube, idp-issuer-url: "${url}", id-token: ${copy.id}, refresh-token: ${copy.refresh}}}}
- name: other
  user:
    auth-provider:
      name: oidc
      config:
        client-id: kube
        id-token: ${third.id}
        idp-issuer-url: ${url}
        refresh-token: ${third.refresh}
`;
}

const other: Tokens = {refresh: 'else', id: 'old'};

test('a refresh token that the issuer replaces is written into the kubeconfig, and not another byte of it', async () => {
  await using issuer = await fakeIssuer();
  await using folder = await temporaryFolder();
  const id = issuer.idToken(-60);
  const file = join(folder.path, 'real', 'config');
  const link = join(folder.path, 'config');
  await mkdir(join(folder.path, 'real'));
  await writeFile(
    file,
    kubeconfig(issuer.url, {refresh: "'refresh-0'", id}, {refresh: 'refresh-0', id: `'${id}'`}),
  );
  await chmod(file, 0o640);
  await symlink(file, link);
  const run = runner();
  const {token} = await run(await contextOf(link, 'one'), signal);
  const fresh = {refresh: '"refresh-1"', id: `"${token}"`};
  assert.equal(await readFile(file, 'utf8'), kubeconfig(issuer.url, fresh, fresh));
  assert.equal((await stat(file)).mode & 0o777, 0o640);
  assert.ok((await lstat(link)).isSymbolicLink());
  assert.deepEqual(await readdir(join(folder.path, 'real')), ['config']);
  assert.deepEqual((await readdir(folder.path)).sort(), ['config', 'real']);
  // Whoever starts next goes on from there: with the token that lasts, then with the fresh refresh token.
  const next = runner();
  assert.equal((await next(await contextOf(link, 'two'), signal)).token, token);
  await next(await contextOf(link, 'two'), signal);
  assert.deepEqual(refreshTokens(issuer), ['refresh-0', 'refresh-1']);
});

test('a kubeconfig in JSON stays JSON, and gets the id-token that it lacked', async () => {
  await using issuer = await fakeIssuer();
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const config = {'idp-issuer-url': issuer.url, 'client-id': 'kube', 'refresh-token': 'refresh-0'};
  const content = (more: object) => ({
    clusters: [{name: 'c', cluster: {server: cluster.server}}],
    contexts: [{name: 'one', context: {cluster: 'c', user: 'me'}}],
    users: [{name: 'me', user: {'auth-provider': {name: 'oidc', config: {...config, ...more}}}}],
  });
  await writeFile(file, JSON.stringify(content({}), null, '\t'));
  const {token} = await runner()(await contextOf(file, 'one'), signal);
  const written = await readFile(file, 'utf8');
  assert.deepEqual(JSON.parse(written), content({'refresh-token': 'refresh-1', 'id-token': token}));
});

test('what lacks an id-token in a block of YAML gets it there', async () => {
  await using issuer = await fakeIssuer();
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const text = kubeconfig(issuer.url, {refresh: 'refresh-0', id: 'old'});
  await writeFile(file, text.replace('        id-token: old\n', ''));
  const {token} = await runner()(await contextOf(file, 'one'), signal);
  const {user} = await contextOf(file, 'one');
  assert.equal(user.authProvider?.config['id-token'], token);
  assert.equal(user.authProvider?.config['refresh-token'], 'refresh-1');
});

test('a kubeconfig is left alone where the issuer replaces nothing', async () => {
  await using issuer = await fakeIssuer({isLasting: true});
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const text = kubeconfig(issuer.url, {refresh: 'refresh-0', id: issuer.idToken(-60)});
  await writeFile(file, text);
  const run = runner();
  const entry = await contextOf(file, 'one');
  await run(entry, signal);
  await run(entry, signal);
  assert.deepEqual(refreshTokens(issuer), ['refresh-0', 'refresh-0']);
  assert.equal(await readFile(file, 'utf8'), text);
});

test('what kubectl or a login elsewhere has written meanwhile is what counts', async () => {
  await using issuer = await fakeIssuer();
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const write = (refresh: string, id: string) => writeFileSync(file, kubeconfig(issuer.url, {refresh, id}));
  write('refresh-0', issuer.idToken(-60));
  const entry = await contextOf(file, 'one');
  const run = runner();
  const fresh = issuer.idToken(60);
  write('theirs', fresh);
  assert.equal((await run(entry, signal)).token, fresh);
  assert.deepEqual(refreshTokens(issuer), []);
  await run(entry, signal);
  assert.deepEqual(refreshTokens(issuer), ['theirs']);
  // A login at the very moment at which ours would be written, by somebody who knows nothing of locks.
  const late = runner({
    random() {
      write('newest', fresh);
      return 0.5;
    },
  });
  await late(await contextOf(file, 'one'), signal);
  await late(await contextOf(file, 'one'), signal);
  const {user} = await contextOf(file, 'one');
  assert.equal(user.authProvider?.config['refresh-token'], 'newest');
  assert.deepEqual(await readdir(folder.path), ['config']);
});

test('under the lock of another the session goes on from memory, and what is spent is not sent again', async () => {
  await using issuer = await fakeIssuer();
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const copy = join(folder.path, 'copy');
  for (const each of [file, copy]) {
    await writeFile(each, kubeconfig(issuer.url, {refresh: 'refresh-0', id: issuer.idToken(-60)}));
    await writeFile(`${each}.lock`, '');
  }
  const run = runner();
  await run(await contextOf(file, 'one'), signal);
  const {problem} = await run(await contextOf(file, 'one'), signal);
  assert.equal(
    problem,
    `${file}: the renewed login of user me cannot be kept there (another program holds ${file}.lock): it ends with flotilla; log in again then`,
  );
  await run(await contextOf(copy, 'one'), signal);
  assert.deepEqual(refreshTokens(issuer), ['refresh-0', 'refresh-1', 'refresh-2']);
  assert.deepEqual((await readdir(folder.path)).sort(), ['config', 'config.lock', 'copy', 'copy.lock']);
});

test('a login that cannot be kept is told until it can be, also by an issuer who replaces nothing more', async () => {
  const mood = {isLasting: false};
  await using issuer = await fakeIssuer(mood);
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  await writeFile(file, kubeconfig(issuer.url, {refresh: 'refresh-0', id: issuer.idToken(-60)}));
  await writeFile(`${file}.lock`, '');
  const run = runner();
  const problemNow = async () => (await run(await contextOf(file, 'one'), signal)).problem ?? 'none';
  assert.match(await problemNow(), /cannot be kept there/);
  mood.isLasting = true;
  assert.match(await problemNow(), /cannot be kept there/);
  await rm(`${file}.lock`);
  assert.equal(await problemNow(), 'none');
  const {user} = await contextOf(file, 'one');
  assert.equal(user.authProvider?.config['refresh-token'], 'refresh-1');
  assert.deepEqual(refreshTokens(issuer), ['refresh-0', 'refresh-1', 'refresh-1']);
});

test('why a login cannot be kept is said, and the file is as it was', async () => {
  await using folder = await temporaryFolder();
  const cases: readonly {readonly name: string; readonly more: string; readonly reason: RegExp}[] = [
    // The name of its lock is too long: like a folder that is not to be written, but for root as well.
    {name: 'c'.repeat(253), more: '', reason: /\(ENAMETOOLONG\)/},
    {
      name: 'config',
      more: 'kind: Config\n',
      reason: /\(its tokens cannot be replaced without touching more\)/,
    },
  ];
  for (const {name, more, reason} of cases) {
    await using issuer = await fakeIssuer();
    const file = join(folder.path, name);
    const text = `${kubeconfig(issuer.url, {refresh: 'refresh-0', id: 'old'})}${more}`;
    await writeFile(file, text);
    const {problem} = await runner()(await contextOf(file, 'one'), signal);
    assert.match(problem ?? 'none', reason);
    assert.equal(await readFile(file, 'utf8'), text);
  }
});

test('a refresh that nobody waits for any more still brings its token home', async () => {
  const quitting = new AbortController();
  await using issuer = await fakeIssuer({onGrant: () => quitting.abort()});
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  await writeFile(file, kubeconfig(issuer.url, {refresh: 'refresh-0', id: issuer.idToken(-60)}));
  await runner()(await contextOf(file, 'one'), quitting.signal);
  const {user} = await contextOf(file, 'one');
  assert.equal(user.authProvider?.config['refresh-token'], 'refresh-1');
});

test('fresh tokens make no other context of it, anything else does', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  const read = async (text: string) => {
    await writeFile(file, text);
    const {contexts} = await loadKubeconfig({paths: [file], environment: {}, home: folder.path});
    const one = contexts.find(({name}) => name === 'one');
    assert.ok(one);
    return one;
  };
  const text = kubeconfig('https://issuer', {refresh: 'refresh-0', id: 'old'});
  const before = await read(text);
  assert.equal(isSameContext(await read(text.replace('refresh-0', 'refresh-1')), before), true);
  assert.equal(isSameContext(await read(text.replaceAll('old', 'new')), before), true);
  assert.equal(isSameContext(await read(text.replace('client-id: kube', 'client-id: else')), before), false);
  assert.equal(isSameContext(await read(text.replace(/ +refresh-token: refresh-0.*\n/, '')), before), false);
  assert.equal(isSameContext(await read(text.replace('cluster:6443', 'cluster:6444')), before), false);
  assert.equal(isSameContext(before, undefined), false);
});

function runner(more: Partial<typeof systemClock> = {}): LoginRun {
  // Who waits for a lock need not wait here.
  const clock = {
    ...systemClock,
    sleep: (ms: number, end?: AbortSignal) => systemClock.sleep(ms === 100 ? 0 : ms, end),
  };
  return createLoginRunner({clock: {...clock, ...more}, environment: {}});
}

async function contextOf(file: string, name: string): Promise<ContextEntry> {
  const {contexts} = await loadKubeconfig({paths: [file], environment: {}, home: '/nowhere'});
  const found = contexts.find((context) => context.name === name);
  assert.ok(found?.type === 'usable', JSON.stringify(found));
  return found.entry;
}

function refreshTokens({grants}: {readonly grants: readonly {readonly refreshToken: string | null}[]}) {
  return grants.map(({refreshToken}) => refreshToken);
}

function entry(user: Partial<UserEntry>): ContextEntry {
  return {name: 'ctx', file: '/config', cluster, user: {name: 'u', ...user}};
}

function oidc(url: string, more: Readonly<Record<string, string>>): ContextEntry {
  const fixed = {'idp-issuer-url': url, 'client-id': 'kube', 'refresh-token': 'refresh-0'};
  return entry({authProvider: {name: 'oidc', config: {...fixed, ...more}}});
}

interface IssuerOptions {
  readonly refusal?: string;
  /** It gives the same refresh token again; may change while it runs. */
  readonly isLasting?: boolean;
  /** Called before it answers. */
  onGrant?(): void;
  readonly host?: string;
  /** PEM; without it the issuer speaks plain http. */
  readonly pair?: {readonly certificate: string; readonly key: string};
}

/** An identity provider with rotating refresh tokens, or one that refuses them all. */
async function fakeIssuer(options: IssuerOptions = {}) {
  const {refusal, onGrant, host = '127.0.0.1', pair} = options;
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
      onGrant?.();
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
      const refresh_token = options.isLasting ? form.get('refresh_token') : `refresh-${grants.length}`;
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
