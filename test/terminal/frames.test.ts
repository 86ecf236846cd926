import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cutEnd, width} from '../../src/text/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {cellsOf, createEmulator, openTestTerminal} from './screen.ts';

const {random} = manualClock(0, 20_260_301);
const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;

const words = [
  'prod',
  'eu-1',
  '漢字',
  '한국',
  'é',
  'ok',
  '        ',
  ' ',
  '12/12',
  'ｆｕｌｌ',
  '…',
  'x',
  '          ',
  // The letters that end Ink's control sequences.
  'm',
  'K',
  'J',
  'H',
  'G',
  'A',
  'E',
];
const looks = [
  '',
  '31',
  '1;32',
  '2',
  '7',
  '4',
  '38;5;208',
  '38;2;10;20;30',
  '48;5;17',
  '1;7;33',
  '3;9',
  '97;41',
  '1;2',
];

/** A line of at most `columns` cells in looks that begin and end anywhere. */
function randomLine(columns: number): string {
  let line = '';
  let used = 0;
  const wanted = random() < 0.2 ? columns : Math.floor(random() * columns);
  while (used < wanted) {
    const word = cutEnd(pick(words), wanted - used, '');
    if (word === '') break;
    used += width(word);
    const look = pick(looks);
    line += look === '' ? word : `\x1b[${look}m${word}${random() < 0.2 ? '' : '\x1b[0m'}`;
  }
  return `${line}\x1b[0m`;
}

/** What a terminal shows that is given every line, at its place, on a clean screen. */
async function plainly(frame: readonly string[], columns: number, rows: number) {
  const emulator = createEmulator(columns, rows);
  const bytes = frame.map((line, row) => `\x1b[${row + 1};1H${line}\x1b[m`).join('');
  await new Promise<void>((resolve) => emulator.write(`\x1b[?7l${bytes}`, resolve));
  return cellsOf(emulator);
}

test('random frames look on the screen, cell for cell, as if nothing had been saved', async () => {
  const [columns, rows] = [40, 7];
  const screen = await openTestTerminal({columns, rows});
  let frame = Array.from({length: rows}, () => randomLine(columns));
  for (let round = 0; round < 500; round++) {
    frame = frame.map((line) => (random() < 0.6 ? line : random() < 0.1 ? '' : randomLine(columns)));
    if (random() < 0.05) screen.terminal.redraw();
    screen.terminal.draw(frame);
    await screen.settled();
    assert.deepEqual(cellsOf(screen.emulator), await plainly(frame, columns, rows), `round ${round}`);
  }
});

test('every single letter is shown where it stands', async () => {
  const screen = await openTestTerminal({columns: 20, rows: 3});
  for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz') {
    const frame = ['head', `\x1b[7m${letter}\x1b[27m ${letter}`, letter];
    screen.terminal.draw(frame);
    await screen.settled();
    assert.deepEqual(screen.screen(), ['head', `${letter} ${letter}`, letter]);
  }
});

test('after a storm of sizes, in the middle of it and at its end, the screen is right', async () => {
  const screen = await openTestTerminal({columns: 80, rows: 24});
  let last: readonly string[] = [];
  const draw = () => {
    const {columns, rows} = screen.terminal;
    last = Array.from({length: rows}, (_, row) =>
      cutEnd(`row ${row} of ${rows}, 漢 ${'-'.repeat(columns)}`, columns),
    );
    screen.terminal.draw(last);
  };
  screen.terminal.onResize(draw);
  draw();
  for (let round = 0; round < 100; round++) {
    screen.resize(1 + Math.floor(random() * 200), 1 + Math.floor(random() * 60));
    if (random() < 0.7) continue;
    await screen.settled();
    assert.deepEqual(
      cellsOf(screen.emulator),
      await plainly(last, screen.terminal.columns, screen.terminal.rows),
    );
  }
  await screen.settled();
  assert.deepEqual(
    cellsOf(screen.emulator),
    await plainly(last, screen.terminal.columns, screen.terminal.rows),
  );
});

test('a terminal that shrank and grew between two frames is painted anew', async () => {
  const screen = await openTestTerminal({columns: 60, rows: 10});
  const frame = Array.from({length: 10}, (_, row) => `row ${row}`);
  screen.terminal.draw(frame);
  await screen.settled();
  screen.resize(30, 4);
  screen.resize(60, 10);
  await screen.settled();
  assert.deepEqual(screen.screen(), frame);
});

test('on a single cell it shows what there is room for', async () => {
  const screen = await openTestTerminal({columns: 1, rows: 1});
  screen.terminal.draw(['too wide', 'too many']);
  await screen.settled();
  assert.equal(screen.screen().length, 1);
  screen.resize(20, 2);
  await screen.settled();
  assert.deepEqual(screen.screen(), ['too wide', 'too many']);
});

test('a terminal that does not tell its size is taken for 80×24', async () => {
  const screen = await openTestTerminal({columns: 80, rows: 24, isSizeUnknown: true});
  assert.deepEqual([screen.terminal.columns, screen.terminal.rows], [80, 24]);
  screen.terminal.draw(['shown']);
  await screen.settled();
  assert.equal(screen.screen()[0], 'shown');
});

test('a frame shorter than the screen leaves the rest blank, a longer one is cut', async () => {
  const screen = await openTestTerminal({columns: 20, rows: 3});
  screen.terminal.draw(['a', 'b', 'c', 'd']);
  await screen.settled();
  assert.deepEqual(screen.screen(), ['a', 'b', 'c']);
  screen.terminal.draw(['a']);
  await screen.settled();
  assert.deepEqual(screen.screen(), ['a', '', '']);
});

test('controls in a line reach no terminal', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(['a\x1b]0;title\x07b\x1b[2Jc\x9b5nd\te', 'next']);
  await screen.settled();
  assert.doesNotMatch(screen.sent, /title|\x1b\[2J|\x9b|\t/);
  assert.equal(screen.screen()[1], 'next');
});

test('a line that a terminal draws wider than we count cannot push the next', async () => {
  const screen = await openTestTerminal();
  screen.terminal.draw(['plain']);
  await screen.settled();
  const plain = screen.sent.length;
  assert.doesNotMatch(screen.sent, /\x1b\[\?7l/);
  screen.terminal.draw(['§ ambiguous']);
  await screen.settled();
  assert.match(screen.sent.slice(plain), /^\x1b\[\?2026h\x1b\[\?7l.*\x1b\[\?7h\x1b\[\?2026l$/);
});
