import type {Resource} from '../../src/kinds/index.ts';

/** A custom resource, which no kind of ours knows. */
export const widgets: Resource = {
  group: 'example.com',
  version: 'v1',
  plural: 'widgets',
  singular: 'widget',
  kind: 'Widget',
  shortNames: ['wd'],
  namespaced: true,
};
