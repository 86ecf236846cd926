import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  cutMiddle,
  fill,
  glob,
  parseQuantity,
  sanitise,
  shortenContextNames,
  wrapWords,
} from '../../src/text/index.ts';
import {growth, tolerable} from './growth.ts';

/** Each makes some expression start again at every place of it. */
const texts: Readonly<Record<string, (length: number) => string>> = {
  'starts of control strings': (length) => '\x9d'.repeat(length),
  'starts of sequences': (length) => '\x1b['.repeat(length / 2),
  'a sequence without an end': (length) => `\x9b${'0'.repeat(length / 2)}${' '.repeat(length / 2)}\n`,
  digits: (length) => `${'0'.repeat(length)}!`,
  blanks: (length) => `${' '.repeat(length)}!`,
  brackets: (length) => ' ('.repeat(length / 2),
  'parts of a name': (length) => `arn:${':cluster/'.repeat(length / 9)}\n`,
};

const works: Readonly<Record<string, (text: string) => unknown>> = {
  sanitise,
  parseQuantity,
  // Whatever is measured has been sanitised.
  fill: (text) => fill(sanitise(text), {width: 20, cut: {at: 'aside'}}),
  cutMiddle: (text) => cutMiddle(sanitise(text), 20),
  wrapWords: (text) => wrapWords(sanitise(text), 80, 5),
  shortenContextNames: (text) => shortenContextNames([text]),
};

for (const [name, work] of Object.entries(works)) {
  test(`${name} takes time in proportion to a text, whatever is in it`, () => {
    for (const [what, textOf] of Object.entries(texts)) {
      const times = growth(work, textOf);
      assert.ok(times < tolerable, `${what}: ${times.toFixed(1)} times as long`);
    }
  });
}

test('a pattern with stars takes time in proportion to a text that nearly matches it', () => {
  const times = growth(
    (text) => glob('a*a*b').test(text),
    (length) => 'a'.repeat(length),
  );
  assert.ok(times < tolerable, `${times.toFixed(1)} times as long`);
});
