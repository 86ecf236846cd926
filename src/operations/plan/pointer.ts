/**
 * Reads the value at a pointer of a JSON document; undefined where there is none. A pointer is that of RFC 6901, and a
 * segment `[type=Ready]` takes that element of a list whose field `type` is `Ready`, as conditions and containers are
 * told apart by a field and not by their place.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const segment of segmentsOf(pointer)) {
    value = step(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

/** Escapes a key for use in a pointer. */
export function pointerSegment(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function segmentsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  return pointer.split('/').slice(1);
}

function step(value: unknown, segment: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return own(value, unescaped(segment));
  const match = /^\[([^=\]]+)=(.*)\]$/su.exec(segment);
  if (!match) return /^\d+$/.test(segment) ? value[Number(segment)] : undefined;
  const [, field = '', wanted = ''] = match;
  return value.find(
    (element) =>
      typeof element === 'object' && element !== null && own(element, unescaped(field)) === unescaped(wanted),
  );
}

/** `__proto__` and its kin are names like any other in a cluster's objects, and must not lead out of them. */
function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}

function unescaped(segment: string): string {
  return segment.replaceAll('~1', '/').replaceAll('~0', '~');
}
