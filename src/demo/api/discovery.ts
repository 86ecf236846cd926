import type {Resource} from '../../kinds/index.ts';
import {prefersAs} from './format.ts';
import {served, servedGroups} from './served.ts';

/** What a cluster offers beyond the resources that are `served`. */
export interface Offer {
  readonly hasMetrics: boolean;
}

/**
 * The answer to a path of discovery in the form the client wishes for: one aggregated document (v2, or v2beta1 before
 * 1.30), or the lists from before it. Undefined for paths that are none of discovery.
 */
export function discovery(
  path: string,
  accept: string | undefined,
  offer: Offer,
): DiscoveryAnswer | undefined {
  const version = ['v2', 'v2beta1'].find((one) => prefersAs(accept, 'APIGroupDiscoveryList', one));
  const groups = groupsOf(offer);
  switch (path) {
    case '/api':
      return version ? aggregated(version, groups.filter(isCore)) : plain(coreVersions);
    case '/apis':
      return version
        ? aggregated(
            version,
            groups.filter((group) => !isCore(group)),
          )
        : plain({
            kind: 'APIGroupList',
            apiVersion: 'v1',
            groups: groups.filter((group) => !isCore(group)).map(groupOf),
          });
    default:
      break;
  }
  const group = groups.find(({name, version: one}) => path === `/apis/${name}` || path === pathOf(name, one));
  if (group === undefined) return undefined;
  if (path === `/apis/${group.name}`) return plain({kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group)});
  return plain(resourceList(group));
}

export interface DiscoveryAnswer {
  readonly type: string;
  readonly body: object;
}

interface Group {
  readonly name: string;
  readonly version: string;
  readonly resources: readonly Offered[];
}

interface Offered extends Resource {
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
}

function groupsOf({hasMetrics}: Offer): readonly Group[] {
  const groups = [{group: '', version: 'v1'}, ...servedGroups()].map(({group, version}) => ({
    name: group,
    version,
    resources: served
      .filter(({resource}) => resource.group === group)
      .map(({resource, categories}) => ({...resource, categories, verbs: ['get', 'list', 'watch']})),
  }));
  return [...groups, ...reviews, ...(hasMetrics ? [metrics] : [])];
}

function review(group: string, version: string, kinds: readonly string[]): Group {
  const resources = kinds.map((kind) => ({
    group,
    version,
    kind,
    plural: `${kind.toLowerCase()}s`,
    singular: kind.toLowerCase(),
    shortNames: [],
    namespaced: false,
    verbs: ['create'],
    categories: [],
  }));
  return {name: group, version, resources};
}

const reviews = [
  review('authentication.k8s.io', 'v1', ['SelfSubjectReview']),
  review('authorization.k8s.io', 'v1', ['SelfSubjectAccessReview', 'SelfSubjectRulesReview']),
];

const metrics: Group = {
  name: 'metrics.k8s.io',
  version: 'v1beta1',
  resources: [
    {kind: 'NodeMetrics', plural: 'nodes', namespaced: false},
    {kind: 'PodMetrics', plural: 'pods', namespaced: true},
  ].map((one) => ({
    ...one,
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    singular: '',
    shortNames: [],
    verbs: ['get', 'list'],
    categories: [],
  })),
};

function isCore({name}: Group): boolean {
  return name === '';
}

function pathOf(group: string, version: string): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

function plain(body: object): DiscoveryAnswer {
  return {type: 'application/json', body};
}

const coreVersions = {
  kind: 'APIVersions',
  versions: ['v1'],
  serverAddressByClientCIDRs: [{clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:443'}],
};

function groupOf({name, version}: Group): object {
  const one = {groupVersion: `${name}/${version}`, version};
  return {name, versions: [one], preferredVersion: one};
}

function resourceList({name, version, resources}: Group): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: name === '' ? version : `${name}/${version}`,
    resources: resources.map(({plural, singular, namespaced, kind, verbs, shortNames, categories}) => ({
      name: plural,
      singularName: singular,
      namespaced,
      kind,
      verbs,
      ...(shortNames.length > 0 && {shortNames}),
      ...(categories.length > 0 && {categories}),
    })),
  };
}

function aggregated(version: string, groups: readonly Group[]): DiscoveryAnswer {
  return {
    type: `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    body: {
      kind: 'APIGroupDiscoveryList',
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: groups.map((group) => ({
        metadata: {name: group.name, creationTimestamp: null},
        versions: [
          {version: group.version, resources: group.resources.map(aggregatedResource), freshness: 'Current'},
        ],
      })),
    },
  };
}

function aggregatedResource(resource: Offered): object {
  const {group, version, plural, singular, kind, namespaced, verbs, shortNames, categories} = resource;
  return {
    resource: plural,
    responseKind: {group, version, kind},
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && {shortNames}),
    ...(categories.length > 0 && {categories}),
  };
}
