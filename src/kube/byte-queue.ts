/**
 * Bytes as they come, taken out in pieces of a wanted length. A piece within one chunk is a view of it, not a copy, so
 * whatever outlives the chunk must be copied by the taker.
 */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #offset = 0;
  length = 0;

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.length += chunk.length;
  }

  /** The byte at `index`; undefined when it has not come yet. */
  at(index: number): number | undefined {
    let position = index + this.#offset;
    for (const chunk of this.#chunks) {
      if (position < chunk.length) return chunk[position];
      position -= chunk.length;
    }
    return undefined;
  }

  /** Where `byte` first stands at or after `from`, or -1. */
  indexOf(byte: number, from: number): number {
    let start = -this.#offset;
    for (const chunk of this.#chunks) {
      const end = start + chunk.length;
      if (end > from) {
        const found = chunk.indexOf(byte, Math.max(from - start, start < 0 ? -start : 0));
        if (found !== -1) return start + found;
      }
      start = end;
    }
    return -1;
  }

  /** The next `length` bytes, which must be there. */
  take(length: number): Uint8Array {
    const first = this.#chunks[0];
    if (length === 0 || first === undefined) return new Uint8Array(0);
    if (first.length - this.#offset >= length) {
      const piece = first.subarray(this.#offset, this.#offset + length);
      this.#advance(length);
      return piece;
    }
    // A Buffer, because strings are read from it natively.
    const piece = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) throw new RangeError('take: not enough bytes');
      const part = chunk.subarray(this.#offset, this.#offset + length - filled);
      piece.set(part, filled);
      filled += part.length;
      this.#advance(part.length);
    }
    return piece;
  }

  #advance(count: number): void {
    this.#offset += count;
    this.length -= count;
    if (this.#offset === this.#chunks[0]?.length) {
      this.#chunks.shift();
      this.#offset = 0;
    }
  }
}
