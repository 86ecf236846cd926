import assert from 'node:assert/strict';
import {test} from 'node:test';
import {lineText} from '../../src/ui/paint/line.ts';
import {TextScreen} from '../../src/ui/screens/text.ts';
import {wrapped} from '../../src/ui/screens/text-wrap.ts';

const texts = (...spans: readonly string[]) =>
  wrapped(
    spans.map((text) => ({text})),
    20,
  ).map(lineText);

test('a line that fits is left as it is', () => {
  const line = [{text: 'twenty cells, no more'.slice(0, 20)}];
  assert.deepEqual(wrapped(line, 20), [line]);
});

test('a longer one is broken between words, and goes on beneath its own text', () => {
  assert.deepEqual(texts('  says  ', 'the token has ended'), ['  says  the token ', '        has ended']);
  assert.deepEqual(texts('one two three four five six'), ['one two three four ', 'five six']);
});

test('a word longer than the line is cut where the line ends', () => {
  assert.deepEqual(texts('x'.repeat(45)), ['x'.repeat(20), 'x'.repeat(20), 'x'.repeat(5)]);
  assert.deepEqual(texts(`a ${'x'.repeat(20)}`), [`a ${'x'.repeat(18)}`, 'xx']);
});

test('what is wide counts as wide, and no letter is parted from its accents', () => {
  assert.deepEqual(texts('漢'.repeat(11)), ['漢'.repeat(10), '漢']);
  assert.deepEqual(texts('e\u0301'.repeat(21)), ['e\u0301'.repeat(20), 'e\u0301']);
});

test('a label that leaves no room is wrapped with its text', () => {
  assert.deepEqual(texts('a label as long as it is ', 'text'), ['a label as long as ', 'it is text']);
});

test('every letter is kept, and its look', () => {
  const line = [
    {text: '  key  ', role: 'dim'},
    {text: 'a reason of some length, twice', role: 'bad'},
  ] as const;
  const all = wrapped(line, 20);
  assert.deepEqual(all[0]?.[0], line[0]);
  assert.ok(all.every((piece) => piece.at(-1)?.role === 'bad'));
  assert.equal(all.map((piece) => piece.at(-1)?.text).join(''), line[1].text);
});

test('a text is wrapped once for each width, however many frames show it', () => {
  let looks = 0;
  const line = () => [
    {
      get text() {
        looks += 1;
        return 'x'.repeat(45);
      },
    },
  ];
  let lines = [line(), line()];
  const screen = new TextScreen({
    place: {type: 'help'},
    title: 'a text',
    fileName: 'a-text.txt',
    lines: () => lines,
    explanation: () => '',
    isWrapped: true,
  });
  const looksOf = (columns: number) => {
    looks = 0;
    screen.update({columns, rows: 4});
    return looks;
  };
  assert.ok(looksOf(20) > 0);
  assert.equal(screen.body({columns: 20, rows: 4}).length, 4);
  assert.equal(looksOf(20), 0);
  assert.ok(looksOf(30) > 0);
  assert.equal(looksOf(30), 0);
  lines = [line()];
  assert.ok(looksOf(30) > 0);
});
