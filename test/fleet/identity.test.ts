import assert from 'node:assert/strict';
import test from 'node:test';
import {nodes} from '../../src/kinds/index.ts';
import {connect, facts, fleet, read, type TestFleet} from './fleet.ts';
import {namespace, node} from './objects.ts';

const kubeSystem = [namespace('default', 'x'), namespace('kube-system', 'uid-1')];

test('two contexts of one cluster are one row under the UID of kube-system, watched through the first', () => {
  using it = fleet();
  connect(it, 'admin', {namespaces: kubeSystem, nodes: [node('n1'), node('n2')]});
  connect(
    it,
    'reader',
    {namespaces: kubeSystem, nodes: [node('n1')]},
    {order: 1, server: 'https://by-address'},
  );
  assert.deepEqual(contexts(it), [['admin', 'reader']]);
  const row = it.row();
  assert.equal(row.id, 'uid-1');
  assert.equal(row.name, 'admin');
  assert.deepEqual(row.nodes, {type: 'known', value: {ready: 2, total: 2}});
  assert.equal(row.identityFault, undefined);
});

test('without a UID the server URL tells, however it is written', () => {
  using it = fleet();
  it.feed.describe(facts('a', {server: 'https://ONE.example:443/'}));
  it.feed.describe(facts('b', {order: 1, server: 'https://one.example'}));
  it.feed.describe(facts('c', {order: 2, server: 'https://one.example/clusters/c'}));
  assert.deepEqual(contexts(it), [['a', 'b'], ['c']]);
});

test('a context that may not read namespaces joins the cluster of its URL, unless two clusters answer there', () => {
  using it = fleet();
  const server = 'https://localhost:6443';
  connect(it, 'a', {namespaces: kubeSystem}, {server});
  it.feed.describe(facts('blind', {order: 2, server}));
  assert.deepEqual(contexts(it), [['a', 'blind']]);
  connect(it, 'b', {namespaces: [namespace('kube-system', 'uid-2')]}, {order: 1, server});
  assert.deepEqual(contexts(it), [['a'], ['b'], ['blind']]);
});

test('a broken entry keeps a row of its own', () => {
  using it = fleet();
  connect(it, 'a', {}, {server: 'https://one'});
  it.feed.describe(facts('bad', {order: 1, server: 'https://one'}));
  it.feed.connection('bad', {type: 'broken', since: 1, reason: 'no such user'});
  assert.deepEqual(contexts(it), [['a'], ['bad']]);
  assert.equal(it.row('bad').id, 'context:bad');
});

test('the preferred context changes only when it is lost, and not back when it returns', () => {
  using it = fleet();
  connect(it, 'a', {namespaces: kubeSystem});
  connect(it, 'b', {namespaces: kubeSystem}, {order: 1});
  it.feed.connection('a', {type: 'stale', since: 1});
  assert.deepEqual(contexts(it), [['a', 'b']]);
  it.feed.connection('a', {type: 'unreachable', since: 1, layer: 'tcp', reason: 'refused'});
  assert.deepEqual(contexts(it), [['b', 'a']]);
  it.feed.connection('a', {type: 'live', since: 2});
  assert.deepEqual(contexts(it), [['b', 'a']]);
  it.feed.connection('b', {type: 'login', since: 3, cause: 'session', reason: 'log in'});
  assert.deepEqual(contexts(it), [['a', 'b']]);
});

test('one that still connects does not hand its cluster to a quicker one', () => {
  using it = fleet();
  const server = 'https://one';
  it.feed.describe(facts('a', {server}));
  connect(it, 'b', {}, {order: 1, server});
  assert.deepEqual(contexts(it), [['a', 'b']]);
});

test('one UID with no node in common is two rows, each with the fault', () => {
  using it = fleet();
  connect(it, 'old', {namespaces: kubeSystem, nodes: [node('n1', {uid: '1'}), node('n2', {uid: '2'})]});
  connect(
    it,
    'new',
    {namespaces: kubeSystem, nodes: [node('n1', {uid: '8'}), node('n2', {uid: '9'})]},
    {order: 1},
  );
  assert.deepEqual(contexts(it), [['old'], ['new']]);
  assert.match(it.row('old').identityFault ?? '', /new/);
  assert.match(it.row('new').identityFault ?? '', /old/);
  assert.notEqual(it.row('old').id, it.row('new').id);

  // While one of them is lost nothing new can be known of its nodes: they stay two.
  it.feed.connection('old', {type: 'unreachable', since: 1, layer: 'tcp', reason: 'refused'});
  assert.deepEqual(contexts(it), [['old'], ['new']]);

  it.feed.connection('old', {type: 'live', since: 1});
  read(it.feed, 'old', nodes, [node('n2', {uid: '9'})]);
  assert.deepEqual(contexts(it), [['old', 'new']]);
  assert.equal(it.row().identityFault, undefined);
});

test('two that were parted stay so when the context their part was named after leaves the kubeconfig', () => {
  using it = fleet();
  const old = {namespaces: kubeSystem, nodes: [node('n1', {uid: '1'})]};
  connect(it, 'old', old);
  connect(it, 'old-2', old, {order: 1});
  connect(it, 'old-3', old, {order: 2});
  connect(it, 'new', {namespaces: kubeSystem, nodes: [node('n1', {uid: '9'})]}, {order: 3});
  assert.deepEqual(contexts(it), [['old', 'old-2', 'old-3'], ['new']]);
  for (const name of ['old-2', 'old-3', 'new'])
    it.feed.connection(name, {type: 'unreachable', since: 1, layer: 'tcp', reason: 'refused'});
  it.feed.forget('old');
  assert.deepEqual(contexts(it), [['old-2', 'old-3'], ['new']]);
});

function contexts(it: TestFleet): readonly (readonly string[])[] {
  it.feed.flush();
  return it.feed.store.getState().clusters.map((row) => row.contexts);
}
