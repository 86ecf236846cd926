import {pipeline} from 'node:stream';
import {constants, createGunzip} from 'node:zlib';
import type {Asked} from './transport-failure.ts';
import {garbledFailure} from './transport-failure.ts';

/**
 * The decoded bytes of an answer as they come. Every byte the server has flushed is handed on at once: a watch event
 * must not wait in the decompressor for the next one.
 */
export async function* decodedBody(
  body: AsyncIterable<Uint8Array>,
  isCompressed: boolean,
  onDecoded: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of isCompressed ? decompress(body) : body) {
    onDecoded(chunk.length);
    yield chunk;
  }
}

function decompress(body: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  const gunzip = createGunzip({flush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024});
  // Errors of either side surface where the result is read, so the callback has nothing to add.
  pipeline(body, gunzip, () => {});
  return gunzip;
}

/** The first `limit` bytes of an answer; the rest is not read. What cannot be read any more is left out. */
export async function firstBytes(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= limit) break;
    }
  } catch {
    // It is the body of an error answer: a part of it is better than another error.
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/** @throws KubeError `garbled` when the answer is longer than `limit`. */
export async function allBytes(
  asked: Asked,
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw garbledFailure(asked, `an answer longer than ${limit / 1024 / 1024} MB`);
  }
  return Buffer.concat(chunks);
}
