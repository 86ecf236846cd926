import {stringify} from 'yaml';

/** A `user` as a kubeconfig holds it. */
export interface KubeconfigUser {
  readonly 'client-certificate-data'?: string;
  readonly 'client-key-data'?: string;
  readonly 'client-certificate'?: string;
  readonly 'client-key'?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly as?: string;
  readonly 'as-groups'?: readonly string[];
  readonly exec?: {readonly [field: string]: unknown};
}

export interface Entry {
  /** Context name. The cluster's name too unless `clusterName` says otherwise. */
  readonly context: string;
  readonly server: string;
  /** PEM. */
  readonly ca?: string;
  readonly userName: string;
  readonly user: KubeconfigUser;
  readonly namespace?: string;
  /** Further fields of the cluster: `tls-server-name`, `proxy-url` … */
  readonly cluster?: {readonly [field: string]: unknown};
}

/** YAML of a kubeconfig with one context per entry. The first is the current one. */
export function kubeconfig(entries: readonly Entry[]): string {
  const users = new Map(entries.map(({userName, user}) => [userName, user]));
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0]?.context ?? '',
    clusters: entries.map(({context, server, ca, cluster}) => ({
      name: context,
      cluster: {
        server,
        ...(ca === undefined ? {} : {'certificate-authority-data': base64(ca)}),
        ...cluster,
      },
    })),
    contexts: entries.map(({context, userName, namespace}) => ({
      name: context,
      context: {cluster: context, user: userName, ...(namespace === undefined ? {} : {namespace})},
    })),
    users: [...users].map(([name, user]) => ({name, user})),
  });
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
