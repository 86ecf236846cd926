import assert from 'node:assert/strict';
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';
import {createInterface} from 'node:readline';
import test, {describe} from 'node:test';
import {build, rigUnavailable} from './index.ts';
import {until} from './until.ts';

describe('no process outlives its rig', {skip: rigUnavailable() ?? false}, () => {
  test('after success', async () => {
    const {child, pids, folder} = await run('end');
    await until('the runner ends', () => child.exitCode !== null);
    assert.equal(child.exitCode, 0);
    await allGone(pids);
    assert.ok(!existsSync(folder));
  });

  test('after a thrown error', async () => {
    const {child, pids, folder} = await run('throw');
    await until('the runner ends', () => child.exitCode !== null);
    assert.equal(child.exitCode, 1);
    await allGone(pids);
    assert.ok(!existsSync(folder));
  });

  test('after ctrl-c', async () => {
    const {child, pids, folder} = await run('wait');
    // To the group, as a terminal does.
    process.kill(-(child.pid as number), 'SIGINT');
    await allGone(pids);
    await until('the folder is gone', () => !existsSync(folder));
  });

  test('after kill -9 of the runner', async () => {
    const {child, pids, folder} = await run('wait');
    child.kill('SIGKILL');
    await allGone(pids);
    await until('the folder is gone', () => !existsSync(folder));
  });

  test('after kill -9 of the supervisor', {
    skip: process.platform !== 'linux' && 'needs a parent-death signal',
  }, async () => {
    const {child, pids, folder} = await run('wait');
    process.kill(pids[0] as number, 'SIGKILL');
    await allGone(pids);
    child.kill('SIGKILL');
    rmSync(folder, {recursive: true, force: true});
  });

  test('after kill -9 of both at once', {
    skip: process.platform !== 'linux' && 'needs a parent-death signal',
  }, async () => {
    const {child, pids, folder} = await run('wait');
    child.kill('SIGKILL');
    process.kill(pids[0] as number, 'SIGKILL');
    await allGone(pids);
    rmSync(folder, {recursive: true, force: true});
  });
});

interface Run {
  readonly child: ChildProcess;
  /** The supervisor first. */
  readonly pids: readonly number[];
  readonly folder: string;
}

async function run(mode: 'end' | 'throw' | 'wait'): Promise<Run> {
  // The parts are built here, so that the runner's time is its own.
  await Promise.all([build('kubernetes'), build('kwok')]);
  const child = spawn(process.execPath, ['--import=tsx', path.join(import.meta.dirname, 'runner.ts'), mode], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({input: child.stdout as NodeJS.ReadableStream});
  const [line] = (await once(lines, 'line')) as [string];
  const {pids, folder} = JSON.parse(line) as Omit<Run, 'child'>;
  // Supervisor, etcd, API server, controller-manager, kwok.
  assert.equal(pids.length, 5);
  assert.ok(existsSync(folder));
  return {child, pids, folder};
}

async function allGone(pids: readonly number[]): Promise<void> {
  await until(`all of ${pids.join(', ')} are gone`, () => pids.every((pid) => !isAlive(pid)), 10_000);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
