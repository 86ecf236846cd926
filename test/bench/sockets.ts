import {setTimeout as sleep} from 'node:timers/promises';
import type {Rig} from '../rig/index.ts';
import {follow} from './follow.ts';
import type {Clients} from './run.ts';

/** Twenty contexts: one socket each, and none made anew while nothing happens. Counted by the proxies in between too. */
export async function measureSockets(fleet: Rig, clients: Clients, minutes: number): Promise<void> {
  await using client = await follow(clients.flotilla, ['all'], {KUBECONFIG: fleet.kubeconfig});
  // Sockets of the start that were one too many are gone after some heartbeats.
  await sleep(30_000);
  const before = await client.ask();
  const acceptedBefore = accepted(fleet);
  await sleep(minutes * 60_000);
  const after = await client.ask();
  console.log(
    `\n${fleet.clusters.length} contexts, all always-watched kinds: ${after['socketsOpen']} sockets open; ` +
      `${(after['socketsMade'] ?? 0) - (before['socketsMade'] ?? 0)} made in ${minutes} quiet minutes ` +
      `(${accepted(fleet) - acceptedBefore} seen by the servers); ` +
      `${((((after['cpuSeconds'] ?? 0) - (before['cpuSeconds'] ?? 0)) / (minutes * 60)) * 100).toFixed(2)} % of a core`,
  );
}

function accepted(fleet: Rig): number {
  return fleet.clusters.reduce((sum, {proxy}) => sum + proxy.accepted, 0);
}
