import assert from 'node:assert/strict';
import {test} from 'node:test';
import {glob, shortenContextNames} from '../../src/text/index.ts';

test('what EKS and GKE put in front of a cluster name is dropped', () => {
  const names = [
    'arn:aws:eks:eu-west-1:123456789012:cluster/prod-eu',
    'gke_shop-prod_europe-west1-b_payments',
    'kind-one',
  ];
  assert.deepEqual([...shortenContextNames(names).values()], ['prod-eu', 'payments', 'kind-one']);
});

test('names that would then read the same stay whole', () => {
  const names = [
    'arn:aws:eks:eu-west-1:123456789012:cluster/prod',
    'arn:aws:eks:us-east-1:123456789012:cluster/prod',
    'gke_shop_europe-west1_stage',
    'stage',
  ];
  assert.deepEqual([...shortenContextNames(names).values()], names);
});

test('a name that is listed twice is still one name', () => {
  assert.equal(shortenContextNames(['gke_a_b_c', 'gke_a_b_c']).get('gke_a_b_c'), 'c');
});

test('globs match whole names', () => {
  assert.ok(glob('prod-*').test('prod-eu'));
  assert.ok(glob('prod-*').test('prod-'));
  assert.ok(!glob('prod-*').test('preprod-eu'));
  assert.ok(glob('*.example.com').test('a.example.com'));
  assert.ok(!glob('*.example.com').test('axexample.com'));
  assert.ok(glob('node-?').test('node-1'));
  assert.ok(!glob('node-?').test('node-10'));
  assert.ok(glob('a+(b)[c]^$|\\/').test('a+(b)[c]^$|\\/'));
});
