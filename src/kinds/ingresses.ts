import {ageColumn, column, nameColumn} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {type Address, addressesText, addressMessage} from './load-balancer.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds} from './wellknown.ts';

export interface IngressRecord extends BaseRecord {
  /** Its IngressClass, `<none>` where it names none. */
  readonly className: string;
  /** As printed: the first three of its rules, `*` for any host. */
  readonly hosts: string;
  /** What its load balancer answers at, sorted and comma-separated; '' while it is pending. */
  readonly addresses: string;
  readonly hasTls: boolean;
}

export const ingresses: Kind<IngressRecord> = {
  resource: {
    group: 'networking.k8s.io',
    version: 'v1',
    plural: 'ingresses',
    singular: 'ingress',
    kind: 'Ingress',
    shortNames: ['ing'],
    namespaced: true,
  },
  protobuf: schema('Ingress', {
    ...metadataMessages(),
    Ingress: {metadata: metadataField, spec: field('IngressSpec', 2), status: field('IngressStatus', 3)},
    IngressSpec: {
      tls: repeated('IngressTLS', 2),
      rules: repeated('IngressRule', 3),
      ingressClassName: pointer('string', 4),
    },
    IngressTLS: {},
    IngressRule: {host: field('string', 1)},
    IngressStatus: {loadBalancer: field('IngressLoadBalancerStatus', 1)},
    IngressLoadBalancerStatus: {ingress: repeated('IngressLoadBalancerIngress', 1)},
    IngressLoadBalancerIngress: addressMessage,
  }),
  project,
  columns: [
    nameColumn,
    column('CLASS', (ingress) => ingress.className),
    column('HOSTS', (ingress) => ingress.hosts),
    column('ADDRESS', (ingress) => ingress.addresses),
    column('PORTS', (ingress) => (ingress.hasTls ? '80, 443' : '80')),
    ageColumn,
  ],
};

interface IngressShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly ingressClassName?: string | null;
    readonly rules?: readonly {readonly host?: string}[] | null;
    readonly tls?: readonly unknown[] | null;
  } | null;
  readonly status?: {readonly loadBalancer?: {readonly ingress?: readonly Address[] | null} | null} | null;
}

function project(object: unknown): IngressRecord {
  const {metadata, spec, status} = object as IngressShape;
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    className: intern(spec?.ingressClassName ?? '<none>'),
    hosts: hostsText((spec?.rules ?? []).map(({host}) => host ?? '')),
    addresses: addressesText(status?.loadBalancer?.ingress),
    hasTls: (spec?.tls?.length ?? 0) > 0,
  };
}

/** Three hosts, then how many rules more; rules without a host are counted but not shown, as kubectl does. */
function hostsText(hosts: readonly string[]): string {
  const shown: string[] = [];
  for (const host of hosts) {
    if (shown.length === 3) return `${shown.join(',')} + ${hosts.length - 3} more...`;
    if (host !== '') shown.push(host);
  }
  return shown.join(',') || '*';
}
