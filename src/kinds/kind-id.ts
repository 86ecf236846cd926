import type {Kind} from './kind.ts';

/**
 * `pods`, `deployments.apps`: as kubectl names a resource in full, for two groups may have kinds of one plural. A kind
 * that is narrowed to a part of its objects is another: `events?type=Warning`.
 */
export function kindId({
  resource: {group, plural},
  fieldSelector,
}: Pick<Kind, 'resource' | 'fieldSelector'>): string {
  const id = group === '' ? plural : `${plural}.${group}`;
  return fieldSelector === undefined ? id : `${id}?${fieldSelector}`;
}
