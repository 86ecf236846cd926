import assert from 'node:assert/strict';
import {test} from 'node:test';
import {openTestTerminal} from './screen.ts';

const inverse = (text: string) => `\x1b[7m${text}\x1b[0m`;
const red = (text: string) => `\x1b[31m${text}\x1b[0m`;

/** A grid as the first screen draws it: names, states, a few of them coloured, figures on the right. */
function grid(columns: number, rows: number): string[] {
  return Array.from({length: rows}, (_, row) => {
    const left = `  prod-eu${row}-shop`.padEnd(Math.floor(columns / 3));
    const state = row % 5 === 0 ? red('CrashLoop x7   ') : 'live           ';
    return `${left}${state}${'12/12   0/0    0'.padStart(columns - left.length - 15)}`;
  });
}

for (const [columns, rows] of [
  [80, 24],
  [200, 60],
] as const) {
  test(`a figure that changes costs less than 50 bytes at ${columns}×${rows}`, async () => {
    const screen = await openTestTerminal({columns, rows});
    const frame = grid(columns, rows);
    screen.terminal.draw(frame);
    await screen.settled();
    screen.bytes();
    frame[11] = (frame[11] ?? '').replace('12/12', '11/12');
    screen.terminal.draw(frame);
    await screen.settled();
    const bytes = screen.bytes();
    assert.ok(bytes > 0 && bytes <= 50, `${bytes} bytes`);
    assert.match(screen.screen()[11] ?? '', /11\/12/);
  });

  test(`a state that changes in the middle of a row costs at most 150 bytes at ${columns}×${rows}`, async () => {
    const screen = await openTestTerminal({columns, rows});
    const frame = grid(columns, rows);
    screen.terminal.draw(frame);
    await screen.settled();
    screen.bytes();
    frame[11] = (frame[11] ?? '').replace('live           ', red('CrashLoop x9   '));
    screen.terminal.draw(frame);
    await screen.settled();
    const bytes = screen.bytes();
    assert.ok(bytes > 0 && bytes <= 150, `${bytes} bytes`);
  });

  test(`a cursor that moves by a row costs at most a kilobyte at ${columns}×${rows}`, async () => {
    const screen = await openTestTerminal({columns, rows});
    const frame = grid(columns, rows);
    const withCursor = (at: number) => frame.map((line, row) => (row === at ? inverse(line) : line));
    screen.terminal.draw(withCursor(7));
    await screen.settled();
    screen.bytes();
    screen.terminal.draw(withCursor(8));
    await screen.settled();
    const bytes = screen.bytes();
    assert.ok(bytes > 0 && bytes <= 1000, `${bytes} bytes`);
  });
}

test('a frame that is the same costs nothing', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(grid(80, 24));
  await screen.settled();
  screen.bytes();
  for (let again = 0; again < 5; again++) {
    screen.terminal.draw(grid(80, 24));
    await screen.settled();
  }
  assert.equal(screen.bytes(), 0);
});

test('every byte is counted', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(grid(80, 24));
  await screen.settled();
  screen.terminal.bell();
  await screen.settled();
  assert.equal(screen.terminal.bytes.written, Buffer.byteLength(screen.sent));
});

test('of the frames of one moment only the first and the last are painted', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(grid(80, 24));
  await screen.settled();
  const before = screen.sent.length;
  for (let count = 0; count < 50; count++) screen.terminal.draw([`count ${count}`]);
  await screen.settled();
  const frames = screen.sent.slice(before).split('\x1b[?2026h').length - 1;
  assert.ok(frames <= 2, `${frames} frames`);
  assert.equal(screen.screen()[0], 'count 49');
});

test('a terminal that reads nothing is sent nothing more, and gets the newest frame when it goes on', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(['first']);
  await screen.settled();
  screen.stall();
  screen.terminal.draw(['second']);
  const before = screen.sent.length;
  for (let count = 0; count < 10_000; count++) screen.terminal.draw([`frame ${count}`]);
  assert.ok(screen.sent.slice(before).split('\x1b[?2026h').length - 1 <= 1);
  screen.goOn();
  await screen.settled();
  assert.equal(screen.screen()[0], 'frame 9999');
  assert.ok(screen.sent.length - before < 200);
});

test('a bell that nobody hears does not pile up', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(['first']);
  await screen.settled();
  screen.stall();
  for (let count = 0; count < 2_000; count++) screen.terminal.notify('x'.repeat(190) + count);
  for (let count = 0; count < 2_000_000; count++) screen.terminal.bell();
  screen.goOn();
  await screen.settled();
  assert.ok(screen.terminal.bytes.written < 1_100_000, `${screen.terminal.bytes.written}`);
});
