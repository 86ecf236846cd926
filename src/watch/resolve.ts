import type {Resource} from '../kinds/index.ts';

/**
 * The resource a person means, of what a server offers: plural, singular, short name or kind in any case, alone or as
 * `name.group`, `name.version.group` (as kubectl) or `group/version/name`. Where several fit, in this order: a plural
 * before a short name, the core group before others, built-in groups before custom ones, then as the server lists them.
 */
export function resolveName(name: string, resources: readonly Resource[]): Resource | undefined {
  const wanted = name.toLowerCase();
  let best: Resource | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const resource of resources) {
    const rank = rankOf(wanted, resource);
    if (rank < bestRank) {
      best = resource;
      bestRank = rank;
    }
  }
  return best;
}

function rankOf(wanted: string, resource: Resource): number {
  const {group, version, plural, singular, kind, shortNames} = resource;
  const word = wordOf(wanted, group.toLowerCase(), version.toLowerCase());
  if (word === undefined) return Number.POSITIVE_INFINITY;
  const names = [plural, singular, kind.toLowerCase(), ...shortNames];
  const position = names.indexOf(word);
  if (position < 0) return Number.POSITIVE_INFINITY;
  return Math.min(position, 3) * 10 + groupRank(group);
}

/** What is left of the name when its group and version are this resource's; undefined when they are others. */
function wordOf(wanted: string, group: string, version: string): string | undefined {
  const path = wanted.split('/');
  if (path.length > 1) {
    const word = path.pop();
    const groupVersion = path.join('/');
    return groupVersion === (group === '' ? version : `${group}/${version}`) ? word : undefined;
  }
  const dot = wanted.indexOf('.');
  if (dot < 0) return wanted;
  const suffix = wanted.slice(dot + 1);
  const fits = suffix === group || suffix === `${version}.${group}` || suffix === `${version}.`;
  return fits && (group !== '' || suffix.endsWith('.')) ? wanted.slice(0, dot) : undefined;
}

function groupRank(group: string): number {
  if (group === '') return 0;
  return !group.includes('.') || group.endsWith('.k8s.io') ? 1 : 2;
}
