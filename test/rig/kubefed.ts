import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type KubernetesObject, parseObjects} from './apply.ts';
import type {Cluster} from './cluster.ts';
import type {Hub, HubGround} from './hub.ts';
import {logTail} from './log.ts';
import {readManifests} from './manifests.ts';
import {complaint, type Output, output} from './output.ts';
import type {Program} from './program.ts';

/** KubeFed's controllers, on a hub of their own. */
export interface Kubefed extends Hub {
  readonly controllerManager: Program;
  /** The real kubefedctl, with the rig's merged kubeconfig. Never throws. */
  kubefedctl(args: readonly string[]): Promise<Output>;
}

/** Puts KubeFed on a cluster. Settles when it propagates every kind it ships. */
export async function startKubefed(ground: HubGround): Promise<Kubefed> {
  const {cluster} = ground;
  const hyperfed = path.join(ground.bin, 'hyperfed');
  const manifests = async (pattern: string) =>
    (await readManifests(ground.bin, 'kubefed', pattern)).flatMap(parseObjects);
  await cluster.namespace(namespace);
  await cluster.apply([
    ...(await manifests('**/crds.yaml')),
    kubefedConfig(ground.hasFieldTimings),
    ...(await manifests('**/federatedtypeconfig.yaml')).map(inNamespace),
  ]);
  const controllerManager = await cluster.run(
    'kubefed-controller-manager',
    [
      hyperfed,
      'controller-manager',
      `--kubeconfig=${ground.own}`,
      `--kubefed-namespace=${namespace}`,
      '--healthz-addr=127.0.0.1:0',
      '--metrics-addr=127.0.0.1:0',
    ],
    {isRestarted: true},
  );
  await untilPropagating(cluster, controllerManager);
  const kubefedctl = (args: readonly string[]) =>
    output(hyperfed, ['kubefedctl', ...args], {
      env: {KUBECONFIG: ground.merged, HOME: ground.folder},
    });
  return {
    cluster,
    namespace,
    controllerManager,
    kubefedctl,
    join: async (member) => {
      const contexts = [`--cluster-context=${member}`, `--host-cluster-context=${cluster.context}`];
      const said = await kubefedctl(['join', member, ...contexts]);
      if (said.exitCode !== 0) throw new Error(`rig: kubefedctl join ${member}: ${complaint(said)}`);
    },
  };
}

const namespace = 'kube-federation-system';

/**
 * Complete, for the webhook that would fill it in is not there. In the field members are probed every 10 s; here every
 * second, so that tests need not wait.
 */
function kubefedConfig(hasFieldTimings: boolean): KubernetesObject {
  return {
    apiVersion: 'core.kubefed.io/v1beta1',
    kind: 'KubeFedConfig',
    metadata: {name: 'kubefed', namespace},
    spec: {
      scope: 'Cluster',
      controllerDuration: {
        availableDelay: hasFieldTimings ? '20s' : '1s',
        unavailableDelay: hasFieldTimings ? '60s' : '5s',
        cacheSyncTimeout: '5m',
      },
      leaderElect: hasFieldTimings
        ? {leaseDuration: '15s', renewDeadline: '10s', retryPeriod: '5s', resourceLock: 'configmaps'}
        : {leaseDuration: '4s', renewDeadline: '3s', retryPeriod: '500ms', resourceLock: 'configmaps'},
      featureGates: [
        {name: 'PushReconciler', configuration: 'Enabled'},
        {name: 'SchedulerPreferences', configuration: 'Enabled'},
        {name: 'RawResourceStatusCollection', configuration: 'Disabled'},
      ],
      clusterHealthCheck: {
        period: hasFieldTimings ? '10s' : '1s',
        failureThreshold: 3,
        successThreshold: 1,
        timeout: hasFieldTimings ? '3s' : '1s',
      },
      syncController: {maxConcurrentReconciles: 1, adoptResources: 'Enabled'},
      statusController: {maxConcurrentReconciles: 1},
    },
  };
}

/** The chart is installed into a namespace, so its objects name none. */
function inNamespace(object: KubernetesObject): KubernetesObject {
  return {...object, metadata: {...object.metadata, namespace}};
}

async function untilPropagating(cluster: Cluster, controllerManager: Program): Promise<void> {
  const types = `/apis/core.kubefed.io/v1beta1/namespaces/${namespace}/federatedtypeconfigs`;
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    const {items} = (await cluster.client.call('GET', types)) as {
      readonly items: readonly {readonly status?: {readonly propagationController?: string}}[];
    };
    if (items.every(({status}) => status?.propagationController === 'Running')) return;
  }
  throw new Error(`rig: KubeFed propagates nothing after 60 s:\n${logTail(controllerManager.log)}`);
}
