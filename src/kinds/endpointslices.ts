import {ageColumn, column, nameColumn} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, pointer, repeated, schema} from './schema.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds} from './wellknown.ts';

export interface EndpointSliceRecord extends BaseRecord {
  /** The Service it belongs to, '' where it says none. */
  readonly service: string;
  /** `IPv4`, `IPv6`, `FQDN`. */
  readonly addressType: string;
  /** The first three, as printed. */
  readonly ports: string;
  readonly endpoints: string;
  /** Endpoints that take traffic, of all. */
  readonly ready: number;
  readonly total: number;
}

export const endpointslices: Kind<EndpointSliceRecord> = {
  resource: {
    group: 'discovery.k8s.io',
    version: 'v1',
    plural: 'endpointslices',
    singular: 'endpointslice',
    kind: 'EndpointSlice',
    shortNames: [],
    namespaced: true,
  },
  protobuf: schema('EndpointSlice', {
    ...metadataMessages(),
    EndpointSlice: {
      metadata: metadataField,
      endpoints: repeated('Endpoint', 2),
      ports: repeated('EndpointPort', 3),
      addressType: field('string', 4),
    },
    Endpoint: {addresses: repeated('string', 1), conditions: field('EndpointConditions', 2)},
    EndpointConditions: {ready: pointer('bool', 1)},
    EndpointPort: {name: pointer('string', 1), port: pointer('int32', 3)},
  }),
  project,
  columns: [
    nameColumn,
    column('ADDRESSTYPE', (slice) => slice.addressType),
    column('PORTS', (slice) => slice.ports),
    column('ENDPOINTS', (slice) => slice.endpoints, {value: (slice) => slice.total}),
    ageColumn,
  ],
};

interface EndpointSliceShape {
  readonly metadata?: ObjectMeta | null;
  readonly addressType?: string;
  readonly endpoints?: readonly EndpointShape[] | null;
  readonly ports?: readonly {readonly name?: string | null; readonly port?: number | null}[] | null;
}

interface EndpointShape {
  readonly addresses?: readonly string[] | null;
  readonly conditions?: {readonly ready?: boolean | null} | null;
}

function project(object: unknown): EndpointSliceRecord {
  const {metadata, addressType, endpoints, ports} = object as EndpointSliceShape;
  const labels = internLabels(metadata?.labels);
  const addresses = (endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels,
    service: labels['kubernetes.io/service-name'] ?? '',
    addressType: intern(addressType ?? ''),
    ports: intern(firstThree((ports ?? []).map(({name, port}) => String(port ?? name ?? '*')))),
    endpoints: firstThree(addresses),
    // Unset means ready, says the API.
    ready: (endpoints ?? []).filter((endpoint) => endpoint.conditions?.ready !== false).length,
    total: endpoints?.length ?? 0,
  };
}

function firstThree(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(',');
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown || '<unset>';
}
