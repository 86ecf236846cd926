import assert from 'node:assert/strict';
import test from 'node:test';
import {wrapWords} from '../../src/text/index.ts';

test('text that fits is one line', () => {
  assert.deepEqual(wrapWords('one two', 7, 2), ['one two']);
});

test('longer text breaks between words, goes on indented, and is cut where the lines are used up', () => {
  assert.deepEqual(wrapWords('one two three', 7, 2), ['one two', '  three']);
  assert.deepEqual(wrapWords('one two three four', 9, 2), ['one two', '  three …']);
  assert.deepEqual(wrapWords('one two three four', 9, 3), ['one two', '  three', '  four']);
  assert.deepEqual(wrapWords('one two three', 7, 1), ['one tw…']);
});

test('a word longer than the line is broken, and nothing is lost or repeated', () => {
  assert.deepEqual(wrapWords('abcdefghij', 4, 9), ['abcd', '  ef', '  gh', '  ij']);
  const text = 'a bb ccc dddd eeeee ffffffffffff 日本語日本語 g';
  for (let columns = 5; columns < 50; columns++) {
    const lines = wrapWords(text, columns, 99);
    assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''), `${columns}`);
  }
});
