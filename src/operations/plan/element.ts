import {metadataOf} from './metadata.ts';
import type {Body, ElementChange} from './plan.ts';
import {valueAt} from './pointer.ts';

/** The element as it is now; undefined where the list, or the object, has none of that key. */
export function elementOf({list, by, key}: ElementChange, live: unknown): Body | undefined {
  return elementsAt(live, list).find((element) => element[by] === key);
}

/**
 * The JSON patch that makes the element as wanted in the list as it is now; its first operation fails when the object has
 * been written since, because a list knows its elements by place alone. `wanted` is that of the change with its references
 * resolved.
 */
export function elementPatch(change: ElementChange, wanted: Body, live: unknown): readonly Body[] {
  const {list, by, key} = change;
  const version = {op: 'test', path: '/metadata/resourceVersion', value: metadataOf(live).resourceVersion};
  const elements = elementsAt(live, list);
  const index = elements.findIndex((element) => element[by] === key);
  const place = `${list}/${index}`;
  if (change.wanted === null) return [version, {op: 'remove', path: place}];
  if (index >= 0) return [version, {op: 'replace', path: place, value: wanted}];
  if (elements.length === 0) return [version, {op: 'add', path: list, value: [wanted]}];
  return [version, {op: 'add', path: `${list}/-`, value: wanted}];
}

function elementsAt(live: unknown, list: string): readonly Body[] {
  const value = valueAt(live, list);
  return Array.isArray(value) ? (value as readonly Body[]) : [];
}
