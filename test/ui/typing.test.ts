import assert from 'node:assert/strict';
import {test} from 'node:test';
import {TypedLines} from '../../src/ui/typing.ts';
import {stage, type UiStage} from './stage.ts';

test('of what was typed the latest hundred lines are kept, each once', () => {
  const lines = new TypedLines();
  for (let index = 0; index < 1000; index++) lines.add(`pods ${index}`);
  assert.equal(lines.all.length, 100);
  assert.equal(lines.latest, 'pods 999');
  lines.add('pods 950');
  lines.add('');
  assert.equal(lines.latest, 'pods 950');
  assert.equal(lines.all.filter((line) => line === 'pods 950').length, 1);
  assert.equal(lines.all.length, 100);
});

test('a text that arrives as so many keys at once is one frame, and a line that ends', async () => {
  const opened = await stage();
  await opened.press(':');
  const frames = countFrames(opened);
  opened.terminal.send('x'.repeat(20_000));
  await opened.shown();
  assert.ok(frames() < 10, `${frames()} frames`);
  assert.equal(opened.app.stage.prompt?.value.length, 1000);
  assert.equal(opened.explanation, 'a line holds 1000 characters, no more was taken');
});

test('what is typed ahead of an enter is in the line that it ends', async () => {
  const opened = await stage();
  opened.terminal.send(':pods\r');
  await opened.shown();
  assert.match(opened.header, /^pods 0/);
});

function countFrames({app}: UiStage): () => number {
  let frames = 0;
  const render = app.render.bind(app);
  app.render = () => {
    frames += 1;
    render();
  };
  return () => frames;
}
