import {ageColumn, column, nameColumn} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, schema} from './schema.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds, uidField} from './wellknown.ts';

export interface NamespaceRecord extends BaseRecord {
  /** That of `kube-system` names the cluster. */
  readonly uid: string;
  /** `Active` or `Terminating`. */
  readonly phase: string;
}

export const namespaces: Kind<NamespaceRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'namespaces',
    singular: 'namespace',
    kind: 'Namespace',
    shortNames: ['ns'],
    namespaced: false,
  },
  protobuf: schema('Namespace', {
    ...metadataMessages(uidField),
    Namespace: {metadata: metadataField, status: field('NamespaceStatus', 3)},
    NamespaceStatus: {phase: field('string', 1)},
  }),
  project,
  columns: [nameColumn, column('STATUS', (namespace) => namespace.phase), ageColumn],
};

interface NamespaceShape {
  readonly metadata?: ObjectMeta | null;
  readonly status?: {readonly phase?: string} | null;
}

function project(object: unknown): NamespaceRecord {
  const {metadata, status} = object as NamespaceShape;
  return {
    namespace: '',
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    uid: metadata?.uid ?? '',
    phase: intern(status?.phase ?? ''),
  };
}
