import {setTimeout as sleep} from 'node:timers/promises';
import type {Client} from './client.ts';
import {deployment, event, node, pod, runningStatus} from './objects.ts';

/** Fills a cluster. Everything goes in many requests at once over the administrator's connection. */
export interface Seed {
  /** Nodes `NAME-0` …, which kwok makes Ready. Default 4 CPUs, 16 GiB, 110 pods. */
  nodes(count: number, options?: NodeOptions): Promise<void>;
  /** Bare pods `NAME-0` …; without nodes they stay Pending unless `isRunning`. */
  pods(count: number, options?: PodOptions): Promise<void>;
  deployment(name: string, options?: DeploymentOptions): Promise<void>;
  namespace(name: string): Promise<void>;
  /** Sets annotations of a path such as `/api/v1/nodes/node-0`. */
  annotate(path: string, annotations: Readonly<Record<string, string | null>>): Promise<void>;
  label(path: string, labels: Readonly<Record<string, string | null>>): Promise<void>;
  /** An event as a component would write it. Default type Warning. */
  event(event: EventOptions): Promise<void>;
}

export interface NodeOptions {
  readonly name?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface PodOptions {
  readonly name?: string;
  readonly namespace?: string;
  /** Size of each as JSON, about. */
  readonly bytes?: number;
  /** How many nodes `node-0` … they are bound to in turn. Default 0: not bound. */
  readonly nodes?: number;
  /** Writes a Running status too, for clusters where nobody else does. */
  readonly isRunning?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly image?: string;
  /** Called after each hundred. */
  readonly onProgress?: (done: number) => void;
}

export interface DeploymentOptions {
  readonly namespace?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Of the pods: the stages read `rig.flotilla.dev/...` here. */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly cpu?: string;
  readonly memory?: string;
  readonly progressDeadlineSeconds?: number;
  /** Init containers, by name. */
  readonly initContainers?: readonly string[];
}

export interface EventOptions {
  readonly reason: string;
  readonly message: string;
  readonly type?: 'Warning' | 'Normal';
  readonly namespace?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly count?: number;
}

export interface SeedOptions {
  /** Nodes say they run the kubelet of this version. */
  readonly version?: string;
  /** kwok runs: nodes are there when it has taken them, for it forgets pods that come to a node just before. */
  readonly isSimulated: boolean;
}

export function seed(client: Client, {version = '1.37', isSimulated}: SeedOptions): Seed {
  const merge = async (path: string, metadata: object) =>
    void (await client.call('PATCH', path, {metadata}, 'application/merge-patch+json'));
  let events = 0;

  return {
    nodes: (count, options = {}) =>
      atOnce(count, async (index) => {
        const object = node(`${options.name ?? 'node'}-${index}`, version, options);
        await client.call('POST', '/api/v1/nodes', object);
        await client.call(
          'PATCH',
          `/api/v1/nodes/${object.metadata.name}/status`,
          {status: object.status},
          mergePatch,
        );
        if (isSimulated) await untilTaken(client, object.metadata.name);
      }),
    pods: (count, options = {}) => {
      let done = 0;
      const root = `/api/v1/namespaces/${options.namespace ?? 'default'}/pods`;
      return atOnce(count, async (index) => {
        const object = pod(`${options.name ?? 'pod'}-${index}`, index, options);
        await client.call('POST', root, object);
        if (options.isRunning === true)
          await client.call(
            'PATCH',
            `${root}/${object.metadata.name}/status`,
            runningStatus(object),
            mergePatch,
          );
        done += 1;
        if (done % 100 === 0) options.onProgress?.(done);
      });
    },
    deployment: async (name, options = {}) => {
      const namespace = options.namespace ?? 'default';
      const target = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}?fieldManager=rig&force=true`;
      await client.call('PATCH', target, deployment(name, options), 'application/apply-patch+yaml');
    },
    namespace: async (name) => {
      const {status, body} = await client.send('POST', '/api/v1/namespaces', {metadata: {name}});
      if (status >= 300 && status !== 409) throw new Error(`rig: namespace ${name}: HTTP ${status} ${body}`);
    },
    annotate: (path, annotations) => merge(path, {annotations}),
    label: (path, labels) => merge(path, {labels}),
    event: async (options) => {
      const namespace = options.namespace ?? 'default';
      events += 1;
      await client.call('POST', `/api/v1/namespaces/${namespace}/events`, event(options, namespace, events));
    },
  };
}

async function untilTaken(client: Client, name: string): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(50)) {
    const {status} = (await client.call('GET', `/api/v1/nodes/${name}`)) as {
      readonly status?: {readonly conditions?: readonly {readonly type: string}[]};
    };
    if (status?.conditions?.some(({type}) => type === 'Ready')) return;
  }
  throw new Error(`rig: kwok has not taken ${name} within 30 s`);
}

const mergePatch = 'application/merge-patch+json';

/** More at once only queues: a server takes 100 streams of one connection. */
const concurrency = 64;

async function atOnce(count: number, one: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({length: Math.min(count, concurrency)}, worker));
}
