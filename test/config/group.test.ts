import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import {contextRuleOf, groupOf, isProduction, providerOf} from '../../src/config/index.ts';

const facts = {context: 'prod-eu1', server: 'https://a.example:6443', provider: 'eks'};

describe('the group of a context', () => {
  it('is that of the first rule that matches', () => {
    const groups = [
      {name: 'us', tier: 'prod', match: {context: 'prod-us*'}},
      {name: 'eu', tier: 'prod', match: {context: 'prod-eu*'}},
      {name: 'all', tier: 'dev', match: {context: '*'}},
    ];
    assert.deepEqual(groupOf(facts, {groups}), {group: 'eu', tier: 'prod'});
  });

  it('needs every given pattern to match', () => {
    const rule = (provider: string) => ({
      groups: [{name: 'g', tier: 'dev', match: {context: 'prod-*', provider, server: 'https://a.*'}}],
    });
    assert.equal(groupOf(facts, rule('eks')).group, 'g');
    assert.equal(groupOf(facts, rule('gke')).group, '');
  });

  it('is nothing where no rule matches, and that counts as production', () => {
    const none = groupOf(facts, {groups: []});
    assert.deepEqual(none, {group: '', tier: ''});
    assert.equal(isProduction(none.tier), true);
  });
});

describe('production', () => {
  it('is what is not clearly something else', () => {
    for (const tier of ['prod', 'production', 'live', 'p0', 'Devlopment'])
      assert.ok(isProduction(tier), tier);
    for (const tier of ['dev', 'STG', 'staging', 'test', 'lab', 'preprod'])
      assert.ok(!isProduction(tier), tier);
  });
});

describe('the rule for a context', () => {
  it('is the first that matches', () => {
    const contexts = [
      {match: 'a-*', http1: true},
      {match: '*', namespaces: ['x']},
    ];
    assert.equal(contextRuleOf('a-1', {contexts})?.http1, true);
    assert.deepEqual(contextRuleOf('b', {contexts})?.namespaces, ['x']);
    assert.equal(contextRuleOf('b', {contexts: []}), undefined);
  });
});

describe('the provider of an entry', () => {
  const table: readonly [string, Parameters<typeof providerOf>[0]][] = [
    ['eks', {context: 'x', server: 'https://A1B2.gr7.eu-west-1.eks.amazonaws.com'}],
    ['aks', {context: 'x', server: 'https://shop-dns-1.hcp.westeurope.azmk8s.io:443'}],
    ['gke', {context: 'gke_project_europe-west1_shop', server: 'https://34.1.2.3'}],
    ['gke', {context: 'x', server: 'https://34.1.2.3', command: ['/usr/lib/gke-gcloud-auth-plugin']}],
    ['eks', {context: 'x', server: 'https://10.0.0.1', command: ['aws', 'eks', 'get-token']}],
    [
      'aks',
      {context: 'x', server: 'https://10.0.0.1', command: ['kubelogin', 'get-token', '--server-id', 'u']},
    ],
    ['', {context: 'x', server: 'https://10.0.0.1', command: ['aws', 'sso']}],
    ['openshift', {context: 'shop/api-ocp-example-com:6443/ann', server: 'https://api.ocp.example.com:6443'}],
    ['kind', {context: 'kind-one', server: 'https://127.0.0.1:4000'}],
    ['k3d', {context: 'k3d-one', server: 'https://0.0.0.0:4000'}],
    ['minikube', {context: 'minikube', server: 'https://192.168.49.2:8443'}],
    ['', {context: 'prod', server: 'not a url'}],
  ];
  for (const [expected, clues] of table) {
    it(`is ${expected === '' ? 'unknown' : expected} for ${clues.context} at ${clues.server}`, () => {
      assert.equal(providerOf(clues), expected);
    });
  }
});
