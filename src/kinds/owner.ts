import {intern, pool} from './pool.ts';
import type {OwnerReference} from './wellknown.ts';

/** The controller of an object: `ReplicaSet` `checkout-6d5f`. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

/** The owner that controls the object; there is at most one. One object for all that share it. */
export function controllerOf(references: readonly OwnerReference[] | null | undefined): Owner | undefined {
  const reference = references?.find((candidate) => candidate.controller === true);
  if (reference === undefined) return undefined;
  const {kind = '', name = ''} = reference;
  return owners(`${kind}/${name}`, () => ({kind: intern(kind), name}));
}

// As many as there are label sets: both come one per ReplicaSet.
const owners = pool<Owner>(10_000);
