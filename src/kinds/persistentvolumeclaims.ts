import {ageColumn, column, nameColumn, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {intern, internLabels} from './pool.ts';
import {field, map, pointer, repeated, schema} from './schema.ts';
import {
  annotationsField,
  metadataField,
  metadataMessages,
  type ObjectMeta,
  type Quantity,
  quantity,
  quantityMessages,
  quantityText,
  seconds,
} from './wellknown.ts';

export interface PersistentVolumeClaimRecord extends BaseRecord {
  /** kubectl's STATUS: `Bound`, `Pending`, `Lost`, `Terminating`. */
  readonly status: string;
  /** '' until it is bound. */
  readonly volume: string;
  /** As the server writes it, `10Gi`; '' until it is bound. */
  readonly capacity: string;
  /** `RWO,ROX`; '' until it is bound. */
  readonly accessModes: string;
  readonly storageClass: string;
  /** `<unset>` where it names none. */
  readonly attributesClass: string;
  readonly volumeMode: string;
}

export const persistentvolumeclaims: Kind<PersistentVolumeClaimRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'persistentvolumeclaims',
    singular: 'persistentvolumeclaim',
    kind: 'PersistentVolumeClaim',
    shortNames: ['pvc'],
    namespaced: true,
  },
  protobuf: schema('PersistentVolumeClaim', {
    ...metadataMessages(annotationsField),
    ...quantityMessages,
    PersistentVolumeClaim: {
      metadata: metadataField,
      spec: field('PersistentVolumeClaimSpec', 2),
      status: field('PersistentVolumeClaimStatus', 3),
    },
    PersistentVolumeClaimSpec: {
      volumeName: field('string', 3),
      storageClassName: field('string', 5),
      volumeMode: pointer('string', 6),
      volumeAttributesClassName: pointer('string', 9),
    },
    PersistentVolumeClaimStatus: {
      phase: field('string', 1),
      accessModes: repeated('string', 2),
      capacity: map('Quantity', 3),
    },
  }),
  project,
  columns: [
    nameColumn,
    column('STATUS', (claim) => claim.status),
    column('VOLUME', (claim) => claim.volume),
    column('CAPACITY', (claim) => claim.capacity, {value: (claim) => quantity(claim.capacity)}),
    column('ACCESS MODES', (claim) => claim.accessModes),
    column('STORAGECLASS', (claim) => claim.storageClass),
    column('VOLUMEATTRIBUTESCLASS', (claim) => claim.attributesClass),
    ageColumn,
    column('VOLUMEMODE', (claim) => claim.volumeMode, wide),
  ],
};

interface ClaimShape {
  readonly metadata?: ObjectMeta | null;
  readonly spec?: {
    readonly volumeName?: string;
    readonly storageClassName?: string | null;
    readonly volumeMode?: string | null;
    readonly volumeAttributesClassName?: string | null;
  } | null;
  readonly status?: {
    readonly phase?: string;
    readonly accessModes?: readonly string[] | null;
    readonly capacity?: Readonly<Record<string, Quantity>> | null;
  } | null;
}

function project(object: unknown): PersistentVolumeClaimRecord {
  const {metadata, spec, status} = object as ClaimShape;
  const isDeleted = seconds(metadata?.deletionTimestamp) !== 0;
  const volume = spec?.volumeName ?? '';
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    status: intern(isDeleted ? 'Terminating' : (status?.phase ?? '')),
    volume,
    capacity: volume === '' ? '' : intern(quantityText(status?.capacity?.['storage']) || '0'),
    accessModes: volume === '' ? '' : intern(modesText(status?.accessModes ?? [])),
    // The annotation came before the field and still wins, as in kubectl.
    storageClass: intern(
      metadata?.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec?.storageClassName ?? '',
    ),
    attributesClass: intern(spec?.volumeAttributesClassName ?? '<unset>'),
    volumeMode: intern(spec?.volumeMode ?? '<unset>'),
  };
}

function modesText(modes: readonly string[]): string {
  return shortModes
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

/** In the order kubectl prints them. */
const shortModes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;
