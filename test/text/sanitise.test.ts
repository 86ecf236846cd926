import assert from 'node:assert/strict';
import {test} from 'node:test';
import {sanitise} from '../../src/text/index.ts';

test('ordinary text of any language is left as it is', () => {
  for (const text of ['', 'Back-off restarting failed container', 'größe – 日本語', '👩‍🚀 e\u0301 عربي']) {
    assert.equal(sanitise(text), text);
  }
});

test('line breaks and tabs become one space each', () => {
  assert.equal(sanitise('a\nb\r\nc\td\u2028e\u0085f'), 'a b c d e f');
});

test('escape sequences vanish whole', () => {
  assert.equal(sanitise('\x1b[31mred\x1b[0m'), 'red');
  assert.equal(sanitise('\x1b[2J\x1b[1;1Hcleared'), 'cleared');
  assert.equal(sanitise('\x1b]0;title\x07text'), 'text');
  assert.equal(sanitise('\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\'), 'link');
  assert.equal(sanitise('\x1bP+q544e\x1b\\dcs'), 'dcs');
  assert.equal(sanitise('\x9b31mred\x9d0;t\x9c.'), 'red.');
  assert.equal(sanitise('\x1b(0lines\x1bc'), 'lines');
});

test('a sequence that is cut off loses its introducer and keeps its text', () => {
  assert.equal(sanitise('before \x1b]0;never ended'), 'before 0;never ended');
  assert.equal(sanitise('before \x1b['), 'before ');
  assert.equal(sanitise('before \x1b'), 'before ');
});

test('other controls are dropped', () => {
  assert.equal(sanitise('a\x00b\x07c\x7fd\x9fe\x08f'), 'abcdef');
});

test('text cannot be made to read in another order', () => {
  assert.equal(sanitise('user\u202e\u2066nimda\u2069\u202c\u200f\u061c'), 'usernimda');
});

test('lone surrogates become the replacement character', () => {
  assert.equal(sanitise('a\ud800b\udc00'), 'a\ufffdb\ufffd');
  assert.equal(sanitise('😀'), '😀');
});

test('nothing is left that a terminal acts on, even where removing one thing joins another', () => {
  const hostile = ['\x1b\x1b[31m[31m', '\x1b\u202e[31m', '\x9b\x9b31m1m', '\x1b]\x1b]0;x\x07y\x07'];
  for (const text of hostile)
    assert.match(sanitise(text), /^[^\x00-\x1f\x7f-\x9f\u202e]*$/, JSON.stringify(text));
});
