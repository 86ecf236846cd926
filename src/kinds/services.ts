import {ageColumn, column, nameColumn, orNone, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {type Address, addressesText, addressMessage} from './load-balancer.ts';
import {intern, internLabels} from './pool.ts';
import {field, map, repeated, schema} from './schema.ts';
import {labelsText} from './template.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds} from './wellknown.ts';

export interface ServiceRecord extends BaseRecord {
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: string;
  /** The first; `None` where it is headless, '' where it has none. */
  readonly clusterIp: string;
  /** Comma-separated. */
  readonly externalIps: string;
  /** What its load balancer answers at, sorted and comma-separated; '' while it is pending. */
  readonly loadBalancer: string;
  readonly externalName: string;
  /** `80/TCP,443:30443/TCP`. */
  readonly ports: string;
  readonly selector: string;
}

export const services: Kind<ServiceRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'services',
    singular: 'service',
    kind: 'Service',
    shortNames: ['svc'],
    namespaced: true,
  },
  protobuf: schema('Service', {
    ...metadataMessages(),
    Service: {metadata: metadataField, spec: field('ServiceSpec', 2), status: field('ServiceStatus', 3)},
    ServiceSpec: {
      ports: repeated('ServicePort', 1),
      selector: map('string', 2),
      clusterIP: field('string', 3),
      type: field('string', 4),
      externalIPs: repeated('string', 5),
      externalName: field('string', 10),
      clusterIPs: repeated('string', 18),
    },
    ServicePort: {protocol: field('string', 2), port: field('int32', 3), nodePort: field('int32', 5)},
    ServiceStatus: {loadBalancer: field('LoadBalancerStatus', 1)},
    LoadBalancerStatus: {ingress: repeated('LoadBalancerIngress', 1)},
    LoadBalancerIngress: addressMessage,
  }),
  project,
  columns: [
    nameColumn,
    column('TYPE', (service) => service.type),
    column('CLUSTER-IP', (service) => orNone(service.clusterIp)),
    column('EXTERNAL-IP', externalText),
    column('PORT(S)', (service) => orNone(service.ports)),
    ageColumn,
    column('SELECTOR', (service) => orNone(service.selector), wide),
  ],
};

function externalText(service: ServiceRecord): string {
  switch (service.type) {
    case 'ClusterIP':
    case 'NodePort':
      return orNone(service.externalIps);
    case 'LoadBalancer':
      return (
        [service.loadBalancer, service.externalIps].filter((part) => part !== '').join(',') || '<pending>'
      );
    case 'ExternalName':
      return service.externalName;
    default:
      return '<unknown>';
  }
}

interface ServiceShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly ports?: readonly PortShape[] | null;
    readonly selector?: Readonly<Record<string, string>> | null;
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[] | null;
    readonly type?: string;
    readonly externalIPs?: readonly string[] | null;
    readonly externalName?: string;
  } | null;
  readonly status?: {readonly loadBalancer?: {readonly ingress?: readonly Address[] | null} | null} | null;
}

interface PortShape {
  readonly protocol?: string;
  readonly port?: number;
  readonly nodePort?: number;
}

function project(object: unknown): ServiceRecord {
  const {metadata, spec, status} = object as ServiceShape;
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    type: intern(spec?.type ?? ''),
    // Servers before dual stack have only the one.
    clusterIp: spec?.clusterIPs?.[0] ?? spec?.clusterIP ?? '',
    externalIps: (spec?.externalIPs ?? []).join(','),
    loadBalancer: addressesText(status?.loadBalancer?.ingress),
    externalName: spec?.externalName ?? '',
    ports: intern((spec?.ports ?? []).map(portText).join(',')),
    selector: labelsText(spec?.selector),
  };
}

function portText({port = 0, nodePort = 0, protocol = ''}: PortShape): string {
  return nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}
