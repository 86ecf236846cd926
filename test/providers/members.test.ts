import assert from 'node:assert/strict';
import test from 'node:test';
import {kindId} from '../../src/kinds/index.ts';
import {hubSystems} from '../../src/providers/index.ts';
import {member} from './fixtures.ts';

// KubeFed's and Karmada's answers were given by real hubs; Open Cluster Management's are as its API documents them.

test('a KubeFed member is told with what identifies it, and when it was probed', () => {
  assert.deepEqual(member('kubefed', 'ready'), {
    namespace: 'kube-federation-system',
    name: 'alpha',
    created: seconds('2026-11-23T18:59:57Z'),
    labels: {},
    uid: '',
    endpoint: 'https://127.0.0.1:39077',
    ready: 'True',
    reason: 'ClusterReady',
    message: '/healthz responded with ok',
    since: seconds('2026-11-23T19:00:04Z'),
    lookedAt: seconds('2026-11-23T19:02:27Z'),
    version: 'v1.37.2',
    taints: [],
    isDeleting: false,
  });
});

test('KubeFed says that a member is not reached by leaving out Ready', () => {
  assert.deepEqual(readiness('kubefed', 'killed'), ['False', 'ClusterNotReachable']);
  assert.match(member('kubefed', 'killed').message, /connection refused$/);
  assert.deepEqual(readiness('kubefed', 'token revoked'), ['False', 'ClusterNotReachable']);
  assert.deepEqual(readiness('kubefed', 'malformed'), ['False', 'ClusterConfigMalformed']);
  assert.deepEqual(readiness('kubefed', 'not healthy'), ['False', 'ClusterNotReady']);
  assert.deepEqual(readiness('kubefed', 'not yet probed'), ['Absent', '']);
});

test('an endpoint without a scheme is one of HTTPS', () => {
  assert.equal(member('kubefed', 'not healthy').endpoint, 'https://127.0.0.1:39077');
});

test('a Karmada member is told with the UID of its kube-system, its nodes and its taints', () => {
  const {uid, nodes, lookedAt, taints} = member('karmada', 'ready');
  assert.deepEqual(
    {uid, nodes, lookedAt, taints},
    {
      uid: 'a7970dde-529a-4f81-b33b-176520f06125',
      nodes: {ready: 2, total: 2},
      lookedAt: 0,
      taints: [],
    },
  );
  assert.deepEqual(member('karmada', 'killed').taints, ['cluster.karmada.io/not-ready:NoSchedule']);
});

test('Karmada says of a member that it is ready, not ready, not known, or nothing yet', () => {
  assert.deepEqual(readiness('karmada', 'ready'), ['True', 'ClusterReady']);
  assert.deepEqual(readiness('karmada', 'killed'), ['False', 'ClusterNotReachable']);
  assert.deepEqual(readiness('karmada', 'agent silent'), ['Unknown', 'ClusterStatusUnknown']);
  assert.deepEqual(readiness('karmada', 'just joined'), ['Absent', '']);
  assert.equal(member('karmada', 'just joined').nodes, undefined);
  assert.equal(member('karmada', 'leaving').isDeleting, true);
});

test('of an OCM member that was not accepted or has not joined nothing is known, and that is why', () => {
  assert.deepEqual(readiness('ocm', 'available'), ['True', 'ManagedClusterAvailable']);
  assert.deepEqual(readiness('ocm', 'not available'), ['False', 'ManagedClusterKubeAPIServerUnavailable']);
  assert.deepEqual(readiness('ocm', 'agent silent'), ['Unknown', 'ManagedClusterLeaseUpdateStopped']);
  assert.deepEqual(readiness('ocm', 'waits to be accepted'), ['Absent', 'NotAccepted']);
  assert.deepEqual(readiness('ocm', 'denied'), ['Absent', 'HubClusterAdminDenied']);
  assert.deepEqual(readiness('ocm', 'accepted, not joined'), ['Absent', 'NotJoined']);
});

test('an OCM member has the UID that its agent claims, but for OpenShift, whose own id that is', () => {
  assert.equal(member('ocm', 'available').uid, 'f54c9a9b-a6d8-4d45-a63a-dae5d8db7861');
  assert.equal(member('ocm', 'OpenShift').uid, '');
  assert.equal(member('ocm', 'available').endpoint, 'https://charlie.example:6443');
});

test('an object without anything in it makes a record that claims nothing', () => {
  for (const {kind} of hubSystems) {
    const {ready, uid, endpoint, version} = kind.project({});
    assert.deepEqual({ready, uid, endpoint, version}, {ready: 'Absent', uid: '', endpoint: '', version: ''});
  }
});

test('what is read of hubs is another kind than what a person lists of it', () => {
  for (const {kind} of hubSystems) assert.match(kindId(kind), /\?members$/);
});

function readiness(system: string, state: string): readonly [string, string] {
  const {ready, reason} = member(system, state);
  return [ready, reason];
}

function seconds(text: string): number {
  return Date.parse(text) / 1000;
}
