import type {EventRecord, PodRecord} from '../../src/kinds/index.ts';
import {allEvents, deployments} from '../../src/kinds/index.ts';
import type {ContextLogin, LoginInfo} from '../../src/watch/index.ts';
import {read} from '../fleet/fleet.ts';
import {deployment, namespace, node, pod, warning} from '../fleet/objects.ts';
import {event, replicaSet} from '../fleet/page/inputs.ts';
import {cluster, type Fleet, many, minute, start} from './stage.ts';

const seconds = start / 1000;
const iso = (ms: number) => new Date(ms).toISOString();

/** The fleet drawn on the first screens: of everything that can become of a cluster, one. */
export function drawnFleet(fleet: Fleet): void {
  const {feed, watch} = fleet;
  cluster(fleet, 'prod-eu1-edge', {version: 'v1.35.4', held: {nodes: nodes(12), pods: running('edge', 60)}});
  feed.login('prod-eu1-edge', {group: 'kind-admin', expires: start + 8 * minute, isRenewed: false});
  cluster(fleet, 'prod-eu1-shop', {held: shop()});
  feed.login('prod-eu1-shop', {
    group: 'aws-prod',
    user: 'ann@corp',
    expires: start + 11 * minute,
    isRenewed: true,
  });
  const login = {
    type: 'login',
    since: start - 22 * minute,
    cause: 'session',
    reason: 'the SSO session has expired or is otherwise invalid',
    group: 'AWS SSO corp',
  } as const;
  cluster(fleet, 'prod-eu2-pay', {connection: login, held: {nodes: nodes(24), pods: running('pay', 90)}});
  cluster(fleet, 'prod-eu2-shop', {
    connection: login,
    held: {nodes: nodes(40), pods: [...running('shop', 200), ...crashing('search', 2)]},
  });
  for (const context of ['prod-eu2-pay', 'prod-eu2-shop']) {
    feed.login(context, {group: 'aws-corp', user: 'ann@corp', isRenewed: true});
    watch.play.login.set(context, loginOf(context));
  }
  cluster(fleet, 'prod-eu3-pay', {
    server: 'https://10.3.0.7:443',
    connection: {
      type: 'unreachable',
      since: start - 4 * minute,
      layer: 'tcp',
      reason: '10.3.0.7:443 timed out',
    },
    held: {nodes: nodes(16), pods: running('pay', 70)},
  });
  cluster(fleet, 'prod-eu3-shop', {
    held: {
      nodes: [...nodes(51), node('node-51', {isReady: false})],
      pods: [
        ...running('shop', 260),
        ...many(4, (index) => ownPod(`checkout-6d5f-${index}`, 'unschedulable')),
      ],
      deployments: [stuck()],
    },
  });
  feed.restore(fromDisk());
  cluster(fleet, 'prod-eu4-shop', {isUnheard: true, connection: {type: 'connecting', since: start}});
  cluster(fleet, 'stg-eu1-all', {
    tier: 'stg',
    group: 'eu-stg',
    version: 'v1.37.1',
    held: {pods: running('all', 12)},
    watches: {
      nodes: {type: 'denied', reason: 'nodes is forbidden: User "ann" cannot list resource "nodes"'},
      pods: {type: 'synced', since: 1, namespaces: ['shop', 'pay']},
    },
  });
  cluster(fleet, 'stg-eu2-all', {
    tier: 'stg',
    group: 'eu-stg',
    isUnheard: true,
    connection: {type: 'connecting', since: start},
  });
  cluster(fleet, 'stg-eu3-all', {
    tier: 'stg',
    group: 'eu-stg',
    connection: {type: 'stale', since: start - 40_000},
    held: {nodes: nodes(6), pods: running('all', 30)},
  });
  cluster(fleet, 'dev-eu1-all', {
    tier: 'dev',
    group: 'dev',
    isUnheard: true,
    connection: {type: 'parked', since: start - 60 * minute},
  });
  cluster(fleet, 'dev-eu2-all', {
    tier: 'dev',
    group: 'dev',
    server: '',
    isUnheard: true,
    connection: {type: 'broken', since: start, reason: 'user dev-admin is not in the kubeconfig'},
  });
  watch.play.logins = [loginInfo()];
}

/** Records are made once: hundreds of fleets are drawn. */
function once<T>(key: string, make: () => T): T {
  if (!made.has(key)) made.set(key, make());
  return made.get(key) as T;
}

const made = new Map<string, unknown>();

export function nodes(count: number) {
  return once(`nodes ${count}`, () =>
    many(count, (index) => node(`node-${index}`, {region: 'eu-west-1', cpu: '4', memory: '8Gi'})),
  );
}

export function running(app: string, count: number): PodRecord[] {
  return once(`${app} ${count}`, () =>
    many(count, (index) =>
      pod(`${app}-${index}`, {created: start - 30 * 60 * minute, node: `node-${index % 6}`}),
    ),
  );
}

export function crashing(app: string, count: number): PodRecord[] {
  return many(count, (index) =>
    pod(`${app}-6d5f-${index}`, {
      state: 'crashing',
      created: start - 8 * minute,
      owner: ['ReplicaSet', `${app}-6d5f`],
      hash: '6d5f',
    }),
  );
}

function ownPod(name: string, state: 'unschedulable'): PodRecord {
  return pod(name, {
    state,
    created: start - 9 * minute,
    node: '',
    owner: ['ReplicaSet', 'checkout-6d5f'],
    hash: '6d5f',
  });
}

/** The cluster of the drawn page: a release that crashes, one that does not fit, a job that failed. */
function shop() {
  return {
    nodes: nodes(38),
    namespaces: ['default', 'kube-system', 'shop'].map((name) => namespace(name, `uid-of-${name}`)),
    pods: [
      ...running('cart', 190),
      ...crashing('checkout', 7),
      ...many(2, (index) =>
        pod(`search-77bc-${index}`, {
          state: 'unschedulable',
          created: start - 2 * minute,
          node: '',
          owner: ['ReplicaSet', 'search-77bc'],
          hash: '77bc',
        }),
      ),
    ],
    deployments: [
      rolling('checkout', {replicas: 18, readyReplicas: 11, updatedReplicas: 7, availableReplicas: 11}),
      rolling('search', {replicas: 4, readyReplicas: 3, updatedReplicas: 4, availableReplicas: 2}),
      deployments.project({
        metadata: {
          name: 'cart',
          namespace: 'shop',
          creationTimestamp: iso(start - 3_000 * minute),
          generation: 1,
        },
        spec: {replicas: 18},
        status: {
          observedGeneration: 1,
          replicas: 18,
          updatedReplicas: 18,
          readyReplicas: 18,
          availableReplicas: 18,
        },
      }),
    ],
    replicasets: [
      replicaSet('checkout-5c4b', {revision: 1, created: seconds - 7200, images: ['shop/checkout:1.41.9']}),
      replicaSet('checkout-6d5f', {revision: 2, created: seconds - 500, images: ['shop/checkout:1.42.0']}),
    ],
    events: warnings(),
  };
}

function rolling(name: string, counters: Readonly<Record<string, number>>) {
  return deployments.project({
    metadata: {
      name,
      namespace: 'shop',
      generation: 2,
      creationTimestamp: iso(start - 900 * minute),
      annotations: {'deployment.kubernetes.io/revision': '2'},
    },
    spec: {replicas: counters['replicas']},
    status: {
      observedGeneration: 2,
      ...counters,
      conditions: [{type: 'Progressing', status: 'True', lastUpdateTime: iso(start - 8 * minute)}],
    },
  });
}

function stuck() {
  return deployment(
    'checkout',
    {
      generation: 2,
      replicas: 22,
      readyReplicas: 18,
      updatedReplicas: 4,
      availableReplicas: 18,
      conditions: [
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          lastUpdateTime: iso(start - 9 * minute),
        },
      ],
    },
    {replicas: 22},
  );
}

function warnings(): EventRecord[] {
  return [
    warning('checkout.1', {
      reason: 'BackOff',
      message: 'Back-off restarting failed container main in pod checkout-6d5f-0',
      count: 212,
      first: start - 8 * minute,
      last: start - minute,
      about: ['Pod', 'checkout-6d5f-0'],
    }),
    warning('checkout.2', {
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
      count: 84,
      first: start - 8 * minute,
      last: start - minute,
      about: ['Pod', 'checkout-6d5f-1'],
    }),
    warning('search.1', {
      reason: 'FailedScheduling',
      message: '0/38 nodes are available: 38 Insufficient cpu.',
      count: 2,
      first: start - 2 * minute,
      last: start - 2 * minute,
      about: ['Pod', 'search-77bc-0'],
    }),
    event({
      about: ['Node', 'node-3'],
      reason: 'ImageGCFailed',
      message: 'failed to garbage collect required amount of images',
      at: seconds - 600,
      type: 'Warning',
      namespace: 'default',
    }),
  ];
}

function loginOf(context: string): ContextLogin {
  return {
    context,
    origin: 'plugin',
    user: 'sso-corp',
    subject: 'ann@corp',
    group: {id: 'aws:sso:corp', name: 'AWS SSO corp', short: 'aws-corp'},
    isRenewed: true,
  };
}

function loginInfo(): LoginInfo {
  return {
    id: 'aws:sso:corp',
    name: 'AWS SSO corp',
    short: 'aws-corp',
    contexts: ['prod-eu2-pay', 'prod-eu2-shop'],
    held: [],
    needsPlugin: true,
    isChosen: true,
    session: {type: 'ended', nextProbe: start + 30_000, reason: 'expired'},
    command: ['aws', 'sso', 'login'],
  };
}

function fromDisk() {
  const at = start - 3 * 24 * 60 * minute;
  const server = 'https://prod-eu4-shop.example:6443';
  const last = <T>(value: T) => ({type: 'last', value, at}) as const;
  return {
    format: 1,
    takenAt: at,
    clusters: [
      {
        id: server,
        contexts: ['prod-eu4-shop'],
        server,
        at,
        row: {
          version: last({git: 'v1.36.2'}),
          nodes: last({ready: 3, total: 3}),
          pods: last({total: 41, running: 41, pending: 0, failing: 0, completed: 0}),
          capacity: last({cpuRequested: 4, cpuAllocatable: 12, memoryRequested: 8, memoryAllocatable: 24}),
          workloads: last({total: 9, rolling: 0, stuck: 0, paused: 0}),
          warnings: last(0),
          worst: last('ok'),
          region: 'eu-west-4',
        },
      },
    ],
  } as const;
}

/** Events of all kinds are read only where somebody looks at them. */
export function readEvents({feed}: Fleet): void {
  const normal = event({
    about: ['Pod', 'cart-0'],
    reason: 'Killing',
    message: 'Stopping container main',
    at: seconds - 30,
  });
  read(feed, 'prod-eu1-shop', allEvents, [...warnings(), normal]);
  read(feed, 'prod-eu3-shop', allEvents, []);
}

/** Contexts of four logins that nobody has chosen yet, and some that need none. */
export function manyLogins(fleet: Fleet): void {
  const logins = [
    ['AWS SSO corp', 'aws-corp', ['aws', 'sso', 'login', '--use-device-code'], 14],
    ['gcloud ann@corp.example', 'gcloud', ['gcloud', 'auth', 'login', '--no-launch-browser'], 9],
    ['Azure tenant corp', 'azure', ['az', 'login', '--use-device-code'], 1],
    ['kubectl-oidc_login of https://issuer.example/realms/a-rather-long-name', 'oidc', undefined, 3],
  ] as const;
  fleet.watch.play.logins = logins.map(([name, short, command, count]) => {
    const contexts = Array.from({length: count}, (_, index) => `${short}-${index}`);
    for (const context of contexts)
      cluster(fleet, context, {isUnheard: true, connection: {type: 'parked', since: start}});
    return {
      id: `login:${short}`,
      name,
      short,
      contexts,
      held: contexts,
      needsPlugin: true,
      isChosen: undefined,
      session: {type: 'unknown'},
      ...(command && {command}),
    };
  });
  cluster(fleet, 'kind-local', {tier: 'dev', group: ''});
}

export const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {
    name: 'cart-0',
    namespace: 'shop',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVudGVyMg=="}}',
      note: 'tab\tand \u001b[31mred\u001b[0m \u202egpj',
    },
    managedFields: [{manager: 'kubectl', operation: 'Update', fieldsV1: {'f:data': {'f:password': {}}}}],
  },
  data: {password: 'aHVudGVyMg==', token: 'x'.repeat(4000)},
  stringData: {plain: 'hunter2'},
  type: 'Opaque',
};
