import type {ClusterPlan} from './plan.ts';

/** A workload as its owners wrote it down. */
export interface Wanted {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly tag: string;
  readonly replicas: number;
  /** Millicores. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly port: number;
  /** Who applies it. */
  readonly manager: 'argocd-controller' | 'helm' | 'kubectl';
}

/** What runs on a cluster, by what it is for and how large it is. */
export function catalogueOf({
  role,
  tier,
  nodes,
}: Pick<ClusterPlan, 'role' | 'tier' | 'nodes'>): readonly Wanted[] {
  const own = role === 'all' ? [...shop, ...pay, ...edge] : {shop, pay, edge}[role];
  const factor = tier === 'prod' ? nodes / 16 : 0.25;
  return [
    ...platform,
    ...own.map((one) =>
      one.kind === 'Deployment' ? {...one, replicas: atLeastOne(one.replicas * factor)} : one,
    ),
  ];
}

function atLeastOne(replicas: number): number {
  return Math.max(1, Math.round(replicas));
}

const deployment = wanted('Deployment');
const statefulSet = wanted('StatefulSet');
const daemonSet = wanted('DaemonSet');

const platform: readonly Wanted[] = [
  deployment('kube-system/coredns', 'registry.k8s.io/coredns/coredns:v1.12.4', 2, 100, 70, {
    manager: 'kubectl',
  }),
  daemonSet('kube-system/kube-proxy', 'registry.k8s.io/kube-proxy:v1.36.2', 0, 100, 64, {manager: 'kubectl'}),
  daemonSet('kube-system/cilium', 'quay.io/cilium/cilium:v1.19.2', 0, 200, 256),
  deployment('argocd/argocd-server', 'quay.io/argoproj/argocd:v3.2.1', 2, 100, 256),
  deployment('cert-manager/cert-manager', 'quay.io/jetstack/cert-manager-controller:v1.19.1', 1, 50, 128),
  deployment('ingress/ingress-nginx', 'registry.k8s.io/ingress-nginx/controller:v1.14.0', 3, 250, 512),
  daemonSet('monitoring/node-exporter', 'quay.io/prometheus/node-exporter:v1.10.2', 0, 50, 64),
  statefulSet('monitoring/prometheus', 'quay.io/prometheus/prometheus:v3.8.0', 2, 500, 2048),
];

const shop: readonly Wanted[] = [
  deployment('shop/checkout', 'ghcr.io/acme/checkout:1.41.9', 12, 500, 768, {manager: 'argocd-controller'}),
  deployment('shop/cart', 'ghcr.io/acme/cart:3.12.0', 12, 250, 384, {manager: 'argocd-controller'}),
  deployment('shop/search', 'ghcr.io/acme/search:0.38.2', 6, 1000, 2048, {manager: 'argocd-controller'}),
  deployment('shop/catalog', 'ghcr.io/acme/catalog:2.27.4', 14, 300, 512, {manager: 'argocd-controller'}),
  deployment('shop/web', 'ghcr.io/acme/web:2026.11.3', 20, 200, 256, {manager: 'argocd-controller'}),
  deployment('shop/recommendations', 'ghcr.io/acme/recommendations:0.9.14', 5, 1500, 3072),
  statefulSet('shop/redis', 'docker.io/library/redis:8.2.3', 3, 250, 1024),
  statefulSet('shop/orders-db', 'docker.io/library/postgres:17.7', 3, 1000, 4096),
];

const pay: readonly Wanted[] = [
  deployment('payments/api', 'ghcr.io/acme/pay-api:5.3.1', 12, 500, 512, {manager: 'argocd-controller'}),
  deployment('payments/ledger', 'ghcr.io/acme/ledger:3.2.0', 6, 750, 1024, {manager: 'argocd-controller'}),
  deployment('payments/fraud', 'ghcr.io/acme/fraud:1.17.5', 8, 1000, 1536, {manager: 'argocd-controller'}),
  deployment('payments/payouts', 'ghcr.io/acme/payouts:2.8.0', 4, 250, 512, {manager: 'argocd-controller'}),
  deployment('payments/report', 'ghcr.io/acme/report:1.4.2', 2, 250, 512),
  statefulSet('payments/ledger-db', 'docker.io/library/postgres:17.7', 3, 2000, 8192),
  statefulSet('payments/kafka', 'docker.io/apache/kafka:4.1.1', 3, 1000, 4096),
];

const edge: readonly Wanted[] = [
  deployment('edge/envoy', 'docker.io/envoyproxy/envoy:v1.36.2', 16, 500, 512),
  deployment('edge/ratelimit', 'docker.io/envoyproxy/ratelimit:3fb7025', 6, 200, 128),
  deployment('edge/purger', 'ghcr.io/acme/purger:1.2.9', 2, 100, 128, {manager: 'argocd-controller'}),
  deployment('edge/geoip', 'ghcr.io/acme/geoip:2026.47', 4, 300, 1024, {manager: 'argocd-controller'}),
  statefulSet('edge/varnish', 'docker.io/library/varnish:8.0.0', 4, 500, 6144),
];

function wanted(kind: Wanted['kind']) {
  return (
    place: string,
    image: string,
    replicas: number,
    cpu: number,
    memory: number,
    {manager = 'helm' as Wanted['manager'], port = 8080} = {},
  ): Wanted => {
    const [namespace = '', name = ''] = place.split('/');
    const colon = image.lastIndexOf(':');
    const [repository, tag] = [image.slice(0, colon), image.slice(colon + 1)];
    return {kind, namespace, name, image: repository, tag, replicas, cpu, memory, port, manager};
  };
}
