import {ByteQueue} from './byte-queue.ts';
import {GarbledError} from './garbled.ts';
import {decodeListMetadata, type ListMetadata, magic} from './protobuf.ts';

// As for watch frames: no object comes near it.
const maxItem = 64 * 1024 * 1024;

type Place = 'magic' | 'envelope' | 'list';

/**
 * Reads a protobuf list as its chunks come, item by item, so that the list is never held whole: an envelope
 * (runtime.Unknown) whose field 2 is `{metadata = 1, items = 2}`.
 */
export class ProtobufListReader {
  metadata: ListMetadata = {};
  readonly #queue = new ByteQueue();
  #place: Place = 'magic';
  /** Bytes of the list message still to come. */
  #left = 0;
  #isComplete = false;

  /** The raw messages of the items that `chunk` completes. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    this.#queue.push(chunk);
    if (this.#place === 'magic' && !this.#readMagic()) return;
    while (this.#queue.length > 0) {
      const head = this.#head();
      if (head === undefined) return;
      if (this.#place === 'envelope' && head.field === 2 && head.wireType === 2) {
        this.#queue.take(head.size);
        this.#place = 'list';
        this.#left = head.length;
        this.#isComplete = head.length === 0;
        continue;
      }
      if (head.length > maxItem) throw new GarbledError('a list item of an impossible length');
      if (this.#queue.length < head.size + head.length) return;
      this.#queue.take(head.size);
      const value = this.#queue.take(head.length);
      if (this.#place !== 'list') continue;
      this.#left -= head.size + head.length;
      if (this.#left < 0) throw new GarbledError('a list whose items are longer than itself');
      if (head.field === 1) this.metadata = decodeListMetadata(value);
      if (head.field === 2) yield value;
      if (this.#left === 0) {
        this.#place = 'envelope';
        this.#isComplete = true;
      }
    }
  }

  /** @throws GarbledError when the list is cut off. */
  finish(): void {
    if (!this.#isComplete || this.#queue.length > 0) throw new GarbledError('a list that is cut off');
  }

  #readMagic(): boolean {
    if (this.#queue.length < magic.length) return false;
    const start = this.#queue.take(magic.length);
    if (!magic.every((byte, index) => start[index] === byte)) {
      throw new GarbledError('a list that does not begin as Kubernetes protobuf does');
    }
    this.#place = 'envelope';
    return true;
  }

  /** The next field's number and the length of its value; `size` is that of the head itself. */
  #head(): {field: number; wireType: number; size: number; length: number} | undefined {
    const tag = this.#varint(0);
    if (tag === undefined) return undefined;
    const field = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    switch (wireType) {
      case 0: {
        const value = this.#varint(tag.size);
        return value && {field, wireType, size: tag.size, length: value.size};
      }
      case 1:
        return {field, wireType, size: tag.size, length: 8};
      case 2: {
        const length = this.#varint(tag.size);
        return length && {field, wireType, size: tag.size + length.size, length: length.value};
      }
      case 5:
        return {field, wireType, size: tag.size, length: 4};
      default:
        throw new GarbledError('a list that is not protobuf');
    }
  }

  #varint(from: number): {value: number; size: number} | undefined {
    let value = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#queue.at(from + index);
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return {value, size: index + 1};
    }
    throw new GarbledError('a list that is not protobuf');
  }
}
