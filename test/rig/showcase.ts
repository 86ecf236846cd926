import {setTimeout as sleep} from 'node:timers/promises';
import type {Cluster} from './cluster.ts';

/** Fills a cluster with something worth looking at: services that run, one rolling out, one in trouble, warnings. */
export async function showcase(cluster: Cluster, index: number): Promise<void> {
  await Promise.all(['shop', 'payments', 'platform'].map((name) => cluster.namespace(name)));
  const checkout = {namespace: 'shop', replicas: 4, image: 'registry.invalid/checkout:1.4.0'};
  await Promise.all([
    cluster.deployment('web', {namespace: 'shop', replicas: 3 + index, image: 'registry.invalid/web:2.3.1'}),
    cluster.deployment('cart', {namespace: 'shop', replicas: 2, image: 'registry.invalid/cart:1.9.0'}),
    cluster.deployment('api', {namespace: 'payments', replicas: 3, image: 'registry.invalid/api:5.0.2'}),
    cluster.deployment('agent', {namespace: 'platform', replicas: 2, image: 'registry.invalid/agent:0.7.4'}),
    cluster.deployment('checkout', checkout),
    cluster.deployment('ledger', {
      namespace: 'payments',
      replicas: 1,
      image: 'registry.invalid/ledger:3.2.0',
      podAnnotations: {'rig.flotilla.dev/fate': 'crash-loop', 'rig.flotilla.dev/restart-every': '40s'},
    }),
  ]);
  if (index % 3 === 1)
    await cluster.deployment('report', {
      namespace: 'payments',
      image: 'registry.invalid/report:latset',
      podAnnotations: {'rig.flotilla.dev/fate': 'image-pull-error'},
    });
  await cluster.event({
    namespace: 'platform',
    kind: 'Pod',
    name: 'agent',
    reason: 'FailedMount',
    message: 'MountVolume.SetUp failed for volume "config": configmap "agent-config" not found',
  });
  await untilAvailable(cluster, 'shop', 'checkout');
  // Each new pod takes its time, so the rollout is there to be watched.
  await cluster.deployment('checkout', {
    ...checkout,
    image: 'registry.invalid/checkout:1.5.0',
    podAnnotations: {'rig.flotilla.dev/ready-after': '3m'},
  });
}

export async function untilAvailable(cluster: Cluster, namespace: string, name: string): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    const {spec, status} = (await cluster.client.call('GET', path)) as {
      spec: {replicas: number};
      status: {availableReplicas?: number};
    };
    if (status.availableReplicas === spec.replicas) return;
  }
  throw new Error(`rig: ${cluster.name}: deployment ${namespace}/${name} is not available after 60 s`);
}
