import assert from 'node:assert/strict';
import test, {after, before, describe} from 'node:test';
import {type Kubefed, type Rig, rig, rigUnavailable} from './index.ts';
import {until} from './until.ts';

describe('three clusters joined to a real KubeFed', {skip: rigUnavailable(['kubefed']) ?? false}, () => {
  let fleet: Rig;
  let kubefed: Kubefed;
  before(async () => {
    fleet = await rig({clusters: 3, nodes: 1, with: ['kubefed']});
    ({kubefed} = fleet);
    for (const member of fleet.members) await kubefed.join(member.context);
  });
  after(() => fleet?.[Symbol.asyncDispose]());

  test('the hub is a context of the merged kubeconfig, and no member', async () => {
    assert.deepEqual(names(fleet.members), ['alpha', 'bravo', 'charlie']);
    assert.deepEqual(names(fleet.clusters), ['alpha', 'bravo', 'charlie', 'kubefed']);
    const {stdout} = await kubefed.cluster.kubectl(['--context=kubefed', 'get', 'kubefedconfigs', '-A'], {
      kubeconfig: fleet.kubeconfig,
    });
    assert.match(stdout, /kube-federation-system +kubefed/);
    assert.throws(() => fleet.karmada, /no karmada; make it with \{with: \['karmada'\]\}/);
  });

  test('a member that is joined already is refused in one line', async () => {
    await assert.rejects(
      kubefed.join('alpha'),
      /^Error: rig: kubefedctl join alpha: service account: alpha-kubefed already exists in joining cluster: alpha$/,
    );
  });

  test('all three become Ready, and a member that is cut off is Offline until it is back', async () => {
    for (const {name} of fleet.members) await until(`${name} is Ready`, () => isSo(name, 'Ready'));
    const bravo = fleet.cluster('bravo');
    await bravo.proxy.refuse();
    await until('bravo is Offline', () => isSo('bravo', 'Offline'));
    await bravo.proxy.heal();
    await until('bravo is Ready again', () => isSo('bravo', 'Ready'));
  });

  test('a federated deployment runs 5, 3 and 3 replicas, and its override is on the member it names alone', async () => {
    await kubefed.cluster.namespace('shop');
    await kubefed.cluster.apply(shop(names(fleet.members)));
    for (const [member, replicas, cpu] of [
      ['alpha', 5, '300m'],
      ['bravo', 3, '200m'],
      ['charlie', 3, '200m'],
    ] as const)
      await until(
        `${member} runs ${replicas} with a limit of ${cpu}`,
        async () => {
          const {stdout} = await fleet
            .cluster(member)
            .kubectl(['get', 'deployment', 'web', '-n', 'shop', '-o', `jsonpath=${readyAndLimit}`]);
          return stdout === `${replicas} ${cpu}`;
        },
        30_000,
      );
  });

  test('a killed controller manager leaves members as they are, and one that is back does what was asked meanwhile', async () => {
    await kubefed.controllerManager.kill();
    assert.equal(kubefed.controllerManager.state, 'killed');
    const patch = '[{"op": "replace", "path": "/spec/overrides/0/clusterOverrides/0/value", "value": 4}]';
    const {stderr} = await kubefed.cluster.kubectl([
      'patch',
      'federateddeployment',
      'web',
      '-n',
      'shop',
      '--type=json',
      '-p',
      patch,
    ]);
    assert.equal(stderr, '');
    assert.equal(await replicas(), '5');
    await kubefed.controllerManager.start();
    await until('alpha has 4 replicas', async () => (await replicas()) === '4', 30_000);
  });

  async function replicas(): Promise<string> {
    const wanted = ['get', 'deployment', 'web', '-n', 'shop', '-o', 'jsonpath={.spec.replicas}'];
    return (await fleet.cluster('alpha').kubectl(wanted)).stdout;
  }

  async function isSo(member: string, condition: string): Promise<boolean> {
    const status = `jsonpath={.status.conditions[?(@.type=="${condition}")].status}`;
    const wanted = ['get', 'kubefedcluster', member, '-n', kubefed.namespace, '-o', status];
    return (await kubefed.cluster.kubectl(wanted)).stdout === 'True';
  }
});

const names = (clusters: readonly {readonly name: string}[]) => clusters.map(({name}) => name);

const readyAndLimit = '{.status.readyReplicas} {.spec.template.spec.containers[0].resources.limits.cpu}';

/** As the lab has it, but with the FederatedNamespace in the namespace that it federates. */
function shop(members: readonly string[]) {
  const placement = {clusters: members.map((name) => ({name}))};
  const labels = {app: 'web'};
  const resources = {requests: {cpu: '100m', memory: '128Mi'}, limits: {cpu: '200m', memory: '256Mi'}};
  return [
    {
      apiVersion: 'types.kubefed.io/v1beta1',
      kind: 'FederatedNamespace',
      metadata: {name: 'shop', namespace: 'shop'},
      spec: {placement},
    },
    {
      apiVersion: 'types.kubefed.io/v1beta1',
      kind: 'FederatedDeployment',
      metadata: {name: 'web', namespace: 'shop'},
      spec: {
        placement,
        template: {
          spec: {
            replicas: 3,
            selector: {matchLabels: labels},
            template: {
              metadata: {labels},
              spec: {containers: [{name: 'main', image: 'registry.invalid/web:1.0', resources}]},
            },
          },
        },
        overrides: [
          {
            clusterName: 'alpha',
            clusterOverrides: [
              {path: '/spec/replicas', value: 5},
              {path: '/spec/template/spec/containers/0/resources/limits/cpu', value: '300m'},
            ],
          },
        ],
      },
    },
  ];
}
