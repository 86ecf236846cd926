import type {Kind} from './kind.ts';

/**
 * `pods`, `deployments.apps`: as kubectl names a resource in full, for two groups may have kinds of one plural. A kind
 * that is narrowed to a part of its objects is another, `events?type=Warning`, and so is one that the program reads for
 * itself: `clusters.cluster.karmada.io?members`.
 */
export function kindId({
  resource: {group, plural},
  fieldSelector,
  optional,
}: Pick<Kind, 'resource' | 'fieldSelector' | 'optional'>): string {
  const id = group === '' ? plural : `${plural}.${group}`;
  const part = fieldSelector ?? optional;
  return part === undefined ? id : `${id}?${part}`;
}
