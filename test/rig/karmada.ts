import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type KubernetesObject, parseObjects} from './apply.ts';
import type {Hub, HubGround} from './hub.ts';
import {base64} from './kubeconfig.ts';
import {readManifests} from './manifests.ts';
import {complaint, type Output, output} from './output.ts';
import {quietPort, untilListening} from './ports.ts';
import type {Program} from './program.ts';
import {until} from './until.ts';
import {identities} from './users.ts';

/** Karmada's control plane, on an API server of its own. */
export interface Karmada extends Hub {
  /** Serves `clusters` and `clusters/NAME/proxy`. */
  readonly aggregatedApiServer: Program;
  readonly webhook: Program;
  readonly controllerManager: Program;
  readonly scheduler: Program;
  /** The real karmadactl, speaking to the hub. Members are in the rig's merged kubeconfig. Never throws. */
  karmadactl(args: readonly string[]): Promise<Output>;
}

/** What Karmada runs of kube-controller-manager: a Deployment there is a template, of which nobody makes pods. */
export const karmadaControllers: readonly string[] = [
  'namespace',
  'garbagecollector',
  'serviceaccount-token',
  'ttl-after-finished',
  'bootstrapsigner',
  'tokencleaner',
  'csrcleaner',
  'csrsigning',
  'clusterrole-aggregation',
];

/** Puts Karmada on a cluster. Settles when it serves its API and every program runs. */
export async function startKarmada(ground: HubGround): Promise<Karmada> {
  const {cluster} = ground;
  const manifests = (pattern: string) => readManifests(ground.bin, 'karmada', pattern);
  await cluster.namespace(systemNamespace);
  await cluster.namespace(namespace);
  const [aggregatedApiServer, webhook] = await Promise.all([
    startAggregatedApi(ground),
    startWebhook(ground, (await manifests('**/webhook-configuration.yaml')).join('---\n')),
    cluster.apply((await manifests('**/bases/**/*.yaml')).flatMap(parseObjects)),
  ]);
  const [controllerManager, scheduler] = await Promise.all([
    run(ground, 'controller-manager', [
      ...leaderElection(ground),
      ...noPorts,
      ...(ground.hasFieldTimings ? [] : quickProbes),
    ]),
    run(ground, 'scheduler', [...leaderElection(ground), ...noPorts, '--enable-scheduler-estimator=false']),
  ]);
  const karmadactl = (args: readonly string[]) =>
    output(path.join(ground.bin, 'karmada'), ['karmadactl', ...args], {
      env: {KUBECONFIG: ground.own, HOME: ground.folder},
    });
  return {
    cluster,
    namespace,
    aggregatedApiServer,
    webhook,
    controllerManager,
    scheduler,
    karmadactl,
    join: async (member) => {
      const from = [`--cluster-kubeconfig=${ground.merged}`, `--cluster-context=${member}`];
      const said = await karmadactl(['join', member, ...from]);
      if (said.exitCode !== 0) throw new Error(`rig: karmadactl join ${member}: ${complaint(said)}`);
    },
  };
}

const systemNamespace = 'karmada-system';
const namespace = 'karmada-cluster';
const noPorts = ['--metrics-bind-address=0', '--health-probe-bind-address=0'];

/** In the field a member is asked every 10 s, and 30 s of failure or success decide. */
const quickProbes = [
  '--cluster-status-update-frequency=1s',
  '--cluster-failure-threshold=3s',
  '--cluster-success-threshold=1s',
];

/** With it the Leases are there that tell whether the controllers live; in the field 15 s, 10 s and 2 s. */
function leaderElection({hasFieldTimings}: HubGround): readonly string[] {
  if (hasFieldTimings) return [];
  return [
    '--leader-elect-lease-duration=4s',
    '--leader-elect-renew-deadline=3s',
    '--leader-elect-retry-period=500ms',
  ];
}

async function run(
  ground: HubGround,
  program: string,
  args: readonly string[],
  port?: number,
): Promise<Program> {
  const argv = [path.join(ground.bin, 'karmada'), program, `--kubeconfig=${ground.own}`, ...args];
  return await ground.cluster.run(`karmada-${program}`, argv, {
    isRestarted: true,
    ...(port === undefined ? {} : {isUp: (running) => untilListening(port, running)}),
  });
}

async function startAggregatedApi(ground: HubGround): Promise<Program> {
  const {cluster, own} = ground;
  const port = await ground.supervisor.reservePort();
  const folder = await serving(ground, 'aggregated-apiserver', `${apiService}.${systemNamespace}.svc`);
  const flags = [
    `--authentication-kubeconfig=${own}`,
    `--authorization-kubeconfig=${own}`,
    `--etcd-servers=${ground.etcd.url}`,
    `--etcd-prefix=/${cluster.name}-aggregated`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--permit-port-sharing=true',
    `--tls-cert-file=${path.join(folder, 'tls.crt')}`,
    `--tls-private-key-file=${path.join(folder, 'tls.key')}`,
  ];
  const program = await run(ground, 'aggregated-apiserver', flags, port);
  await cluster.apply([...aggregatedApi(port, ground.authority.certificate), ...proxyRights]);
  await until(
    'Karmada serves its clusters',
    async () =>
      (await cluster.client.send('GET', '/apis/cluster.karmada.io/v1alpha1/clusters')).status === 200,
    60_000,
  );
  return program;
}

const apiService = 'karmada-aggregated-apiserver';

/** An external name, because the endpoints of a Service may not be on 127.0.0.1. */
function aggregatedApi(port: number, ca: string): readonly KubernetesObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {name: apiService, namespace: systemNamespace},
      spec: {type: 'ExternalName', externalName: 'localhost'},
    },
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: {name: 'v1alpha1.cluster.karmada.io'},
      spec: {
        group: 'cluster.karmada.io',
        version: 'v1alpha1',
        groupPriorityMinimum: 2000,
        versionPriority: 10,
        caBundle: base64(ca),
        service: {name: apiService, namespace: systemNamespace, port},
      },
    },
  ];
}

/** Everyone of the rig may go through the hub to a member, as themselves: what they may do is for the member to say. */
const proxyRights: readonly KubernetesObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {name: 'rig:cluster-proxy'},
    rules: [{apiGroups: ['cluster.karmada.io'], resources: ['clusters/proxy'], verbs: ['*']}],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: {name: 'rig:cluster-proxy'},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'rig:cluster-proxy'},
    // Karmada lets its impersonator be exactly those named here, on every member.
    subjects: [
      ...Object.values(identities).map((name) => subject('User', name)),
      ...['system:masters', 'rig:admins', 'rig:readers', 'rig:guests'].map((name) => subject('Group', name)),
    ],
  },
];

function subject(kind: 'User' | 'Group', name: string) {
  return {apiGroup: 'rbac.authorization.k8s.io', kind, name};
}

/** Its labels tie policies, bindings and works together: without it nothing is scheduled. */
async function startWebhook(ground: HubGround, configuration: string): Promise<Program> {
  const port = await quietPort();
  const flags = [
    ...noPorts,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${await serving(ground, 'webhook', '127.0.0.1')}`,
    '--allow-no-execute-taint-policy=true',
  ];
  const program = await run(ground, 'webhook', flags, port);
  await ground.cluster.apply(
    configuration
      .replaceAll('karmada-webhook.karmada-system.svc:443', `127.0.0.1:${port}`)
      .replaceAll('{{caBundle}}', base64(ground.authority.certificate)),
  );
  return program;
}

/** A folder with `tls.crt` and `tls.key` for a name. */
async function serving(ground: HubGround, program: string, name: string): Promise<string> {
  const folder = path.join(ground.folder, 'karmada', program);
  mkdirSync(folder, {recursive: true});
  const {certificate, key} = await ground.authority.issue({names: [name]});
  writeFileSync(path.join(folder, 'tls.crt'), certificate);
  writeFileSync(path.join(folder, 'tls.key'), key, {mode: 0o600});
  return folder;
}
