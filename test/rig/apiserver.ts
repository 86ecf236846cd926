import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import type {KeyPair} from './authority.ts';
import type {Client} from './client.ts';
import {logTail} from './log.ts';
import type {Running} from './supervisor.ts';

export interface ApiServerOptions {
  /** `1.34` to `1.37`: which version's APIs are served. */
  readonly emulatedVersion?: string;
  /** False: the server does not stream lists. */
  readonly watchList?: boolean;
  /** Share of requests that are answered with GOAWAY, up to 0.02 as the server allows. */
  readonly goawayChance?: number;
  /** Further flags of kube-apiserver. */
  readonly flags?: readonly string[];
}

export interface ApiServerFiles {
  readonly folder: string;
  readonly caFile: string;
  readonly tokenFile: string;
}

/** Writes the files of one API server and answers its command line. */
export function apiServerArguments(
  cluster: {readonly port: number; readonly etcd: string; readonly etcdPrefix: string},
  files: ApiServerFiles,
  keys: {
    readonly serving: KeyPair;
    readonly serviceAccount: {readonly key: string; readonly publicKey: string};
    readonly frontProxy: KeyPair;
  },
  options: ApiServerOptions,
): readonly string[] {
  const file = (name: string, content: string) => {
    const full = path.join(files.folder, name);
    writeFileSync(full, content, {mode: 0o600});
    return full;
  };
  const serviceAccountKey = file('service-account.key', keys.serviceAccount.key);
  return [
    'kube-apiserver',
    `--etcd-servers=${cluster.etcd}`,
    `--etcd-prefix=${cluster.etcdPrefix}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${cluster.port}`,
    // The port is held by the supervisor, so that nobody takes it while the server is down.
    '--permit-port-sharing=true',
    `--tls-cert-file=${file('serving.crt', keys.serving.certificate)}`,
    `--tls-private-key-file=${file('serving.key', keys.serving.key)}`,
    `--client-ca-file=${files.caFile}`,
    `--token-auth-file=${files.tokenFile}`,
    '--authorization-mode=RBAC',
    `--service-account-key-file=${file('service-account.pub', keys.serviceAccount.publicKey)}`,
    `--service-account-signing-key-file=${serviceAccountKey}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.96.0.0/16',
    // Aggregated APIs: another server answers for a group, and believes who asks because of this certificate.
    `--proxy-client-cert-file=${file('front-proxy.crt', keys.frontProxy.certificate)}`,
    `--proxy-client-key-file=${file('front-proxy.key', keys.frontProxy.key)}`,
    `--requestheader-client-ca-file=${files.caFile}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    // Pods are wanted without waiting for a controller to make the service account of their namespace.
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    // The endpoints of the service "kubernetes" would be 127.0.0.1, which the API refuses: a warning every 10 s.
    '--endpoint-reconciler-type=none',
    // A quick end leaves nothing behind here.
    '--shutdown-delay-duration=0s',
    ...(options.emulatedVersion === undefined ? [] : [`--emulated-version=${options.emulatedVersion}`]),
    ...(options.watchList === false ? ['--feature-gates=WatchList=false'] : []),
    ...(options.goawayChance === undefined ? [] : [`--goaway-chance=${options.goawayChance}`]),
    ...(options.flags ?? []),
  ];
}

/** Waits for `/readyz`. Throws with the end of the log when the process ends first. */
export async function untilReady(
  process: Running,
  client: Client,
  log: string,
  limitMs = 60_000,
): Promise<void> {
  let last = 'no answer yet';
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await sleep(60)) {
    if (!process.isRunning()) {
      const exit = await process.exited;
      const how = exit.kind === 'code' ? `exit code ${exit.code}` : exit.signal;
      throw new Error(`rig: ${process.id} ended (${how}) before it was ready:\n${logTail(log)}`);
    }
    try {
      const {status, body} = await client.send('GET', '/readyz');
      if (status === 200) return;
      last = `HTTP ${status} ${body
        .split('\n')
        .filter((line) => line.startsWith('[-]'))
        .join(' ')}`;
    } catch (error) {
      last = String(error);
    }
  }
  throw new Error(`rig: ${process.id} is not ready after ${limitMs / 1000} s (${last}):\n${logTail(log)}`);
}
