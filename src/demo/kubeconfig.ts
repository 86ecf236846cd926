import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {stringify} from 'yaml';
import type {KeyPair} from './authority.ts';
import type {ExecPlugin} from './login-plugin.ts';

/** One context of the kubeconfig. */
export interface Entry {
  readonly context: string;
  readonly cluster: string;
  readonly server: string;
  readonly user: string;
}

/** A user of it, with one of these. */
export interface UserEntry {
  readonly name: string;
  readonly token?: string;
  readonly certificate?: KeyPair;
  readonly exec?: ExecPlugin;
}

/** Writes the kubeconfig, readable to its owner alone since keys stand in it, and resolves to its path. */
export async function writeKubeconfig(
  folder: string,
  authority: string,
  entries: readonly Entry[],
  users: readonly UserEntry[],
): Promise<string> {
  const servers = new Map(entries.map(({cluster, server}) => [cluster, server]));
  const document = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': entries[0]?.context ?? '',
    clusters: [...servers].map(([name, server]) => ({
      name,
      cluster: {
        server,
        'certificate-authority-data': base64(authority),
        // Loopback is faster than any compression.
        'disable-compression': true,
      },
    })),
    contexts: entries.map(({context, cluster, user}) => ({name: context, context: {cluster, user}})),
    users: users.map(({name, token, certificate, exec}) => ({
      name,
      user: {
        ...(token !== undefined && {token}),
        ...(exec && {exec}),
        ...(certificate && {
          'client-certificate-data': base64(certificate.certificate),
          'client-key-data': base64(certificate.key),
        }),
      },
    })),
  };
  const file = join(folder, 'kubeconfig.yaml');
  await writeFile(file, stringify(document, {lineWidth: 0}), {mode: 0o600});
  // The mode above counts for new files alone.
  await chmod(file, 0o600);
  return file;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
