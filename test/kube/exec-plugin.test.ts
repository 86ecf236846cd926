import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {chmod, mkdir, readFile, rmdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {type ExecPluginOptions, runExecPlugin} from '../../src/kube/exec-plugin.ts';
import {type ExecEntry, KubeError, type LoginCause, type PluginCredential} from '../../src/kube/index.ts';
import {lastWords} from '../../src/kube/last-words.ts';
import {authority} from '../rig/authority.ts';
import {cluster, eventually, isAlive, pidsIn, shellPlugin, systemClock, temporaryFolder} from './plugin.ts';

const version = 'client.authentication.k8s.io/v1';

function run(exec: ExecEntry, options: Partial<ExecPluginOptions> = {}): Promise<PluginCredential> {
  return runExecPlugin(exec, {
    context: 'ctx',
    cluster,
    environment: process.env,
    signal: new AbortController().signal,
    clock: systemClock,
    ...options,
  });
}

function answering(status: object, apiVersion = version): string {
  return `cat <<'END'\n${JSON.stringify({kind: 'ExecCredential', apiVersion, status})}\nEND`;
}

function login(cause: LoginCause, message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof KubeError);
    assert.deepEqual(error.failure, {type: 'login', cause});
    assert.match(error.message, message);
    assert.equal(error.context, 'ctx');
    return true;
  };
}

test('a plugin gives a token and its expiry', async () => {
  await using folder = await temporaryFolder();
  const exec = await shellPlugin(
    folder.path,
    answering({token: 't0ken', expirationTimestamp: '2030-01-02T03:04:05Z'}),
  );
  assert.deepEqual(await run(exec), {token: 't0ken', expires: Date.UTC(2030, 0, 2, 3, 4, 5)});
});

test('a certificate lasts no longer than it says itself, whatever the plugin says', async () => {
  await using folder = await temporaryFolder();
  const end = Date.UTC(2040, 0, 2);
  const pair = await (await authority()).issue({commonName: 'me', notAfter: new Date(end)});
  const status = {clientCertificateData: pair.certificate, clientKeyData: pair.key};
  const {expires} = await run(await shellPlugin(folder.path, answering(status)));
  assert.equal(expires, end);
  const early = {...status, expirationTimestamp: '2030-01-02T03:04:05Z'};
  const told = await run(await shellPlugin(folder.path, answering(early)));
  assert.equal(told.expires, Date.UTC(2030, 0, 2, 3, 4, 5));
});

test('a plugin sees the cluster it is asked about only where the kubeconfig says so', async () => {
  await using folder = await temporaryFolder();
  const seen = join(folder.path, 'seen');
  const script = `printf '%s' "$KUBERNETES_EXEC_INFO" > "$SEEN"\n${answering({token: 't'})}`;
  const exec = await shellPlugin(folder.path, script, {env: [{name: 'SEEN', value: seen}]});
  await run(exec);
  assert.deepEqual(JSON.parse(await readFile(seen, 'utf8')), {
    kind: 'ExecCredential',
    apiVersion: version,
    spec: {interactive: false},
  });
  await run(
    {...exec, provideClusterInfo: true},
    {
      cluster: {
        ...cluster,
        caData: 'PEM',
        tlsServerName: 'name',
        proxyUrl: 'http://proxy:1',
        execConfig: {audience: 'x'},
      },
    },
  );
  assert.deepEqual(JSON.parse(await readFile(seen, 'utf8')).spec, {
    interactive: false,
    cluster: {
      server: 'https://cluster:6443',
      'tls-server-name': 'name',
      'certificate-authority-data': Buffer.from('PEM').toString('base64'),
      'proxy-url': 'http://proxy:1',
      config: {audience: 'x'},
    },
  });
});

test('a plugin has no display, no browser, an empty stdin and its own variables', async () => {
  await using folder = await temporaryFolder();
  const script = `
    input=$(cat)
    ${answering({token: 'X'}).replace('"X"', '"$DISPLAY|$WAYLAND_DISPLAY|$BROWSER|$OWN|$INHERITED|$input|"').replace("'END'", 'END')}`;
  const exec = await shellPlugin(folder.path, script, {env: [{name: 'OWN', value: 'own'}]});
  const environment = {
    ...process.env,
    DISPLAY: ':0',
    WAYLAND_DISPLAY: 'w',
    BROWSER: 'firefox',
    INHERITED: 'yes',
  };
  assert.equal((await run(exec, {environment})).token, '||false|own|yes||');
});

test('a missing plugin says how to install it', async () => {
  const exec: ExecEntry = {
    apiVersion: version,
    command: 'flotilla-no-such-plugin',
    args: [],
    env: [],
    installHint: 'brew install it\u001b[2J',
    provideClusterInfo: false,
    interactiveMode: 'Never',
  };
  await assert.rejects(
    run(exec),
    login('no plugin', /flotilla-no-such-plugin is not on the PATH: brew install it$/),
  );
  await assert.rejects(
    run({...exec, command: '/nowhere/plugin'}),
    login('no plugin', /There is no plugin \/nowhere\/plugin/),
  );
});

test('a plugin that is not executable, or whose interpreter is missing, says so', async () => {
  await using folder = await temporaryFolder();
  const exec = await shellPlugin(folder.path, 'exit 0');
  await chmod(exec.command, 0o644);
  await assert.rejects(run(exec), login('no plugin', /not executable: chmod \+x/));
  await writeFile(exec.command, '#!/no/such/interpreter\n');
  await chmod(exec.command, 0o755);
  await assert.rejects(run(exec), login('no plugin', /interpreter .* not installed/));
});

test('a plugin runs where we do, and also when that folder has been removed', async () => {
  await using folder = await temporaryFolder();
  const exec = await shellPlugin(folder.path, answering({token: '$(pwd)'}).replace("<<'END'", '<<END'));
  const before = process.cwd();
  assert.equal((await run(exec)).token, before);
  const gone = join(folder.path, 'gone');
  await mkdir(gone);
  process.chdir(gone);
  try {
    await rmdir(gone);
    assert.equal((await run(exec)).token, '/');
  } finally {
    process.chdir(before);
  }
});

test('a failing plugin is quoted by the line that tells, without secrets or control characters', async () => {
  await using folder = await temporaryFolder();
  const jwt = `eyJhbGciOiJSUzI1NiJ9.${'eyJzdWIiOiJ4In0'.repeat(3)}.c2lnbmF0dXJl`;
  const script = `printf 'first\\nError: \\033[31mthe SSO session has expired\\033[0m token=${jwt}\\n\\nto obtain new credentials.\\n' >&2; exit 7`;
  const exec = await shellPlugin(folder.path, script);
  await assert.rejects(
    run(exec),
    login('session', /^Plugin plugin failed with exit code 7: Error: the SSO session has expired token=…$/),
  );
});

test('junk on stdout is not an ExecCredential, and is not quoted', async () => {
  await using folder = await temporaryFolder();
  const cases: readonly (readonly [string, RegExp])[] = [
    ['true', /printed nothing/],
    ['echo sekret: {', /not an ExecCredential/],
    ['echo sekret', /not an ExecCredential/],
    [`echo '{"kind":"ExecCredential","apiVersion":"${version}","status":{"token":7}}'`, /\(status\.token\)/],
    [answering({}), /neither a token nor a certificate/],
    [answering({clientCertificateData: 'sekret'}), /only one of certificate and key/],
    [answering({clientCertificateData: 'sekret', clientKeyData: 'x'}), /certificate that cannot be used/],
    [answering({token: 'sekret\nx'}), /characters that no token has/],
    [answering({token: 't', expirationTimestamp: 'sekret'}), /not a date/],
    [answering({token: 't'}, 'client.authentication.k8s.io/v1beta1'), /answered in .*v1beta1 where .*\/v1$/],
  ];
  for (const [script, message] of cases) {
    const exec = await shellPlugin(folder.path, script);
    await assert.rejects(run(exec), (error: Error) => {
      assert.doesNotMatch(error.message, /sekret/);
      return login('session', message)(error);
    });
  }
});

for (const [stream, script] of [
  ['output', 'yes'],
  ['error output', 'yes "error: gone" >&2'],
] as const) {
  test(`a plugin that floods its standard ${stream} is stopped with its children, and quoted`, async () => {
    await using folder = await temporaryFolder();
    const pids = join(folder.path, 'pids');
    const exec = await shellPlugin(
      folder.path,
      `trap '' TERM\necho $$ > ${pids}\necho "error: gone" >&2\n(${script}) & echo $! >> ${pids}\nwait`,
    );
    // Long before its time is over.
    const told = login('session', /was stopped: it printed more than any credential: error/);
    await assert.rejects(run(exec, {timeout: 600_000}), told);
    const both = await pidsIn(pids);
    assert.equal(both.length, 2);
    await eventually('both are gone', async () =>
      (await Promise.all(both.map(isAlive))).every((alive) => !alive),
    );
  });
}

test('a plugin that printed too much is told as that, although it has ended', async () => {
  await using folder = await temporaryFolder();
  const exec = await shellPlugin(folder.path, '(sleep 0.1; head -c 1100000 /dev/zero) &');
  await assert.rejects(run(exec), login('session', /more than any credential/));
});

test('of endless complaints the last one is quoted, and a line without end does not take seconds to read', async () => {
  await using folder = await temporaryFolder();
  const exec = await shellPlugin(
    folder.path,
    'yes "debug: trying" | head -n 100000 >&2; echo "error: the session has ended" >&2; exit 1',
  );
  await assert.rejects(run(exec), login('session', /exit code 1: error: the session has ended$/));
  const start = performance.now();
  assert.equal(lastWords('-'.repeat(100_000)).length, 160);
  assert.ok(performance.now() - start < 1000);
});

test('a plugin that must ask a person is never run', async () => {
  await using folder = await temporaryFolder();
  const seen = join(folder.path, 'seen');
  const exec = await shellPlugin(folder.path, `echo ran > ${seen}`, {interactiveMode: 'Always'});
  await assert.rejects(run(exec), login('session', /must ask a person/));
  await assert.rejects(readFile(seen), {code: 'ENOENT'});
});

test('a plugin that hangs is killed with its children, although they ignore being asked', async () => {
  await using folder = await temporaryFolder();
  const pids = join(folder.path, 'pids');
  const script = `trap '' TERM
    echo $$ >> ${pids}
    (trap '' TERM; echo 'Enter the MFA code:' >&2; sh -c 'echo $$' >> ${pids}; while :; do sleep 0.05; done) &
    echo $! >> ${pids}
    while :; do sleep 0.05; done`;
  const exec = await shellPlugin(folder.path, script);
  await assert.rejects(
    run(exec, {timeout: 500}),
    login('plugin hung', /did not finish within 0\.5 s: Enter the MFA code:$/),
  );
  const started = await pidsIn(pids);
  assert.ok(started.length >= 2, 'plugin and child had started');
  await eventually('the whole group is gone', async () => {
    return (await Promise.all(started.map(isAlive))).every((alive) => !alive);
  });
});

test('an abort kills the plugin with its children', async () => {
  await using folder = await temporaryFolder();
  const pids = join(folder.path, 'pids');
  const exec = await shellPlugin(folder.path, `echo $$ >> ${pids}; sleep 100 & echo $! >> ${pids}; wait`);
  const abort = new AbortController();
  const running = run(exec, {signal: abort.signal});
  await eventually('it runs', async () => (await pidsIn(pids)).length === 2);
  abort.abort();
  await assert.rejects(running, (error: KubeError) => error.failure.type === 'aborted');
  const started = await pidsIn(pids);
  await eventually('the whole group is gone', async () => {
    return (await Promise.all(started.map(isAlive))).every((alive) => !alive);
  });
});

test('a child that a plugin leaves behind with its output open does not hold up the answer', async () => {
  await using folder = await temporaryFolder();
  const pids = join(folder.path, 'pids');
  const exec = await shellPlugin(folder.path, `sleep 100 &\necho $! > ${pids}\n${answering({token: 't'})}`);
  assert.deepEqual(await run(exec, {timeout: 20_000}), {token: 't'});
  for (const pid of await pidsIn(pids)) process.kill(pid);
});

for (const [ending, signal] of [
  ['a crash of this process', undefined],
  ['a signal that nobody here handles', 'SIGTERM'],
  ['a terminal that goes away', 'SIGHUP'],
  ['ctrl-\\', 'SIGQUIT'],
] as const) {
  test(`${ending} takes running plugins along`, async () => {
    await using folder = await temporaryFolder();
    const pids = join(folder.path, 'pids');
    // It ends by itself some day, so that a failure of this test leaves nothing behind.
    const exec = await shellPlugin(
      folder.path,
      `trap '' TERM HUP QUIT; echo $$ > ${pids}; for n in $(seq 600); do sleep 0.05; done`,
    );
    const child = spawn(
      process.execPath,
      [...process.execArgv, new URL(signal === undefined ? 'crash.ts' : 'once.ts', import.meta.url).pathname],
      {env: {...process.env, PLUGIN: exec.command, PIDS: pids}, stdio: 'ignore'},
    );
    const exited = new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    if (signal !== undefined) {
      await eventually('the plugin runs', async () => (await pidsIn(pids)).length > 0);
      child.kill(signal);
    }
    assert.equal(await exited, signal ?? null);
    const [pid] = await pidsIn(pids);
    assert.ok(pid, 'the plugin had started');
    await eventually('the plugin is gone', async () => !(await isAlive(pid)));
  });
}

test('a plugin that asks on the terminal does not get it', async (t) => {
  await using folder = await temporaryFolder();
  const result = join(folder.path, 'result');
  // `script` gives the whole run a terminal of its own, as a person has one.
  const exec = await shellPlugin(
    folder.path,
    `if (: < /dev/tty) 2>/dev/null; then echo got it > ${result}; else echo none > ${result}; fi\n${answering({token: 't'})}`,
  );
  const once = `${process.execPath} ${process.execArgv.join(' ')} ${new URL('once.ts', import.meta.url).pathname}`;
  const inTerminal = (command: string) =>
    new Promise<number | null | undefined>((resolve) => {
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        env: {...process.env, PLUGIN: exec.command},
        stdio: 'ignore',
      });
      child.once('error', () => resolve(undefined));
      child.once('exit', resolve);
    });
  if ((await inTerminal(exec.command)) === undefined)
    return t.skip('there is no script(1) to make a terminal');
  assert.equal((await readFile(result, 'utf8')).trim(), 'got it', 'run by hand it would get the terminal');
  assert.equal(await inTerminal(once), 0);
  assert.equal((await readFile(result, 'utf8')).trim(), 'none');
});

test('last words are short and hold nothing that could be a token', () => {
  assert.equal(lastWords(''), '');
  assert.equal(lastWords('a\nb\n\n'), 'b');
  assert.equal(lastWords('Error: expired\nPlease run:\n'), 'Error: expired');
  assert.equal(lastWords(`${'x'.repeat(300)}`).length, 160);
  assert.equal(lastWords('Authorization: Bearer abc.def'), 'Authorization: Bearer …');
  assert.equal(lastWords('password=hunter2 rest'), 'password=… rest');
  assert.equal(lastWords(`got ${'Ab3'.repeat(12)} back`), 'got … back');
  assert.equal(lastWords(`key ${'Ab3/'.repeat(2)}${'aB4dEf'.repeat(10)}==`), 'key …');
  const secrets = [
    `token dop_v1_${'0123456789abcdef'.repeat(4)}`,
    'used kubeconfig-u-abc12:zx9k2m4q7w8e1r5t6y3u0i2o4p6a8s1d3f5g7h9j2k4l6',
    'no proxy at https://bob:zx9k2@proxy.corp:3128/',
    'in get-token --password zx9k2 --cluster dev',
  ];
  for (const line of secrets) assert.doesNotMatch(lastWords(line), /zx9k2|0123456789/, line);
  const arn = 'no cluster arn:aws:eks:eu-west-1:123456789012:cluster/shop-prod-eu-west-1';
  assert.equal(lastWords(arn), arn);
  const path = '/home/Someone/.aws/sso/cache/Config2/Profile9/token.json';
  assert.equal(lastWords(`cannot read ${path}`), `cannot read ${path}`);
});
