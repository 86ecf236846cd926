import type {Connection} from './connection.ts';
import {KubeError} from './errors.ts';
import {discoverLegacy} from './legacy-discovery.ts';

/** A kind of object a server offers, at one version of it. */
export interface ApiResource {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
}

export interface Discovery {
  /** Core group first, then as the server lists them; of one group the version it prefers first. */
  readonly resources: readonly ApiResource[];
  /**
   * `group/version`s whose own server did not answer. What is missing of them is unknown, not absent.
   */
  readonly stale: readonly string[];
}

/** The resources of `discoverAll`, for those who do not ask what is missing. */
export async function discover(connection: Connection, signal: AbortSignal): Promise<readonly ApiResource[]> {
  return (await discoverAll(connection, signal)).resources;
}

/**
 * Asks what a server offers: two requests where it knows aggregated discovery (1.27 and later), one per group and
 * version where it does not. Broken groups do not hide the others.
 * @throws KubeError when the server as a whole does not answer.
 */
export async function discoverAll(connection: Connection, signal: AbortSignal): Promise<Discovery> {
  const [core, groups] = await Promise.all([
    ask(connection, '/api', signal),
    ask(connection, '/apis', signal),
  ]);
  const parts = [
    isAggregated(core) ? readAggregated(core) : await discoverLegacy(connection, '/api', core, signal),
    isAggregated(groups) ? readAggregated(groups) : await discoverLegacy(connection, '/apis', groups, signal),
  ];
  return {
    resources: parts.flatMap(({resources}) => resources),
    stale: parts.flatMap(({stale}) => stale),
  };
}

// v2 since 1.30, v2beta1 since 1.26; the last one is what every server knows.
const accept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

async function ask(connection: Connection, path: string, signal: AbortSignal): Promise<unknown> {
  try {
    return await connection.json({verb: 'GET', path, accept, signal});
  } catch (error) {
    const {failure} = error instanceof KubeError ? error : {failure: undefined};
    if (failure?.type !== 'http') throw error;
    // An old or partial server may refuse the header, or serve only one of the two roots.
    if (failure.status === 406) return connection.json({verb: 'GET', path, signal});
    if (failure.status === 404) return {};
    throw error;
  }
}

interface AggregatedList {
  readonly kind: 'APIGroupDiscoveryList';
  readonly items?: readonly AggregatedGroup[] | null;
}

interface AggregatedGroup {
  readonly metadata?: {readonly name?: string};
  readonly versions?: readonly AggregatedVersion[] | null;
}

interface AggregatedVersion {
  readonly version: string;
  readonly freshness?: string;
  readonly resources?: readonly AggregatedResource[] | null;
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: {readonly kind?: string};
  readonly scope?: string;
  readonly singularResource?: string;
  readonly verbs?: readonly string[] | null;
  readonly shortNames?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
}

function isAggregated(body: unknown): body is AggregatedList {
  return typeof body === 'object' && body !== null && 'kind' in body && body.kind === 'APIGroupDiscoveryList';
}

function readAggregated({items}: AggregatedList): Discovery {
  const resources: ApiResource[] = [];
  const stale: string[] = [];
  for (const {metadata, versions} of items ?? []) {
    const group = metadata?.name ?? '';
    for (const {version, freshness, resources: offered} of versions ?? []) {
      if (freshness === 'Stale') stale.push(group === '' ? version : `${group}/${version}`);
      for (const resource of offered ?? []) resources.push(readResource(group, version, resource));
    }
  }
  return {resources, stale};
}

function readResource(group: string, version: string, resource: AggregatedResource): ApiResource {
  const kind = resource.responseKind?.kind ?? '';
  return {
    group,
    version,
    plural: resource.resource,
    singular: resource.singularResource || kind.toLowerCase(),
    kind,
    shortNames: resource.shortNames ?? [],
    namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs ?? [],
    categories: resource.categories ?? [],
  };
}
