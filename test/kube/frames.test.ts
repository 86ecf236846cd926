import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isDeepStrictEqual} from 'node:util';
import {FrameReader, LineReader} from '../../src/kube/frames.ts';
import {GarbledError} from '../../src/kube/garbled.ts';

function inChunks(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

function read(reader: FrameReader | LineReader, chunks: readonly Buffer[]): string[] {
  const read = chunks.flatMap((chunk) =>
    [...reader.push(chunk)].map((piece) => Buffer.from(piece).toString()),
  );
  reader.finish();
  return read;
}

test('frames come out whole wherever the chunks are cut', () => {
  const texts = ['a', '', 'größe 🚢', 'x'.repeat(3000)];
  const bytes = Buffer.concat(texts.map(frame));
  for (const size of [1, 2, 3, 5, 7, 1000, bytes.length]) {
    assert.deepEqual(read(new FrameReader(), inChunks(bytes, size)), texts, `chunks of ${size}`);
  }
});

test('frames come out whole however much came before, short ones after a huge one too', () => {
  const lengths = [
    3,
    40_000,
    5_000_000,
    ...Array.from({length: 300}, (_, index) => 1 + ((index * 7919) % 40_000)),
  ];
  const texts = lengths.map((length, index) => String.fromCharCode(97 + (index % 26)).repeat(length));
  const bytes = Buffer.concat(texts.map(frame));
  for (const size of [4096, 37_000, 300_000]) {
    assert.ok(isDeepStrictEqual(read(new FrameReader(), inChunks(bytes, size)), texts), `chunks of ${size}`);
  }
});

test('what comes piece by piece lies where the piece before it lay, so that a quiet watch holds little', () => {
  const reader = new FrameReader();
  const places = Array.from({length: 3}, () =>
    [...reader.push(frame('event'))].map(({byteOffset}) => byteOffset),
  );
  assert.equal(new Set(places.flat()).size, 1);
});

test('a frame cut in half is told when the stream ends', () => {
  const reader = new FrameReader();
  assert.deepEqual([...reader.push(frame('whole').subarray(0, 6))], []);
  assert.throws(() => reader.finish(), GarbledError);
});

test('a frame of a length no object has is refused at once', () => {
  assert.throws(() => [...new FrameReader().push(Buffer.from('<html>'))], GarbledError);
});

test('lines come out whole wherever the chunks are cut, characters of several bytes too', () => {
  const texts = ['{"name":"größe 🚢"}', '{"a":"\\n"}', 'x'.repeat(3000)];
  const bytes = Buffer.from(`${texts.join('\n')}\n\n`);
  for (const size of [1, 2, 3, 5, 7, 1000, bytes.length]) {
    assert.deepEqual(read(new LineReader(), inChunks(bytes, size)), texts, `chunks of ${size}`);
  }
});

test('a chunk that ends a long line may hold short ones after it', () => {
  const chunks = ['x'.repeat(50), 'x\n{}\n[]\n'].map((text) => Buffer.from(text));
  assert.deepEqual(read(new LineReader(), chunks), ['x'.repeat(51), '{}', '[]']);
});

test('a line without its end is told when the stream ends', () => {
  const reader = new LineReader();
  assert.deepEqual([...reader.push(Buffer.from('{"type":'))], []);
  assert.throws(() => reader.finish(), GarbledError);
});
