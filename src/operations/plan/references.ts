import type {Reference} from './plan.ts';
import {valueAt} from './pointer.ts';

export type Resolved =
  | {readonly type: 'resolved'; readonly value: unknown}
  | {readonly type: 'missing'; readonly reference: Reference; readonly reason: string};

/**
 * The same JSON with every reference replaced by what it stands for now. `read` gives the object at a path of a place,
 * undefined where there is none.
 */
export async function resolveReferences(
  body: unknown,
  read: (on: string, path: string) => Promise<unknown>,
): Promise<Resolved> {
  if (isReference(body)) {
    const {on, path, pointer} = body.from;
    const value = valueAt(await read(on, path), pointer);
    if (value !== undefined) return {type: 'resolved', value};
    return {type: 'missing', reference: body, reason: `${on} has no ${pointer} at ${path} yet`};
  }
  if (typeof body !== 'object' || body === null) return {type: 'resolved', value: body};
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(body)) {
    const resolved = await resolveReferences(value, read);
    if (resolved.type === 'missing') return resolved;
    entries.push([key, resolved.value]);
  }
  const value = Array.isArray(body) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
  return {type: 'resolved', value};
}

/** References that a body holds, at any depth. */
export function referencesIn(body: unknown): readonly Reference[] {
  if (isReference(body)) return [body];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body).flatMap(referencesIn);
}

/** An object whose only field is `from`, with the three fields of a reference: no object of the API looks like it. */
export function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  const {from} = value as {from?: unknown};
  if (typeof from !== 'object' || from === null) return false;
  const {on, path, pointer} = from as Record<string, unknown>;
  return typeof on === 'string' && typeof path === 'string' && typeof pointer === 'string';
}
