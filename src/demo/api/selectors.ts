import type {KubeObject} from '../store.ts';
import {badRequest, Refusal} from './failure.ts';
import type {Served} from './served.ts';

/** Undefined selects everything. */
export type Selector = ((object: KubeObject) => boolean) | undefined;

/** Both selectors of a request. @throws Refusal (400) for one that cannot be understood. */
export function selectorOf(query: URLSearchParams, {selectable}: Pick<Served, 'selectable'>): Selector {
  const tests = [
    ...labelRequirements(query.get('labelSelector') ?? ''),
    ...fieldRequirements(query.get('fieldSelector') ?? '', selectable),
  ];
  if (tests.length === 0) return undefined;
  return (object) => tests.every((test) => test(object));
}

type Test = (object: KubeObject) => boolean;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function labelRequirements(text: string): readonly Test[] {
  // Commas within brackets part values, not requirements.
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(labelRequirement);
}

function labelRequirement(text: string): Test {
  const [, isNot, only] = /^(!?)\s*([\w./-]+)$/.exec(text) ?? [];
  if (only !== undefined) return (object) => (label(object, only) !== undefined) === (isNot === '');
  const [, key = '', operator, list] = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text) ?? [];
  if (list !== undefined) {
    const values = new Set(list.split(',').map((value) => value.trim()));
    // An object without the label is not in any set.
    return (object) => values.has(label(object, key) ?? missing) === (operator === 'in');
  }
  const [, name = '', sign, value] = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(text) ?? [];
  if (value === undefined) throw new Refusal(badRequest(`unable to parse requirement: ${text}`));
  return (object) => (label(object, name) === value) === (sign !== '!=');
}

// No label can have this value.
const missing = '\u0000';

function label({metadata}: KubeObject, key: string): string | undefined {
  return metadata.labels?.[key];
}

function fieldRequirements(text: string, selectable: readonly string[]): readonly Test[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => fieldRequirement(part, selectable));
}

function fieldRequirement(text: string, selectable: readonly string[]): Test {
  const [, path = '', sign, value] = /^([\w.]+?)\s*(==|=|!=)(.*)$/.exec(text) ?? [];
  if (value === undefined)
    throw new Refusal(badRequest(`invalid selector: '${text}'; can't understand '${text}'`));
  if (!['metadata.name', 'metadata.namespace', ...selectable].includes(path))
    throw new Refusal(badRequest(`field label not supported: ${path}`));
  const steps = (aliases[path] ?? path).split('.');
  return (object) => (valueAt(object, steps) === value) === (sign !== '!=');
}

/** Selected by another name than the one the object has it by. */
const aliases: Readonly<Record<string, string>> = {
  source: 'source.component',
  'status.successful': 'status.succeeded',
};

function valueAt(object: KubeObject, steps: readonly string[]): string {
  let value: unknown = object;
  for (const step of steps) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  return value === undefined || value === null ? '' : String(value);
}
