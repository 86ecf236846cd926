import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {ClusterEntry, ExecEntry} from '../../src/kube/index.ts';
import type {Clock} from '../../src/text/index.ts';

/** A folder for one test, gone after it. */
export async function temporaryFolder(): Promise<AsyncDisposable & {readonly path: string}> {
  const path = await mkdtemp(join(tmpdir(), 'flotilla-'));
  return {path, [Symbol.asyncDispose]: () => rm(path, {recursive: true, force: true})};
}

/** An exec entry for a shell script that is written into the folder. */
export async function shellPlugin(
  folder: string,
  script: string,
  more: Partial<ExecEntry> = {},
): Promise<ExecEntry> {
  const command = join(folder, 'plugin');
  await writeFile(command, `#!/bin/sh\n${script}\n`, {mode: 0o755});
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command,
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'IfAvailable',
    ...more,
  };
}

export const cluster: ClusterEntry = {
  name: 'c',
  server: 'https://cluster:6443',
  skipTlsVerify: false,
  disableCompression: false,
};

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal && {signal}).catch(() => {}),
  every(milliseconds, signal, tick) {
    if (signal.aborted) return;
    const timer = setInterval(tick, milliseconds);
    signal.addEventListener('abort', () => clearInterval(timer), {once: true});
  },
};

/** Waits until the condition holds; fails after `limit` ms with what was waited for. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit = 10_000,
): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await sleep(10);
  }
}

export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie whose parent has not looked at it yet has ended for all that matters.
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(status);
}

export async function pidsIn(file: string): Promise<readonly number[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}
