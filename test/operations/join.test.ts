import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  isLoopback,
  joinTaint,
  karmadaJoin,
  kubeFedJoin,
  type Plan,
  Run,
  type Step,
  undoPlan,
  valueAt,
} from '../../src/operations/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {memoryJournal, named, who} from './a-plan.ts';
import {simulatedClusters} from './simulated-clusters.ts';

const endpoint = {server: 'https://10.4.0.9:6443', authority: 'Q0E='};

function planOf(steps: readonly Step[]): Plan {
  return {
    version: 1,
    id: 'p-1',
    verb: 'join',
    title: 'join paris',
    madeAt: 0,
    places: {hub: {context: 'hub', cluster: 'hub'}, member: {context: 'member', cluster: 'paris'}},
    findings: [],
    steps,
  };
}

function stage(steps: readonly Step[]) {
  const clusters = simulatedClusters();
  clusters.put(
    'hub',
    '/api/v1/namespaces/kube-federation-system',
    named('Namespace', 'kube-federation-system'),
  );
  const clock = manualClock();
  const signal = new AbortController().signal;
  const start = (plan: Plan) =>
    new Run({plan, journal: memoryJournal(), reach: clusters, clock, who, signal});
  return {clusters, clock, start, plan: planOf(steps)};
}

const kubeFed = {
  name: 'paris',
  hub: 'hub',
  member: 'member',
  hubName: 'hub',
  namespace: 'kube-federation-system',
  scope: 'Cluster',
  endpoint,
} as const;

test('a join of KubeFed leaves the objects of kubefedctl, and waits until the hub says Ready', async () => {
  const {clusters, clock, start, plan} = stage(kubeFedJoin(kubeFed));
  const run = start(plan);
  await clock.advance(5_000);
  const cluster = '/apis/core.kubefed.io/v1beta1/namespaces/kube-federation-system/kubefedclusters/paris';
  const joined = clusters.read('hub', cluster);
  assert.deepEqual(joined?.['spec'], {
    apiEndpoint: 'https://10.4.0.9:6443',
    secretRef: {name: 'paris-token'},
    caBundle: 'Q0E=',
    proxyURL: '',
  });
  const system = '/api/v1/namespaces/kube-federation-system';
  assert.deepEqual(clusters.read('hub', `${system}/secrets/paris-token`)?.['data'], {
    token: 'token-of-paris-hub',
  });
  assert.equal(
    clusters.read('member', `${system}/serviceaccounts/paris-hub`)?.['automountServiceAccountToken'],
    false,
  );
  const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/kubefed-controller-manager:paris-hub';
  assert.deepEqual(valueAt(clusters.read('member', role), '/rules/0/verbs'), ['*']);
  assert.equal(run.state.steps.at(-1)?.type, 'begun');
  clusters.put('hub', cluster, {...joined, status: {conditions: [{type: 'Ready', status: 'True'}]}});
  await clock.advance(2_000);
  assert.equal(await run.ended, 'done');
});

test('a member that never becomes Ready holds the join and says what the hub says', async () => {
  const {clock, start, plan} = stage(kubeFedJoin(kubeFed));
  const run = start(plan);
  await clock.advance(70_000);
  assert.deepEqual(run.state.held, [
    {step: '6', reason: 'not true after 60 s: status.conditions[type=Ready].status is not set, not yet True'},
  ]);
});

test('a join for one namespace asks for no more than that namespace, the health check and the nodes', async () => {
  const {clusters, clock, start, plan} = stage(kubeFedJoin({...kubeFed, scope: 'Namespaced'}));
  start(plan);
  await clock.advance(5_000);
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const made = clusters.effects.filter((effect) => effect.includes('/clusterroles/'));
  assert.deepEqual(made, [
    `POST member ${rbac}/clusterroles/kubefed-controller-manager:kube-federation-system:healthcheck-paris-hub`,
  ]);
  assert.ok(
    clusters.read(
      'member',
      `${rbac}/namespaces/kube-federation-system/roles/kubefed-controller-manager:paris-hub`,
    ),
  );
});

test('without certificates in the kubeconfig the hub is given those of the member’s token', async () => {
  const {clusters, clock, start, plan} = stage(
    kubeFedJoin({...kubeFed, endpoint: {server: endpoint.server}}),
  );
  const secret = '/api/v1/namespaces/kube-federation-system/secrets/paris-hub';
  const run = start(plan);
  await clock.advance(1_000);
  assert.match(run.state.held[0]?.reason ?? '', /member has no \/data\/ca\.crt/);
  const live = clusters.read('member', secret);
  clusters.put('member', secret, {...live, data: {token: 'token-of-paris-hub', 'ca.crt': 'TWVtYmVy'}});
  run.goOn();
  await clock.advance(1_000);
  const cluster = '/apis/core.kubefed.io/v1beta1/namespaces/kube-federation-system/kubefedclusters/paris';
  assert.equal(valueAt(clusters.read('hub', cluster), '/spec/caBundle'), 'TWVtYmVy');
});

const karmadaCluster = '/apis/cluster.karmada.io/v1alpha1/clusters/paris';
const karmada = {name: 'paris', hub: 'hub', member: 'member', uid: 'u-1', endpoint, region: 'eu'} as const;

async function readyBehindGate() {
  const staged = stage(karmadaJoin({...karmada, gate: '12 rendered images pull?'}));
  const {clusters, clock, start, plan} = staged;
  const run = start(plan);
  await clock.advance(3_000);
  const joined = clusters.read('hub', karmadaCluster);
  const taints = [{key: 'cluster.karmada.io/not-ready', effect: 'NoSchedule'}, joinTaint];
  clusters.put('hub', karmadaCluster, {
    ...joined,
    spec: {...(joined?.['spec'] as object), taints},
    status: {conditions: [{type: 'Ready', status: 'True'}]},
  });
  await clock.advance(2_000);
  return {...staged, run};
}

test('a member of Karmada stays behind its taint until a person has passed the gate; other taints stay', async () => {
  const {clusters, clock, run} = await readyBehindGate();
  const gate = run.state.steps.find(({step}) => step.type === 'gate');
  assert.ok(gate);
  assert.equal((valueAt(clusters.read('hub', karmadaCluster), '/spec/taints') as unknown[]).length, 2);
  run.pass(gate.step.id);
  await clock.advance(1_000);
  assert.equal(await run.ended, 'done');
  assert.deepEqual(valueAt(clusters.read('hub', karmadaCluster), '/spec/taints'), [
    {key: 'cluster.karmada.io/not-ready', effect: 'NoSchedule'},
  ]);
});

test('the secrets of a member belong to its Cluster, by the uid that it was given', async () => {
  const {clusters} = await readyBehindGate();
  const secret = clusters.read('hub', '/api/v1/namespaces/karmada-cluster/secrets/paris');
  assert.equal(valueAt(secret, '/metadata/ownerReferences/0/controller'), true);
  assert.match(String(valueAt(secret, '/metadata/ownerReferences/0/uid')), /^uid-/);
  assert.deepEqual(secret?.['data'], {caBundle: 'Q0E=', token: 'token-of-karmada-paris'});
});

test('undoing a join puts the taint back before anything else goes', async () => {
  const {clock, run} = await readyBehindGate();
  const gate = run.state.steps.find(({step}) => step.type === 'gate');
  run.pass(gate?.step.id ?? '');
  await clock.advance(1_000);
  await run.ended;
  const {plan} = undoPlan(run.plan, run.state, {id: 'p-undo', at: 0});
  const [first] = plan.steps;
  assert.ok(first?.type === 'write');
  assert.deepEqual(first.writes, [
    {
      type: 'element',
      path: karmadaCluster,
      list: '/spec/taints',
      by: 'key',
      key: joinTaint.key,
      wanted: joinTaint,
      before: null,
    },
  ]);
});

test('an endpoint that means whoever asks is told from one that a hub elsewhere can reach', () => {
  const loopback = [
    'https://127.0.0.1:6443',
    'https://localhost',
    'https://[::1]:6443',
    'https://kind.localhost:1',
  ];
  for (const server of loopback) assert.ok(isLoopback({server}), server);
  for (const server of ['https://10.4.0.9:6443', 'https://127.example.com', 'https://[fd00::1]']) {
    assert.ok(!isLoopback({server}), server);
  }
});
