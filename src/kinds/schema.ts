import type {ProtobufSchema} from './kind.ts';

/**
 * Builds the narrow protobuf schema of a kind. Names and numbers are those of `generated.proto` in k8s.io/api, with two
 * liberties: only the fields that are read are named, and int64 is declared as uint32. Both are varints on the wire, and
 * seconds since the epoch and generations fit, so no Long object is made for each of them.
 */
export function schema(message: string, messages: Readonly<Record<string, Fields>>): ProtobufSchema {
  const nested: Record<string, unknown> = {};
  for (const [name, fields] of Object.entries(messages)) {
    // JSON descriptors are proto3 unless told otherwise: that would drop zeros and refuse a list for one bad UTF-8 byte.
    nested[name] = {edition: 'proto2', fields};
  }
  return {message, descriptor: {nested}};
}

export type Fields = Readonly<Record<string, Field>>;

export interface Field {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
  readonly keyType?: 'string';
  readonly options?: {readonly proto3_optional: true};
}

/** A field whose absence means the same as its zero: everything that is no pointer in the Go type. */
export function field(type: string, id: number): Field {
  return {type, id};
}

/** A pointer to a scalar in the Go type: absent reads as null, as it reads as undefined in JSON. */
export function pointer(type: string, id: number): Field {
  return {type, id, options: {proto3_optional: true}};
}

export function repeated(type: string, id: number): Field {
  return {rule: 'repeated', type, id};
}

/** A map with string keys; the API has no others. */
export function map(type: string, id: number): Field {
  return {keyType: 'string', type, id};
}
