import assert from 'node:assert/strict';
import test from 'node:test';
import {type ChangeInputs, fieldWritesOf, objectsToRead} from '../../../src/fleet/index.ts';
import {daemonsets} from '../../../src/kinds/index.ts';
import {event, imageField, iso, managed, minutes, nothing, now, replicaSet, scaled} from './inputs.ts';

test('worth reading are the objects that changed and whose author is not told, newest first, each once', () => {
  const inputs: ChangeInputs = {
    ...nothing,
    replicaSets: [
      replicaSet('web-aaa', {revision: 1, created: now - 86_400, images: ['web:1']}),
      replicaSet('web-bbb', {revision: 2, created: now - minutes(30), images: ['web:2']}),
      replicaSet('quiet-aaa', {revision: 2, created: now - 86_400, images: ['quiet:2']}),
    ],
    events: [
      scaled('cart', 'cart-aaa', [1, 2], now - minutes(9)),
      scaled('cart', 'cart-aaa', [2, 3], now - minutes(8)),
      scaled('web', 'web-bbb', [3, 4], now - minutes(20)),
      scaled('auto', 'auto-aaa', [1, 2], now - minutes(5)),
      event({
        about: ['HorizontalPodAutoscaler', 'auto'],
        reason: 'SuccessfulRescale',
        message: 'New size: 2; reason: All metrics below target',
        at: now - minutes(5),
      }),
      event({
        about: ['DaemonSet', 'agent'],
        reason: 'SuccessfulCreate',
        message: 'Created pod: agent-x2k4p',
        at: now - minutes(1),
      }),
      event({
        about: ['Node', 'gone'],
        namespace: 'default',
        reason: 'RemovingNode',
        message: 'Node gone event: Removing Node gone from Controller',
        at: now - minutes(2),
      }),
    ],
    daemonSets: [daemonset('agent'), daemonset('resting')],
  };
  const found = (given: ChangeInputs) =>
    objectsToRead(given, now).map(({resource, namespace, name, at}) => [
      resource.plural,
      namespace,
      name,
      now - at,
    ]);
  const expected = [
    ['daemonsets', 'shop', 'agent', minutes(1)],
    ['deployments', 'shop', 'cart', minutes(8)],
    ['deployments', 'shop', 'web', minutes(20)],
  ];
  assert.deepEqual(found(inputs), expected);
  const read = fieldWritesOf(managed('Deployment', 'web', [{manager: 'x', at: now, spec: imageField()}]));
  assert.deepEqual(found({...inputs, writes: read ? [read] : []}), expected);
});

test('however much has changed, no more than twenty are read', () => {
  const events = Array.from({length: 300}, (_, index) =>
    scaled(`d${index}`, `d${index}-aaa`, [1, 2], now - index),
  );
  const found = objectsToRead({...nothing, events}, now);
  assert.deepEqual([found.length, found[0]?.name, found.at(-1)?.name], [20, 'd0', 'd19']);
});

function daemonset(name: string) {
  return daemonsets.project({
    metadata: {name, namespace: 'shop', creationTimestamp: iso(now - 86_400)},
    status: {desiredNumberScheduled: 3, updatedNumberScheduled: 3},
  });
}
