/** Reads one message of a narrow schema; fields that the schema does not name are skipped unread. */
export interface MessageDecoder {
  /** Absent fields read as protobufjs has them: the type's zero, `null` for messages and optional scalars. */
  decode(bytes: Uint8Array): unknown;
}

/** A protobufjs JSON descriptor, of which string, bytes, bool, int32, uint32, messages, lists and maps are understood. */
export interface Schema {
  readonly message: string;
  readonly descriptor: {readonly nested: Readonly<Record<string, unknown>>};
}

const compiled = new WeakMap<object, MessageDecoder>();

/**
 * The decoder of a schema, compiled once per schema: tables and one small loop instead of generated code for each
 * message, because the first list is over before a compiler has made anything of so much of it.
 * @throws Error when the descriptor does not hold the message, or a type that is not understood.
 */
export function compileSchema(schema: Schema): MessageDecoder {
  const known = compiled.get(schema);
  if (known) return known;
  const message = compile(schema.message, schema.descriptor.nested as Descriptors, new Map());
  const decoder = {
    decode(bytes: Uint8Array): unknown {
      const cursor = new Cursor(bytes);
      return readMessage(cursor, message, bytes.length);
    },
  };
  compiled.set(schema, decoder);
  return decoder;
}

type Descriptors = Readonly<Record<string, {readonly fields: Readonly<Record<string, FieldDescriptor>>}>>;

interface FieldDescriptor {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
  readonly keyType?: 'string';
  readonly options?: {readonly proto3_optional?: boolean};
}

type Scalar = 'string' | 'bytes' | 'bool' | 'int32' | 'uint32';

interface Message {
  /** By tag: number and wire type, so that a field of another wire type than ours counts as unknown. */
  readonly fields: (Field | undefined)[];
  /** What a message without fields reads as; every message begins as a child of it. */
  readonly empty: object;
}

interface Field {
  readonly name: string;
  readonly shape: 'one' | 'list' | 'map';
  readonly type: Scalar | Message;
}

function compile(name: string, descriptors: Descriptors, known: Map<string, Message>): Message {
  const before = known.get(name);
  if (before) return before;
  const descriptor = descriptors[name];
  if (!descriptor) throw new Error(`the schema has no message ${name}`);
  const empty: Record<string, unknown> = {};
  const message: Message = {fields: [], empty};
  known.set(name, message);
  for (const [field, {type, id, rule, keyType, options}] of Object.entries(descriptor.fields)) {
    const shape = keyType ? 'map' : rule === 'repeated' ? 'list' : 'one';
    const ofType = isScalar(type) ? type : compile(type, descriptors, known);
    const isVarint = shape !== 'map' && (type === 'bool' || type === 'int32' || type === 'uint32');
    message.fields[(id << 3) | (isVarint ? varintType : bytesType)] = {name: field, shape, type: ofType};
    empty[field] = options?.proto3_optional ? null : shape === 'one' ? zeroOf(ofType) : zeros[shape];
  }
  // Without holes, for a lookup in them is slow.
  for (let tag = 0; tag < message.fields.length; tag++) message.fields[tag] ??= undefined;
  return message;
}

const zeros = {
  list: Object.freeze([]),
  map: Object.freeze({}),
  string: '',
  bytes: new Uint8Array(0),
  bool: false,
};

function zeroOf(type: Scalar | Message): unknown {
  if (typeof type === 'object') return null;
  return type === 'int32' || type === 'uint32' ? 0 : zeros[type];
}

function isScalar(type: string): type is Scalar {
  return type === 'int32' || type === 'uint32' || (type in zeros && type !== 'list' && type !== 'map');
}

function readMessage(cursor: Cursor, {fields, empty}: Message, end: number): Record<string, unknown> {
  const message = Object.create(empty) as Record<string, unknown>;
  while (cursor.at < end) {
    const tag = cursor.varint();
    const field = tag < fields.length ? fields[tag] : undefined;
    if (field === undefined) {
      cursor.skip(tag & 7);
      continue;
    }
    const {name, type} = field;
    if (field.shape === 'one') {
      message[name] = readValue(cursor, type);
    } else if (field.shape === 'list') {
      const list = Object.hasOwn(message, name) ? (message[name] as unknown[]) : [];
      list.push(readValue(cursor, type));
      message[name] = list;
    } else {
      const map = Object.hasOwn(message, name) ? (message[name] as Record<string, unknown>) : {};
      readEntry(cursor, type, map);
      message[name] = map;
    }
  }
  if (cursor.at !== end) throw cutOff();
  return message;
}

/** One entry of a map: a message of a key and a value, either of which is its type's zero when absent. */
function readEntry(cursor: Cursor, type: Scalar | Message, map: Record<string, unknown>): void {
  const end = cursor.end();
  let key = '';
  let value: unknown;
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === keyTag) key = cursor.string();
    else if (tag === valueTag) value = readValue(cursor, type);
    else cursor.skip(tag & 7);
  }
  if (cursor.at !== end) throw cutOff();
  map[key] = value === undefined ? zeroOf(type) : value;
}

function readValue(cursor: Cursor, type: Scalar | Message): unknown {
  switch (type) {
    case 'string':
      return cursor.string();
    case 'bytes':
      return cursor.view();
    case 'bool':
      return cursor.varint() !== 0;
    case 'int32':
      return cursor.varint() | 0;
    case 'uint32':
      return cursor.varint();
    default:
      return readMessage(cursor, type, cursor.end());
  }
}

const varintType = 0;
const bytesType = 2;
const keyTag = (1 << 3) | bytesType;
const valueTag = (2 << 3) | bytesType;

/** A place in the bytes. */
class Cursor {
  at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The low 32 bits of a number of up to 64. */
  varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= bytes.length) throw cutOff();
      const byte = bytes[this.at++] as number;
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('a number that does not end');
  }

  /** Where the value that begins with its length ends. */
  end(): number {
    const length = this.varint();
    if (length > this.#bytes.length - this.at) throw cutOff();
    return this.at + length;
  }

  string(): string {
    const end = this.end();
    const start = this.at;
    this.at = end;
    return this.#bytes.toString('utf8', start, end);
  }

  view(): Uint8Array {
    const end = this.end();
    const start = this.at;
    this.at = end;
    return this.#bytes.subarray(start, end);
  }

  skip(wireType: number): void {
    if (wireType === bytesType) this.at = this.end();
    else if (wireType === varintType) this.varint();
    else if (wireType === 1) this.at += 8;
    else if (wireType === 5) this.at += 4;
    else throw new RangeError(`a field of wire type ${wireType}`);
  }
}

function cutOff(): RangeError {
  return new RangeError('a message that is cut off');
}
