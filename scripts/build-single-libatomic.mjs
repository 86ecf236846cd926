// Node's Linux builds of 25 and later load libatomic.so.1 (https://github.com/actions/runner/pull/4640), which stock
// Debian, Ubuntu and RHEL hosts do not have, and which nobody can install on a bastion. Of all of it they call one
// function, always on 8 bytes, where it is a single instruction of the processor: here the program gets that function,
// and no longer asks for the library.
import {neededEntries, setWord, table, text, versionRecords, word} from './build-single-elf.mjs';

const library = 'libatomic.so.1';
const symbol = '__atomic_compare_exchange';

/** `bool (size_t size, void *object, void *expected, void *desired, int, int)`, in the System V calling convention. */
const code = Buffer.from(
  [
    '48 83 ff 08', // cmp rdi, 8
    '75 14', // jne trap
    '48 8b 02', // mov rax, [rdx]
    '48 8b 09', // mov rcx, [rcx]
    'f0 48 0f b1 0e', // lock cmpxchg [rsi], rcx: the strongest order, whichever was asked for
    '74 03', // je done
    '48 89 02', // mov [rdx], rax
    '0f 94 c0', // done: sete al
    'c3', // ret
    '0f 0b', // trap: ud2
  ]
    .join('')
    .replaceAll(' ', ''),
  'hex',
);

/** Changes `elf.bytes`; where they are not as expected it leaves them alone, and returns the reason. */
export function removeLibatomic(elf) {
  const {bytes, sections, segments} = elf;
  const needed = neededEntries(elf).find((entry) => entry.library === library);
  if (needed === undefined) return undefined;
  if (!elf.isX64) return `${library} can be done without on x64 only`;
  const records = versionRecords(elf);
  const position = records.findIndex((record) => record.library === library);
  const record = records[position];
  const slot = record === undefined ? undefined : onlyRelocation(elf, record);
  if (slot === undefined) return `more of ${library} is used than ${symbol}`;
  if (!isCalledOnEightBytes(elf, word(bytes, slot))) return `${symbol} is not called on 8 bytes alone`;

  // The rest of the last page of the program's code: in memory anyway, and empty.
  const home = segments.find(({type, isExecutable}) => type === 1 && isExecutable);
  const start = home.offset + home.size;
  const room = bytes.subarray(start, Math.ceil(start / 4096) * 4096);
  const isFree =
    room.every((byte) => byte === 0) && [...sections.values()].every(({offset}) => offset !== start);
  if (room.length < code.length || !isFree) return 'there is no room behind the code';
  code.copy(room);
  setWord(bytes, home.header + 32, home.size + code.length);
  setWord(bytes, home.header + 40, home.size + code.length);
  // R_X86_64_RELATIVE: the loader adds to this address what it has moved the program by.
  setWord(bytes, slot + 8, 8);
  setWord(bytes, slot + 16, home.address + home.size);
  removeNeeded(elf, needed.entry);
  removeRecord(elf, records, position);
  return undefined;
}

/** Where the address of the one function is filled in, if that is all there is of the library. */
function onlyRelocation({bytes, sections}, {versions}) {
  const symbols = sections.get('.dynsym');
  const versionsOfSymbols = sections.get('.gnu.version').offset;
  const strings = sections.get('.dynstr').offset;
  const used = table(bytes, symbols.offset, 24, symbols.size / 24).flatMap((entry, number) => {
    const index = bytes.readUInt16LE(versionsOfSymbols + 2 * number) & 0x7fff;
    const isOfLibrary = versions.some((version) => version.index === index);
    return isOfLibrary ? [{number, name: text(bytes, strings + bytes.readUInt32LE(entry))}] : [];
  });
  if (used.length !== 1 || used[0].name !== symbol) return undefined;
  const places = ['.rela.plt', '.rela.dyn'].flatMap((name) => {
    const {offset, size} = sections.get(name);
    return table(bytes, offset, 24, size / 24).filter(
      (entry) => bytes.readUInt32LE(entry + 12) === used[0].number,
    );
  });
  const isSlot = places.length === 1 && bytes.readUInt32LE(places[0] + 8) === 7;
  return isSlot ? places[0] : undefined;
}

/** Whether `mov edi, 8` stands close before every call of the stub that jumps to the address in `slot`. */
function isCalledOnEightBytes({bytes, sections}, slot) {
  const stubs = sections.get('.plt');
  const stub = table(bytes, stubs.offset, 16, stubs.size / 16).find((entry) => {
    const isJump = bytes.readUInt16BE(entry) === 0xff25;
    return isJump && stubs.address + (entry - stubs.offset) + 6 + bytes.readInt32LE(entry + 2) === slot;
  });
  if (stub === undefined) return false;
  const target = stubs.address + (stub - stubs.offset);
  const {offset, size, address} = sections.get('.text');
  const end = offset + size - 5;
  let calls = 0;
  for (let at = bytes.indexOf(0xe8, offset); at !== -1 && at < end; at = bytes.indexOf(0xe8, at + 1)) {
    if (address + (at - offset) + 5 + bytes.readInt32LE(at + 1) !== target) continue;
    if (!bytes.subarray(at - 40, at).includes(eightAsSize)) return false;
    calls++;
  }
  return calls > 0;
}

/** `mov edi, 8`. */
const eightAsSize = Buffer.from('bf08000000', 'hex');

function removeNeeded({bytes, sections}, entry) {
  const {offset, size} = sections.get('.dynamic');
  bytes.copyWithin(entry, entry + 16, offset + size);
  bytes.fill(0, offset + size - 16, offset + size);
}

function removeRecord({bytes, sections}, records, position) {
  const {header, address, offset, size} = sections.get('.gnu.version_r');
  const next = records[position + 1];
  const before = records[position - 1];
  if (before !== undefined) {
    bytes.writeUInt32LE(next === undefined ? 0 : next.entry - before.entry, before.entry + 12);
  } else {
    const skipped = next.entry - offset;
    setWord(bytes, header + 16, address + skipped);
    setWord(bytes, header + 24, offset + skipped);
    setWord(bytes, header + 32, size - skipped);
    setDynamic({bytes, sections}, 0x6ffffffe, address + skipped);
  }
  bytes.writeUInt32LE(records.length - 1, header + 44);
  setDynamic({bytes, sections}, 0x6fffffff, records.length - 1);
}

/** DT_VERNEED (0x6ffffffe) is the list's address, DT_VERNEEDNUM (0x6fffffff) its length. */
function setDynamic({bytes, sections}, tag, value) {
  const {offset, size} = sections.get('.dynamic');
  const entry = table(bytes, offset, 16, size / 16).find((candidate) => word(bytes, candidate) === tag);
  setWord(bytes, entry + 8, value);
}
