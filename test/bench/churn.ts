import {setTimeout as sleep} from 'node:timers/promises';
import type {Rig} from '../rig/index.ts';
import {follow} from './follow.ts';
import type {Clients} from './run.ts';

const perSecond = 1000;
const seconds = 20;

/** A thousand pod events a second on one cluster that holds many pods: what share of a core it takes to follow them. */
export async function measureChurn(fleet: Rig, clients: Clients): Promise<void> {
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('the rig has no cluster');
  const names = Array.from({length: 100}, (_, index) => `churn-${index}`);
  await cluster.namespace('churn');
  await cluster.pods(names.length, {namespace: 'churn', name: 'churn', isRunning: true});
  await using client = await follow(clients.flotilla, ['all'], {KUBECONFIG: fleet.kubeconfig});
  const before = await client.ask();
  const start = performance.now();
  let sent = 0;
  // Restart counts change, so each event changes a row as real ones do.
  for (let tick = 0; performance.now() - start < seconds * 1000; tick++) {
    const due = Math.min(((performance.now() - start) / 1000) * perSecond - sent, 200);
    const batch = Array.from({length: Math.max(0, Math.floor(due))}, (_, index) => {
      const name = names[(sent + index) % names.length];
      return cluster.client.send(
        'PATCH',
        `/api/v1/namespaces/churn/pods/${name}/status`,
        {
          status: {
            containerStatuses: [{name: 'main', image: 'a', imageID: 'a', ready: true, restartCount: tick}],
          },
        },
        'application/strategic-merge-patch+json',
      );
    });
    sent += batch.length;
    await Promise.all([...batch, sleep(10)]);
  }
  const elapsed = (performance.now() - start) / 1000;
  const after = await client.ask();
  const share = ((after['cpuSeconds'] ?? 0) - (before['cpuSeconds'] ?? 0)) / elapsed;
  const rate = sent / elapsed;
  console.log(
    `\n${rate.toFixed(0)} pod events a second for ${elapsed.toFixed(0)} s: ${(share * 100).toFixed(1)} % of a core` +
      ` (${((share / rate) * perSecond * 100).toFixed(1)} % per ${perSecond} a second)`,
  );
}
