import assert from 'node:assert/strict';
import {test} from 'node:test';
import {TypedLines} from '../../src/ui/typing.ts';

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
