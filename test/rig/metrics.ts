import type {KubernetesObject} from './apply.ts';
import type {Cluster} from './cluster.ts';

/**
 * `nodes` and `pods` of metrics.k8s.io as custom resources: enough for `kubectl top`, without a metrics server.
 * The group is protected, so each carries the annotation that names an API review.
 */
export async function installMetrics(cluster: Pick<Cluster, 'apply'>): Promise<void> {
  await cluster.apply([
    definition('NodeMetrics', 'nodes', 'Cluster'),
    definition('PodMetrics', 'pods', 'Namespaced'),
  ]);
}

/** Writes figures for every node and pod there is now: each a steady share of what it has. */
export async function sampleMetrics(cluster: Pick<Cluster, 'apply' | 'client'>): Promise<void> {
  const nodes = (await cluster.client.call('GET', '/api/v1/nodes')) as List;
  const pods = (await cluster.client.call('GET', '/api/v1/pods')) as List;
  const now = new Date().toISOString();
  const common = {timestamp: now, window: '30s'};
  await cluster.apply([
    ...nodes.items.map(({metadata}, index) => ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'NodeMetrics',
      metadata: {name: metadata.name},
      ...common,
      usage: {cpu: `${400 + index * 150}m`, memory: `${2048 + index * 512}Mi`},
    })),
    ...pods.items.map(({metadata, spec}, index) => ({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: {name: metadata.name, namespace: metadata.namespace ?? 'default'},
      ...common,
      containers: (spec?.containers ?? []).map(({name}) => ({
        name,
        usage: {cpu: `${5 + (index % 20)}m`, memory: `${20 + (index % 50)}Mi`},
      })),
    })),
  ]);
}

interface List {
  readonly items: readonly {
    readonly metadata: {readonly name: string; readonly namespace?: string};
    readonly spec?: {readonly containers?: readonly {readonly name: string}[]};
  }[];
}

function definition(kind: string, plural: string, scope: 'Cluster' | 'Namespaced'): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.metrics.k8s.io`,
      annotations: {'api-approved.kubernetes.io': 'https://github.com/kubernetes/metrics'},
    },
    spec: {
      group: 'metrics.k8s.io',
      scope,
      names: {kind, listKind: `${kind}List`, plural, singular: plural.slice(0, -1)},
      versions: [
        {
          name: 'v1beta1',
          served: true,
          storage: true,
          schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
        },
      ],
    },
  };
}
