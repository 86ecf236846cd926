import {isCarrier, managerName} from './field-manager.ts';

/** Who owns which fields of an object, and since when. */
export interface FieldWrites {
  readonly kind: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly writes: readonly FieldWrite[];
}

export interface FieldWrite {
  /** As people call it: `argocd`, `hpa`, `kubectl`. */
  readonly by: string;
  /** Seconds: when it last changed any of its fields. */
  readonly at: number;
  /** What of the `spec` it owns: parts that are told apart, `spec` for all others. */
  readonly owns: ReadonlySet<Owned>;
  /** Containers whose image it owns. */
  readonly images: ReadonlySet<string>;
}

/** `restart` is the annotation that `kubectl rollout restart` leaves in the pod template. */
export type Owned = 'image' | 'restart' | 'template' | 'replicas' | 'unschedulable' | 'spec';

/**
 * Reads the `managedFields` of a full object, as the API sends it in JSON; undefined for what is not one. Owners of
 * nothing but metadata and status are left out, and so are controllers that carry out what the spec asks for.
 */
export function fieldWritesOf(object: unknown): FieldWrites | undefined {
  const {kind, metadata} = (object ?? {}) as ObjectShape;
  if (typeof kind !== 'string' || typeof metadata?.name !== 'string') return undefined;
  const {name, namespace = '', managedFields} = metadata;
  const writes = (managedFields ?? []).flatMap(writeOf);
  return {kind, namespace, name, writes};
}

interface ObjectShape {
  readonly kind?: string;
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly managedFields?: readonly ManagedFields[] | null;
  } | null;
}

interface ManagedFields {
  readonly manager?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: Fields;
}

/** A tree of `f:name` for fields and `k:{…}` for the items of lists. */
interface Fields {
  readonly [key: string]: Fields | undefined;
}

function writeOf({
  manager = '',
  subresource = '',
  time = '',
  fieldsV1,
}: ManagedFields): readonly FieldWrite[] {
  const spec = fieldsV1?.['f:spec'];
  if (!spec || isCarrier(manager, subresource)) return [];
  const seconds = Math.floor(Date.parse(time) / 1000);
  const template = spec['f:template'];
  const images = imagesOf(template?.['f:spec']);
  const owns = new Set<Owned>();
  if (images.size > 0) owns.add('image');
  for (const field of Object.keys(spec)) {
    if (field === 'f:template') continue;
    if (field === 'f:replicas') owns.add('replicas');
    else if (field === 'f:unschedulable') owns.add('unschedulable');
    // A cordon taints as well; both are one act.
    else if (field !== 'f:taints') owns.add('spec');
  }
  const marks = template?.['f:metadata']?.['f:annotations'];
  const isMarked = marks?.['f:kubectl.kubernetes.io/restartedAt'] !== undefined;
  if (isMarked) owns.add('restart');
  if (template && hasMore(template, images, isMarked)) owns.add('template');
  return [{by: managerName(manager, subresource), at: Number.isNaN(seconds) ? 0 : seconds, owns, images}];
}

function imagesOf(podSpec: Fields | undefined): ReadonlySet<string> {
  const images = new Set<string>();
  for (const [key, container] of Object.entries(podSpec?.['f:containers'] ?? {})) {
    const name = /^k:\{"name":"([^"]*)"\}$/.exec(key)?.[1];
    if (name !== undefined && container?.['f:image']) images.add(name);
  }
  return images;
}

/** Whether anything else in the template is owned: `kubectl set image` owns images alone, a restart its mark alone. */
function hasMore(template: Fields, images: ReadonlySet<string>, isMarked: boolean): boolean {
  return leaves(template) > images.size + (isMarked ? 1 : 0);
}

function leaves(fields: Fields): number {
  let count = 0;
  for (const [key, inner = {}] of Object.entries(fields)) {
    // An item is owned by its key as well; neither that nor an empty parent is a value of its own.
    if (key === '.' || key === 'f:name') continue;
    count += Object.keys(inner).some((name) => name !== '.') ? leaves(inner) : key.startsWith('k:') ? 0 : 1;
  }
  return count;
}
