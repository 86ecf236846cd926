import {globSync} from 'node:fs';
import path from 'node:path';
import type {Ground} from './cluster.ts';

/** Command lines of the programs beside an API server; `own` is a kubeconfig of it. */
export function controllerManager(
  ground: Ground,
  own: string,
  folder: string,
  controllers: true | readonly string[],
): readonly string[] {
  return [
    ground.controlPlane,
    'kube-controller-manager',
    `--kubeconfig=${own}`,
    '--secure-port=0',
    '--leader-elect=false',
    `--service-account-private-key-file=${path.join(folder, 'service-account.key')}`,
    `--root-ca-file=${ground.caFile}`,
    `--cluster-signing-cert-file=${ground.caFile}`,
    `--cluster-signing-key-file=${ground.caKeyFile}`,
    ...(controllers === true ? [] : [`--controllers=${controllers.join(',')}`]),
  ];
}

export function kwokArguments(kwok: string, own: string): readonly string[] {
  return [
    kwok,
    `--kubeconfig=${own}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    // It tells every patch otherwise.
    '-v=WARN',
    ...globSync(path.join(stages, '*.yaml'))
      .sort()
      .map((file) => `--config=${file}`),
  ];
}

const stages = path.join(import.meta.dirname, 'parts', 'kwok', 'stages');
