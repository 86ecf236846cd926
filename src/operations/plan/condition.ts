import {isDeepStrictEqual} from 'node:util';
import type {Check, Condition} from './plan.ts';
import {valueAt} from './pointer.ts';

/** Whether a condition holds of the object as it is now; `undefined` for one that is not there. */
export function holds(condition: Condition, object: unknown): boolean {
  if (condition.type === 'absent') return object === undefined;
  return object !== undefined && condition.checks.every((check) => passes(check, object));
}

/** The first thing that is not yet so, in words: `status.phase is Pending, not Ready`. Undefined when it holds. */
export function missing(condition: Condition, object: unknown): string | undefined {
  if (condition.type === 'absent') return object === undefined ? undefined : 'it is still there';
  if (object === undefined) return 'it is not there';
  const failed = condition.checks.find((check) => !passes(check, object));
  return failed && sentence(failed, valueAt(object, failed.pointer));
}

/** Whether every field of `wanted` is in `live` as it is in `wanted`. Lists are compared whole: their order has meaning. */
export function contains(live: unknown, wanted: unknown): boolean {
  if (!isPlain(wanted)) return isDeepStrictEqual(live, wanted);
  if (!isPlain(live)) return false;
  return Object.entries(wanted).every(
    // A server leaves out what is empty.
    ([key, value]) =>
      contains(Object.hasOwn(live, key) ? live[key] : undefined, value) || isEmptyBoth(live[key], value),
  );
}

function passes(check: Check, object: unknown): boolean {
  const value = valueAt(object, check.pointer);
  switch (check.type) {
    case 'equals':
      return isDeepStrictEqual(value, check.value);
    case 'contains':
      return contains(value, check.value);
    case 'present':
      return value !== undefined;
    case 'absent':
      return value === undefined;
  }
}

function sentence(check: Check, value: unknown): string {
  const name = check.pointer.slice(1).replaceAll('/', '.').replaceAll('.[', '[') || 'it';
  switch (check.type) {
    case 'equals':
      return value === undefined
        ? `${name} is not set, not yet ${short(check.value)}`
        : `${name} is ${short(value)}, not ${short(check.value)}`;
    case 'contains':
      return `${name} is not as wanted`;
    case 'present':
      return `${name} is not set`;
    case 'absent':
      return `${name} is still set`;
  }
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmptyBoth(live: unknown, wanted: unknown): boolean {
  return (
    live === undefined &&
    (wanted === null || (typeof wanted === 'object' && Object.keys(wanted).length === 0))
  );
}
