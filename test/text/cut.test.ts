import assert from 'node:assert/strict';
import {test} from 'node:test';
import {cutEnd, cutMiddle, fill, padEnd, padStart, width} from '../../src/text/index.ts';

test('wide characters count two columns, joined emoji as one wide character, combining marks none', () => {
  assert.equal(width('pod-1'), 5);
  assert.equal(width('クラスタ'), 8);
  assert.equal(width('👩‍🚀'), 2);
  assert.equal(width('e\u0301'), 1);
});

test('text that fits is left as it is', () => {
  assert.equal(cutEnd('abc', 3), 'abc');
  assert.equal(cutMiddle('日本', 4), '日本');
});

test('what does not fit ends in an ellipsis', () => {
  assert.equal(cutEnd('checkout-api', 8), 'checkou…');
  assert.equal(cutEnd('checkout-api', 8, '~'), 'checkou~');
  assert.equal(cutEnd('checkout-api', 8, '...'), 'check...');
  assert.equal(cutEnd('checkout-api', 1), '…');
  assert.equal(cutEnd('checkout-api', 2, '...'), '..');
  assert.equal(cutEnd('checkout-api', 0), '');
});

test('names are cut in the middle, where they differ least', () => {
  assert.equal(cutMiddle('checkout-7d9f8c6b5d-x2x9z', 11), 'check…x2x9z');
  assert.equal(cutMiddle('checkout', 2), 'c…');
  assert.equal(cutMiddle('checkout', 1), '…');
});

test('a wide character is never split: a column stays blank instead', () => {
  assert.equal(cutEnd('日本語', 4), '日…');
  assert.equal(padEnd('日本語', 4), '日… ');
  assert.equal(cutMiddle('日本語日本語', 6), '日…語');
  assert.equal(padStart('👩‍🚀👩‍🚀', 3), '👩‍🚀…');
});

test('padded text is exactly as wide as asked for, whatever it holds', () => {
  const texts = [
    '',
    'a',
    'abcdefghij',
    '日本語クラスタ',
    '👩‍🚀 crew',
    'e\u0301e\u0301e\u0301e\u0301',
    '한국어-prod',
  ];
  for (const text of texts) {
    for (let columns = 0; columns <= 12; columns += 1) {
      assert.equal(width(padEnd(text, columns)), columns, `padEnd ${JSON.stringify(text)} ${columns}`);
      assert.equal(width(padStart(text, columns)), columns, `padStart ${JSON.stringify(text)} ${columns}`);
      assert.ok(width(cutMiddle(text, columns)) <= columns, `cutMiddle ${JSON.stringify(text)} ${columns}`);
    }
  }
});

test('a figure too long for its column loses what stands in brackets behind it, never half of that', () => {
  const restarts = {width: 8, cut: {at: 'aside'}} as const;
  assert.equal(fill('20 (102s ago)', restarts), '20      ');
  assert.equal(fill('20 (102s ago)', {...restarts, isRight: true}), '      20');
  assert.equal(fill('20 (102s ago)', {...restarts, width: 12}), '20          ');
  assert.equal(fill('20 (102s ago)', {...restarts, width: 13}), '20 (102s ago)');
  assert.equal(fill('20 (102s ago)', {...restarts, width: 1}, '~'), '~');
});
