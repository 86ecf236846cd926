import {GarbledError} from './garbled.ts';

/**
 * Reads a JSON list (or Table) as its chunks come and cuts it into its items without parsing the whole: the bytes of
 * each element of the top-level `items` or `rows` array, one at a time. What stands outside that array is the shell,
 * which holds the metadata and, for Tables, the column definitions.
 */
export class JsonListReader {
  #shell: Buffer[] = [];
  #shellBytes = 0;
  /** Parts of the element being read. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** The last string at the top level, to know whose array begins. */
  #key = '';
  #keyStart = -1;
  #carriedKey = '';
  #isInItems = false;
  #isComplete = false;

  /** The bytes of the elements that `chunk` completes, each one JSON document. */
  *push(data: Uint8Array): Generator<Buffer> {
    const chunk = Buffer.from(data.buffer, data.byteOffset, data.length);
    /** Where the bytes not yet given away begin: to the shell, or to the element being read. */
    let start = 0;
    let position = 0;
    if (this.#keyStart !== -1) this.#keyStart = 0;
    while (position < chunk.length) {
      if (this.#isInString) {
        position = this.#skipString(chunk, position);
        continue;
      }
      const byte = chunk[position];
      position++;
      if (byte === quote) {
        this.#isInString = true;
        if (this.#depth === 1) {
          this.#keyStart = position;
          this.#carriedKey = '';
        }
      } else if (byte === openBrace || byte === openBracket) {
        this.#depth++;
        if (this.#isInItems && this.#depth === 3) start = position - 1;
        if (!this.#isInItems && this.#depth === 2 && byte === openBracket && isItems(this.#key)) {
          this.#keep(chunk.subarray(start, position));
          this.#isInItems = true;
          start = position;
        }
      } else if (byte === closeBrace || byte === closeBracket) {
        this.#depth--;
        if (this.#isInItems && this.#depth === 2) {
          this.#parts.push(chunk.subarray(start, position));
          yield this.#element();
          start = position;
        } else if (this.#isInItems && this.#depth === 1) {
          this.#isInItems = false;
          start = position - 1;
        } else if (this.#depth === 0) {
          this.#isComplete = true;
        }
      }
    }
    if (!this.#isInItems) this.#keep(chunk.subarray(start));
    else if (this.#depth >= 3) this.#hold(chunk.subarray(start));
    if (this.#keyStart !== -1 && this.#isInString) {
      this.#carriedKey += chunk.toString('latin1', this.#keyStart);
    }
  }

  /** The shell as far as it has come, parsed, its array empty. Usable from the first element on. */
  shell(): unknown {
    const text = Buffer.concat(this.#shell).toString();
    try {
      return JSON.parse(this.#isComplete ? text : `${text}]}`);
    } catch (cause) {
      throw new GarbledError('JSON that cannot be parsed', {cause});
    }
  }

  /** @throws GarbledError when the list is cut off. */
  finish(): void {
    if (!this.#isComplete) throw new GarbledError('JSON that is cut off');
  }

  /** Skips to behind the closing quote, or to the chunk's end. */
  #skipString(chunk: Buffer, from: number): number {
    let position = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      position++;
    }
    while (position < chunk.length) {
      const end = chunk.indexOf(quote, position);
      const stop = end === -1 ? chunk.length : end;
      let slashes = 0;
      while (stop - slashes > position && chunk[stop - slashes - 1] === backslash) slashes++;
      const isEscaped = slashes % 2 === 1;
      if (end === -1) {
        this.#isEscaped = isEscaped;
        return chunk.length;
      }
      if (!isEscaped) {
        this.#isInString = false;
        if (this.#keyStart !== -1) {
          this.#key = this.#carriedKey + chunk.toString('latin1', this.#keyStart, end);
          this.#keyStart = -1;
        }
        return end + 1;
      }
      position = end + 1;
    }
    return position;
  }

  #element(): Buffer {
    const [only] = this.#parts;
    const element = this.#parts.length === 1 && only ? only : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partBytes = 0;
    return element;
  }

  #hold(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    if (this.#partBytes > maxPart) throw new GarbledError('a list item of an impossible length');
  }

  #keep(bytes: Buffer): void {
    this.#shell.push(bytes);
    this.#shellBytes += bytes.length;
    if (this.#shellBytes > maxPart) throw new GarbledError('a list without items that does not end');
  }
}

function isItems(key: string): boolean {
  return key === 'items' || key === 'rows';
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

// No object comes near it; see frames.ts.
const maxPart = 64 * 1024 * 1024;
