import type {ClusterEntry, ContextEntry, ExecEntry, UserEntry} from './context.ts';

/**
 * A kubeconfig that holds this context alone and is on it: secrets included, files named by their absolute paths, so that
 * it may lie in any folder. JSON, which every reader of kubeconfigs takes, and in which no name needs quotes of its own.
 */
export function kubeconfigText(entry: ContextEntry): string {
  const {name, namespace, cluster, user} = entry;
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{name: cluster.name, cluster: clusterFields(cluster)}],
    // A context without a user is anonymous.
    users: user.name === '' ? [] : [{name: user.name, user: userFields(user)}],
    contexts: [{name, context: {cluster: cluster.name, user: user.name || undefined, namespace}}],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

function clusterFields(cluster: ClusterEntry) {
  const {execConfig} = cluster;
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.skipTlsVerify || undefined,
    'certificate-authority': cluster.caFile,
    'certificate-authority-data': base64(cluster.caData),
    'proxy-url': cluster.proxyUrl,
    'disable-compression': cluster.disableCompression || undefined,
    extensions:
      execConfig === undefined
        ? undefined
        : [{name: 'client.authentication.k8s.io/exec', extension: execConfig}],
  };
}

function userFields(user: UserEntry) {
  const {impersonate, exec, authProvider} = user;
  return {
    'client-certificate': user.certificateFile,
    'client-certificate-data': base64(user.certificateData),
    'client-key': user.keyFile,
    'client-key-data': base64(user.keyData),
    token: user.token,
    tokenFile: user.tokenFile,
    username: user.username,
    password: user.password,
    as: impersonate?.user,
    'as-uid': impersonate?.uid,
    'as-groups': impersonate?.groups,
    'as-user-extra': impersonate?.extra,
    exec: exec && execFields(exec),
    'auth-provider': authProvider,
  };
}

/** Its `command` is absolute where it held a slash; a bare name is looked for on the PATH by whoever runs it. */
function execFields(exec: ExecEntry) {
  const {apiVersion, command, args, env, installHint, provideClusterInfo, interactiveMode} = exec;
  return {apiVersion, command, args, env, installHint, provideClusterInfo, interactiveMode};
}

function base64(text: string | undefined): string | undefined {
  return text === undefined ? undefined : Buffer.from(text).toString('base64');
}
