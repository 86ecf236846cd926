import type {Cluster} from './cluster.ts';
import type {Ask} from './control.ts';
import type {Rig} from './rig.ts';
import {type UserName, userNames} from './users.ts';

interface Verb {
  /** What it wants after its name. */
  readonly wants: string;
  readonly about: string;
  readonly act: (cluster: Cluster, value: string) => Promise<unknown> | unknown;
}

/** What can be done to one cluster from another terminal. */
export const clusterVerbs: Readonly<Record<string, Verb>> = {
  kill: {wants: 'NAME', about: 'kill -9 the API server', act: (cluster) => cluster.kill()},
  start: {wants: 'NAME', about: 'start a killed API server again', act: (cluster) => cluster.start()},
  pause: {wants: 'NAME', about: 'SIGSTOP the API server', act: (cluster) => cluster.pause()},
  resume: {wants: 'NAME', about: 'SIGCONT the API server', act: (cluster) => cluster.resume()},
  cut: {wants: 'NAME', about: 'the proxy refuses connections', act: (cluster) => cluster.proxy.refuse()},
  reset: {wants: 'NAME', about: 'the proxy resets connections', act: (cluster) => cluster.proxy.reset()},
  blackhole: {
    wants: 'NAME',
    about: 'the proxy passes nothing on',
    act: (cluster) => cluster.proxy.blackHole(),
  },
  delay: {
    wants: 'NAME MS',
    about: 'bytes arrive this much later',
    act: (cluster, value) => cluster.proxy.delay(positive(value, 'milliseconds')),
  },
  limit: {
    wants: 'NAME BYTES',
    about: 'bytes a second to clients',
    act: (cluster, value) => cluster.proxy.limit(positive(value, 'bytes per second')),
  },
  heal: {wants: 'NAME', about: 'no faults in the proxy any more', act: (cluster) => cluster.proxy.heal()},
  user: {
    wants: 'NAME USER',
    about: `print a kubeconfig that speaks as: ${userNames.join(' ')}`,
    act: (cluster, value) => {
      if (!(userNames as readonly string[]).includes(value))
        throw new Error(`no user "${value}"; there are: ${userNames.join(', ')}`);
      return `export KUBECONFIG=${cluster.kubeconfigFor(value as UserName)}`;
    },
  },
};

/** Answers what another terminal asks. `down` is called for `down` and should end the rig soon after. */
export function answerFor(fleet: Rig, down: () => void): Ask {
  return async (verb, args) => {
    if (verb === 'status') return statusTable(fleet);
    if (verb === 'down') {
      down();
      return 'the rig is going down';
    }
    const known = clusterVerbs[verb];
    if (known === undefined)
      throw new Error(
        `no verb "${verb}"; there are: up, status, down, ${Object.keys(clusterVerbs).join(', ')}`,
      );
    const [name, value = ''] = args;
    if (name === undefined || args.length !== known.wants.split(' ').length)
      throw new Error(
        `usage: ${verb} ${known.wants}; the clusters: ${fleet.clusters.map((one) => one.name).join(', ')}`,
      );
    const cluster = fleet.cluster(name);
    const said = await known.act(cluster, value);
    return typeof said === 'string' ? said : `${name}: ${cluster.state}, network ${cluster.proxy.describe()}`;
  };
}

export function statusTable(fleet: Rig): string {
  const rows = fleet.clusters.map((cluster) => [
    cluster.name,
    cluster.state,
    cluster.options.emulatedVersion === undefined ? '1.37' : `1.37 as ${cluster.options.emulatedVersion}`,
    cluster.proxy.describe(),
    String(cluster.proxy.open),
    cluster.proxied,
    cluster.server,
  ]);
  const table = [['CLUSTER', 'API SERVER', 'VERSION', 'NETWORK', 'CONNECTIONS', 'PROXY', 'DIRECT'], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function positive(value: string, what: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || value === '')
    throw new Error(`"${value}" is no number of ${what}`);
  return number;
}
