import type {Random} from '../random.ts';
import type {KubeObject, Store} from '../store.ts';
import type {Timeline} from '../timeline.ts';
import {metadata, time} from './metadata.ts';

/** Something worth an event. */
export interface Occurrence {
  readonly about: {
    readonly kind: string;
    readonly apiVersion: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly fieldPath?: string;
  };
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
}

/** The events of one cluster: the same thing again makes a count, and what is an hour old is forgotten. */
export interface EventBook {
  record(occurrence: Occurrence): void;
}

export function makeEventBook(store: Store, timeline: Timeline, random: Random): EventBook {
  const entries = new Map<string, Entry>();
  let made = 0;
  const forget = (): void => {
    for (const [key, {name, namespace, last}] of entries) {
      if (timeline.now - last < lifetime) continue;
      entries.delete(key);
      store.remove('events', namespace, name);
    }
    timeline.after(forgetEvery, forget);
  };
  timeline.after(forgetEvery, forget);
  return {
    record(occurrence) {
      const {about, reason, message} = occurrence;
      const key = `${about.uid} ${about.name} ${reason} ${message}`;
      const now = timeline.now;
      const known = entries.get(key);
      const entry: Entry = known
        ? {...known, last: now, count: known.count + 1}
        : {
            name: `${about.name}.${nanoseconds(now, made++).toString(16)}`,
            // Events about what has no namespace are kept in this one.
            namespace: about.namespace || 'default',
            uid: random.uid(),
            first: now,
            last: now,
            count: 1,
          };
      entries.set(key, entry);
      const {name, namespace} = entry;
      store.put('events', {namespace, name, make: () => eventObject(entry, occurrence)});
    },
  };
}

/** As the recorder of client-go names events: by the moment they were made, so that their names are in order of it. */
function nanoseconds(milliseconds: number, serial: number): bigint {
  return BigInt(Math.floor(milliseconds)) * 1_000_000n + BigInt(serial % 1_000_000);
}

interface Entry {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

// `--event-ttl` of kube-apiserver is an hour unless told otherwise.
const lifetime = 3_600_000;
const forgetEvery = 300_000;

function eventObject(entry: Entry, occurrence: Occurrence): KubeObject {
  const {name, namespace, uid, first, last, count} = entry;
  const {about, type, reason, message, component, host} = occurrence;
  const {namespace: of, ...reference} = about;
  return {
    kind: 'Event',
    apiVersion: 'v1',
    metadata: metadata({
      name,
      namespace,
      uid,
      created: first,
      hands: [{manager: component, operation: 'Update', apiVersion: 'v1', at: last, fields: eventFields}],
    }),
    involvedObject: {...reference, ...(of !== '' && {namespace: of})},
    reason,
    message,
    source: {component, ...(host && {host})},
    firstTimestamp: time(first),
    lastTimestamp: time(last),
    count,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}

const eventFields = [
  'count',
  'firstTimestamp',
  'lastTimestamp',
  'involvedObject',
  'message',
  'reason',
  'source',
  'type',
];
