import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type ApiServerOptions, apiServerArguments, untilReady} from './apiserver.ts';
import {apply, type KubernetesObject} from './apply.ts';
import {type Authority, type KeyPair, signingKey} from './authority.ts';
import {type Client, client} from './client.ts';
import {type Etcd, startEtcd} from './etcd.ts';
import {type Entry, type KubeconfigUser, kubeconfig} from './kubeconfig.ts';
import {type Output, output} from './output.ts';
import {type Program, type ProgramOptions, startProgram} from './program.ts';
import {controllerManager, kwokArguments} from './programs.ts';
import {type FaultProxy, proxy} from './proxy.ts';
import {type Seed, seed} from './seed.ts';
import type {Supervisor} from './supervisor.ts';
import {grants, type UserName, type Users} from './users.ts';

export interface ClusterOptions extends ApiServerOptions {
  readonly name: string;
  /** Whether kube-controller-manager runs, or which of its controllers. */
  readonly controllerManager?: boolean | readonly string[];
  readonly scheduler?: boolean;
  readonly kwok?: boolean;
  /** An etcd for it alone, which can be saved and restored. Otherwise all clusters of a rig share one. */
  readonly ownEtcd?: boolean;
}

export interface KubeconfigOptions {
  /** Context name. Default: the cluster's. */
  readonly context?: string;
  /** Past the proxy. */
  readonly direct?: boolean;
  readonly namespace?: string;
  /** Further fields of the kubeconfig's cluster. */
  readonly cluster?: {readonly [field: string]: unknown};
}

/** One real cluster of a rig. */
export interface Cluster extends Seed {
  readonly name: string;
  readonly options: ClusterOptions;
  /** Its context in the merged kubeconfig. */
  readonly context: string;
  /** `https://127.0.0.1:PORT` of the API server itself. */
  readonly server: string;
  /** The same through the proxy: what kubeconfigs hold unless told otherwise. */
  readonly proxied: string;
  readonly proxy: FaultProxy;
  /** The administrator's own connection, past the proxy. */
  readonly client: Client;
  /** What becomes one context of a kubeconfig. */
  entry(user?: UserName | KubeconfigUser, options?: KubeconfigOptions): Entry;
  /** File with one context, for this cluster alone. */
  kubeconfigFor(user?: UserName | KubeconfigUser, options?: KubeconfigOptions): string;
  /** The real kubectl, as the administrator and past the proxy unless `kubeconfig` says otherwise. Never throws. */
  kubectl(
    args: readonly string[],
    options?: {readonly input?: string; readonly kubeconfig?: string; readonly env?: Record<string, string>},
  ): Promise<Output>;
  apply(objects: string | KubernetesObject | readonly KubernetesObject[]): Promise<void>;
  /** The API server is gone (SIGKILL); its port refuses, through the proxy too. Settles when it is dead. */
  kill(): Promise<void>;
  /** Starts the API server again on the same port and waits until it is ready. */
  start(): Promise<void>;
  /** SIGSTOP: connections are accepted by the kernel, and nothing answers. */
  pause(): void;
  resume(): void;
  /**
   * Has its etcd forget all history; its API server is started anew, for it may remember some of it. A shared etcd
   * forgets that of the other clusters too.
   */
  compact(): Promise<void>;
  /** Copies its etcd into a folder, which is answered. Its API server is away meanwhile. Wants an etcd of its own. */
  save(): Promise<string>;
  /** Its etcd becomes what was saved, of this cluster or of another, as a restore after a disaster makes it. */
  restore(saved: string): Promise<void>;
  /** Of the API server. */
  readonly state: Program['state'];
  /** Everything that runs for it: kube-apiserver, kube-controller-manager … */
  readonly programs: readonly Program[];
  /** Throws, with the names there are, for an unknown name. */
  program(name: string): Program;
  /** Runs one more program beside its API server, which ends with the rig. */
  run(name: string, argv: readonly string[], options?: RunOptions): Promise<Program>;
  /** Process ids by program name. */
  readonly pids: Readonly<Record<string, number>>;
  logFile(program: string): string;
}

type RunOptions = Pick<ProgramOptions, 'isUp' | 'isDown' | 'isRestarted'>;

export interface Ground {
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly authority: Authority;
  readonly caFile: string;
  readonly caKeyFile: string;
  /** What API servers show to the servers that they pass requests on to. */
  readonly frontProxy: KeyPair;
  readonly users: Users;
  readonly etcd: Etcd;
  readonly controlPlane: string;
  readonly kubectl: string;
  /** Only when some cluster wants it. */
  readonly kwok?: string;
}

/** Boots a cluster and settles when its API server is ready and its users have their rights. */
export async function bootCluster(
  ground: Ground,
  options: ClusterOptions,
): Promise<Cluster & AsyncDisposable> {
  await using cleanup = new AsyncDisposableStack();
  const cluster = await boot(ground, options, cleanup);
  const kept = cleanup.move();
  // Not by spreading: its getters would be read once.
  return Object.defineProperty(cluster, Symbol.asyncDispose, {
    value: () => kept.disposeAsync(),
  }) as Cluster & AsyncDisposable;
}

async function boot(
  ground: Ground,
  options: ClusterOptions,
  cleanup: AsyncDisposableStack,
): Promise<Cluster> {
  const {name} = options;
  const folder = path.join(ground.folder, 'clusters', name);
  mkdirSync(folder, {recursive: true});
  const port = await ground.supervisor.reservePort();
  const front = cleanup.use(await proxy({target: port, port: await ground.supervisor.reservePort()}));
  const server = `https://127.0.0.1:${port}`;
  const proxied = `https://127.0.0.1:${front.port}`;
  const logFile = (program: string) => path.join(folder, `${program}.log`);
  const programs = new Map<string, Program>();
  let files = 0;

  const etcd =
    options.ownEtcd === true
      ? await startEtcd(ground.supervisor, ground.controlPlane, folder, `${name}/etcd`)
      : ground.etcd;
  const argv = apiServerArguments(
    // One that is restored from another's etcd must find its keys, so those with their own use the same prefix.
    {port, etcd: etcd.url, etcdPrefix: options.ownEtcd === true ? '/registry' : `/${name}`},
    {folder, caFile: ground.caFile, tokenFile: ground.users.tokenFile},
    {
      serving: await ground.authority.issue({
        names: ['127.0.0.1', 'localhost', 'kubernetes.default.svc', `${name}.rig.test`],
        commonName: name,
      }),
      serviceAccount: await signingKey(),
      frontProxy: ground.frontProxy,
    },
    options,
  );
  const rigClient = cleanup.use(client(server, ground.authority.certificate, ground.users.admin));
  const run = async (program: string, args: readonly string[], more: RunOptions = {}) => {
    const started = await startProgram(ground.supervisor, {
      name: program,
      id: `${name}/${program}`,
      argv: args,
      log: logFile(program),
      dir: folder,
      ...more,
    });
    programs.set(program, started);
    return started;
  };
  const ownEtcd = () => {
    if (options.ownEtcd === true) return etcd;
    throw new Error(`rig: ${name} shares its etcd with the others; make it with {ownEtcd: true}`);
  };
  const entry: Cluster['entry'] = (user = 'admin', more = {}) => ({
    context: more.context ?? name,
    server: more.direct === true ? server : proxied,
    ca: ground.authority.certificate,
    userName: typeof user === 'string' ? user : `${more.context ?? name}-user`,
    user: typeof user === 'string' ? ground.users.entries[user] : user,
    ...(more.namespace === undefined ? {} : {namespace: more.namespace}),
    ...(more.cluster === undefined ? {} : {cluster: more.cluster}),
  });
  const kubeconfigFor: Cluster['kubeconfigFor'] = (user = 'admin', more = {}) => {
    const label = typeof user === 'string' ? user : 'custom';
    const file = path.join(folder, `kubeconfig-${label}-${++files}.yaml`);
    writeFileSync(file, kubeconfig([entry(user, more)]), {mode: 0o600});
    return file;
  };

  const apiServer = await run('kube-apiserver', [ground.controlPlane, ...argv], {
    isUp: async (running) => {
      await untilReady(running, rigClient, logFile('kube-apiserver'));
      await front.targetIs('up');
    },
    isDown: () => front.targetIs('down'),
  });
  const whileKilled = async (act: () => Promise<void>) => {
    await apiServer.kill();
    await act();
    await apiServer.start();
  };
  await Promise.all(grants.map((grant) => createOnce(rigClient, grant)));
  const own = kubeconfigFor('admin', {direct: true});
  // One that emulates nothing waits for ever for kinds that the older version does not serve.
  const emulation =
    options.emulatedVersion === undefined ? [] : [`--emulated-version=${options.emulatedVersion}`];
  if (options.controllerManager !== undefined && options.controllerManager !== false)
    await run('kube-controller-manager', [
      ...controllerManager(ground, own, folder, options.controllerManager),
      ...emulation,
    ]);
  if (options.scheduler === true)
    await run('kube-scheduler', [
      ground.controlPlane,
      'kube-scheduler',
      `--kubeconfig=${own}`,
      '--secure-port=0',
      '--leader-elect=false',
      ...emulation,
    ]);
  const isSimulated = options.kwok === true && ground.kwok !== undefined;
  if (isSimulated) await run('kwok', kwokArguments(ground.kwok, own));

  return {
    name,
    options,
    context: name,
    server,
    proxied,
    proxy: front,
    client: rigClient,
    entry,
    kubeconfigFor,
    kubectl: (args, more = {}) =>
      output(ground.kubectl, args, {
        env: {KUBECONFIG: more.kubeconfig ?? own, HOME: ground.folder, ...more.env},
        ...(more.input === undefined ? {} : {input: more.input}),
      }),
    apply: (objects) => apply(rigClient, objects),
    kill: apiServer.kill,
    start: apiServer.start,
    pause: apiServer.pause,
    resume: apiServer.resume,
    compact: async () => {
      await etcd.compact();
      await whileKilled(async () => {});
    },
    save: async () => {
      const alone = ownEtcd();
      const saved = path.join(folder, `saved-${++files}`);
      await whileKilled(() => alone.save(saved));
      return saved;
    },
    restore: async (saved) => {
      const alone = ownEtcd();
      await whileKilled(() => alone.restore(saved));
    },
    get state() {
      return apiServer.state;
    },
    get programs() {
      return [...programs.values()];
    },
    program: (wanted) => {
      const found = programs.get(wanted);
      if (found !== undefined) return found;
      throw new Error(
        `rig: no program "${wanted}" at ${name}; there are: ${[...programs.keys()].join(', ')}`,
      );
    },
    run,
    get pids() {
      return Object.fromEntries(
        [...programs.values()].flatMap((one) => (one.pid === undefined ? [] : [[one.name, one.pid]])),
      );
    },
    logFile,
    ...seed(rigClient, {
      isSimulated,
      ...(options.emulatedVersion !== undefined && {version: options.emulatedVersion}),
    }),
  };
}

async function createOnce(client: Client, object: KubernetesObject): Promise<void> {
  const {namespace} = object.metadata;
  const plural = `${object.kind.toLowerCase()}s`;
  const where = namespace === undefined ? plural : `namespaces/${namespace}/${plural}`;
  const {status, body} = await client.send('POST', `/apis/${object.apiVersion}/${where}`, object);
  // The namespace "default" is made by the server a moment after it is ready; RBAC does not ask for it.
  if (status >= 300 && status !== 409)
    throw new Error(`rig: ${object.kind} ${object.metadata.name}: HTTP ${status} ${body}`);
}
