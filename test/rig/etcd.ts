import {cp, rm} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {logTail} from './log.ts';
import type {Running, Supervisor} from './supervisor.ts';

/** One etcd. */
export interface Etcd {
  readonly url: string;
  /** Forgets the history of every key up to now, as an API server has it done every five minutes. */
  compact(): Promise<void>;
  /** Copies what it holds into this folder; it is stopped meanwhile. */
  save(to: string): Promise<void>;
  /** Goes back to what such a folder holds, its revisions with it. */
  restore(from: string): Promise<void>;
}

/** Settles when it serves. Its files are in `folder`. */
export async function startEtcd(
  processes: Supervisor,
  controlPlane: string,
  folder: string,
  id: string,
): Promise<Etcd> {
  const data = path.join(folder, 'etcd');
  const log = path.join(folder, 'etcd.log');
  const port = await processes.reservePort();
  const url = `http://127.0.0.1:${port}`;
  const start = async () => {
    const argv = [controlPlane, 'etcd', `--data-dir=${data}`, `--port=${port}`];
    const started = await processes.start({id, argv, log});
    await untilHealthy(url, started, log);
    return started;
  };
  let running = await start();
  const whileStopped = async (act: () => Promise<void>) => {
    running.signal('SIGKILL');
    await running.exited;
    await act();
    running = await start();
  };
  return {
    url,
    compact: async () => {
      const {header} = await ask(url, 'kv/range', {key: Buffer.from('any').toString('base64')});
      await ask(url, 'kv/compaction', {revision: header.revision, physical: true});
    },
    save: (to) => whileStopped(() => cp(data, to, {recursive: true})),
    restore: (from) =>
      whileStopped(async () => {
        await rm(data, {recursive: true});
        await cp(from, data, {recursive: true});
      }),
  };
}

async function untilHealthy(url: string, etcd: Running, log: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(20)) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    if (!etcd.isRunning()) break;
  }
  throw new Error(`rig: etcd did not start:\n${logTail(log)}`);
}

/** etcd's API as JSON over HTTP, numbers of 64 bits as text. */
async function ask(url: string, what: string, body: object): Promise<{header: {revision: string}}> {
  const answer = await fetch(`${url}/v3/${what}`, {method: 'POST', body: JSON.stringify(body)});
  if (!answer.ok) throw new Error(`rig: etcd ${what}: HTTP ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as {header: {revision: string}};
}
