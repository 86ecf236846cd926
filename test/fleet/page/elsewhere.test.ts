import assert from 'node:assert/strict';
import test from 'node:test';
import {cannotSee, clusterSummary, sameFaultElsewhere} from '../../../src/fleet/index.ts';
import {connect, facts, fleet, type TestFleet} from '../fleet.ts';
import {deployment, node, pod} from '../objects.ts';

const late = {conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}]};

test('the same workload not ok elsewhere is the same fault, with what is different there', () => {
  using it = fleet();
  const owned = (hash: string) =>
    ({owner: ['ReplicaSet', `checkout-${hash}`], hash, state: 'crashing'}) as const;
  const checkout = (image: string, status = {}) =>
    deployment('checkout', status, {
      template: {spec: {containers: [{name: 'main', image: `checkout:${image}`}]}},
    });
  connect(it, 'here', {deployments: [checkout('1.42.0')], pods: [pod('checkout-aaa-1', owned('aaa'))]});
  connect(it, 'stuck', {
    deployments: [checkout('1.42.0', late), deployment('other', late)],
    nodes: [node('n1', {region: 'eu-west-3'}), node('n2'), node('n3')],
  });
  connect(it, 'older', {deployments: [checkout('1.41.9')], pods: [pod('checkout-bbb-1', owned('bbb'))]});
  it.feed.version('older', {git: 'v1.35.1'});
  connect(it, 'well', {deployments: [checkout('1.42.0')]});
  assert.deepEqual(elsewhere(it), [
    'stuck: stuck shop/checkout 1.42.0 []',
    'older: CrashLoop shop/checkout 1.41.9 [image 1.41.9, v1.35]',
  ]);
});

test('nodes that suffer from the same are the same fault, whatever they are called, and once', () => {
  using it = fleet();
  connect(it, 'here', {nodes: [node('a1', {isReady: false}), node('a2'), node('a3')]});
  connect(it, 'there', {nodes: ['b1', 'b2'].map((name) => node(name, {isReady: false}))});
  connect(it, 'pressed', {nodes: [node('c1', {hasDiskPressure: true}), node('c2')]});
  assert.deepEqual(elsewhere(it), ['there: NotReady /b1  []']);
});

test('clusters that cannot be seen are counted by the reason, most first, each once', () => {
  using it = fleet();
  const names = [
    'well',
    'tcp',
    'hung',
    'l1',
    'l2',
    'busy',
    'parked',
    'stale',
    'broken',
    'new',
    'denied',
    'part',
  ];
  for (const name of names) connect(it, name);
  const since = it.clock.now();
  for (const name of ['l1', 'l2'])
    it.feed.connection(name, {type: 'login', since, cause: 'session', reason: 'it has ended'});
  // What may be read there is not the trouble while nothing can be.
  it.feed.watch('l1', 'pods', {type: 'denied', reason: 'no'});
  it.feed.connection('hung', {type: 'login', since, cause: 'plugin hung', reason: 'killed'});
  it.feed.connection('tcp', {type: 'unreachable', since, layer: 'tcp', reason: 'timed out'});
  it.feed.connection('busy', {type: 'unreachable', since, layer: 'http', status: 503, reason: 'busy'});
  it.feed.connection('parked', {type: 'parked', since});
  it.feed.connection('stale', {type: 'stale', since});
  it.feed.connection('broken', {type: 'broken', since, reason: 'no such user'});
  it.feed.describe(facts('fresh', {server: 'https://fresh.example'}));
  it.feed.watch('denied', 'pods', {type: 'denied', reason: 'no'});
  it.feed.watch('denied', 'events', {type: 'failing', since, reason: 'no'});
  it.feed.watch('part', 'deployments.apps', {type: 'synced', since, namespaces: ['shop']});
  it.feed.watch('new', 'nodes', {type: 'syncing', received: 1});
  it.feed.flush();
  const found = cannotSee(it.feed.store.getState().clusters);
  assert.equal(found[0]?.reason, 'login');
  assert.deepEqual(
    new Map(found.map(({reason, clusters}) => [reason, clusters.join(' ')])),
    new Map([
      ['login', 'l1 l2'],
      ['plugin hung', 'hung'],
      ['tcp', 'tcp'],
      ['503', 'busy'],
      ['parked', 'parked'],
      ['stale', 'stale'],
      ['bad entry', 'broken'],
      ['sync', 'new'],
      ['denied pods', 'denied'],
      ['partial', 'part'],
      ['connecting', 'fresh'],
    ]),
  );
});

test('the summary shares out what the nodes give, with what is used where that is measured', () => {
  using it = fleet();
  connect(it, 'a', {
    nodes: [node('n1'), {...node('n2'), isUnschedulable: true}],
    pods: [pod('p1', {cpu: '2', memory: '4Gi'}), pod('p2', {cpu: '2', memory: '0'})],
  });
  const {cpu, memory, cordoned, nodes, pods, since} = clusterSummary(it.row(), it.feed);
  assert.deepEqual(cpu, {type: 'known', value: {requested: 50}});
  assert.deepEqual(memory, {type: 'known', value: {requested: 25}});
  assert.deepEqual([cordoned, nodes.type, pods.type, since], [1, 'known', 'known', it.clock.now()]);
  it.feed.usage('a', new Map([['n1', {cpu: 1, memory: 0}]]));
  assert.deepEqual(clusterSummary(it.row(), it.feed).cpu, {type: 'known', value: {requested: 50, used: 13}});
  it.feed.watch('a', 'pods', {type: 'denied', reason: 'no'});
  assert.deepEqual(clusterSummary(it.row(), it.feed).cpu, {type: 'denied'});
});

function elsewhere(it: TestFleet): readonly string[] {
  const here = it.row('here');
  return sameFaultElsewhere(it.feed, it.feed.store.getState().clusters, here).map(
    ({cluster, fault, namespace, name, image, differs}) =>
      `${cluster.name}: ${fault} ${namespace}/${name} ${image} [${differs.join(', ')}]`,
  );
}
