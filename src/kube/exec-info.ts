import type {ClusterEntry, ExecEntry} from './context.ts';
import {readRegularText} from './regular-file.ts';

/**
 * The KUBERNETES_EXEC_INFO of a plugin. `isInteractive` tells it that it may ask the person at its terminal.
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
 * @throws what reading the certificate authority throws.
 */
export async function execInfo(
  exec: ExecEntry,
  cluster: ClusterEntry,
  isInteractive: boolean,
): Promise<string> {
  const spec = {
    ...(exec.provideClusterInfo ? {cluster: await clusterInfo(cluster)} : {}),
    interactive: isInteractive,
  };
  return JSON.stringify({kind: 'ExecCredential', apiVersion: exec.apiVersion, spec});
}

async function clusterInfo(cluster: ClusterEntry) {
  const {caFile} = cluster;
  const authority = cluster.caData ?? (caFile === undefined ? undefined : await readRegularText(caFile));
  return {
    server: cluster.server,
    ...(cluster.tlsServerName !== undefined ? {'tls-server-name': cluster.tlsServerName} : {}),
    ...(cluster.skipTlsVerify ? {'insecure-skip-tls-verify': true} : {}),
    ...(authority !== undefined
      ? {'certificate-authority-data': Buffer.from(authority).toString('base64')}
      : {}),
    ...(cluster.proxyUrl !== undefined ? {'proxy-url': cluster.proxyUrl} : {}),
    ...(cluster.disableCompression ? {'disable-compression': true} : {}),
    config: cluster.execConfig ?? null,
  };
}
