import type {Connection} from './connection.ts';
import type {ApiResource, Discovery} from './discovery.ts';
import {KubeError} from './errors.ts';

/**
 * Discovery of servers before 1.26 and of partial ones: `root` has answered with the versions of the core group
 * (`/api`) or with the groups (`/apis`); each version is asked by itself. One that fails is told as stale.
 */
export async function discoverLegacy(
  connection: Connection,
  root: '/api' | '/apis',
  body: unknown,
  signal: AbortSignal,
): Promise<Discovery> {
  const groupVersions = root === '/api' ? coreVersions(body) : groupedVersions(body);
  const stale: string[] = [];
  const lists = await Promise.all(
    groupVersions.map(async (groupVersion): Promise<readonly ApiResource[]> => {
      try {
        return readList(
          groupVersion,
          await connection.json({verb: 'GET', path: `${root}/${groupVersion}`, signal}),
        );
      } catch (error) {
        // A broken aggregated API or one this user may not see; a lost connection is another matter.
        if (!(error instanceof KubeError) || !['http', 'garbled'].includes(error.failure.type)) throw error;
        stale.push(groupVersion);
        return [];
      }
    }),
  );
  return {resources: lists.flat(), stale};
}

function coreVersions(body: unknown): readonly string[] {
  return (body as {versions?: readonly string[] | null} | null)?.versions ?? [];
}

interface Group {
  readonly versions?: readonly {readonly groupVersion: string}[] | null;
  readonly preferredVersion?: {readonly groupVersion?: string};
}

/** Of each group, the preferred version first. */
function groupedVersions(body: unknown): readonly string[] {
  const groups = (body as {groups?: readonly Group[] | null} | null)?.groups ?? [];
  return groups.flatMap(({versions, preferredVersion}) => {
    const all = (versions ?? []).map(({groupVersion}) => groupVersion);
    const preferred = preferredVersion?.groupVersion;
    return preferred ? [preferred, ...all.filter((one) => one !== preferred)] : all;
  });
}

interface LegacyResource {
  readonly name: string;
  readonly singularName?: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[] | null;
  readonly shortNames?: readonly string[] | null;
  readonly categories?: readonly string[] | null;
}

function readList(groupVersion: string, body: unknown): readonly ApiResource[] {
  const [version = '', group = ''] = groupVersion.split('/').reverse();
  const {resources} = (body ?? {}) as {resources?: readonly LegacyResource[] | null};
  return (
    (resources ?? [])
      // `pods/log` and the like are parts of a resource.
      .filter(({name}) => !name.includes('/'))
      .map(({name, singularName, kind, namespaced, verbs, shortNames, categories}) => ({
        group,
        version,
        plural: name,
        singular: singularName || kind.toLowerCase(),
        kind,
        shortNames: shortNames ?? [],
        namespaced,
        verbs: verbs ?? [],
        categories: categories ?? [],
      }))
  );
}
