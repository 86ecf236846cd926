import {loadKubeconfig} from '../../src/kube/index.ts';
import {type Cluster, rig} from '../rig/index.ts';
import {realClock} from '../text/real-clock.ts';
import {type Fault, plurals, type ScenarioObject, type World} from './world.ts';

/** Three real clusters without controllers, of three versions. */
export async function rigWorld(): Promise<World> {
  const fleet = await rig({clusters: 3, emulate: ['1.37', '1.36', '1.34']});
  const {contexts} = await loadKubeconfig({paths: [fleet.kubeconfig], environment: {}, home: '/'});
  const first = fleet.cluster('alpha');
  return {
    contexts: ['alpha', 'bravo', 'charlie'],
    kubeconfig: fleet.kubeconfig,
    kubeconfigOf: async (user) => first.kubeconfigFor(user === 'wrong token' ? {token: 'wrong'} : 'reader'),
    entry(context) {
      const found = contexts.find((one) => one.type === 'usable' && one.entry.name === context);
      if (found?.type !== 'usable') throw new Error(`no context ${context}`);
      return found.entry;
    },
    clock: realClock,
    fault: (context, fault) => bring(fleet.cluster(context), fault),
    async cutOff(context, act) {
      const {proxy} = fleet.cluster(context);
      await proxy.refuse();
      await act();
      await proxy.heal();
    },
    async apply(context, object) {
      const {client, apply} = fleet.cluster(context);
      const {status, ...rest} = object;
      await apply(rest);
      if (status === undefined) return;
      await client.call('PATCH', `${pathOf(object)}/status`, {status}, 'application/merge-patch+json');
    },
    async remove(context, object) {
      await fleet.cluster(context).client.call('DELETE', `${pathOf(object)}?gracePeriodSeconds=0`);
    },
    compact: (context) => fleet.cluster(context).compact(),
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

async function bring(cluster: Cluster, fault: Fault): Promise<void> {
  switch (fault) {
    case 'stop':
      await cluster.kill();
      return;
    case 'start':
      await cluster.start();
      return;
    case 'pause':
      cluster.pause();
      return;
    case 'resume':
      cluster.resume();
      return;
    case 'slow':
      // There and back.
      await cluster.proxy.delay(600);
      return;
    case 'normal':
      await cluster.proxy.heal();
  }
}

function pathOf({kind, metadata: {name, namespace}}: ScenarioObject): string {
  const within = namespace === undefined ? '' : `namespaces/${namespace}/`;
  return `/api/v1/${within}${plurals[kind]}/${name}`;
}
