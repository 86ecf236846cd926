import {mkdirSync, writeFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {type Authority, authority} from './authority.ts';
import {build} from './build.ts';
import {bootCluster, type Cluster, type Ground} from './cluster.ts';
import {startEtcd} from './etcd.ts';
import type {Hub} from './hub.ts';
import {type HubName, type Hubs, hubClusters, startHub} from './hubs.ts';
import type {Karmada} from './karmada.ts';
import {type Entry, kubeconfig} from './kubeconfig.ts';
import type {Kubefed} from './kubefed.ts';
import {installMetrics, sampleMetrics} from './metrics.ts';
import {clusterOptions, type RigOptions} from './options.ts';
import {readPart} from './parts.ts';
import {type Supervisor, supervisor} from './supervisor.ts';
import {makeUsers, type Users} from './users.ts';

/** Real clusters. Disposing it ends every process and removes every file. */
export interface Rig extends AsyncDisposable {
  /** File with one context per cluster, through the proxies. */
  readonly kubeconfig: string;
  readonly clusters: readonly Cluster[];
  /** The clusters that are no hub's own. */
  readonly members: readonly Cluster[];
  readonly hubs: readonly Hub[];
  /** Throws, with the names there are, for an unknown name. */
  cluster(name: string): Cluster;
  /** Throws, as `karmada` does, when the rig was made without it. */
  readonly kubefed: Kubefed;
  readonly karmada: Karmada;
  readonly authority: Authority;
  /** PEM file of the authority. */
  readonly caFile: string;
  readonly users: Users;
  readonly folder: string;
  /** A path in the rig's folder, for a file that ends with it. */
  path(name: string): string;
  /** Writes a kubeconfig of any contexts (see `Cluster.entry`) and answers its path. */
  writeKubeconfig(name: string, entries: readonly Entry[]): string;
  /** The folder of a part's binaries, built now if need be. */
  part(name: string): Promise<string>;
  /** Every process of the rig now, the supervisor first. */
  pids(): readonly number[];
  /** To run more programs that end with the rig. */
  readonly supervisor: Supervisor;
}

export async function rig(options: RigOptions = {}): Promise<Rig> {
  // Before anything is built: an unknown name is an error at once.
  const further = (options.with ?? []).map(readPart);
  const hubs = hubClusters(options.with ?? []);
  const members = clusterOptions(options);
  const bin = await build('kubernetes');
  const kwok = members.some((cluster) => cluster.kwok === true) ? await build('kwok') : undefined;
  for (const part of further) await build(part.name);

  const cleanup = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'flotilla-rig-'));
    cleanup.defer(() => removeFolder(folder));
    const controlPlane = path.join(bin, 'control-plane');
    const processes = cleanup.use(await supervisor(controlPlane, folder, isKept));
    const ground = await prepare(folder, processes, {
      controlPlane,
      kubectl: path.join(bin, 'kubectl'),
      ...(kwok === undefined ? {} : {kwok: path.join(kwok, 'kwok')}),
    });
    const started: Hubs = {};
    const booted = await allSettled([...members, ...hubs], async (cluster) => {
      const up = await bootCluster(ground, cluster);
      cleanup.use(up);
      const hub = hubs.find((one) => one === cluster);
      if (hub === undefined) await fill(up, options);
      else Object.assign(started, await startHub(hub.name, ground, up, options.hasFieldTimings ?? false));
      options.onProgress?.(`${cluster.name} is up`);
      return up;
    });
    const failed = booted.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    const clusters = booted.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return handle(folder, ground, clusters, started, options, cleanup.move());
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

// An API server that starts too slowly fails its start-up hooks for good, so on few cores they take turns.
const bootsAtOnce = 4;

async function allSettled<T, R>(
  items: readonly T[],
  one: (item: T) => Promise<R>,
): Promise<PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) {
      [results[index]] = await Promise.allSettled([one(items[index] as T)]);
    }
  };
  await Promise.all(Array.from({length: bootsAtOnce}, worker));
  return results;
}

function handle(
  folder: string,
  ground: Ground,
  clusters: readonly Cluster[],
  hubs: Hubs,
  options: RigOptions,
  cleanup: AsyncDisposableStack,
): Rig {
  const inFolder = (name: string) => path.join(folder, name);
  const writeKubeconfig = (name: string, entries: readonly Entry[]) => {
    writeFileSync(inFolder(name), kubeconfig(entries), {mode: 0o600});
    return inFolder(name);
  };
  return {
    kubeconfig: writeKubeconfig(
      'kubeconfig',
      clusters.map((cluster) => cluster.entry(options.user)),
    ),
    clusters,
    members: clusters.filter(({name}) => !Object.hasOwn(hubs, name)),
    hubs: Object.values(hubs),
    get kubefed() {
      return hubs.kubefed ?? noHub('kubefed');
    },
    get karmada() {
      return hubs.karmada ?? noHub('karmada');
    },
    cluster: (name) => {
      const found = clusters.find((cluster) => cluster.name === name);
      if (found !== undefined) return found;
      throw new Error(
        `no cluster "${name}" in the rig; there are: ${clusters.map((one) => one.name).join(', ')}`,
      );
    },
    authority: ground.authority,
    caFile: ground.caFile,
    users: ground.users,
    folder,
    path: inFolder,
    writeKubeconfig,
    part: (name) => build(name),
    pids: () => ground.supervisor.pids(),
    supervisor: ground.supervisor,
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
}

function noHub(name: HubName): never {
  throw new Error(`the rig has no ${name}; make it with {with: ['${name}']}`);
}

async function prepare(
  folder: string,
  processes: Supervisor,
  binaries: Pick<Ground, 'controlPlane' | 'kubectl' | 'kwok'>,
): Promise<Ground> {
  const ca = await authority();
  const caFile = path.join(folder, 'ca.crt');
  const caKeyFile = path.join(folder, 'ca.key');
  writeFileSync(caFile, ca.certificate);
  writeFileSync(caKeyFile, ca.key, {mode: 0o600});
  const userFolder = path.join(folder, 'users');
  mkdirSync(userFolder);
  const [users, etcd] = await Promise.all([
    makeUsers(ca, userFolder),
    startEtcd(processes, binaries.controlPlane, folder, 'etcd'),
  ]);
  const frontProxy = await ca.issue({commonName: 'front-proxy-client'});
  return {
    folder,
    supervisor: processes,
    authority: ca,
    caFile,
    caKeyFile,
    frontProxy,
    users,
    etcd,
    ...binaries,
  };
}

async function fill(cluster: Cluster, options: RigOptions): Promise<void> {
  if (options.nodes !== undefined) await cluster.nodes(options.nodes);
  if (options.pods !== undefined) await cluster.pods(options.pods, {nodes: options.nodes ?? 0});
  if (options.metrics === true) {
    await installMetrics(cluster);
    await sampleMetrics(cluster);
  }
}

const isKept = process.env['FLOTILLA_RIG_KEEP'] === '1';

async function removeFolder(folder: string): Promise<void> {
  if (isKept) process.stderr.write(`rig: kept ${folder}\n`);
  else await rm(folder, {recursive: true, force: true, maxRetries: 3});
}
