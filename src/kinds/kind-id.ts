import type {Kind} from './kind.ts';

/** `pods`, `deployments.apps`: as kubectl names a resource in full, for two groups may have kinds of one plural. */
export function kindId({resource: {group, plural}}: Pick<Kind, 'resource'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}
