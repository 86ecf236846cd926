import type {Rig} from '../rig/index.ts';
import {follow} from './follow.ts';
import type {Clients} from './run.ts';

const seconds = 20;
const writers = 48;

/**
 * Pods of one cluster change as fast as its API server takes it, while it holds many others: what share of a core it
 * takes to follow them, told per thousand events a second. What the server sends is what was written: every write
 * changes a restart count.
 */
export async function measureChurn(fleet: Rig, clients: Clients): Promise<void> {
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('the rig has no cluster');
  await cluster.namespace('churn');
  await cluster.pods(writers, {namespace: 'churn', name: 'churn', isRunning: true});
  await using client = await follow(clients.flotilla, ['all'], {
    KUBECONFIG: cluster.kubeconfigFor('admin', {direct: true}),
  });
  const before = await client.ask();
  const start = performance.now();
  let written = 0;
  const write = async (name: string): Promise<void> => {
    for (let restarts = 1; performance.now() - start < seconds * 1000; restarts++) {
      const path = `/api/v1/namespaces/churn/pods/${name}/status`;
      const body = [{op: 'add', path: '/status/containerStatuses/0/restartCount', value: restarts}];
      await cluster.client.call('PATCH', path, body, 'application/json-patch+json');
      written++;
    }
  };
  await Promise.all(Array.from({length: writers}, (_, index) => write(`churn-${index}`)));
  const elapsed = (performance.now() - start) / 1000;
  const after = await client.ask();
  const share = ((after['cpuSeconds'] ?? 0) - (before['cpuSeconds'] ?? 0)) / elapsed;
  const rate = written / elapsed;
  console.log(
    `\n${rate.toFixed(0)} pod events a second for ${elapsed.toFixed(0)} s: ${(share * 100).toFixed(1)} % of a core, ` +
      `${((share / rate) * 100_000).toFixed(1)} % per 1000 events a second`,
  );
}
