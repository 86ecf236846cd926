import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Condition, contains, holds, missing, valueAt} from '../../src/operations/index.ts';

const cluster = {
  metadata: {annotations: {'kubefed.io/orphan': 'true'}},
  spec: {taints: []},
  status: {
    conditions: [
      {type: 'Offline', status: 'False'},
      {type: 'Ready', status: 'True', reason: 'ClusterReady'},
    ],
  },
};

test('a pointer leads through objects, lists by place and lists by a field', () => {
  assert.equal(valueAt(cluster, '/status/conditions/1/reason'), 'ClusterReady');
  assert.equal(valueAt(cluster, '/status/conditions/[type=Ready]/status'), 'True');
  assert.equal(valueAt(cluster, '/metadata/annotations/kubefed.io~1orphan'), 'true');
  assert.equal(valueAt(cluster, ''), cluster);
});

test('a pointer to what is not there leads nowhere, also through names that every object has', () => {
  for (const pointer of [
    '/status/phase',
    '/status/conditions/[type=Gone]/status',
    '/status/conditions/7',
    '/spec/taints/0/key',
  ]) {
    assert.equal(valueAt(cluster, pointer), undefined, pointer);
  }
  assert.equal(valueAt(cluster, '/__proto__/constructor'), undefined);
  assert.equal(valueAt(cluster, '/status/conditions/length'), undefined);
});

const ready: Condition = {
  type: 'holds',
  path: '/x',
  checks: [{type: 'equals', pointer: '/status/conditions/[type=Ready]/status', value: 'True'}],
};

test('a condition holds when all its checks pass, and never of an object that is not there', () => {
  assert.ok(holds(ready, cluster));
  assert.ok(!holds(ready, undefined));
  assert.ok(holds({type: 'absent', path: '/x'}, undefined));
  assert.ok(!holds({type: 'absent', path: '/x'}, cluster));
  assert.ok(
    !holds({...ready, checks: [...ready.checks, {type: 'absent', pointer: '/spec/taints'}]}, cluster),
  );
});

test('what is missing is said with the field and both values', () => {
  assert.equal(
    missing(ready, {status: {conditions: [{type: 'Ready', status: 'False'}]}}),
    'status.conditions[type=Ready].status is False, not True',
  );
  assert.equal(missing(ready, {}), 'status.conditions[type=Ready].status is not set, not yet True');
  assert.equal(missing(ready, undefined), 'it is not there');
  assert.equal(missing({type: 'absent', path: '/x'}, {}), 'it is still there');
  assert.equal(missing(ready, cluster), undefined);
});

test('an object contains what is wanted when every wanted field is so; lists count whole', () => {
  assert.ok(contains({a: 1, b: {c: 2, d: 3}}, {b: {c: 2}}));
  assert.ok(!contains({a: 1}, {a: 2}));
  assert.ok(!contains({list: [1, 2]}, {list: [1]}));
  assert.ok(contains({}, {automount: null, labels: {}}), 'a server leaves out what is empty');
  assert.ok(!contains(undefined, {a: 1}));
});
