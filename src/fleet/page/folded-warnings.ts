import type {EventRecord} from '../../kinds/index.ts';
import {sanitise} from '../../text/index.ts';
import {podStem} from './pod-stem.ts';
import {shortMessage} from './short-message.ts';

/** Warning events of one reason about pods of one workload, or about one object. */
export interface FoldedWarning {
  readonly reason: string;
  /** `Pod`. */
  readonly kind: string;
  /** `shop/checkout-*`, the whole name where it is about one object. */
  readonly object: string;
  /** `readiness 503`; '' where the reason says it all. What differs among the events is left out of it. */
  readonly message: string;
  /** Occurrences within the window. */
  readonly count: number;
  /** Seconds by the cluster's clock. */
  readonly last: number;
}

/** Most frequent first, then the latest; `now` and `window` in seconds, `now` by the cluster's clock. */
export function foldedWarnings(
  events: Iterable<EventRecord>,
  now: number,
  window = 3600,
): readonly FoldedWarning[] {
  const groups = new Map<string, Group>();
  for (const event of events) {
    if (event.type !== 'Warning' || event.lastSeen < now - window) continue;
    const {reason, objectKind, objectNamespace, objectName} = event;
    const stem = objectKind === 'Pod' ? podStem(objectName) : objectName;
    const words = messageWords(event);
    const pattern = words.map(withoutDigits).join(' ');
    const key = `${reason} ${objectKind} ${objectNamespace}/${stem} ${pattern}`;
    const group = groups.get(key);
    if (group) join(group, event, words, now - window);
    else groups.set(key, newGroup(event, stem, words, now - window));
  }
  return [...groups.values()]
    .map(foldedOf)
    .sort((a, b) => b.count - a.count || b.last - a.last || byName(a, b));
}

interface Group {
  readonly first: EventRecord;
  readonly stem: string;
  /** Undefined in the place of a word that is not the same in all. */
  readonly words: (string | undefined)[];
  isOne: boolean;
  count: number;
  last: number;
}

function newGroup(event: EventRecord, stem: string, words: readonly string[], since: number): Group {
  const {lastSeen: last} = event;
  return {first: event, stem, words: [...words], isOne: true, count: occurrences(event, since), last};
}

function join(group: Group, event: EventRecord, words: readonly string[], since: number): void {
  group.isOne &&= event.objectName === group.first.objectName;
  group.count += occurrences(event, since);
  group.last = Math.max(group.last, event.lastSeen);
  for (const [index, word] of words.entries()) {
    if (group.words[index] !== word) group.words[index] = undefined;
  }
}

function foldedOf({first, stem, words, isOne, count, last}: Group): FoldedWarning {
  const {reason, objectKind, objectNamespace, objectName} = first;
  const name = isOne ? objectName : stem;
  return {
    reason: sanitise(reason),
    kind: sanitise(objectKind),
    object: sanitise(objectNamespace === '' ? name : `${objectNamespace}/${name}`),
    message: sanitise(words.filter((word) => word !== undefined).join(' ')),
    count: Math.round(count),
    last,
  };
}

/** As the WARN figure counts: an event as old as a week has only the share of the window in it. */
function occurrences({count, firstSeen, lastSeen}: EventRecord, since: number): number {
  const times = Math.max(1, count);
  if (firstSeen === 0 || firstSeen >= since) return times;
  // The last one is dated; the others lie somewhere before it.
  return 1 + ((times - 1) * (lastSeen - since)) / (lastSeen - firstSeen);
}

function messageWords({reason, message, objectName}: EventRecord): readonly string[] {
  const short = shortMessage(reason, message);
  return short === '' ? [] : short.replaceAll(objectName, '').split(/\s+/).filter(Boolean);
}

function withoutDigits(word: string): string {
  return /\d/.test(word) ? '#' : word;
}

function byName(a: FoldedWarning, b: FoldedWarning): number {
  return a.object < b.object ? -1 : 1;
}
