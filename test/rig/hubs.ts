import path from 'node:path';
import {build} from './build.ts';
import type {Cluster, ClusterOptions, Ground} from './cluster.ts';
import {type Karmada, karmadaControllers, startKarmada} from './karmada.ts';
import {type Kubefed, startKubefed} from './kubefed.ts';

/** The hubs that a rig was made with. */
export interface Hubs {
  readonly kubefed?: Kubefed;
  readonly karmada?: Karmada;
}

export type HubName = keyof Hubs;

/** The clusters of those parts that are hubs: each is called as its part. */
export function hubClusters(
  parts: readonly string[],
): readonly (ClusterOptions & {readonly name: HubName})[] {
  return [...new Set(parts)].filter(isHub).map((name) => ({name, controllerManager: controllers[name]}));
}

/** Builds the part and starts it on its cluster. */
export async function startHub(
  name: HubName,
  ground: Ground,
  cluster: Cluster,
  hasFieldTimings: boolean,
): Promise<Hubs> {
  const hubGround = {
    ...ground,
    cluster,
    own: cluster.kubeconfigFor('admin', {direct: true}),
    merged: path.join(ground.folder, 'kubeconfig'),
    bin: await build(name),
    hasFieldTimings,
  };
  switch (name) {
    case 'kubefed':
      return {kubefed: await startKubefed(hubGround)};
    case 'karmada':
      return {karmada: await startKarmada(hubGround)};
  }
}

const controllers: Readonly<Record<HubName, true | readonly string[]>> = {
  kubefed: true,
  karmada: karmadaControllers,
};

function isHub(name: string): name is HubName {
  return Object.hasOwn(controllers, name);
}
