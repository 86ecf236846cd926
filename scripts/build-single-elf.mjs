// What a 64-bit little-endian ELF file says of itself: which libraries it needs, and which versions of their symbols.
// Offsets and numbers are those of `man 5 elf`.

/** Undefined for what is no such file. Addresses and sizes are numbers: nothing here is near 2^53. */
export function readElf(bytes) {
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) return undefined;
  const headers = table(bytes, word(bytes, 40), bytes.readUInt16LE(58), bytes.readUInt16LE(60));
  const names = word(bytes, headers[bytes.readUInt16LE(62)] + 24);
  const sections = new Map(
    headers.map((header, index) => [
      text(bytes, names + bytes.readUInt32LE(header)),
      {
        header,
        index,
        address: word(bytes, header + 16),
        offset: word(bytes, header + 24),
        size: word(bytes, header + 32),
      },
    ]),
  );
  const segments = table(bytes, word(bytes, 32), bytes.readUInt16LE(54), bytes.readUInt16LE(56)).map(
    (header) => ({
      header,
      type: bytes.readUInt32LE(header),
      isExecutable: (bytes.readUInt32LE(header + 4) & 1) === 1,
      offset: word(bytes, header + 8),
      address: word(bytes, header + 16),
      size: word(bytes, header + 32),
    }),
  );
  return {bytes, isX64: bytes.readUInt16LE(18) === 62, sections, segments};
}

/** The libraries that the loader looks for, each with the versions of its symbols that must be there. */
export function neededLibraries(elf) {
  const records = versionRecords(elf);
  return neededEntries(elf).map(({library}) => {
    const record = records.find((candidate) => candidate.library === library);
    return {library, versions: record?.versions.map(({name}) => name) ?? []};
  });
}

/** The DT_NEEDED entries of the dynamic section. */
export function neededEntries({bytes, sections}) {
  const {offset, size} = sections.get('.dynamic');
  const strings = sections.get('.dynstr').offset;
  return table(bytes, offset, 16, size / 16)
    .filter((entry) => word(bytes, entry) === 1)
    .map((entry) => ({entry, library: text(bytes, strings + word(bytes, entry + 8))}));
}

/** The linked list of .gnu.version_r: per library the versions, each with the index that symbols refer to it by. */
export function versionRecords({bytes, sections}) {
  const strings = sections.get('.dynstr').offset;
  const records = [];
  let record = sections.get('.gnu.version_r').offset;
  for (;;) {
    const versions = [];
    let version = record + bytes.readUInt32LE(record + 8);
    for (let count = bytes.readUInt16LE(record + 2); count > 0; count--) {
      const name = text(bytes, strings + bytes.readUInt32LE(version + 8));
      versions.push({entry: version, name, index: bytes.readUInt16LE(version + 6)});
      version += bytes.readUInt32LE(version + 12);
    }
    records.push({entry: record, library: text(bytes, strings + bytes.readUInt32LE(record + 4)), versions});
    const next = bytes.readUInt32LE(record + 12);
    if (next === 0) return records;
    record += next;
  }
}

export function table(bytes, offset, size, count) {
  if (offset + size * count > bytes.length) throw new Error('the file ends before its own tables do');
  return Array.from({length: count}, (_, index) => offset + size * index);
}

export function word(bytes, offset) {
  return Number(bytes.readBigUInt64LE(offset));
}

export function setWord(bytes, offset, value) {
  bytes.writeBigUInt64LE(BigInt(value), offset);
}

export function text(bytes, offset) {
  return bytes.toString('latin1', offset, bytes.indexOf(0, offset));
}
