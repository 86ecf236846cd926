import {mkdir} from 'node:fs/promises';
import {served} from './api/served.ts';
import {ClusterServer} from './api/server.ts';
import {makeCertificates} from './authority.ts';
import type {Demo, DemoOptions, Fault} from './demo.ts';
import {type Cluster, makeFleet} from './fleet.ts';
import {writeKubeconfig} from './kubeconfig.ts';
import {writeLoginPlugin} from './login-plugin.ts';
import {makeLogins} from './logins.ts';
import {makeRandom} from './random.ts';
import type {KubeObject} from './store.ts';
import {time} from './world/metadata.ts';
import {groups, secondContext} from './world/plan.ts';
import {putObject} from './world/world.ts';

interface Running extends Cluster {
  readonly server: ClusterServer;
}

/** Resolves when every server listens (or refuses, where its plan has it so) and the kubeconfig is written. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const {clock, signal, folder, seed = 1, speed = 1, size} = options;
  const fleet = makeFleet(options);
  const logins = makeLogins(() => clock.now(), speed);
  const {authority, serving, clients} = await makeCertificates(logins.people);
  const {userOf} = logins;
  const running = new Map<string, Running>();
  for (const cluster of fleet.clusters) {
    const server = new ClusterServer({api: cluster.api, serving, authority, userOf, clock});
    running.set(cluster.plan.name, {...cluster, server});
  }
  const ending = new AbortController();
  const close = async (): Promise<void> => {
    ending.abort();
    await Promise.all([...running.values()].map(({server}) => server.close()));
  };
  signal.addEventListener('abort', () => void close(), {once: true, signal: ending.signal});
  await Promise.all([...running.values()].map(begin));
  if (signal.aborted) await close();
  await mkdir(folder, {recursive: true, mode: 0o700});
  const plugin = await writeLoginPlugin({folder, ...logins.session});
  const kubeconfigFile = await writeKubeconfig(
    folder,
    authority,
    [...running.values()].flatMap(entriesOf),
    logins.users(clients, plugin),
  );
  void fleet.live(ending.signal);

  const find = (name: string): Running => {
    const found = running.get(name);
    if (found === undefined)
      throw new Error(`no cluster "${name}"; there are: ${[...running.keys()].join(', ')}`);
    return found;
  };
  const random = makeRandom(seed, 'applied');
  return {
    kubeconfigFile,
    groups: size ? [] : groups,
    clusters: [...running.keys()],
    fault: async (cluster, fault) => bring(find(cluster).server, fault),
    apply(cluster, object) {
      const {world} = find(cluster);
      const resource = resourceOf(object);
      const known = world.store.get(resource, object.metadata.namespace ?? '', object.metadata.name);
      const before = known?.make().metadata;
      const uid = before?.['uid'] ?? random.uid();
      const creationTimestamp = before?.['creationTimestamp'] ?? time(world.timeline.now);
      putObject(world, resource, {...object, metadata: {uid, creationTimestamp, ...object.metadata}});
    },
    remove: (cluster, resource, namespace, name) =>
      find(cluster).world.store.remove(resource, namespace, name),
    compact: (cluster) => find(cluster).world.store.compact(),
    close,
  };
}

/** Also one that is to refuse connections listens first: so it has a port to refuse them on. */
async function begin({plan, server}: Running): Promise<void> {
  await server.start();
  if (plan.network === 'stopped') await server.stop();
  server.setSlow(plan.network === 'slow');
}

function entriesOf({plan, server}: Running) {
  const {name, login} = plan;
  const entry = {cluster: name, server: `https://127.0.0.1:${server.port}`};
  const own = {...entry, context: name, user: login};
  if (name !== secondContext.cluster) return [own];
  return [own, {...entry, context: secondContext.name, user: 'admin'}];
}

async function bring(server: ClusterServer, fault: Fault): Promise<void> {
  switch (fault) {
    case 'stop':
      await server.stop();
      return;
    case 'start':
      await server.start();
      return;
    case 'pause':
      server.pause();
      return;
    case 'resume':
      server.resume();
      return;
    case 'slow':
    case 'normal':
      server.setSlow(fault === 'slow');
  }
}

function resourceOf({apiVersion, kind}: KubeObject): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = served.find(
    ({resource}) => resource.kind === kind && resource.group === group && resource.version === version,
  );
  if (found === undefined) throw new Error(`no resource is served for ${apiVersion} ${kind}`);
  return found.id;
}
