import {loadavg} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import type {Rig} from '../rig/index.ts';
import {follow} from './follow.ts';
import {type Cost, measure} from './measure.ts';
import type {Clients} from './run.ts';

// An odd number, for the median. What other programs do to one round they do to each client of it.
const rounds = 5;

/** One cluster with many pods of 20 KB: until they are usable, for each client in turn; medians of some rounds. */
export async function measureManyPods(fleet: Rig, clients: Clients, count: number): Promise<void> {
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('the rig has no cluster');
  console.log(
    `\n${count} pods of 20 KB on one cluster (medians of ${rounds} rounds, each client as a whole process)`,
  );
  await cluster.pods(count, {bytes: 20_000, isRunning: true});
  // Past the rig's proxy, which would compete with the clients for the same cores.
  const env = {KUBECONFIG: cluster.kubeconfigFor('admin', {direct: true})};
  // On a wire as fast as this one compressing costs more than it saves; kubeconfigs can say so, and the informer never asks for it.
  const entry = {...cluster.entry('admin', {direct: true}), cluster: {'disable-compression': true}};
  const plain = {KUBECONFIG: fleet.writeKubeconfig('plain', [entry])};
  const bin = await fleet.part('kubernetes');
  const flotilla = (itsEnv: typeof env) =>
    measure(process.execPath, [clients.flotilla, 'pods'], {untilLine: true, env: itsEnv});
  const runs = {
    flotilla: () => flotilla(env),
    plain: () => flotilla(plain),
    informer: () => measure(process.execPath, [clients.informer], {untilLine: true, env}),
    kubectl: () => measure(join(bin, 'kubectl'), ['get', 'pods', '-A'], {untilLine: false, env}),
  };
  const costs: Record<keyof typeof runs, Cost[]> = {flotilla: [], plain: [], informer: [], kubectl: []};
  for (let round = 0; round < rounds; round++) {
    for (const name of clientNames) costs[name].push(await runs[name]());
  }
  console.log(`load average of the last minute, the bench's own included: ${loadavg()[0]?.toFixed(1)}`);
  const informer = median(costs.informer);
  console.log('client                         seconds      CPU s    peak MB   each to that of the informer');
  for (const name of clientNames) {
    const its = median(costs[name]);
    const ratios = (['seconds', 'cpuSeconds', 'peakMegabytes'] as const)
      .map((figure) => (its[figure] / informer[figure]).toFixed(2))
      .join('  ');
    console.log(
      `${label[name].padEnd(29)} ${its.seconds.toFixed(2).padStart(8)} ${its.cpuSeconds.toFixed(2).padStart(10)} ${its.peakMegabytes.toFixed(0).padStart(10)}   ${ratios}`,
    );
  }
  await using client = await follow(clients.flotilla, ['pods'], env);
  const {pods = 0, megabytesReceived = 0, megabytesDecoded = 0} = client.first;
  const {heapPerPod = 0} = await client.ask('weigh');
  console.log(
    `held ${pods} pods, ${heapPerPod.toFixed(0)} bytes of heap each; ` +
      `${megabytesReceived.toFixed(1)} MB over the wire for ${megabytesDecoded.toFixed(1)} MB of answers`,
  );
}

const clientNames = ['flotilla', 'plain', 'informer', 'kubectl'] as const;
const label = {
  flotilla: 'flotilla',
  plain: 'flotilla, disable-compression',
  informer: 'client-node informer',
  kubectl: 'kubectl get pods -A',
};

function median(costs: readonly Cost[]): Omit<Cost, 'report'> {
  const middle = (pick: (cost: Cost) => number): number =>
    costs.map(pick).sort((first, second) => first - second)[Math.floor(costs.length / 2)] ?? Number.NaN;
  return {
    seconds: middle(({seconds}) => seconds),
    cpuSeconds: middle(({cpuSeconds}) => cpuSeconds),
    peakMegabytes: middle(({peakMegabytes}) => peakMegabytes),
  };
}
