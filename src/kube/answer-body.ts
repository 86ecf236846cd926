import {constants, Gunzip} from 'minizlib';
import type {Asked} from './transport-failure.ts';
import {garbledFailure} from './transport-failure.ts';

/** What is counted of an answer while it is read. */
export interface BodyCounts {
  /** Bytes that came over the wire. */
  onReceived(bytes: number): void;
  /** Bytes after decompression. */
  onDecoded(bytes: number): void;
}

/**
 * The decoded bytes of an answer as they come. Every byte the server has flushed is handed on at once: a watch event
 * must not wait in the decompressor for the next one. Leaving the loop ends the request, for it destroys `body`.
 */
export async function* decodedBody(
  body: AsyncIterable<Uint8Array>,
  isCompressed: boolean,
  {onReceived, onDecoded}: BodyCounts,
): AsyncGenerator<Uint8Array> {
  const gunzip = isCompressed ? openGunzip() : undefined;
  try {
    for await (const chunk of body) {
      onReceived(chunk.length);
      for (const decoded of gunzip?.push(chunk) ?? [chunk]) {
        onDecoded(decoded.length);
        yield decoded;
      }
    }
    gunzip?.finish();
  } finally {
    gunzip?.close();
  }
}

/**
 * Decompresses here and now: API servers flush every 4 KB, and handing each of those to Node's thread pool and back
 * costs three times what the decompression does.
 */
function openGunzip() {
  const gunzip = new Gunzip(gunzipOptions);
  let ready: Buffer[] = [];
  let failure: unknown;
  gunzip.on('data', (decoded) => ready.push(decoded));
  gunzip.on('error', (error) => {
    failure = error;
  });
  return {
    push(chunk: Uint8Array): readonly Buffer[] {
      ready = [];
      gunzip.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      if (failure !== undefined) throw failure;
      return ready;
    },
    /** @throws ZlibError when the bytes are cut off. */
    finish(): void {
      gunzip.end();
      if (failure !== undefined) throw failure;
    },
    close: () => gunzip.close(),
  };
}

// The pieces are long enough that most objects come in one.
const gunzipOptions = {flush: constants.Z_SYNC_FLUSH, chunkSize: 64 * 1024};

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
  onChunk: () => void,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    onChunk();
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw garbledFailure(asked, `an answer longer than ${limit / 1024 / 1024} MB`);
  }
  return Buffer.concat(chunks);
}
