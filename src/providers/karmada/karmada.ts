import type {HubMember, HubSystem} from '../../fleet/index.ts';
import {type Condition, condition, type ObjectMeta, seconds} from '../../kinds/index.ts';
import {readinessOf, type Taint, taintTexts} from '../readiness.ts';

/**
 * Karmada 1.18: a Cluster for each member, from an API server of its own behind the hub's. While that one is down every
 * request for them is answered 503, which says nothing of the members.
 */
export const karmada: HubSystem = {
  name: 'karmada',
  kind: {
    resource: {
      group: 'cluster.karmada.io',
      version: 'v1alpha1',
      plural: 'clusters',
      singular: 'cluster',
      kind: 'Cluster',
      shortNames: [],
      namespaced: false,
    },
    optional: 'members',
    project,
    columns: [],
  },
};

interface KarmadaCluster {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly id?: string;
    readonly apiEndpoint?: string;
    readonly taints?: readonly Taint[] | null;
  } | null;
  readonly status?: {
    readonly conditions?: readonly Condition[] | null;
    readonly kubernetesVersion?: string;
    readonly nodeSummary?: {readonly totalNum?: number; readonly readyNum?: number} | null;
  } | null;
}

function project(object: unknown): HubMember {
  const {metadata, spec, status} = object as KarmadaCluster;
  const nodes = status?.nodeSummary;
  return {
    namespace: '',
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: metadata?.labels ?? {},
    uid: spec?.id ?? '',
    endpoint: spec?.apiEndpoint ?? '',
    ...readinessOf(condition(status?.conditions, 'Ready')),
    // It writes only what has changed.
    lookedAt: 0,
    version: status?.kubernetesVersion ?? '',
    ...(nodes && {nodes: {ready: nodes.readyNum ?? 0, total: nodes.totalNum ?? 0}}),
    taints: taintTexts(spec?.taints),
    isDeleting: seconds(metadata?.deletionTimestamp) > 0,
  };
}
