import type {Body, Confirmation, Creation, Reference} from '../plan/plan.ts';

/** Writes that make objects of the core and RBAC groups, as every join needs them. */

export function namespace(name: string, labels?: Readonly<Record<string, string>>): Creation {
  const metadata = {name, ...(labels && {labels})};
  return {...creation(`/api/v1/namespaces/${name}`, 'v1', 'Namespace', metadata, {}), isAnyEnough: true};
}

export function serviceAccount(at: Named, fields: Body = {}): Creation {
  const path = `/api/v1/namespaces/${at.namespace}/serviceaccounts/${at.name}`;
  return creation(path, 'v1', 'ServiceAccount', at, fields);
}

/** The token controller fills in `data.token`; it does not expire. */
export function tokenSecret(at: Named, account: string): Creation {
  const annotations = {...at.annotations, 'kubernetes.io/service-account.name': account};
  return secret({...at, annotations}, {type: 'kubernetes.io/service-account-token'});
}

/** That it was filled in, in the 30 s that `kubefedctl` and `karmadactl` give it. */
export function hasToken(at: Named): Confirmation {
  const checks = [{type: 'present', pointer: '/data/token'}] as const;
  return {condition: {type: 'holds', path: secretPath(at), checks}, within: 30_000};
}

/** One key of a Secret's data, in base64 as it stands there. */
export function dataOf(on: string, at: Named, key: string): Reference {
  return {from: {on, path: secretPath(at), pointer: `/data/${key}`}};
}

/** What hubs ask for on a member. */
export const everyResource: Body = {verbs: ['*'], apiGroups: ['*'], resources: ['*']};
export const everyPath: Body = {nonResourceURLs: ['*'], verbs: ['get']};

export function secret(at: Named, fields: Body): Creation {
  return creation(secretPath(at), 'v1', 'Secret', at, fields);
}

export function secretPath({namespace, name}: Pick<Named, 'namespace' | 'name'>): string {
  return `/api/v1/namespaces/${namespace}/secrets/${name}`;
}

/** A cluster role and its binding to a service account, both under one name. */
export function clusterRights(
  name: string,
  {
    rules,
    account,
    labels,
  }: {readonly rules: readonly Body[]; readonly account: Named; readonly labels?: Labels},
): readonly Creation[] {
  const metadata = {name, ...(labels && {labels})};
  return [
    creation(`${rbac}/clusterroles/${name}`, rbacVersion, 'ClusterRole', metadata, {rules}),
    creation(
      `${rbac}/clusterrolebindings/${name}`,
      rbacVersion,
      'ClusterRoleBinding',
      metadata,
      binding('ClusterRole', name, account),
    ),
  ];
}

/** The same for one namespace, that of the account. */
export function namespacedRights(
  name: string,
  {rules, account}: {readonly rules: readonly Body[]; readonly account: Named},
): readonly Creation[] {
  const base = `${rbac}/namespaces/${account.namespace}`;
  const metadata = {name, namespace: account.namespace};
  return [
    creation(`${base}/roles/${name}`, rbacVersion, 'Role', metadata, {rules}),
    creation(
      `${base}/rolebindings/${name}`,
      rbacVersion,
      'RoleBinding',
      metadata,
      binding('Role', name, account),
    ),
  ];
}

export interface Named {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

const rbacVersion = 'rbac.authorization.k8s.io/v1';
const rbac = `/apis/${rbacVersion}`;

function binding(kind: 'Role' | 'ClusterRole', name: string, account: Named): Body {
  return {
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind, name},
    subjects: [{kind: 'ServiceAccount', name: account.name, namespace: account.namespace}],
  };
}

function creation(path: string, apiVersion: string, kind: string, metadata: object, fields: Body): Creation {
  return {type: 'create', path, object: {apiVersion, kind, metadata, ...fields}};
}
