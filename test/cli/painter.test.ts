import assert from 'node:assert/strict';
import test from 'node:test';
import {createPainter} from '../../src/cli/painter.ts';
import {screen} from './screen.ts';

const size = {columns: 40, rows: 10};

test('the same lines painted again cost no byte', () => {
  const painter = createPainter();
  assert.notEqual(painter.paint(['one', 'two'], size), '');
  assert.equal(painter.paint(['one', 'two'], size), '');
});

test('one changed cell costs under 60 bytes and leaves the rest of the screen alone', async () => {
  const painter = createPainter();
  const terminal = screen(size);
  const before = ['NAME      READY   STATUS', 'web-1     1/1     Running', 'web-2     0/1     Pending'];
  const after = ['NAME      READY   STATUS', 'web-1     1/1     Running', 'web-2     1/1     Pending'];
  await terminal.write(painter.paint(before, size));
  const bytes = painter.paint(after, size);
  assert.ok(bytes.length < 60, `${bytes.length} bytes: ${JSON.stringify(bytes)}`);
  assert.ok(!bytes.includes('web'));
  await terminal.write(bytes);
  assert.deepEqual(terminal.lines(), after);
});

test('lines come, go, grow and shrink in place, below what stood above them', async () => {
  const painter = createPainter();
  const terminal = screen(size);
  await terminal.write('$ flotilla get clusters --watch\r\n');
  for (const lines of [
    ['a'],
    ['a', 'b', 'c'],
    ['a long line', 'b', 'c'],
    ['a', 'c'],
    [],
    ['x', 'y', 'z', 'w', 'v', 'u', 't'],
    ['x', 'y'],
  ]) {
    await terminal.write(painter.paint(lines, size));
    assert.deepEqual(terminal.lines(), ['$ flotilla get clusters --watch', ...lines]);
    assert.equal(terminal.cursorRow(), 1 + lines.length);
  }
});

test('at the bottom of the terminal a growing block scrolls what is above it and is still redrawn in place', async () => {
  const painter = createPainter();
  const terminal = screen(size);
  await terminal.write('older\r\n'.repeat(9));
  await terminal.write(painter.paint(['one'], size));
  await terminal.write(painter.paint(['one', 'two', 'three'], size));
  await terminal.write(painter.paint(['ONE', 'two', 'three'], size));
  assert.deepEqual(terminal.lines().slice(-4), ['older', 'ONE', 'two', 'three']);
});

test('a thousand random frames with wide characters and colours leave exactly the last frame on the screen', async () => {
  const painter = createPainter();
  const terminal = screen(size);
  const random = sequence(7);
  const words = [
    'web',
    '漢字',
    '\x1b[31mlost\x1b[0m',
    'é',
    '   ',
    '1/1',
    '\x1b[33mstale 4m\x1b[0m',
    '한',
    'x',
  ];
  for (let frame = 0; frame < 1000; frame++) {
    const lines = Array.from({length: Math.floor(random() * 9)}, () =>
      Array.from({length: Math.floor(random() * 5)}, () => words[Math.floor(random() * words.length)] ?? '')
        .join(' ')
        .trimEnd(),
    );
    await terminal.write(painter.paint(lines, size));
    const plain = lines.map((line) => line.replaceAll(/\x1b\[\d*m/g, '').trimEnd());
    assert.deepEqual(terminal.lines(), trimEnd(plain), `frame ${frame}`);
    assert.deepEqual(terminal.colouredCells(), colouredCells(lines), `colours of frame ${frame}`);
  }
});

test('after the terminal has become narrower or shorter the block is painted anew, once', async () => {
  const painter = createPainter();
  const terminal = screen({columns: 60, rows: 12});
  await terminal.write('$ prompt\r\n');
  const wide = ['this line takes more than thirty columns of it', 'b', 'c'];
  await terminal.write(painter.paint(wide, {columns: 60, rows: 12}));
  terminal.resize({columns: 30, rows: 8});
  const narrow = ['this line takes more than th…', 'b', 'c'];
  await terminal.write(painter.paint(narrow, {columns: 30, rows: 8}));
  assert.deepEqual(terminal.lines(), ['$ prompt', ...narrow]);
  terminal.resize({columns: 50, rows: 12});
  await terminal.write(painter.paint(wide, {columns: 50, rows: 12}));
  assert.deepEqual(terminal.lines(), ['$ prompt', ...wide]);
});

test('every change is one synchronized update', () => {
  const painter = createPainter();
  for (const lines of [['a'], ['b', 'c'], ['b']]) {
    const bytes = painter.paint(lines, size);
    assert.ok(bytes.startsWith('\x1b[?2026h') && bytes.endsWith('\x1b[?2026l'));
    assert.equal(bytes.split('\x1b[?2026h').length, 2);
  }
});

test('a forgotten block stays where it is and the next one starts below the cursor', async () => {
  const painter = createPainter();
  const terminal = screen(size);
  await terminal.write(painter.paint(['a', 'b'], size));
  await terminal.write('[1]+ Stopped\r\n$ fg\r\n');
  painter.forget();
  await terminal.write(painter.paint(['a', 'B'], size));
  assert.deepEqual(terminal.lines(), ['a', 'b', '[1]+ Stopped', '$ fg', 'a', 'B']);
});

function trimEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
}

/** `row:colour:text` for each run that is coloured and not blank. */
function colouredCells(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line, row) =>
    [...line.matchAll(/\x1b\[(3\d)m(.*?)\x1b\[0m/g)].map(([, colour, text]) => `${row}:${colour}:${text}`),
  );
}

function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}
