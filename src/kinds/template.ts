import {intern} from './pool.ts';
import {type Fields, field, map, repeated} from './schema.ts';

/** What is read of the pod template of a workload. */
export interface Template {
  readonly spec?: {
    readonly containers?: readonly {readonly name?: string; readonly image?: string}[] | null;
    readonly nodeSelector?: Readonly<Record<string, string>> | null;
  } | null;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | null;
  readonly matchExpressions?: readonly Requirement[] | null;
}

interface Requirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[] | null;
}

/** Names and images of the containers, comma-separated as kubectl lays them out. */
export function containersOf(template: Template | null | undefined): {containers: string; images: string} {
  const containers = template?.spec?.containers ?? [];
  return {
    containers: intern(containers.map((container) => container.name ?? '').join(',')),
    images: intern(containers.map((container) => container.image ?? '').join(',')),
  };
}

/** `app=web,tier in (a,b)`: requirements sorted by key; '' for a selector that is missing or selects everything. */
export function selectorText(selector: LabelSelector | null | undefined): string {
  if (selector === null || selector === undefined) return '';
  const requirements = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({key, text: `${key}=${value}`})),
    ...(selector.matchExpressions ?? []).map((requirement) => ({
      key: requirement.key ?? '',
      text: requirementText(requirement),
    })),
  ];
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return intern(requirements.map((requirement) => requirement.text).join(','));
}

/** A plain label map, sorted by key. */
export function labelsText(labels: Readonly<Record<string, string>> | null | undefined): string {
  return selectorText({matchLabels: labels ?? null});
}

function requirementText({key = '', operator, values}: Requirement): string {
  const list = `(${[...(values ?? [])].sort().join(',')})`;
  switch (operator) {
    case 'In':
      return `${key} in ${list}`;
    case 'NotIn':
      return `${key} notin ${list}`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
}

/** Messages of the fields above; `podSpec` adds what a kind reads of the template's spec. */
export function templateMessages(podSpec: Fields = {}): Readonly<Record<string, Fields>> {
  return {
    PodTemplateSpec: {spec: field('PodSpec', 2)},
    PodSpec: {containers: repeated('Container', 2), ...podSpec},
    Container: {name: field('string', 1), image: field('string', 2)},
    LabelSelector: {matchLabels: map('string', 1), matchExpressions: repeated('LabelSelectorRequirement', 2)},
    LabelSelectorRequirement: {
      key: field('string', 1),
      operator: field('string', 2),
      values: repeated('string', 3),
    },
  };
}
