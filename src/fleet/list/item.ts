import type {BaseRecord, Resource, TableRecord} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import type {Item} from './listing.ts';

/**
 * A record for programs: `cluster context kind namespace name created labels`, then the record's own fields as they
 * are held, numbers as numbers. `namespace` is left out for cluster-scoped kinds; `created` is RFC 3339 or null.
 * Other times are seconds since the epoch. Kinds without a record of their own have `columns`, by the server's names.
 * A field of the record that bears one of those names, or one that a change line needs, is led by its kind's name:
 * a Service's `type` is `serviceType`.
 */
export function itemOf(
  where: {readonly cluster: string; readonly context: string},
  resource: Resource,
  record: BaseRecord,
): Item {
  const {namespace, name, created, labels, ...fields} = record;
  const own = Object.entries(isTableRecord(record) ? {columns: serverColumns(record)} : fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [ownName(key, resource), plain(value)]);
  return {
    ...where,
    kind: sanitise(resource.kind),
    ...(namespace === '' ? {} : {namespace: sanitise(namespace)}),
    name: sanitise(name),
    created: timeText(created),
    labels: plain(labels),
    ...Object.fromEntries(own),
  };
}

/** RFC 3339, from seconds since the epoch; null where the server gave none. */
export function timeText(seconds: number): string | null {
  return seconds > 0 ? new Date(seconds * 1000).toISOString().replace('.000Z', 'Z') : null;
}

export function isTableRecord(record: BaseRecord): record is TableRecord {
  return 'definitions' in record && 'cells' in record;
}

function serverColumns({definitions, cells}: TableRecord): Readonly<Record<string, unknown>> {
  return Object.fromEntries(definitions.map(({name}, index) => [name, cells[index] ?? null]));
}

const taken = new Set([
  'cluster',
  'context',
  'kind',
  'namespace',
  'name',
  'created',
  'labels',
  'type',
  'time',
]);

function ownName(key: string, {singular}: Resource): string {
  return taken.has(key) ? `${singular}${key[0]?.toUpperCase() ?? ''}${key.slice(1)}` : key;
}

/** JSON without anything that could steer the terminal it may be printed on. */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return sanitise(value);
  if (typeof value === 'bigint') return Number(value);
  // Minus zero is written differently by JSON and YAML.
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (value instanceof Set) return plain([...value]);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => typeof inner !== 'function')
      .map(([key, inner]) => [sanitise(key), plain(inner)]),
  );
}
