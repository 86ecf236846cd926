import assert from 'node:assert/strict';
import {test} from 'node:test';
import {Prompt, type PromptOptions} from '../../src/ui/widgets/prompt.ts';
import {growth, tolerable} from '../text/growth.ts';

function promptOf(text: string, options: Partial<PromptOptions> = {}): Prompt {
  return new Prompt({
    sign: ':',
    text,
    history: [],
    complete: () => [],
    onChange: () => {},
    onAccept: () => {},
    onLeave: () => {},
    ...options,
  });
}

test('the word before the cursor goes with the blanks behind it, what is behind the cursor stays', () => {
  const prompt = promptOf('pods  e\u0301tape  now');
  for (let left = 0; left < 3; left++) prompt.moveCursor(-1);
  prompt.deleteWord();
  assert.equal(prompt.value, 'pods  now');
  prompt.type('the ');
  assert.equal(prompt.value, 'pods  the now');
  for (let word = 0; word < 3; word++) prompt.deleteWord();
  assert.equal(prompt.value, 'now');
});

test('a word goes in time in proportion to what was pasted before it', () => {
  for (const text of ['a', ' ', 'a ']) {
    const times = growth(
      (pasted) => promptOf(pasted).deleteWord(),
      (length) => `${text.repeat(length / text.length)} b`,
    );
    assert.ok(times < tolerable, `${JSON.stringify(text)}: ${times.toFixed(1)} times as long`);
  }
});

test('a line takes a thousand characters and says so, however many are pasted, and takes more once there is room', () => {
  const prompt = promptOf('');
  prompt.type('ab'.repeat(300));
  assert.deepEqual(prompt.suggestions(), []);
  prompt.type('\u{1f600}'.repeat(65_000));
  assert.equal(prompt.value.length, 1000);
  assert.ok(prompt.value.isWellFormed());
  const said = () =>
    prompt
      .suggestions()
      .map(({text}) => text)
      .join('');
  assert.equal(said(), 'a line holds 1000 characters, no more was taken');
  prompt.deleteWord();
  assert.equal(said(), '');
  prompt.type('pods');
  assert.equal(prompt.value, 'pods');
});

test('letters that were not taken cost nothing', () => {
  let changes = 0;
  const onChange = () => {
    changes += 1;
  };
  const prompt = promptOf('', {onChange});
  for (let letter = 0; letter < 130_000; letter++) prompt.type('x');
  assert.equal(changes, 1000);
});

test('what it could become is asked once for a frame, and by a key only for what was typed since', () => {
  const asked: string[] = [];
  const complete = (text: string) => {
    asked.push(text);
    return [{text: 'pods', title: 'Pod of all clusters'}];
  };
  const prompt = promptOf('', {complete});
  for (const letter of 'po') prompt.type(letter);
  assert.deepEqual(asked, []);
  prompt.suggestions();
  prompt.line(80);
  assert.deepEqual(asked, ['po']);
  // Clusters come and go while nothing is typed.
  prompt.suggestions();
  prompt.line(80);
  assert.deepEqual(asked, ['po', 'po']);
  prompt.type('d');
  prompt.complete();
  assert.deepEqual(asked, ['po', 'po', 'pod']);
  assert.equal(prompt.value, 'pods ');
});
