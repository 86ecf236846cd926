import protobuf from 'protobufjs/light.js';
import type {ProtobufSchema} from '../../src/kinds/index.ts';

/** An object as it came over the wire, read through a kind's schema; its version tells two readings apart. */
export interface Decoded {
  readonly object: unknown;
  readonly resourceVersion: string;
}

/** The items of a protobuf LIST: `k8s\0`, then runtime.Unknown with the list message as its raw bytes. */
export function decodeList({message, descriptor}: ProtobufSchema, bytes: Buffer): Decoded[] {
  if (bytes.subarray(0, 4).toString('latin1') !== 'k8s\0')
    throw new Error('not the protobuf of an API server');
  const root = protobuf.Root.fromJSON({
    nested: {...wrappers(message), ...withVersion(descriptor.nested)},
  } as never);
  const unknown = root.lookupType('Unknown').decode(bytes.subarray(4)) as unknown as {raw: Uint8Array};
  const list = root.lookupType('List').decode(unknown.raw) as unknown as {
    items: {metadata: {resourceVersion: string}}[];
  };
  return list.items.map((object) => ({object, resourceVersion: object.metadata.resourceVersion}));
}

function wrappers(message: string) {
  return {
    Unknown: {fields: {raw: {type: 'bytes', id: 2}}},
    List: {fields: {items: {rule: 'repeated', type: message, id: 2}}},
  };
}

function withVersion(nested: Readonly<Record<string, unknown>>) {
  const meta = nested['ObjectMeta'] as {edition: string; fields: object};
  return {
    ...nested,
    ObjectMeta: {...meta, fields: {...meta.fields, resourceVersion: {type: 'string', id: 6}}},
  };
}
