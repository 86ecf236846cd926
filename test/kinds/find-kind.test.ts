import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allKinds, alwaysWatched, deployments, events, findKind, pods} from '../../src/kinds/index.ts';

test('a kind is found by every name a person may type', () => {
  for (const name of ['pods', 'pod', 'po', 'Pod', 'PODS']) assert.equal(findKind(name), pods, name);
  for (const name of ['deploy', 'Deployment', 'deployments.apps', 'deploy.apps']) {
    assert.equal(findKind(name), deployments, name);
  }
  assert.equal(findKind('pods.example.com'), undefined);
  assert.equal(findKind('widgets'), undefined);
});

test('no two kinds answer to one name', () => {
  const names = allKinds.flatMap(({resource}) => [
    resource.plural,
    resource.singular,
    ...resource.shortNames,
  ]);
  assert.equal(new Set(names).size, names.length);
});

test('of events only warnings are held', () => {
  assert.equal(events.fieldSelector, 'type=Warning');
  assert.deepEqual(
    alwaysWatched.map((kind) => kind.resource.plural),
    ['nodes', 'namespaces', 'pods', 'deployments', 'statefulsets', 'daemonsets', 'events'],
  );
});
