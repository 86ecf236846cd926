import {ByteQueue} from './byte-queue.ts';
import {GarbledError} from './garbled.ts';

// etcd refuses objects above 1.5 MB by default and few raise that far; 64 MB in one frame is a wrong length.
const maxFrame = 64 * 1024 * 1024;

/**
 * Splits a protobuf watch (4-byte big-endian length, then that many bytes) as chunks come. Each call yields the frames
 * a chunk completes.
 * @throws GarbledError for a length no object has; `finish` for a frame cut in half.
 */
export class FrameReader {
  readonly #queue = new ByteQueue();
  #wanted = -1;

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#queue.push(chunk);
    while (true) {
      if (this.#wanted === -1) {
        if (this.#queue.length < 4) return;
        const header = this.#queue.take(4);
        this.#wanted = new DataView(header.buffer, header.byteOffset, 4).getUint32(0);
        if (this.#wanted > maxFrame)
          throw new GarbledError(`a watch frame of an impossible length (${this.#wanted} bytes)`);
      }
      if (this.#queue.length < this.#wanted) return;
      const frame = this.#queue.take(this.#wanted);
      this.#wanted = -1;
      yield frame;
    }
  }

  finish(): void {
    if (this.#wanted !== -1 || this.#queue.length > 0)
      throw new GarbledError('a watch frame that is cut in half');
  }
}

/**
 * Splits a JSON watch into lines as chunks come, whatever the chunk borders cut through.
 * @throws GarbledError for a line no object is long enough for; `finish` for a line cut in half.
 */
export class LineReader {
  readonly #queue = new ByteQueue();
  #searched = 0;

  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#queue.push(chunk);
    while (true) {
      const end = this.#queue.indexOf(newline, this.#searched);
      if (end === -1) {
        this.#searched = this.#queue.length;
        if (this.#searched > maxFrame) throw new GarbledError('a watch line without an end');
        return;
      }
      const line = this.#queue.take(end);
      this.#queue.take(1);
      this.#searched = 0;
      if (line.length > 0) yield line;
    }
  }

  finish(): void {
    const rest = this.#queue.take(this.#queue.length);
    if (rest.some((byte) => byte > 0x20)) throw new GarbledError('a watch line that is cut in half');
  }
}

const newline = 0x0a;
