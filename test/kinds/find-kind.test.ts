import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  allEvents,
  allKinds,
  alwaysWatched,
  deployments,
  events,
  findKind,
  kindById,
  pods,
} from '../../src/kinds/index.ts';

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

test('of events the fleet holds only warnings, and who asks for events means all', () => {
  assert.equal(events.fieldSelector, 'type=Warning');
  assert.equal(findKind('events'), allEvents);
  assert.deepEqual([kindById('events'), kindById('events?type=Warning')], [allEvents, events]);
  assert.deepEqual(
    alwaysWatched.map((kind) => kind.resource.plural),
    ['nodes', 'namespaces', 'pods', 'deployments', 'statefulsets', 'daemonsets', 'events'],
  );
});
