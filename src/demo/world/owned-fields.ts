import type {Wanted} from './catalogue.ts';
import type {Hand} from './metadata.ts';

/** What those who apply a workload own of it, as managedFields have it; without its size where an autoscaler sets that. */
export function fieldsOfOwner(
  {kind, name, manager, port}: Pick<Wanted, 'kind' | 'name' | 'manager' | 'port'>,
  isScaled: boolean,
): Hand['fields'] {
  const key = `${kind} ${name} ${manager} ${port} ${isScaled}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const fields = [
    ...labels.map((label) => `metadata labels ${label}`),
    ...(kind === 'DaemonSet' || isScaled ? [] : ['spec replicas']),
    ...ofKind[kind].map((field) => `spec ${field}`),
    'spec selector',
    'spec template metadata labels app',
    ...ofContainer(port).map((field) => `spec template spec containers k:{"name":"${name}"} ${field}`),
    // Who updates instead of applying owns what the server filled in as well.
    ...(manager === 'argocd-controller' ? [] : defaults),
    ...(kind === 'DaemonSet' ? ['spec template spec nodeSelector'] : []),
  ];
  made.set(key, fields);
  return fields;
}

const labels = ['app', 'app.kubernetes.io/managed-by', 'app.kubernetes.io/name'];

const ofKind: Readonly<Record<Wanted['kind'], readonly string[]>> = {
  Deployment: ['progressDeadlineSeconds', 'revisionHistoryLimit', 'strategy'],
  StatefulSet: ['podManagementPolicy', 'serviceName', 'updateStrategy'],
  DaemonSet: ['updateStrategy'],
};

const ofContainer = (port: number): readonly string[] => [
  'name',
  'image',
  'imagePullPolicy',
  ...['containerPort', 'name', 'protocol'].map(
    (field) => `ports k:{"containerPort":${port},"protocol":"TCP"} ${field}`,
  ),
  'readinessProbe httpGet path',
  'readinessProbe httpGet port',
  'readinessProbe httpGet scheme',
  'readinessProbe periodSeconds',
  'resources limits memory',
  'resources requests cpu',
  'resources requests memory',
];

const defaults = [
  'spec template spec dnsPolicy',
  'spec template spec restartPolicy',
  'spec template spec schedulerName',
  'spec template spec terminationGracePeriodSeconds',
];

const made = new Map<string, Hand['fields']>();
