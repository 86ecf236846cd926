import type {ProtobufSchema} from '../../kinds/index.ts';
import {type Descriptors, type Encode, encoder, field} from './protobuf-writer.ts';

/**
 * The events of a watch as `application/vnd.kubernetes.protobuf`. Of an object exactly those fields are written that the
 * kind's narrow schema names, and the version: what followers of many objects read. Lists and single objects, which are
 * what people look at whole, have no such form here, and whoever asks for it gets the JSON.
 */
export interface ProtobufEvents {
  event(type: string, object: object): Buffer;
  bookmark(object: object): Buffer;
  error(status: object): Buffer;
}

export function protobufEvents(schema: ProtobufSchema, apiVersion: string): ProtobufEvents {
  const encode = compiled.get(schema) ?? encoder(schema.message, withVersion(schema));
  compiled.set(schema, encode);
  const kind = schema.message;
  return {
    event: (type, object) => frame(type, envelope(kind, apiVersion, encode(object))),
    bookmark: (object) => frame('BOOKMARK', envelope(kind, apiVersion, encodeBookmark(object))),
    error: (status) => frame('ERROR', envelope('Status', 'v1', encodeStatus(status))),
  };
}

const compiled = new WeakMap<ProtobufSchema, Encode>();

function withVersion({descriptor}: ProtobufSchema): Descriptors {
  const nested = descriptor.nested as Descriptors;
  const fields = {...nested['ObjectMeta']?.fields, resourceVersion: {type: 'string', id: 6}};
  return {...nested, ObjectMeta: {fields}};
}

function envelope(kind: string, apiVersion: string, raw: Uint8Array): Buffer {
  return Buffer.concat([magic, encodeEnvelope({typeMeta: {apiVersion, kind}, raw})]);
}

/** The length comes before it, 4 bytes, big-endian. */
function frame(type: string, object: Uint8Array): Buffer {
  const event = encodeEvent({type, object: {raw: object}});
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

const magic = Buffer.from('k8s\u0000');

// Field numbers: generated.proto of k8s.io/apimachinery, packages runtime and meta/v1.
const encodeEnvelope = encoder('Unknown', {
  Unknown: {fields: {typeMeta: field('TypeMeta', 1), raw: field('bytes', 2)}},
  TypeMeta: {fields: {apiVersion: field('string', 1), kind: field('string', 2)}},
});
const encodeEvent = encoder('WatchEvent', {
  WatchEvent: {fields: {type: field('string', 1), object: field('RawExtension', 2)}},
  RawExtension: {fields: {raw: field('bytes', 1)}},
});
const encodeBookmark = encoder('Bookmark', {
  Bookmark: {fields: {metadata: field('ObjectMeta', 1)}},
  ObjectMeta: {
    fields: {resourceVersion: field('string', 6), annotations: {keyType: 'string', type: 'string', id: 12}},
  },
});
const encodeStatus = encoder('Status', {
  Status: {
    fields: {
      status: field('string', 2),
      message: field('string', 3),
      reason: field('string', 4),
      code: field('int32', 6),
    },
  },
});
