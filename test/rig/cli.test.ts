import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, {describe} from 'node:test';
import {execa} from 'execa';
import {rigUnavailable} from './index.ts';
import {until} from './until.ts';

const state = mkdtempSync(path.join(os.tmpdir(), 'flotilla-cli-'));
const environment = {...process.env, XDG_STATE_HOME: state};
const program = ['--import=tsx', path.join(import.meta.dirname, 'cli.ts')];
test.after(() => rmSync(state, {recursive: true, force: true}));

test('without a rig, and for what it does not know, the command line says so', async () => {
  assert.match((await command('status')).stderr, /no rig is up; start one with/);
  const unknown = await command('destroy', 'alpha');
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /no verb "destroy"[\s\S]*blackhole NAME/);
  assert.match((await command('up', '--with', 'karmata')).stderr, /no part "karmata".*kwok/);
  assert.match((await command('up', '--emulate', '1.20')).stderr, /1\.34 to 1\.37/);
});

describe('npm run rig', {skip: rigUnavailable() ?? false}, () => {
  test('up stays until ctrl-c, and another terminal acts on it', async () => {
    const child = spawn(process.execPath, [...program, 'up', '--clusters', '1', '--nodes', '0'], {
      env: environment,
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
    });
    try {
      await until('the rig is up', () => output.endsWith('kubeconfig\n'), 60_000);
      const lastLine = output.trimEnd().split('\n').at(-1) ?? '';
      assert.match(lastLine, /^export KUBECONFIG=\//);
      assert.match(readFileSync(lastLine.slice('export KUBECONFIG='.length), 'utf8'), /name: alpha/);

      assert.match((await command('status')).stdout, /alpha +running +1\.37 +ok/);
      assert.match((await command('cut', 'alpha')).stdout, /network refuses/);
      assert.match((await command('delay', 'alpha', '50')).stdout, /network delay 50 ms/);
      assert.match((await command('limit', 'alpha', 'much')).stderr, /"much" is no number/);
      assert.match((await command('heal', 'alpha')).stdout, /network ok/);
      assert.match((await command('kill', 'zulu')).stderr, /no cluster "zulu".*alpha/);
      assert.match(
        (await command('kill', 'alpha/kwok')).stderr,
        /no program "kwok" at alpha.*kube-apiserver/,
      );
      assert.match((await command('kill')).stderr, /usage: kill NAME\[\/PROGRAM\]; the clusters: alpha/);
      assert.match((await command('join', 'alpha', 'karmada')).stderr, /no hub "karmada".*none/);
      assert.match((await command('up')).stderr, /a rig is up already/);
    } finally {
      child.kill('SIGINT');
    }
    await until('the rig ends', () => child.exitCode !== null);
    assert.equal(child.exitCode, 0);
    assert.match((await command('status')).stderr, /no rig is up/);
  });
});

async function command(...args: readonly string[]) {
  return await execa(process.execPath, [...program, ...args], {
    env: environment,
    reject: false,
    stdin: 'ignore',
  });
}
