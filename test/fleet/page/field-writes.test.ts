import assert from 'node:assert/strict';
import test from 'node:test';
import {fieldWritesOf} from '../../../src/fleet/index.ts';
import {managerName} from '../../../src/fleet/page/field-manager.ts';
import {imageField, managed, now, restartField, wholeSpec} from './inputs.ts';

test('field managers are called as people call who is behind them', () => {
  const names: Readonly<Record<string, string>> = {
    'argocd-controller': 'argocd',
    'argocd-application-controller': 'argocd',
    'horizontal-pod-autoscaler': 'hpa',
    'kubectl-client-side-apply': 'kubectl',
    'kubectl-rollout': 'kubectl',
    kubectl: 'kubectl',
    'kustomize-controller': 'flux',
    'helm-controller': 'flux',
    helm: 'helm',
    'karmada-agent': 'karmada',
    'before-first-apply': '-',
    '': '-',
    'kubectlish-tool': 'kubectlish-tool',
    'our-own-deployer': 'our-own-deployer',
  };
  for (const [manager, name] of Object.entries(names)) assert.equal(managerName(manager), name, manager);
  assert.equal(managerName('kube-controller-manager', 'scale'), 'hpa');
});

test('what a manager owns is told apart as far as it says what it did', () => {
  const owned = (spec: unknown) => {
    const [write] =
      fieldWritesOf(managed('Deployment', 'web', [{manager: 'x', at: now, spec}]))?.writes ?? [];
    return [...(write?.owns ?? [])].sort();
  };
  assert.deepEqual(owned(imageField()), ['image']);
  assert.deepEqual(owned(restartField), ['restart']);
  assert.deepEqual(owned({'f:replicas': {}}), ['replicas']);
  assert.deepEqual(owned({'f:unschedulable': {}, 'f:taints': {}}), ['unschedulable']);
  assert.deepEqual(owned(wholeSpec()), ['image', 'replicas', 'spec', 'template']);
  assert.deepEqual(owned({'f:template': {'f:spec': {'f:dnsPolicy': {}}}}), ['template']);
});

test('who only carries out what others asked for is no author', () => {
  const object = managed('Deployment', 'web', [
    {manager: 'kube-controller-manager', at: now, fields: {'f:metadata': {'f:annotations': {}}}},
    {manager: 'kube-controller-manager', at: now, spec: {'f:template': {'f:spec': {}}}},
    {manager: 'kube-controller-manager', at: now, subresource: 'status', spec: {'f:replicas': {}}},
    {manager: 'kube-controller-manager', at: now, subresource: 'scale', spec: {'f:replicas': {}}},
  ]);
  assert.deepEqual(
    fieldWritesOf(object)?.writes.map(({by}) => by),
    ['hpa'],
  );
});

test('what is no object is read as nothing, whatever it is', () => {
  for (const value of [undefined, null, 7, 'x', [], {}, {kind: 'Pod'}, {kind: 'Pod', metadata: null}])
    assert.equal(fieldWritesOf(value), undefined);
  const managedFields = [
    {},
    {fieldsV1: {}},
    {manager: 'x', fieldsV1: {'f:spec': {'f:template': {}}}, time: 'never'},
  ];
  const odd = fieldWritesOf({kind: 'Pod', metadata: {name: 'a', managedFields}});
  assert.deepEqual(
    odd?.writes.map(({by, at}) => [by, at]),
    [['x', 0]],
  );
  assert.deepEqual(fieldWritesOf({kind: 'Pod', metadata: {name: 'a', managedFields: null}})?.writes, []);
});
