import assert from 'node:assert/strict';
import {describe, it} from 'node:test';
import type {Resource} from '../../src/kinds/index.ts';
import {resolveName} from '../../src/watch/resolve.ts';

const resources: readonly Resource[] = [
  resourceOf('serving.knative.dev/v1', 'services', 'Service', ['ksvc']),
  resourceOf('v1', 'services', 'Service', ['svc']),
  resourceOf('v1', 'events', 'Event', ['ev']),
  resourceOf('events.k8s.io/v1', 'events', 'Event', ['ev']),
  resourceOf('example.com/v1', 'ev', 'Ev', []),
  resourceOf('example.com/v1', 'widgets', 'Widget', ['wd']),
  resourceOf('apps/v1', 'deployments', 'Deployment', ['deploy']),
];

describe('a name of a resource', () => {
  const table: readonly [string, string | undefined][] = [
    ['services', 'v1/services'],
    ['svc', 'v1/services'],
    ['Service', 'v1/services'],
    ['ksvc', 'serving.knative.dev/v1/services'],
    ['services.serving.knative.dev', 'serving.knative.dev/v1/services'],
    ['service.v1.serving.knative.dev', 'serving.knative.dev/v1/services'],
    ['serving.knative.dev/v1/services', 'serving.knative.dev/v1/services'],
    ['v1/services', 'v1/services'],
    ['services.v1.', 'v1/services'],
    ['events', 'v1/events'],
    ['events.events.k8s.io', 'events.k8s.io/v1/events'],
    // A plural is meant before somebody else's short name.
    ['ev', 'example.com/v1/ev'],
    ['WD', 'example.com/v1/widgets'],
    ['deploy.apps', 'apps/v1/deployments'],
    ['deployments.v1.apps', 'apps/v1/deployments'],
    ['deployments.v2.apps', undefined],
    ['apps/v2/deployments', undefined],
    ['gadgets', undefined],
    ['', undefined],
    ['services.', undefined],
  ];
  for (const [name, expected] of table) {
    it(`${JSON.stringify(name)} means ${expected ?? 'nothing'}`, () => {
      const found = resolveName(name, resources);
      const path =
        found && [found.group, found.version, found.plural].filter((part) => part !== '').join('/');
      assert.equal(path, expected);
    });
  }
});

function resourceOf(groupVersion: string, plural: string, kind: string, shortNames: string[]): Resource {
  const version = groupVersion.split('/').at(-1) ?? '';
  const group = groupVersion.includes('/') ? (groupVersion.split('/')[0] ?? '') : '';
  return {group, version, plural, singular: kind.toLowerCase(), kind, shortNames, namespaced: true};
}
