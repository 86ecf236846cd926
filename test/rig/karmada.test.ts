import assert from 'node:assert/strict';
import test, {after, before, describe} from 'node:test';
import {type Karmada, type Rig, rig, rigUnavailable} from './index.ts';
import {until} from './until.ts';

describe('two clusters joined to a real Karmada', {skip: rigUnavailable(['karmada']) ?? false}, () => {
  let fleet: Rig;
  let karmada: Karmada;
  before(async () => {
    fleet = await rig({clusters: 2, nodes: 1, with: ['karmada']});
    ({karmada} = fleet);
    for (const member of fleet.members) await karmada.join(member.context);
  });
  after(() => fleet?.[Symbol.asyncDispose]());

  test('a member that is joined already is refused in one line', async () => {
    await assert.rejects(
      karmada.join('alpha'),
      /^Error: rig: karmadactl join alpha: the cluster ID [^\n]+ registered$/,
    );
  });

  test('both become Ready, and a member that is cut off is not until it is back', async () => {
    for (const {name} of fleet.members) await until(`${name} is Ready`, () => isReady(name, 'True'));
    await fleet.cluster('bravo').proxy.refuse();
    await until('bravo is not Ready', () => isReady('bravo', 'False'));
    await fleet.cluster('bravo').proxy.heal();
    await until('bravo is Ready again', () => isReady('bravo', 'True'));
  });

  test('a member is read through the hub, as the one who asks', async () => {
    const nodes = '/apis/cluster.karmada.io/v1alpha1/clusters/alpha/proxy/api/v1/nodes';
    const read = (user: 'admin' | 'reader' | 'nobody') =>
      karmada.cluster.kubectl(['get', '--raw', nodes], {kubeconfig: karmada.cluster.kubeconfigFor(user)});
    await until('the member lets the hub speak for others', async () => (await read('admin')).exitCode === 0);
    assert.match((await read('admin')).stdout, /"name":"node-0"/);
    assert.match((await read('reader')).stdout, /"name":"node-0"/);
    assert.match((await read('nobody')).stderr, /"rig:nobody" cannot list resource "nodes"/);
  });

  test('a policy divides replicas between the members, and an override is on the member it names alone', async () => {
    await karmada.cluster.apply(web);
    for (const [member, found] of [
      ['alpha', '3 registry.invalid/web:1.0'],
      ['bravo', '1 mirror.invalid/web:1.0'],
    ] as const)
      await until(`${member} runs ${found}`, async () => (await deployed(member)) === found, 30_000);
    await until('the hub has collected both', async () => (await collected()) === '4', 30_000);
  });

  test('with its webhook down the hub refuses a policy, and takes it when the webhook is back', async () => {
    await karmada.webhook.kill();
    const policy = {input: JSON.stringify({...overridePolicy, metadata: {name: 'late'}})};
    const refused = await karmada.cluster.kubectl(['create', '-f', '-'], policy);
    assert.match(refused.stderr, /failed calling webhook "overridepolicy.karmada.io".*connection refused/);
    await karmada.webhook.start();
    const taken = await karmada.cluster.kubectl(['create', '-f', '-'], policy);
    assert.equal(taken.stderr, '');
  });

  test('with its aggregated server down the hub answers 503 for its clusters, and lists them when that is back', async () => {
    const ask = () => karmada.cluster.client.send('GET', '/apis/cluster.karmada.io/v1alpha1/clusters');
    await karmada.aggregatedApiServer.kill();
    await until('clusters are unavailable', async () => (await ask()).status === 503);
    await karmada.aggregatedApiServer.start();
    await until('clusters are listed', async () => (await ask()).status === 200, 40_000);
    assert.match((await ask()).body, /"name":"bravo"/);
  });

  async function isReady(member: string, wanted: string): Promise<boolean> {
    const status = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}';
    return (await karmada.cluster.kubectl(['get', 'cluster', member, '-o', status])).stdout === wanted;
  }

  async function deployed(member: string): Promise<string> {
    const found = 'jsonpath={.status.readyReplicas} {.spec.template.spec.containers[0].image}';
    return (await fleet.cluster(member).kubectl(['get', 'deployment', 'web', '-o', found])).stdout;
  }

  async function collected(): Promise<string> {
    const ready = 'jsonpath={.status.readyReplicas}';
    return (await karmada.cluster.kubectl(['get', 'deployment', 'web', '-o', ready])).stdout;
  }
});

const resourceSelectors = [{apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'}];

const overridePolicy = {
  apiVersion: 'policy.karmada.io/v1alpha1',
  kind: 'OverridePolicy',
  metadata: {name: 'web'},
  spec: {
    resourceSelectors,
    overrideRules: [
      {
        targetCluster: {clusterNames: ['bravo']},
        overriders: {
          imageOverrider: [{component: 'Registry', operator: 'replace', value: 'mirror.invalid'}],
        },
      },
    ],
  },
};

const web = [
  overridePolicy,
  {
    apiVersion: 'policy.karmada.io/v1alpha1',
    kind: 'PropagationPolicy',
    metadata: {name: 'web'},
    spec: {
      resourceSelectors,
      placement: {
        clusterAffinity: {clusterNames: ['alpha', 'bravo']},
        replicaScheduling: {
          replicaSchedulingType: 'Divided',
          replicaDivisionPreference: 'Weighted',
          weightPreference: {
            staticWeightList: [
              {targetCluster: {clusterNames: ['alpha']}, weight: 3},
              {targetCluster: {clusterNames: ['bravo']}, weight: 1},
            ],
          },
        },
      },
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: 'web'},
    spec: {
      replicas: 4,
      selector: {matchLabels: {app: 'web'}},
      template: {
        metadata: {labels: {app: 'web'}},
        spec: {containers: [{name: 'main', image: 'registry.invalid/web:1.0'}]},
      },
    },
  },
];
