import assert from 'node:assert/strict';
import test, {after, before, describe} from 'node:test';
import {type ClusterRow, stateText} from '../../src/fleet/index.ts';
import {hubSystems} from '../../src/providers/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {type Watched, watched} from '../watch/fleet.ts';

const skip = rigUnavailable(['kubefed', 'karmada']) ?? false;

describe('a fleet with a real KubeFed and a real Karmada', {skip}, () => {
  let fleet: Rig;
  let view: Watched;
  let alpha: Cluster;
  let bravo: Cluster;

  before(async () => {
    fleet = await rig({clusters: 3, nodes: 1, with: ['kubefed', 'karmada']});
    [alpha, bravo] = [fleet.cluster('alpha'), fleet.cluster('bravo')];
    const direct = fleet.writeKubeconfig('direct', [bravo.entry('admin', {context: 'bravo', direct: true})]);
    for (const {context} of fleet.members) await fleet.kubefed.join(context);
    await fleet.karmada.join('alpha');
    await fleet.karmada.join('charlie');
    // Karmada reaches it another way than the person does.
    const from = [`--cluster-kubeconfig=${direct}`, '--cluster-context=bravo'];
    assert.equal((await fleet.karmada.karmadactl(['join', 'bravo', ...from])).exitCode, 0);
    view = await watched({kubeconfig: fleet.kubeconfig, hubs: hubSystems});
  });
  after(async () => {
    await view?.[Symbol.asyncDispose]();
    await fleet?.[Symbol.asyncDispose]();
  });

  const words = (context: string) => wordsOf(view.row(context));
  const state = (context: string) => stateText(view.row(context), view.row(context).connection.since);
  const told = (context: string, system: string) =>
    view.row(context).opinions?.find((opinion) => opinion.system === system) ?? assert.fail('no opinion');

  test('each of three members is one row with the word of both hubs, which are known for what they are', async () => {
    for (const context of ['alpha', 'bravo', 'charlie'])
      await view.until(`${context} is well`, () => words(context) === 'karmada+ kubefed+', 30_000);
    assert.equal(told('alpha', 'karmada').hub, 'karmada');
    assert.equal(told('alpha', 'kubefed').reason, 'Ready');
    const three = {type: 'known', value: 3};
    assert.deepEqual(view.row('karmada').hubOf, [{system: 'karmada', members: three}]);
    assert.deepEqual(view.row('kubefed').hubOf, [{system: 'kubefed', members: three}]);
    assert.equal(view.row('alpha').hubOf, undefined);
  });

  test('one that is cut off from here and from one hub says so, with the nodes that the other hub counts', async () => {
    await bravo.proxy.refuse();
    await view.until('it is lost', () => state('bravo') === 'tcp hub-', 60_000);
    await view.until('its hubs differ', () => words('bravo') === 'karmada+ kubefed-', 30_000);
    assert.equal(told('bravo', 'kubefed').reason, 'ClusterNotReachable');
    assert.match(told('bravo', 'kubefed').message, /cluster is not reachable: Get .*connection refused/);
    assert.deepEqual(view.row('bravo').nodes, {type: 'hub', value: {ready: 1, total: 1}});
    await bravo.proxy.heal();
    await view.until('it is back', () => words('bravo') === 'karmada+ kubefed+', 60_000);
  });

  test('one whose API server is gone is lost from here, and both hubs say why', async () => {
    await alpha.kill();
    await view.until('it is lost', () => view.state('alpha') === 'unreachable tcp', 60_000);
    await view.until('its hubs say so', () => words('alpha') === 'karmada- kubefed-', 60_000);
    assert.equal(state('alpha'), 'tcp hub-');
    assert.deepEqual(
      [told('alpha', 'karmada').reason, told('alpha', 'karmada').message],
      ['ClusterNotReachable', 'cluster is not reachable'],
    );
  });

  test('while the server of its clusters is down Karmada cannot be asked, which is not that it has none', async () => {
    await fleet.karmada.aggregatedApiServer.kill();
    await view.until('it cannot be asked', () => words('charlie') === 'karmada? kubefed+', 60_000);
    assert.equal(told('charlie', 'karmada').reason, 'cannot be asked');
    assert.equal(told('charlie', 'karmada').said, 'Ready');
    const [role] = view.row('karmada').hubOf ?? [];
    assert.equal(role?.members.type, 'last');
    assert.equal(view.state('karmada'), 'live');
    await fleet.karmada.aggregatedApiServer.start();
    await view.until('it can be asked again', () => words('charlie') === 'karmada+ kubefed+', 60_000);
  });
});

function wordsOf({opinions = []}: ClusterRow): string {
  return opinions
    .map(({system, word}) => `${system}${word}`)
    .toSorted()
    .join(' ');
}
