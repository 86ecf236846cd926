import assert from 'node:assert/strict';
import test from 'node:test';
import {apiVersion, compareVersions, isBehind, minorOf, parseVersion, skewOf} from '../../src/fleet/index.ts';

test('versions of all vendors are read, and what is none is not', () => {
  assert.deepEqual(parseVersion('v1.37.2'), {major: 1, minor: 37, patch: 2});
  assert.deepEqual(parseVersion('v1.34.1-eks-abc123'), {major: 1, minor: 34, patch: 1});
  assert.deepEqual(parseVersion('v1.33.4-gke.100'), {major: 1, minor: 33, patch: 4});
  assert.deepEqual(parseVersion('v1.35.0+k3s1'), {major: 1, minor: 35, patch: 0});
  assert.deepEqual(parseVersion('v1.35.0-rc.1+k3s1'), {major: 1, minor: 35, patch: 0});
  assert.deepEqual(parseVersion('1.36'), {major: 1, minor: 36});
  assert.deepEqual(parseVersion('1.33+'), {major: 1, minor: 33});
  for (const text of ['', 'v1', 'latest', '1.36.2.1', 'v1.x', 'a1.2'])
    assert.equal(parseVersion(text), undefined, text);
});

test('a server that emulates an older minor counts as that minor', () => {
  assert.equal(minorOf({git: 'v1.37.2', emulated: '1.34'}), '1.34');
  assert.equal(minorOf({git: 'v1.37.2'}), '1.37');
  assert.equal(minorOf({git: 'v1.37.2', emulated: 'junk'}), '1.37');
  assert.equal(minorOf({git: 'junk'}), undefined);
  assert.deepEqual(apiVersion({git: 'v1.37.2', emulated: '1.34'}), {major: 1, minor: 34});
});

test('minors compare as numbers, patches only where both sides have one', () => {
  const compare = (a: string, b: string) => {
    const [left, right] = [parseVersion(a), parseVersion(b)];
    assert.ok(left && right);
    return Math.sign(compareVersions(left, right));
  };
  assert.equal(compare('1.9.9', '1.10.0'), -1);
  assert.equal(compare('1.36', '1.36.7'), 0);
  assert.equal(compare('1.36.8', '1.36.7'), 1);
  assert.equal(compare('2.0', '1.40'), 1);
});

test('behind means two minors or more', () => {
  assert.equal(isBehind({git: 'v1.35.9'}, '1.37'), true);
  assert.equal(isBehind({git: 'v1.36.0'}, '1.37'), false);
  assert.equal(isBehind({git: 'v1.37.0', emulated: '1.34'}, '1.37'), true);
  assert.equal(isBehind({git: '?'}, '1.37'), false);
});

test('the skew passes over versions that cannot be read', () => {
  assert.deepEqual(skewOf([{git: 'v1.9.1'}, {git: 'odd'}, {git: 'v1.10.0'}]), {
    oldest: '1.9',
    newest: '1.10',
  });
  assert.equal(skewOf([{git: 'odd'}]), undefined);
});

test('a version is read once, however many rows have it and however many there are', () => {
  const first = parseVersion('v1.36.2');
  assert.equal(parseVersion('v1.36.2'), first);
  for (let patch = 0; patch < 1000; patch++)
    assert.deepEqual(parseVersion(`v1.35.${patch}`), {major: 1, minor: 35, patch});
  assert.deepEqual(parseVersion('v1.36.2'), first);
  for (const _ of [1, 2]) assert.equal(parseVersion('latest'), undefined);
});
