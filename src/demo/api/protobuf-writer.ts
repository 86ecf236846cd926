/** Writes one message; fields that its descriptor does not name are left out. */
export type Encode = (value: unknown) => Buffer;

/** protobufjs JSON descriptors, of which string, bytes, bool, int32, uint32, messages, lists and maps are understood. */
export type Descriptors = Readonly<Record<string, {readonly fields: Readonly<Record<string, Descriptor>>}>>;

export interface Descriptor {
  readonly type: string;
  readonly id: number;
  readonly rule?: 'repeated';
  readonly keyType?: 'string';
}

/** The writer of a message. Values have the shapes of the API's JSON. */
export function encoder(message: string, descriptors: Descriptors): Encode {
  const compiledMessage = compile(message, descriptors, new Map());
  return (value) => {
    const writer = new Writer();
    writeMessage(writer, compiledMessage, value);
    return writer.bytes();
  };
}

interface Message {
  readonly name: string;
  /** From the last to the first, as they are written. */
  readonly fields: Field[];
}

interface Field {
  readonly name: string;
  readonly id: number;
  readonly shape: 'one' | 'list' | 'map';
  readonly type: string | Message;
}

function compile(name: string, descriptors: Descriptors, known: Map<string, Message>): Message {
  const before = known.get(name);
  if (before) return before;
  const message: Message = {name, fields: []};
  known.set(name, message);
  for (const [field, {type, id, rule, keyType}] of Object.entries(descriptors[name]?.fields ?? {})) {
    const shape = keyType ? 'map' : rule === 'repeated' ? 'list' : 'one';
    const ofType = type in descriptors ? compile(type, descriptors, known) : type;
    message.fields.unshift({name: field, id, shape, type: ofType});
  }
  return message;
}

function writeMessage(writer: Writer, {name, fields}: Message, value: unknown): void {
  const object = inProtobuf(name, value) as Readonly<Record<string, unknown>>;
  for (const {name: key, id, shape, type} of fields) {
    const own = object[key];
    if (own === undefined || own === null) continue;
    if (shape === 'one') writeField(writer, id, type, own);
    else if (shape === 'list') {
      const list = own as readonly unknown[];
      for (let index = list.length - 1; index >= 0; index--) writeField(writer, id, type, list[index]);
    } else {
      for (const [entry, inner] of Object.entries(own).reverse()) {
        const end = writer.at;
        writeField(writer, 2, type, inner);
        writeField(writer, 1, 'string', entry);
        writer.lengthAndTag(id, end);
      }
    }
  }
}

/** Three types have another shape here than in JSON. */
function inProtobuf(message: string, value: unknown): unknown {
  if (typeof value === 'string') {
    if (message === 'Time' || message === 'MicroTime') return {seconds: Math.floor(Date.parse(value) / 1000)};
    if (message === 'Quantity') return {string: value};
    if (message === 'IntOrString') return {type: 1, strVal: value};
  }
  return message === 'IntOrString' && typeof value === 'number' ? {type: 0, intVal: value} : value;
}

function writeField(writer: Writer, id: number, type: string | Message, value: unknown): void {
  if (typeof type === 'object') {
    const end = writer.at;
    writeMessage(writer, type, value);
    writer.lengthAndTag(id, end);
    return;
  }
  switch (type) {
    case 'string':
      writer.text(id, String(value));
      return;
    case 'bytes':
      writer.raw(id, value as Uint8Array);
      return;
    default:
      writer.number(id, Number(value));
  }
}

/** Writes from the end to the beginning, so that a length is known when its place comes. */
class Writer {
  #buffer = shared;
  at = this.#buffer.length;

  bytes(): Buffer {
    const bytes = Buffer.from(this.#buffer.subarray(this.at));
    // The largest so far is kept for the next.
    shared = this.#buffer;
    return bytes;
  }

  text(id: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#room(length);
    const end = this.at;
    this.at -= length;
    this.#buffer.write(value, this.at);
    this.lengthAndTag(id, end);
  }

  raw(id: number, value: Uint8Array): void {
    this.#room(value.length);
    const end = this.at;
    this.at -= value.length;
    this.#buffer.set(value, this.at);
    this.lengthAndTag(id, end);
  }

  number(id: number, value: number): void {
    this.#varint(value);
    this.#varint(id * 8);
  }

  lengthAndTag(id: number, end: number): void {
    this.#varint(end - this.at);
    this.#varint(id * 8 + 2);
  }

  /** Not negative and exact, up to 2^53. */
  #varint(value: number): void {
    this.#room(10);
    let length = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length++;
    this.at -= length;
    let rest = value;
    for (let index = 0; index < length; index++) {
      this.#buffer[this.at + index] = (rest % 0x80) | (index < length - 1 ? 0x80 : 0);
      rest = Math.floor(rest / 0x80);
    }
  }

  #room(bytes: number): void {
    if (this.at >= bytes) return;
    const used = this.#buffer.length - this.at;
    const larger = Buffer.alloc(2 * (this.#buffer.length + bytes));
    this.#buffer.copy(larger, larger.length - used, this.at);
    this.#buffer = larger;
    this.at = larger.length - used;
  }
}

let shared: Buffer = Buffer.alloc(64 * 1024);

/** A field of a descriptor. */
export function field(type: string, id: number): Descriptor {
  return {type, id};
}
