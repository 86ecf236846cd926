import type {Cluster} from './cluster.ts';
import type {Ask} from './control.ts';
import type {Program} from './program.ts';
import type {Rig} from './rig.ts';
import {type UserName, userNames} from './users.ts';

interface Verb {
  /** What it wants after its name. */
  readonly wants: string;
  readonly about: string;
  readonly act: (target: Target) => Promise<unknown> | unknown;
}

interface Target {
  readonly fleet: Rig;
  readonly cluster: Cluster;
  /** The one named after a slash, else the cluster's API server. */
  readonly program: Program;
  /** The second word. */
  readonly value: string;
}

const programOf = 'NAME[/PROGRAM]';

/** What can be done to one cluster from another terminal. */
export const clusterVerbs: Readonly<Record<string, Verb>> = {
  kill: {
    wants: programOf,
    about: 'kill -9 the API server, or another program of the cluster',
    act: ({program}) => program.kill(),
  },
  start: {wants: programOf, about: 'start it again', act: ({program}) => program.start()},
  pause: {wants: programOf, about: 'SIGSTOP it', act: ({program}) => program.pause()},
  resume: {wants: programOf, about: 'SIGCONT it', act: ({program}) => program.resume()},
  cut: {wants: 'NAME', about: 'the proxy refuses connections', act: ({cluster}) => cluster.proxy.refuse()},
  reset: {wants: 'NAME', about: 'the proxy resets connections', act: ({cluster}) => cluster.proxy.reset()},
  blackhole: {
    wants: 'NAME',
    about: 'the proxy passes nothing on',
    act: ({cluster}) => cluster.proxy.blackHole(),
  },
  delay: {
    wants: 'NAME MS',
    about: 'bytes arrive this much later',
    act: ({cluster, value}) => cluster.proxy.delay(positive(value, 'milliseconds')),
  },
  limit: {
    wants: 'NAME BYTES',
    about: 'bytes a second to clients',
    act: ({cluster, value}) => cluster.proxy.limit(positive(value, 'bytes per second')),
  },
  heal: {
    wants: 'NAME',
    about: 'no faults in the proxy any more',
    act: ({cluster}) => cluster.proxy.heal(),
  },
  join: {
    wants: 'NAME HUB',
    about: 'join it to kubefed or karmada with the tool of its own',
    act: async ({fleet, cluster, value}) => {
      const hub = fleet.hubs.find((one) => one.cluster.name === value);
      if (hub === undefined)
        throw new Error(
          `no hub "${value}" in the rig; there are: ${namesOf(fleet.hubs.map((one) => one.cluster))}`,
        );
      await hub.join(cluster.context);
      return `${cluster.name}: joined to ${value}`;
    },
  },
  user: {
    wants: 'NAME USER',
    about: `print a kubeconfig that speaks as: ${userNames.join(' ')}`,
    act: ({cluster, value}) => {
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
      throw new Error(`usage: ${verb} ${known.wants}; the clusters: ${namesOf(fleet.clusters)}`);
    const [clusterName, programName = 'kube-apiserver'] =
      known.wants === programOf ? name.split('/') : [name];
    const cluster = fleet.cluster(clusterName ?? name);
    const program = cluster.program(programName);
    const said = await known.act({fleet, cluster, program, value});
    return typeof said === 'string' ? said : `${name}: ${program.state}, network ${cluster.proxy.describe()}`;
  };
}

export function statusTable(fleet: Rig): string {
  const rows = fleet.clusters.map((cluster) => [
    cluster.name,
    cluster.state,
    cluster.options.emulatedVersion === undefined ? '1.37' : `1.37 as ${cluster.options.emulatedVersion}`,
    cluster.proxy.describe(),
    programsDown(cluster),
    String(cluster.proxy.open),
    cluster.proxied,
    cluster.server,
  ]);
  const table = [
    ['CLUSTER', 'API SERVER', 'VERSION', 'NETWORK', 'PROGRAMS', 'CONNECTIONS', 'PROXY', 'DIRECT'],
    ...rows,
  ];
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

function namesOf(clusters: readonly Cluster[]): string {
  return clusters.map(({name}) => name).join(', ') || 'none';
}

/** Which of the programs beside the API server do not run, and why. */
function programsDown(cluster: Cluster): string {
  const down = cluster.programs.filter(({name, state}) => name !== 'kube-apiserver' && state !== 'running');
  return down.map(({name, state}) => `${name} ${state}`).join(', ') || 'ok';
}

function positive(value: string, what: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || value === '')
    throw new Error(`"${value}" is no number of ${what}`);
  return number;
}
