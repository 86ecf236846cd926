import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {TestContext} from 'node:test';
import {parse, stringify} from 'yaml';
import {type Demo, startDemo} from '../../src/demo/index.ts';
import {realClock} from '../text/real-clock.ts';
import type {Home} from './stage.ts';

/** Small clusters of the test's own process, named `bulk-001` and so on, and kubeconfigs that lead to them. */
export interface Clusters {
  readonly names: readonly string[];
  readonly demo: Demo;
  /** What every one of them lets in. */
  readonly token: string;
  /** Text of a kubeconfig. */
  kubeconfig(contexts: readonly ContextWish[]): string;
}

export interface ContextWish {
  readonly name: string;
  /** Default: the one of that name. */
  readonly cluster?: string;
  /** As a kubeconfig has it. Default: one with the token. */
  readonly user?: object;
}

export async function startClusters(context: TestContext, home: Home, count: number): Promise<Clusters> {
  const demo = await startDemo({
    signal: context.signal,
    clock: realClock,
    folder: join(home.path, 'demo'),
    size: {clusters: count, podsPerCluster: 4, eventsPerSecond: 0},
  });
  context.after(() => demo.close());
  const {clusters, users} = parse(readFileSync(demo.kubeconfigFile, 'utf8')) as {
    clusters: readonly {name: string; cluster: object}[];
    users: readonly {name: string; user: {token?: string}}[];
  };
  const token = users.find(({name}) => name === 'token')?.user.token ?? '';
  return {
    names: demo.clusters,
    demo,
    token,
    kubeconfig: (contexts) =>
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters,
        contexts: contexts.map(({name, cluster = name}) => ({name, context: {cluster, user: name}})),
        users: contexts.map(({name, user = {token}}) => ({name, user})),
      }),
  };
}

/** The `user` of a kubeconfig that runs this program of the home. */
export function pluginUser(command: string, ...args: readonly string[]): object {
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args,
      interactiveMode: 'IfAvailable',
    },
  };
}

/** A line of shell that prints the credential. */
export function printCredential(token: string): string {
  const credential = {
    kind: 'ExecCredential',
    apiVersion: 'client.authentication.k8s.io/v1',
    status: {token},
  };
  return `echo '${JSON.stringify(credential)}'`;
}
