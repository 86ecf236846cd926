import type {HubMember, HubSystem} from '../../fleet/index.ts';
import {type Condition, condition, type ObjectMeta, seconds, type Time} from '../../kinds/index.ts';
import {type Readiness, readinessOf} from '../readiness.ts';

/** KubeFed 0.10: a KubeFedCluster for each member, probed by the hub every 10 s. */
export const kubefed: HubSystem = {
  name: 'kubefed',
  kind: {
    resource: {
      group: 'core.kubefed.io',
      version: 'v1beta1',
      plural: 'kubefedclusters',
      singular: 'kubefedcluster',
      kind: 'KubeFedCluster',
      shortNames: ['kfc'],
      namespaced: true,
    },
    optional: 'members',
    project,
    columns: [],
  },
};

interface KubeFedCluster {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {readonly apiEndpoint?: string} | null;
  readonly status?: {
    readonly conditions?: readonly ProbedCondition[] | null;
    readonly kubernetesVersion?: string;
  } | null;
}

interface ProbedCondition extends Condition {
  readonly lastProbeTime?: Time;
}

function project(object: unknown): HubMember {
  const {metadata, spec, status} = object as KubeFedCluster;
  const conditions = status?.conditions ?? [];
  return {
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: metadata?.labels ?? {},
    uid: '',
    endpoint: endpointOf(spec?.apiEndpoint ?? ''),
    ...readiness(conditions),
    lookedAt: Math.max(0, ...conditions.map(({lastProbeTime}) => seconds(lastProbeTime))),
    version: status?.kubernetesVersion ?? '',
    taints: [],
    isDeleting: seconds(metadata?.deletionTimestamp) > 0,
  };
}

/**
 * Which conditions are there says as much as their values (`clusterclient.go`): of a member that is not reached, or whose
 * credentials cannot be used, the condition Ready is not written at all.
 */
function readiness(conditions: readonly Condition[]): Readiness {
  const trouble = ['Offline', 'ConfigMalformed']
    .map((type) => condition(conditions, type))
    .find((found) => found?.status === 'True');
  const said = readinessOf(trouble ?? condition(conditions, 'Ready'));
  return trouble ? {...said, ready: 'False'} : said;
}

/** `host`, `host:port` and addresses are allowed as well; they mean HTTPS. */
function endpointOf(text: string): string {
  return text === '' || text.includes('://') ? text : `https://${text}`;
}
