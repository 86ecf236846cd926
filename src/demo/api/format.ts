import type {ProtobufSchema} from '../../kinds/index.ts';
import type {KubeObject} from '../store.ts';
import {protobufEvents} from './protobuf.ts';
import type {Served} from './served.ts';
import {type Included, partialOf, tableOf} from './table.ts';

/** How the objects of one answer are written. */
export interface Format {
  readonly type: string;
  readonly watchType: string;
  list(objects: readonly KubeObject[], metadata: ListMetadata): string | Buffer;
  one(object: KubeObject): string | Buffer;
  /** `isFirst`: of its watch; only that one names the columns of a Table. */
  event(type: string, object: KubeObject, isFirst: boolean): string | Buffer;
  bookmark(metadata: BookmarkMetadata): string | Buffer;
  error(status: object): string | Buffer;
}

export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface BookmarkMetadata {
  readonly resourceVersion: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface FormatOptions {
  readonly served: Served;
  readonly query: URLSearchParams;
  readonly isWatch: boolean;
  /** Seconds since the epoch, for the ages of a Table. */
  now(): number;
}

/**
 * The first of what a client accepts that there is: JSON, Tables, bare metadata, and for watches of kinds that have a
 * schema protobuf.
 * Undefined where there is none (406).
 */
export function formatFor(accept: string | undefined, options: FormatOptions): Format | undefined {
  const {kind, resource} = options.served;
  const {isWatch} = options;
  for (const {type, as} of wishes(accept)) {
    if (type === 'application/vnd.kubernetes.protobuf') {
      if (as === '' && kind.protobuf && isWatch)
        return {
          ...json(options.served),
          watchType: 'application/vnd.kubernetes.protobuf;stream=watch',
          ...protobuf(kind.protobuf, apiVersion(resource)),
        };
    } else if (isJson(type)) {
      if (as === '') return json(options.served);
      if (as === 'Table') return table(options);
      if (as.startsWith('PartialObjectMetadata')) return partial(options.served);
    }
  }
  return undefined;
}

/** Whether a client takes plain JSON, which is all there is for what is no resource. */
export function acceptsJson(accept: string | undefined): boolean {
  return wishes(accept).some(({type, as}) => isJson(type) && as === '');
}

/** Whether a client wishes for this form of JSON before any other. */
export function prefersAs(accept: string | undefined, as: string, version: string): boolean {
  const [first] = wishes(accept);
  return first?.as === as && first.version === version;
}

interface Wish {
  readonly type: string;
  readonly as: string;
  readonly version: string;
}

function wishes(accept: string | undefined): readonly Wish[] {
  return (accept || '*/*').split(',').map((one) => {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim());
    const values = new Map(parameters.map((parameter) => parameter.split('=') as [string, string]));
    return {type: type.toLowerCase(), as: values.get('as') ?? '', version: values.get('v') ?? ''};
  });
}

function isJson(type: string): boolean {
  return type === 'application/json' || type === 'application/*' || type === '*/*';
}

function apiVersion({group, version}: Served['resource']): string {
  return group === '' ? version : `${group}/${version}`;
}

function json({resource}: Served): Format {
  const its = {kind: resource.kind, apiVersion: apiVersion(resource)};
  return {
    type: 'application/json',
    watchType: 'application/json',
    list: (objects, metadata) =>
      JSON.stringify({
        kind: `${resource.kind}List`,
        apiVersion: its.apiVersion,
        metadata,
        // As servers do: the items of a list do not repeat what they are.
        items: objects.map(({kind: _kind, apiVersion: _version, ...object}) => object),
      }),
    one: (object) => JSON.stringify(object),
    event: line,
    bookmark: (metadata) => line('BOOKMARK', {...its, metadata}),
    error: (status) => line('ERROR', status),
  };
}

function partial(of: Served): Format {
  const whole = json(of);
  const its = {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1'};
  return {
    ...whole,
    list: (objects, metadata) =>
      JSON.stringify({
        kind: 'PartialObjectMetadataList',
        apiVersion: its.apiVersion,
        metadata,
        items: objects.map(partialOf),
      }),
    one: (object) => JSON.stringify(partialOf(object)),
    event: (type, object) => line(type, partialOf(object)),
    bookmark: (metadata) => line('BOOKMARK', {...its, metadata}),
  };
}

function table({served, query, now}: FormatOptions): Format {
  const included = (query.get('includeObject') || 'Metadata') as Included;
  const {kind} = served;
  const rows = (objects: readonly KubeObject[], metadata: object) =>
    tableOf(objects, {kind, metadata, included, now: now()});
  return {
    ...json(served),
    list: (objects, metadata) => JSON.stringify(rows(objects, metadata)),
    one: (object) => JSON.stringify(rows([object], versionOf(object))),
    event(type, object, isFirst) {
      const whole = rows([object], versionOf(object));
      return line(type, isFirst ? whole : {...whole, columnDefinitions: null});
    },
    bookmark: (metadata) =>
      line('BOOKMARK', {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        metadata: {resourceVersion: metadata.resourceVersion},
        columnDefinitions: null,
        rows: [{cells: [], object: {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata}}],
      }),
  };
}

function protobuf(schema: ProtobufSchema, version: string): Pick<Format, 'event' | 'bookmark' | 'error'> {
  const {event, bookmark, error} = protobufEvents(schema, version);
  return {event, error, bookmark: (metadata) => bookmark({metadata})};
}

function versionOf({metadata}: KubeObject): object {
  return {resourceVersion: metadata['resourceVersion']};
}

function line(type: string, object: object): string {
  return `${JSON.stringify({type, object})}\n`;
}
