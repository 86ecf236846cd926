import type {ObjectMetadata} from '../store.ts';

/** ms since the epoch → RFC 3339 with whole seconds, as the API has its times. */
export function time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The reference of an object to the one that controls it. */
export function controlledBy({apiVersion, kind, name, uid}: OwnerReference): object {
  return {apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true};
}

/** One entry of managedFields: who set these fields last, and when (ms). */
export interface Hand {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly at: number;
  /** Paths as `spec replicas`; items of lists by their key, as `spec ports k:{"port":80}`. */
  readonly fields: readonly string[];
  readonly subresource?: 'status' | 'scale';
}

export function managed(hands: readonly Hand[]): readonly object[] {
  return hands.map(({manager, operation, apiVersion, at, fields, subresource}) => ({
    manager,
    operation,
    apiVersion,
    time: time(at),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsOf(fields),
    ...(subresource && {subresource}),
  }));
}

/** `['spec replicas']` → `{'f:spec': {'f:replicas': {}}}`. */
function fieldsOf(paths: readonly string[]): object {
  const known = made.get(paths);
  if (known !== undefined) return known;
  const root: Record<string, unknown> = {};
  for (const path of paths) {
    let place = root;
    for (const step of path.split(' ')) {
      const isItem = step.startsWith('k:');
      const key = isItem ? step : `f:${step}`;
      // Of an item there is its being there as well.
      place[key] ??= isItem ? {'.': {}} : {};
      place = place[key] as Record<string, unknown>;
    }
  }
  made.set(paths, root);
  return root;
}

// The lists of paths are few, and the same for thousands of objects.
const made = new WeakMap<readonly string[], object>();

export interface Identity {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  /** ms. */
  readonly created: number;
  readonly generation?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner?: OwnerReference;
  readonly hands?: readonly Hand[];
}

export function metadata(identity: Identity): ObjectMetadata {
  const {name, namespace, uid, created, generation, labels, annotations, owner, hands} = identity;
  return {
    name,
    ...(namespace && {namespace}),
    uid,
    ...(generation !== undefined && {generation}),
    creationTimestamp: time(created),
    ...(labels && {labels}),
    ...(annotations && {annotations}),
    ...(owner && {ownerReferences: [controlledBy(owner)]}),
    ...(hands && {managedFields: managed(hands)}),
  };
}
