import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import type {KubernetesObject} from './apply.ts';
import type {Authority, KeyPair} from './authority.ts';
import {base64, type KubeconfigUser} from './kubeconfig.ts';
import {type PluginMode, plugin} from './plugin.ts';

/** Who a kubeconfig of the rig can speak as. `exec-*` are the plugin's variants. */
export const userNames = [
  'admin',
  'token',
  'token-file',
  'reader',
  'namespaced',
  'nobody',
  'impersonator',
  'expired',
  'anonymous',
  'exec',
  'exec-certificate',
  'exec-slow',
  'exec-failing',
  'exec-hanging',
  'exec-junk',
  'exec-empty',
  'exec-prompting',
  'exec-wrong-version',
  'exec-login',
  'exec-missing',
] as const;

export type UserName = (typeof userNames)[number];

/** Who the server says they are, for those it lets in. */
export const identities: Readonly<Partial<Record<UserName, string>>> = {
  admin: 'rig:admin',
  token: 'rig:token',
  'token-file': 'rig:token-file',
  reader: 'rig:reader',
  namespaced: 'rig:namespaced',
  nobody: 'rig:nobody',
  impersonator: 'rig:impersonated',
  exec: 'rig:exec',
  'exec-certificate': 'rig:exec-certificate',
  'exec-slow': 'rig:exec',
};

export interface Users {
  readonly admin: KeyPair;
  /** For `--token-auth-file`. */
  readonly tokenFile: string;
  /** The token of each user that has one. */
  readonly tokens: Readonly<Record<TokenUser, string>>;
  /** Exists once "a login was made in another terminal": the user `exec-login` works from then on. */
  readonly loginFile: string;
  readonly entries: Readonly<Record<UserName, KubeconfigUser>>;
}

type TokenUser = 'token' | 'token-file' | 'reader' | 'namespaced' | 'nobody' | 'exec';

/** Makes every user, with their files in `folder`. Tokens are new for each rig. */
export async function makeUsers(ca: Authority, folder: string): Promise<Users> {
  const file = (name: string, content: string) => {
    const full = path.join(folder, name);
    writeFileSync(full, content, {mode: 0o600});
    return full;
  };
  const admin = await ca.issue({commonName: 'rig:admin', organization: ['system:masters']});
  const certified = await ca.issue({commonName: 'rig:exec-certificate', organization: ['rig:admins']});
  const expired = await ca.issue({commonName: 'rig:expired', organization: ['rig:admins'], days: -1});
  const tokens: Record<TokenUser, string> = {
    token: newToken(),
    'token-file': newToken(),
    reader: newToken(),
    namespaced: newToken(),
    nobody: newToken(),
    exec: newToken(),
  };
  const loginFile = path.join(folder, 'logged-in');
  const exec = async (mode: PluginMode, more: Partial<Parameters<typeof plugin>[0]> = {}) => {
    const made = await plugin({
      folder,
      mode,
      token: tokens.exec,
      expiresInSeconds: 3600,
      until: loginFile,
      ...more,
    });
    return made.user;
  };
  const certificateFiles = {
    certificateFile: file('exec.crt', certified.certificate),
    keyFile: file('exec.key', certified.key),
  };
  const missing = await exec('ok', {key: 'missing', installHint: 'install rig-missing from the shelf'});

  return {
    admin,
    tokens,
    loginFile,
    tokenFile: file(
      'tokens.csv',
      (Object.keys(tokens) as TokenUser[])
        .map((name) => `${tokens[name]},rig:${name},${name},"${groups[name]}"\n`)
        .join(''),
    ),
    entries: {
      admin: certificateUser(admin),
      token: {token: tokens.token},
      'token-file': {tokenFile: file('token', `${tokens['token-file']}\n`)},
      reader: {token: tokens.reader},
      namespaced: {token: tokens.namespaced},
      nobody: {token: tokens.nobody},
      impersonator: {
        ...certificateUser(admin),
        as: 'rig:impersonated',
        'as-groups': ['rig:readers', 'rig:guests'],
      },
      expired: certificateUser(expired),
      anonymous: {},
      exec: await exec('ok'),
      'exec-certificate': await exec('ok', {key: 'certificate', certificate: certificateFiles}),
      'exec-slow': await exec('ok', {key: 'slow', delayMs: 3000}),
      'exec-failing': await exec('failing'),
      'exec-hanging': await exec('hanging'),
      'exec-junk': await exec('junk'),
      'exec-empty': await exec('empty'),
      'exec-prompting': await exec('prompting'),
      'exec-wrong-version': await exec('wrong-version'),
      'exec-login': await exec('login'),
      'exec-missing': {exec: {...missing.exec, command: 'rig-missing'}},
    },
  };
}

/** What each cluster grants them. */
export const grants: readonly KubernetesObject[] = [
  binding('rig:admins', 'cluster-admin'),
  role('rig:reader', [
    {
      apiGroups: [''],
      // All of the core group but secrets, which RBAC can only say by naming the rest.
      resources: [
        'bindings',
        'componentstatuses',
        'configmaps',
        'endpoints',
        'events',
        'limitranges',
        'namespaces',
        'nodes',
        'persistentvolumeclaims',
        'persistentvolumes',
        'pods',
        'pods/log',
        'pods/status',
        'podtemplates',
        'replicationcontrollers',
        'resourcequotas',
        'serviceaccounts',
        'services',
      ],
      verbs: ['get', 'list', 'watch'],
    },
    {
      apiGroups: [
        'admissionregistration.k8s.io',
        'apiextensions.k8s.io',
        'apiregistration.k8s.io',
        'apps',
        'autoscaling',
        'batch',
        'cluster.karmada.io',
        'cluster.x-k8s.io',
        'coordination.k8s.io',
        'core.kubefed.io',
        'discovery.k8s.io',
        'events.k8s.io',
        'metrics.k8s.io',
        'networking.k8s.io',
        'node.k8s.io',
        'policy',
        'policy.karmada.io',
        'rbac.authorization.k8s.io',
        'scheduling.k8s.io',
        'scheduling.kubefed.io',
        'storage.k8s.io',
        'types.kubefed.io',
        'work.karmada.io',
      ],
      resources: ['*'],
      verbs: ['get', 'list', 'watch'],
    },
  ]),
  binding('rig:readers', 'rig:reader'),
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: {name: 'rig:namespaced', namespace: 'default'},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'rig:reader'},
    subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'rig:namespaced'}],
  },
];

const groups: Readonly<Record<TokenUser, string>> = {
  token: 'rig:admins',
  'token-file': 'rig:admins',
  reader: 'rig:readers',
  namespaced: 'rig:guests',
  nobody: 'rig:guests',
  exec: 'rig:admins',
};

function role(name: string, rules: readonly unknown[]): KubernetesObject {
  return {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name}, rules};
}

function binding(group: string, clusterRole: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: {name: group},
    roleRef: {apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole},
    subjects: [{apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group}],
  };
}

function certificateUser(pair: KeyPair): KubeconfigUser {
  return {'client-certificate-data': base64(pair.certificate), 'client-key-data': base64(pair.key)};
}

const newToken = () => randomBytes(24).toString('base64url');
