import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, {type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {execa} from 'execa';
import {type Plugin, type PluginRun, plugin} from './plugin.ts';

test('a plugin answers its token with an expiry, and its run is in the log', async (t) => {
  const made = await plugin({
    folder: folder(t),
    token: 'abc',
    expiresInSeconds: 60,
    command: 'aws',
    extraArgs: ['--profile', 'prod'],
  });
  const {stdout} = await run(made);
  const credential = JSON.parse(stdout) as {status: {token: string; expirationTimestamp: string}};

  assert.equal(path.basename(made.command), 'aws');
  assert.deepEqual(made.args.slice(0, 2), ['--profile', 'prod']);
  assert.equal(credential.status.token, 'abc');
  const seconds = (Date.parse(credential.status.expirationTimestamp) - Date.now()) / 1000;
  assert.ok(seconds > 30 && seconds <= 60, `expires in ${seconds} s`);
  assert.equal(made.runs().length, 1);
  assert.equal(made.runs()[0]?.exitCode, 0);
});

test('the log tells how many ran at once', async (t) => {
  const made = await plugin({folder: folder(t), delayMs: 400});
  await Promise.all([run(made), run(made), run(made)]);
  await run(made);

  assert.equal(made.runs().length, 4);
  assert.equal(made.maximumAtOnce(), 3);
});

test('failing, prompting without a terminal, junk, nothing and another version are what they say', async (t) => {
  const in_ = folder(t);
  const outcome = async (mode: Parameters<typeof plugin>[0]['mode'] & string) =>
    await run(await plugin({folder: in_, mode}));

  const failing = await outcome('failing');
  assert.equal(failing.exitCode, 1);
  assert.match(failing.stderr, /SSO session has expired/);
  const prompting = await outcome('prompting');
  assert.equal(prompting.exitCode, 1);
  assert.match(prompting.stderr, /no terminal/);
  const junk = await outcome('junk');
  assert.equal(junk.exitCode, 0);
  assert.throws(() => JSON.parse(junk.stdout) as unknown, SyntaxError);
  assert.equal((await outcome('empty')).stdout, '');
  assert.match((await outcome('wrong-version')).stdout, /v1alpha1/);
});

test('a login made elsewhere heals the plugin', async (t) => {
  const until = path.join(folder(t), 'logged-in');
  const made = await plugin({folder: folder(t), mode: 'login', until, token: 'abc'});

  assert.equal((await run(made)).exitCode, 1);
  writeFileSync(until, '');
  assert.equal((await run(made)).exitCode, 0);
});

test('a hanging plugin and its child ignore SIGTERM and end only with their group', async (t) => {
  const made = await plugin({folder: folder(t), mode: 'hanging'});
  const child = spawn(made.command, made.args, {detached: true, stdio: 'ignore'});
  const pid = child.pid as number;
  t.after(() => isAlive(-pid) && process.kill(-pid, 'SIGKILL'));
  await until(() => made.runs()[0]?.childPid !== undefined);
  const childPid = made.runs()[0]?.childPid as number;
  process.kill(pid, 'SIGTERM');
  await sleep(100);

  assert.ok(isAlive(pid) && isAlive(childPid), 'SIGTERM ended it');
  process.kill(-pid, 'SIGKILL');
  await until(() => !isAlive(pid) && !isAlive(childPid));
});

test('a hanging plugin and its child end when whoever started them was killed', async (t) => {
  const made = await plugin({folder: folder(t), mode: 'hanging'});
  const start = `require('node:child_process').spawn(process.argv[1], process.argv.slice(2), {detached: true, stdio: 'ignore'});
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['-e', start, '--', made.command, ...made.args], {stdio: 'ignore'});
  await until(() => made.runs()[0]?.childPid !== undefined);
  const {pid, childPid = 0} = made.runs()[0] as PluginRun;
  t.after(() => isAlive(-pid) && process.kill(-pid, 'SIGKILL'));
  assert.ok(isAlive(pid) && isAlive(childPid));
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid) && !isAlive(childPid));
});

async function run(made: Plugin) {
  const info = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {interactive: false},
  };
  return await execa(made.command, made.args, {
    reject: false,
    stdin: 'ignore',
    env: {KUBERNETES_EXEC_INFO: JSON.stringify(info)},
  });
}

function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'flotilla-plugin-'));
  t.after(() => rmSync(made, {recursive: true, force: true}));
  return made;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > deadline) assert.fail('not true within 10 s');
    await sleep(20);
  }
}
