import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keyFor} from '../../src/commands/index.ts';
import {drawnFleet} from '../ui/drawn-fleet.ts';
import {keymapOf, stage} from '../ui/stage.ts';

test('a sentence names the first key of a command, else what can be typed instead', async () => {
  const keymap = keymapOf('k9s');
  const unbound = {...keymap, bindings: []};
  assert.equal(keyFor('app.quit', keymap, ['global']), 'ctrl-c');
  assert.equal(keyFor('app.quit', unbound, ['global']), ':quit');
  assert.equal(keyFor('app.back', unbound, ['global']), ':app.back', 'its verb alone finds nothing');
  const opened = await stage({fleet: drawnFleet});
  await opened.press('enter', ':');
  await opened.type('app.back');
  await opened.press('enter');
  assert.match(opened.header, /^all/);
});
