import type {HubMember, HubSystem} from '../../fleet/index.ts';
import {type Condition, condition, type ObjectMeta, seconds} from '../../kinds/index.ts';
import {type Readiness, readinessOf, type Taint, taintTexts} from '../readiness.ts';

/** Open Cluster Management 1.0: a ManagedCluster for each member, whose agent reports to the hub. */
export const ocm: HubSystem = {
  name: 'ocm',
  kind: {
    resource: {
      group: 'cluster.open-cluster-management.io',
      version: 'v1',
      plural: 'managedclusters',
      singular: 'managedcluster',
      kind: 'ManagedCluster',
      shortNames: ['mcl'],
      namespaced: false,
    },
    optional: 'members',
    project,
    columns: [],
  },
};

interface ManagedCluster {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly managedClusterClientConfigs?: readonly {readonly url?: string}[] | null;
    readonly taints?: readonly Taint[] | null;
  } | null;
  readonly status?: {
    readonly conditions?: readonly Condition[] | null;
    readonly version?: {readonly kubernetes?: string} | null;
    readonly clusterClaims?: readonly {readonly name?: string; readonly value?: string}[] | null;
  } | null;
}

function project(object: unknown): HubMember {
  const {metadata, spec, status} = object as ManagedCluster;
  return {
    namespace: '',
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: metadata?.labels ?? {},
    uid: uidOf(new Map(status?.clusterClaims?.map(({name, value}) => [name, value]))),
    endpoint: spec?.managedClusterClientConfigs?.[0]?.url ?? '',
    ...readiness(status?.conditions ?? []),
    lookedAt: 0,
    version: status?.version?.kubernetes ?? '',
    taints: taintTexts(spec?.taints),
    isDeleting: seconds(metadata?.deletionTimestamp) > 0,
  };
}

/** Agents claim that of kube-system; on OpenShift, which has an id of its own, that one under the same name. */
function uidOf(claims: ReadonlyMap<string | undefined, string | undefined>): string {
  return claims.has('id.openshift.io') ? '' : (claims.get('id.k8s.io') ?? '');
}

/** A member is accepted by the hub, then joins, then is available or not: the first of these that is not so is why. */
function readiness(conditions: readonly Condition[]): Readiness {
  const accepted = condition(conditions, 'HubAcceptedManagedCluster');
  if (accepted?.status !== 'True') return notYet(accepted, 'NotAccepted');
  const joined = condition(conditions, 'ManagedClusterJoined');
  if (joined?.status !== 'True') return notYet(joined, 'NotJoined');
  return readinessOf(condition(conditions, 'ManagedClusterConditionAvailable'));
}

/** Of one that waits for a person or its agent the hub has said nothing of how it is. */
function notYet(found: Condition | undefined, reason: string): Readiness {
  const said = readinessOf(found);
  return {...said, ready: 'Absent', reason: said.reason === '' ? reason : said.reason};
}
