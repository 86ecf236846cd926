import {GarbledError} from './garbled.ts';
import {compileSchema, type MessageDecoder} from './protobuf-decoder.ts';

/** What of every object a watch needs besides its record. */
export interface ObjectIdentity {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Reads an object's identity from its raw message; annotations only of bookmarks, since those of objects can be long. */
export function decodeIdentity(raw: Uint8Array, isBookmark: boolean): ObjectIdentity {
  return (isBookmark ? bookmark : identity).decode(raw) as ObjectIdentity;
}

/** One event of a protobuf watch: its type and the object's raw message (out of its envelope). */
export interface RawEvent {
  readonly type: string;
  readonly raw: Uint8Array;
}

/** @throws GarbledError when the frame is not a WatchEvent around an enveloped object. */
export function decodeEvent(frame: Uint8Array): RawEvent {
  try {
    const event = watchEvent.decode(frame) as {type?: string; object?: {raw?: Uint8Array}};
    if (!event.type || !event.object?.raw) throw new GarbledError('a watch frame without an event');
    return {type: event.type, raw: openEnvelope(event.object.raw)};
  } catch (error) {
    throw error instanceof GarbledError
      ? error
      : new GarbledError('a watch frame that is not protobuf', {cause: error});
  }
}

/** The metadata of a list. */
export interface ListMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export function decodeListMetadata(bytes: Uint8Array): ListMetadata {
  return listMetadata.decode(bytes) as ListMetadata;
}

/** A Status out of its envelope, in its JSON shape. */
export function decodeStatus(bytes: Uint8Array): unknown {
  return status.decode(openEnvelope(bytes));
}

/** A Status's raw message, in its JSON shape. */
export function decodeRawStatus(raw: Uint8Array): unknown {
  return status.decode(raw);
}

/** The first bytes of every protobuf object the API sends: `k8s` and a zero. */
export const magic: readonly number[] = [0x6b, 0x38, 0x73, 0x00];

function openEnvelope(bytes: Uint8Array): Uint8Array {
  if (!magic.every((byte, index) => bytes[index] === byte)) {
    throw new GarbledError('an object that does not begin as Kubernetes protobuf does');
  }
  const {raw} = envelope.decode(bytes.subarray(magic.length)) as {raw?: Uint8Array};
  return raw ?? new Uint8Array(0);
}

// Field numbers: generated.proto of k8s.io/apimachinery, packages runtime and meta/v1.
const wire = {
  nested: {
    Unknown: {fields: {raw: {type: 'bytes', id: 2}}},
    RawExtension: {fields: {raw: {type: 'bytes', id: 1}}},
    WatchEvent: {fields: {type: {type: 'string', id: 1}, object: {type: 'RawExtension', id: 2}}},
    ListMeta: {
      fields: {
        resourceVersion: {type: 'string', id: 2},
        continue: {type: 'string', id: 3},
        remainingItemCount: {type: 'uint32', id: 4},
      },
    },
    ObjectMeta: {
      fields: {
        name: {type: 'string', id: 1},
        namespace: {type: 'string', id: 3},
        resourceVersion: {type: 'string', id: 6},
      },
    },
    BookmarkMeta: {
      fields: {
        resourceVersion: {type: 'string', id: 6},
        annotations: {keyType: 'string', type: 'string', id: 12},
      },
    },
    Identity: {fields: {metadata: {type: 'ObjectMeta', id: 1}}},
    Bookmark: {fields: {metadata: {type: 'BookmarkMeta', id: 1}}},
    StatusDetails: {fields: {retryAfterSeconds: {type: 'int32', id: 5}}},
    Status: {
      fields: {
        metadata: {type: 'ListMeta', id: 1},
        message: {type: 'string', id: 3},
        reason: {type: 'string', id: 4},
        details: {type: 'StatusDetails', id: 5},
        code: {type: 'int32', id: 6},
      },
    },
  },
};

const envelope = decoderOf('Unknown');
const watchEvent = decoderOf('WatchEvent');
const listMetadata = decoderOf('ListMeta');
const identity = decoderOf('Identity');
const bookmark = decoderOf('Bookmark');
const status = decoderOf('Status');

function decoderOf(message: string): MessageDecoder {
  return compileSchema({message, descriptor: wire});
}
