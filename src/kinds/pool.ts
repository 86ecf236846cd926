import type {Labels} from './kind.ts';

/** The same text as one string: namespaces, nodes and status words repeat thousands of times. */
export function intern(text: string): string {
  return text === '' ? '' : strings(text, () => text);
}

/** The same labels as one object: the pods of a ReplicaSet share theirs. */
export function internLabels(labels: Labels | null | undefined): Labels {
  if (labels === null || labels === undefined) return noLabels;
  // The server sends maps sorted by key, so equal sets are spelled alike; if one does not, it is held twice, no more.
  let key = '';
  for (const name in labels) key += `${name}\n${labels[name]}\n`;
  if (key === '') return noLabels;
  return labelSets(key, () => {
    const copy: Record<string, string> = {};
    for (const name of Object.keys(labels)) copy[name] = intern(labels[name] ?? '');
    return copy;
  });
}

/**
 * Values by key, found again while they are in use. Bounded, so that weeks of churn do not grow it: what was not asked
 * for while `limit` others were added is let go.
 */
export function pool<V>(limit: number): (key: string, make: () => V) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  return (key, make) => {
    const held = young.get(key);
    if (held !== undefined) return held;
    const value = old.get(key) ?? make();
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}

const noLabels: Labels = {};

// Enough for the distinct values of a large fleet; two generations of them take some megabytes.
const strings = pool<string>(20_000);
const labelSets = pool<Labels>(10_000);
