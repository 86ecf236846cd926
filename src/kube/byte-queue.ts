/**
 * Bytes as they come, taken out in pieces of a wanted length. They lie in one buffer that is used over and over, so a
 * piece is a view that holds until the next `push`: whatever is to outlive it must be copied by the taker.
 */
export class ByteQueue {
  #buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(chunk: Uint8Array): void {
    // Empty, as between two events: from the front again, or hundreds of quiet watches would each touch all of theirs.
    if (this.#start === this.#end) this.#start = this.#end = 0;
    if (this.#end + chunk.length > this.#buffer.length) this.#makeRoom(chunk.length);
    this.#buffer.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The byte at `index`; undefined when it has not come yet. */
  at(index: number): number | undefined {
    return index < this.length ? this.#buffer[this.#start + index] : undefined;
  }

  /** Where `byte` first stands at or after `from`, or -1. */
  indexOf(byte: number, from: number): number {
    const found = this.#buffer.subarray(0, this.#end).indexOf(byte, this.#start + from);
    return found === -1 ? -1 : found - this.#start;
  }

  /** The next `length` bytes, which must be there. */
  take(length: number): Buffer {
    if (length > this.length) throw new RangeError('take: not enough bytes');
    this.#start += length;
    return this.#buffer.subarray(this.#start - length, this.#start);
  }

  /** Moves what is left to the front, of a larger buffer where it would not leave room for as much again. */
  #makeRoom(length: number): void {
    const wanted = 2 * (this.length + length);
    const isFitting = wanted <= this.#buffer.length && this.#buffer.length <= Math.max(usual, 8 * wanted);
    const next = isFitting ? this.#buffer : Buffer.allocUnsafe(Math.max(usual, wanted));
    this.#buffer.copy(next, 0, this.#start, this.#end);
    this.#buffer = next;
    this.#end -= this.#start;
    this.#start = 0;
  }
}

// Several objects and a chunk. A buffer that one huge object needed is let go when the next ones are not.
const usual = 256 * 1024;
