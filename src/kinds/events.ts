import {column, elapsed, since, wide} from './columns.ts';
import type {BaseRecord, Kind} from './kind.ts';
import {shortMessage} from './message.ts';
import {intern, internLabels} from './pool.ts';
import {field, schema} from './schema.ts';
import {metadataField, metadataMessages, type ObjectMeta, seconds, type Time} from './wellknown.ts';

export interface EventRecord extends BaseRecord {
  /** `Warning` or `Normal`. */
  readonly type: string;
  readonly reason: string;
  readonly objectKind: string;
  readonly objectNamespace: string;
  readonly objectName: string;
  /** The part of the object it is about: `spec.containers{app}`. */
  readonly fieldPath: string;
  /** Component and host, `kubelet, node-1`. */
  readonly source: string;
  /** Sanitised, cut to 300 characters. */
  readonly message: string;
  /** Seconds; 0 where the event says neither. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** How often it happened. */
  readonly count: number;
}

/** Normal ones too, for who asks for events. core/v1, because every version serves it and it holds what events.k8s.io does. */
export const allEvents: Kind<EventRecord> = {
  resource: {
    group: '',
    version: 'v1',
    plural: 'events',
    singular: 'event',
    kind: 'Event',
    shortNames: ['ev'],
    namespaced: true,
  },
  protobuf: schema('Event', {
    ...metadataMessages(),
    MicroTime: {seconds: field('uint32', 1)},
    Event: {
      metadata: metadataField,
      involvedObject: field('ObjectReference', 2),
      reason: field('string', 3),
      message: field('string', 4),
      source: field('EventSource', 5),
      firstTimestamp: field('Time', 6),
      lastTimestamp: field('Time', 7),
      count: field('int32', 8),
      type: field('string', 9),
      eventTime: field('MicroTime', 10),
      series: field('EventSeries', 11),
      reportingComponent: field('string', 14),
      reportingInstance: field('string', 15),
    },
    ObjectReference: {
      kind: field('string', 1),
      namespace: field('string', 2),
      name: field('string', 3),
      fieldPath: field('string', 7),
    },
    EventSource: {component: field('string', 1), host: field('string', 2)},
    EventSeries: {count: field('int32', 1), lastObservedTime: field('MicroTime', 2)},
  }),
  project,
  latest: ({lastSeen}) => lastSeen,
  columns: [
    column('LAST SEEN', (event, {now}) => since(event.lastSeen, now), {
      value: (event, {now}) => elapsed(event.lastSeen, now),
    }),
    column('TYPE', (event) => event.type),
    column('REASON', (event) => event.reason),
    column('OBJECT', (event) => objectText(event)),
    column('SUBOBJECT', (event) => event.fieldPath, wide),
    column('SOURCE', (event) => event.source, wide),
    column('MESSAGE', (event) => event.message),
    column('FIRST SEEN', (event, {now}) => since(event.firstSeen, now), {
      wide: true,
      value: (event, {now}) => elapsed(event.firstSeen, now),
    }),
    column('COUNT', (event) => event.count, wide),
    column('NAME', (event) => event.name, wide),
  ],
};

/** Warnings only: what the figures of a cluster are counted from, so that Normal ones need not be held by the thousand. */
export const events: Kind<EventRecord> = {...allEvents, fieldSelector: 'type=Warning'};

function objectText({objectKind, objectName}: EventRecord): string {
  const kind = objectKind.toLowerCase();
  return objectName === '' ? kind : `${kind}/${objectName}`;
}

interface EventShape {
  readonly metadata?: ObjectMeta | null;
  readonly involvedObject?: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly fieldPath?: string;
  } | null;
  readonly reason?: string;
  readonly message?: string;
  readonly source?: {readonly component?: string; readonly host?: string} | null;
  readonly firstTimestamp?: Time;
  readonly lastTimestamp?: Time;
  readonly eventTime?: Time;
  readonly count?: number;
  readonly type?: string;
  readonly series?: {readonly count?: number; readonly lastObservedTime?: Time} | null;
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
}

function project(object: unknown): EventRecord {
  const event = object as EventShape;
  const {metadata, involvedObject, series} = event;
  const firstSeen = seconds(event.firstTimestamp) || seconds(event.eventTime);
  return {
    namespace: intern(metadata?.namespace ?? ''),
    name: metadata?.name ?? '',
    created: seconds(metadata?.creationTimestamp),
    labels: internLabels(metadata?.labels),
    type: intern(event.type ?? ''),
    reason: intern(event.reason ?? ''),
    objectKind: intern(involvedObject?.kind ?? ''),
    objectNamespace: intern(involvedObject?.namespace ?? ''),
    objectName: intern(involvedObject?.name ?? ''),
    fieldPath: intern(involvedObject?.fieldPath ?? ''),
    source: intern(sourceText(event)),
    message: intern(shortMessage(event.message, 300)),
    firstSeen,
    // A series has its own count and time; of the other two the newer API sets only the event's own.
    lastSeen: series ? seconds(series.lastObservedTime) : seconds(event.lastTimestamp) || firstSeen,
    count: series ? (series.count ?? 0) : event.count || 1,
  };
}

function sourceText({source, reportingComponent, reportingInstance}: EventShape): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return host === '' ? component : `${component}, ${host}`;
}
