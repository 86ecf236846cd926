import {readStatus, type SaidStatus} from './answer-failure.ts';
import {FrameReader, LineReader} from './frames.ts';
import {GarbledError} from './garbled.ts';
import {JsonListReader} from './json-list.ts';
import {decodeEvent, decodeIdentity, decodeRawStatus, type ListMetadata} from './protobuf.ts';
import {compileSchema} from './protobuf-decoder.ts';
import {ProtobufListReader} from './protobuf-list.ts';
import type {Projection} from './reflector.ts';
import {readRows} from './table-rows.ts';

/** One thing a watch said. */
export type Change<R> =
  | {readonly type: 'upsert'; readonly record: R; readonly resourceVersion: string}
  | {
      readonly type: 'remove';
      readonly namespace: string;
      readonly name: string;
      readonly resourceVersion: string;
    }
  | {readonly type: 'bookmark'; readonly resourceVersion: string; readonly isEndOfInitial: boolean}
  | {readonly type: 'error'; readonly status: SaidStatus};

/** Turns chunks of a list into records, one by one. */
export interface ListDecoder<R> {
  push(chunk: Uint8Array): Iterable<R>;
  /** Call when the bytes are all there. @throws GarbledError when they are cut off. */
  finish(): ListMetadata;
}

/** Turns chunks of a watch into changes, one by one. */
export interface WatchDecoder<R> {
  push(chunk: Uint8Array): Iterable<Change<R>>;
  finish(): void;
}

export const protobufType = 'application/vnd.kubernetes.protobuf';

/**
 * The decoder for a list of `contentType`. Only one object is whole in memory at a time.
 * @throws GarbledError for types this program did not ask for.
 */
export function listDecoder<R>(projection: Projection<R>, contentType: string): ListDecoder<R> {
  if (contentType === protobufType) return protobufList(projection);
  if (isJson(contentType)) return jsonList(projection);
  throw unexpected(contentType);
}

/** As `listDecoder`, for a watch. */
export function watchDecoder<R>(projection: Projection<R>, contentType: string): WatchDecoder<R> {
  if (contentType === protobufType) return protobufWatch(projection);
  if (isJson(contentType)) return jsonWatch(projection);
  throw unexpected(contentType);
}

function protobufList<R>(projection: Projection<R>): ListDecoder<R> {
  const reader = new ProtobufListReader();
  const project = protobufProject(projection);
  return {
    *push(chunk) {
      for (const raw of reader.push(chunk)) yield project(raw);
    },
    finish() {
      reader.finish();
      return reader.metadata;
    },
  };
}

function jsonList<R>(projection: Projection<R>): ListDecoder<R> {
  const reader = new JsonListReader();
  let definitions: unknown;
  return {
    *push(chunk) {
      for (const bytes of reader.push(chunk)) {
        const item = parse(bytes);
        if (!projection.isTable) {
          yield projection.project(withoutManagedFields(item));
          continue;
        }
        definitions ??= field(reader.shell(), 'columnDefinitions') ?? [];
        for (const row of readRows(item, definitions)) yield projection.project(row);
      }
    },
    finish() {
      reader.finish();
      const shell = reader.shell();
      const metadata = field(shell, 'metadata');
      if (metadata === undefined) throw new GarbledError('JSON that is not a list of objects');
      return metadata as ListMetadata;
    },
  };
}

function protobufWatch<R>(projection: Projection<R>): WatchDecoder<R> {
  const reader = new FrameReader();
  const project = protobufProject(projection);
  return {
    *push(chunk) {
      for (const frame of reader.push(chunk)) {
        const {type, raw} = decodeEvent(frame);
        if (type === 'ERROR') {
          yield errorChange(decodeRawStatus(raw));
          continue;
        }
        const {metadata = {}} = decodeIdentity(raw, type === 'BOOKMARK');
        const change = changeOf(type, metadata, () => project(raw));
        if (change) yield change;
      }
    },
    finish: () => reader.finish(),
  };
}

function jsonWatch<R>(projection: Projection<R>): WatchDecoder<R> {
  const reader = new LineReader();
  let definitions: unknown = [];
  return {
    *push(chunk) {
      for (const line of reader.push(chunk)) {
        const event = parse(line);
        const type = field(event, 'type');
        const object = field(event, 'object');
        if (typeof type !== 'string' || typeof object !== 'object' || object === null) {
          throw new GarbledError('a watch line without an event');
        }
        if (type === 'ERROR') {
          yield errorChange(object);
          continue;
        }
        // Only the first event of a Table watch names its columns.
        definitions = field(object, 'columnDefinitions') ?? definitions;
        const rows = projection.isTable ? readRows(object, definitions) : [object];
        for (const row of rows) {
          const body = projection.isTable ? field(row, 'object') : row;
          const change = changeOf(type, (field(body, 'metadata') ?? {}) as Metadata, () =>
            projection.project(projection.isTable ? row : withoutManagedFields(row)),
          );
          if (change) yield change;
        }
      }
    },
    finish: () => reader.finish(),
  };
}

interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

function changeOf<R>(type: string, metadata: Metadata, project: () => R): Change<R> | undefined {
  const resourceVersion = metadata.resourceVersion ?? '';
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
      return {type: 'upsert', record: project(), resourceVersion};
    case 'DELETED':
      return {
        type: 'remove',
        namespace: metadata.namespace ?? '',
        name: metadata.name ?? '',
        resourceVersion,
      };
    case 'BOOKMARK':
      return {
        type: 'bookmark',
        resourceVersion,
        isEndOfInitial: metadata.annotations?.['k8s.io/initial-events-end'] === 'true',
      };
    default:
      // Event types of later servers are none of this watch's business.
      return undefined;
  }
}

function errorChange(object: unknown): Change<never> {
  return {
    type: 'error',
    status: readStatus(object) ?? {code: 500, reason: '', message: 'the watch failed', body: object},
  };
}

function protobufProject<R>(projection: Projection<R>): (raw: Uint8Array) => R {
  if (!projection.protobuf) throw unexpected(protobufType);
  const decoder = compileSchema(projection.protobuf);
  return (raw) => {
    let message: unknown;
    try {
      message = decoder.decode(raw);
    } catch (cause) {
      throw new GarbledError('an object that is not protobuf', {cause});
    }
    return projection.project(message);
  };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  } catch (cause) {
    throw new GarbledError('JSON that cannot be parsed', {cause});
  }
}

// They are most of a custom resource's bytes and nobody shows them.
function withoutManagedFields(object: unknown): unknown {
  const metadata = field(object, 'metadata');
  if (typeof metadata === 'object' && metadata !== null && 'managedFields' in metadata)
    delete metadata.managedFields;
  return object;
}

function field(object: unknown, name: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  return (object as Record<string, unknown>)[name] ?? undefined;
}

function isJson(contentType: string): boolean {
  return contentType === 'application/json' || contentType === '';
}

function unexpected(contentType: string): GarbledError {
  return new GarbledError(`an answer of the type ${contentType || 'none'}, which was not asked for`);
}
