import assert from 'node:assert/strict';
import {test} from 'node:test';
import protobuf from 'protobufjs/light.js';
import {listDecoder} from '../../src/kube/codec.ts';
import {GarbledError} from '../../src/kube/garbled.ts';
import {type Pod, pods, podsAsJson, podsAsTable} from './projections.ts';

type Projection = Parameters<typeof listDecoder<Pod>>[0];

function readIn(projection: Projection, type: string, bytes: Buffer, size: number) {
  const decoder = listDecoder(projection, type);
  const records: Pod[] = [];
  for (let at = 0; at < bytes.length; at += size)
    records.push(...decoder.push(bytes.subarray(at, at + size)));
  return {records, metadata: decoder.finish()};
}

const item = (name: string, phase: string) => ({metadata: {name, namespace: 'a'}, status: {phase}});

test('the items of a JSON list come out one by one wherever the chunks are cut', () => {
  const list = {
    kind: 'PodList',
    odd: {items: [{metadata: {name: 'not one'}}]},
    metadata: {resourceVersion: '7', continue: 'to\\"ken]}', remainingItemCount: 3},
    items: [item('brace } "quoted" \\', 'Running'), item('größe 🚢 [', 'Pending'), {metadata: {}}],
    last: ['x'],
  };
  const bytes = Buffer.from(JSON.stringify(list));
  for (const size of [1, 2, 3, 5, 64, bytes.length]) {
    const {records, metadata} = readIn(podsAsJson, 'application/json', bytes, size);
    assert.deepEqual(
      records.map(({name}) => name),
      ['brace } "quoted" \\', 'größe 🚢 [', ''],
    );
    assert.deepEqual(metadata, list.metadata);
  }
});

test('an indented, an empty and a null list are lists', () => {
  const full = JSON.stringify(
    {metadata: {resourceVersion: '1'}, items: [item('a', 'Running')]},
    undefined,
    2,
  );
  assert.equal(readIn(podsAsJson, 'application/json', Buffer.from(full), 10).records.length, 1);
  for (const items of [[], null]) {
    const bytes = Buffer.from(JSON.stringify({items, metadata: {resourceVersion: '1'}}));
    const {records, metadata} = readIn(podsAsJson, 'application/json', bytes, 4);
    assert.deepEqual([records, metadata.resourceVersion], [[], '1']);
  }
});

test('rows of a Table are projected with their columns', () => {
  const table = {
    kind: 'Table',
    metadata: {resourceVersion: '3'},
    columnDefinitions: [{name: 'Name'}, {name: 'Status'}],
    rows: [{cells: ['one', 'Running'], object: {metadata: {name: 'one', namespace: 'a'}}}],
  };
  const {records} = readIn(podsAsTable, 'application/json', Buffer.from(JSON.stringify(table)), 9);
  assert.deepEqual(records, [{namespace: 'a', name: 'one', phase: 'Running'}]);
});

test('a server that knows no Tables gives rows that have a name', () => {
  const list = {metadata: {}, items: [item('one', 'Running')]};
  const {records} = readIn(podsAsTable, 'application/json', Buffer.from(JSON.stringify(list)), 100);
  assert.deepEqual(records, [{namespace: 'a', name: 'one', phase: ''}]);
});

test('JSON that is cut off, and JSON that is no list, are told', () => {
  const bytes = Buffer.from(JSON.stringify({metadata: {}, items: [item('a', 'b')]}));
  assert.throws(() => readIn(podsAsJson, 'application/json', bytes.subarray(0, -3), 8), GarbledError);
  assert.throws(() => readIn(podsAsJson, 'application/json', Buffer.from('{"a":1}'), 8), GarbledError);
  assert.throws(() => readIn(podsAsJson, 'application/json', Buffer.from('nonsense'), 8), GarbledError);
});

function protobufList(names: readonly string[]): Buffer {
  const list = protobuf.Writer.create();
  list.uint32(10).fork().uint32(18).string('42').uint32(26).string('next').uint32(32).int64(9).ldelim();
  for (const name of names) {
    list.uint32(18).fork();
    list.uint32(10).fork().uint32(10).string(name).uint32(26).string('a').ldelim();
    list.uint32(26).fork().uint32(10).string('Running').ldelim();
    list.ldelim();
  }
  const envelope = protobuf.Writer.create();
  envelope.uint32(10).fork().uint32(10).string('v1').uint32(18).string('PodList').ldelim();
  envelope.uint32(18).bytes(list.finish()).uint32(26).string('').uint32(34).string('');
  return Buffer.concat([Buffer.from('k8s\0'), envelope.finish()]);
}

const protobufType = 'application/vnd.kubernetes.protobuf';

test('the items of a protobuf list come out one by one wherever the chunks are cut', () => {
  const names = ['one', 'größe', 'x'.repeat(300)];
  const bytes = protobufList(names);
  for (const size of [1, 2, 3, 7, 100, bytes.length]) {
    const {records, metadata} = readIn(pods, protobufType, bytes, size);
    assert.deepEqual(
      records.map(({name, phase}) => [name, phase]),
      names.map((name) => [name, 'Running']),
    );
    assert.deepEqual({...metadata}, {resourceVersion: '42', continue: 'next', remainingItemCount: 9});
  }
});

test('a protobuf list that is empty, cut off, or not protobuf is told apart', () => {
  assert.deepEqual(readIn(pods, protobufType, protobufList([]), 5).records, []);
  const bytes = protobufList(['one', 'two']);
  assert.throws(() => readIn(pods, protobufType, bytes.subarray(0, -20), 16), GarbledError);
  assert.throws(() => readIn(pods, protobufType, Buffer.from('<html>no</html>'), 16), GarbledError);
  assert.throws(() => listDecoder(pods, 'text/plain'), GarbledError);
});
