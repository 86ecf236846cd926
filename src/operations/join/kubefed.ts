import type {Endpoint} from '../../watch/index.ts';
import type {Body, Creation, Place, Reference, Step} from '../plan/plan.ts';
import {
  clusterRights,
  dataOf,
  everyPath,
  everyResource,
  hasToken,
  type Named,
  namespace,
  namespacedRights,
  secret,
  serviceAccount,
  tokenSecret,
} from './objects.ts';

export interface KubeFedJoin {
  /** What the hub calls the member. */
  readonly name: string;
  /** Keys of the plan's places. */
  readonly hub: string;
  readonly member: string;
  /** The hub's cluster name, which the account on the member is named after. */
  readonly hubName: Place['cluster'];
  /** Where KubeFed runs: `kube-federation-system`. */
  readonly namespace: string;
  /** Of its KubeFedConfig. */
  readonly scope: 'Cluster' | 'Namespaced';
  readonly endpoint: Endpoint;
}

/**
 * The objects of `kubefedctl join` 0.10, in its order, each under a name known before, and then what it leaves to the
 * person: waiting until the hub says Ready.
 */
export function kubeFedJoin(join: KubeFedJoin): readonly Step[] {
  const {name, hub, member, namespace: system, endpoint} = join;
  const account: Named = {namespace: system, name: `${name}-${join.hubName}`};
  const hubSecret: Named = {namespace: system, name: `${name}-token`};
  const cluster = `/apis/core.kubefed.io/v1beta1/namespaces/${system}/kubefedclusters/${name}`;
  return [
    {
      type: 'write',
      id: '1',
      title: `namespace ${system}`,
      on: member,
      needs: [],
      writes: [namespace(system)],
    },
    {
      type: 'write',
      id: '2',
      title: `sa + token ${account.name}`,
      // `kubefedctl` writes it; since 1.32 servers say that it is deprecated.
      expected: ['metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated'],
      on: member,
      needs: ['1'],
      writes: [
        serviceAccount(
          {...account, annotations: {'kubernetes.io/enforce-mountable-secrets': 'true'}},
          {automountServiceAccountToken: false},
        ),
        tokenSecret(account, account.name),
      ],
      confirm: hasToken(account),
    },
    {
      type: 'write',
      id: '3',
      title: join.scope === 'Cluster' ? 'clusterrole + binding' : 'role + binding, health check',
      risk: join.scope === 'Cluster' ? 'all verbs on all resources' : `all verbs in ${system}`,
      on: member,
      needs: ['2'],
      writes: rights(join, account),
    },
    {
      type: 'write',
      id: '4',
      title: `secret ${hubSecret.name}`,
      on: hub,
      needs: ['3'],
      writes: [secret(hubSecret, {data: {token: dataOf(member, account, 'token')}})],
    },
    {
      type: 'write',
      id: '5',
      title: `KubeFedCluster ${name}`,
      on: hub,
      needs: ['4'],
      writes: [
        clusterObject(cluster, join, hubSecret, endpoint.authority ?? dataOf(member, account, 'ca.crt')),
      ],
    },
    {
      type: 'wait',
      id: '6',
      title: `wait Ready, ${readyTime / 1_000} s, else hold`,
      on: hub,
      needs: ['5'],
      confirm: {
        condition: {
          type: 'holds',
          path: cluster,
          checks: [{type: 'equals', pointer: '/status/conditions/[type=Ready]/status', value: 'True'}],
        },
        within: readyTime,
      },
    },
  ];
}

/** ms; a join was seen Ready after 20 s, KubeFed looks every 10 s. */
const readyTime = 60_000;

function rights({scope, namespace: system}: KubeFedJoin, account: Named): readonly Creation[] {
  const role = `kubefed-controller-manager:${account.name}`;
  if (scope === 'Cluster') {
    return clusterRights(role, {rules: [everyResource, everyPath], account});
  }
  return [
    ...namespacedRights(role, {rules: [everyResource], account}),
    ...clusterRights(`kubefed-controller-manager:${system}:healthcheck-${account.name}`, {
      // `kubefedctl` writes `Get`, which RBAC compares with `get` and finds another word.
      rules: [
        {verbs: ['get'], nonResourceURLs: ['/healthz']},
        {verbs: ['list'], apiGroups: [''], resources: ['nodes']},
      ],
      account,
    }),
  ];
}

function clusterObject(
  path: string,
  {name, namespace: system, endpoint}: KubeFedJoin,
  hubSecret: Named,
  authority: string | Reference,
): Creation {
  const spec: Body = {
    apiEndpoint: endpoint.server,
    secretRef: {name: hubSecret.name},
    ...(endpoint.isInsecure ? {disabledTLSValidations: ['*']} : {caBundle: authority}),
    proxyURL: endpoint.proxy ?? '',
  };
  const metadata = {name, namespace: system};
  return {
    type: 'create',
    path,
    object: {apiVersion: 'core.kubefed.io/v1beta1', kind: 'KubeFedCluster', metadata, spec},
  };
}
