import assert from 'node:assert/strict';
import {test} from 'node:test';
import protobuf from 'protobufjs/light.js';
import {compileSchema} from '../../src/kube/protobuf-decoder.ts';

// What is read, and what else the sender knows: fields of every wire type that the reader must step over.
const read = {
  Root: {
    edition: 'proto2',
    fields: {
      name: {type: 'string', id: 1},
      count: {type: 'int32', id: 3},
      seconds: {type: 'uint32', id: 4},
      isReady: {type: 'bool', id: 5},
      raw: {type: 'bytes', id: 6},
      child: {type: 'Child', id: 7},
      children: {rule: 'repeated', type: 'Child', id: 20},
      words: {rule: 'repeated', type: 'string', id: 21},
      labels: {keyType: 'string', type: 'string', id: 22},
      byName: {keyType: 'string', type: 'Child', id: 40},
      isStarted: {type: 'bool', id: 41, options: {proto3_optional: true}},
    },
  },
  Child: {edition: 'proto2', fields: {text: {type: 'string', id: 2}, deeper: {type: 'Child', id: 3}}},
} as const;
const sent = {
  Root: {
    ...read.Root,
    fields: {
      ...read.Root.fields,
      longBefore: {type: 'string', id: 2},
      ratio: {type: 'double', id: 8},
      small: {type: 'float', id: 9},
      large: {type: 'uint64', id: 10},
      unread: {type: 'Child', id: 200},
    },
  },
  Child: {...read.Child, fields: {...read.Child.fields, other: {type: 'fixed64', id: 1}}},
} as const;
const ours = compileSchema({message: 'Root', descriptor: {nested: read}});
const theirs = protobuf.Root.fromJSON({nested: read} as never).lookupType('Root');
const sender = protobuf.Root.fromJSON({nested: sent} as never).lookupType('Root');

const messages: readonly object[] = [
  {},
  {name: '', count: 0, seconds: 0, isReady: false, isStarted: false, words: [''], labels: {'': ''}},
  {name: 'größe 🚢', count: -1, seconds: 4_000_000_000, isReady: true, isStarted: true},
  {
    longBefore: 'x'.repeat(20_000),
    ratio: 1.5,
    small: 2.5,
    large: 2 ** 52,
    unread: {text: 'unread'},
    name: 'last',
  },
  {raw: Buffer.from([0, 255, 128]), child: {other: 7, text: 'a', deeper: {deeper: {text: 'c'}}}},
  {children: [{text: 'a'}, {}, {text: 'c', other: 3}], words: ['a', 'b', ''], labels: {app: 'web', tier: ''}},
  {byName: {cpu: {text: '100m'}, memory: {}}, labels: {a: '1', b: '2'}, child: {}},
];

test('a message reads as protobufjs reads it, whatever else the sender knows', () => {
  for (const message of messages) {
    const bytes = sender.encode(sender.fromObject(message)).finish();
    assert.deepEqual(asPlain(ours.decode(bytes)), asPlain(theirs.decode(bytes)), JSON.stringify(message));
  }
});

test('bytes that are no UTF-8 become replacement characters, as protobufjs has it', () => {
  const bytes = Buffer.from([0x0a, 0x03, 0x61, 0xff, 0x62]);
  assert.equal((ours.decode(bytes) as {name: string}).name, 'a\ufffdb');
});

test('of a number of 64 bits the low 32 are read', () => {
  // 2^40 + 5, as field 4.
  const bytes = Buffer.from([0x20, 0x85, 0x80, 0x80, 0x80, 0x80, 0x20]);
  assert.equal((ours.decode(bytes) as {seconds: number}).seconds, 5);
});

test('a field of another wire type than the schema says counts as unknown', () => {
  const {name, count} = ours.decode(Buffer.from([0x08, 0x05, 0x1a, 0x01, 0x41])) as {
    name: string;
    count: number;
  };
  assert.deepEqual({name, count}, {name: '', count: 0});
});

test('a message that is cut off, or whose lengths lie, is refused and nothing beyond it is read', () => {
  const whole = Buffer.from(sender.encode(sender.fromObject({child: {deeper: {text: 'abc'}}})).finish());
  const buffer = Buffer.concat([whole, Buffer.from('beyond the message')]);
  for (let length = 1; length < whole.length; length++) {
    assert.throws(() => ours.decode(buffer.subarray(0, length)), RangeError, `${length} bytes`);
  }
  // A child that ends in the middle of its own field.
  assert.throws(
    () => ours.decode(Buffer.from([0x3a, 0x03, 0x12, 0x05, 0x61, 0x62, 0x63, 0x64, 0x65])),
    RangeError,
  );
  assert.throws(() => ours.decode(Buffer.from('<html><body>')), RangeError);
  assert.throws(() => ours.decode(Buffer.alloc(20, 0xff)), RangeError);
});

/** Own fields and those a message only inherits as its defaults, alike; without what protobufjs adds of its own. */
function asPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (Array.isArray(value)) return value.map(asPlain);
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name];
    if (typeof field !== 'function' && !name.startsWith('$')) plain[name] = asPlain(field);
  }
  return plain;
}
