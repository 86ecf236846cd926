import assert from 'node:assert/strict';
import {test} from 'node:test';
import {allCommands, commandById, helpSections} from '../../src/commands/index.ts';
import {scopes} from '../../src/config/index.ts';
import {drawnFleet} from '../ui/drawn-fleet.ts';
import {keymapOf, stage, type UiStage} from '../ui/stage.ts';

test('every command has an id of its own, of a family and a verb, and says in words what it does', () => {
  const ids = allCommands.map(({id}) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const {id, title} of allCommands) {
    assert.match(id, /^[a-z]+\.[a-z0-9-]+$/);
    assert.match(title, /^[a-z0-9(].*[^.]$/, `${id}: ${title}`);
  }
});

test('every command can be reached: by a key of both maps, or by the palette', () => {
  for (const name of ['k9s', 'vim'] as const) {
    const bound = new Set(keymapOf(name).bindings.map(({command}) => command));
    for (const {id, isKeyOnly} of allCommands)
      assert.ok(bound.has(id) || isKeyOnly !== true, `${id} in ${name}`);
  }
});

test('every key leads to a command that there is, in a scope it is for', () => {
  for (const name of ['k9s', 'vim'] as const) {
    for (const {command, scope, chord} of keymapOf(name).bindings) {
      const found = commandById(command);
      assert.ok(found, command);
      const isFor = found.scopes.includes(scope) || found.scopes.includes('global');
      assert.ok(isFor, `${chord.join(' ')}: ${command} in ${scope}`);
    }
  }
});

test('help names every key of every scope once', () => {
  const keymap = keymapOf('k9s');
  const shown = helpSections(keymap, scopes).flatMap(({entries}) => entries.map(({command}) => command.id));
  for (const {command} of keymap.bindings) assert.ok(shown.includes(command), command);
});

test('no command changes a cluster without asking first', async () => {
  // None does yet. The first one must be asked here, before it is ever run by a key.
  assert.deepEqual(
    allCommands.filter(({isChange}) => isChange).map(({id}) => id),
    [],
  );
});

test('what cannot be done says why, as a sentence without a full stop', async () => {
  const ways: readonly (readonly string[])[] = [[], ['?'], ['j', 'enter'], ['/', 'z', 'z', 'z', 'enter']];
  for (const way of ways) {
    const opened = await stage({fleet: drawnFleet});
    await opened.press(...way);
    for (const {id, disabled} of allCommands) {
      const reason = disabled?.(opened.app.stage);
      if (reason !== undefined) assert.match(reason, /^\S.*[^.\s]$/, id);
    }
    await opened.close();
  }
});

test('a command that cannot be run now is not run by its name either', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?');
  for (const {id, disabled} of allCommands.filter(
    (command) => command.disabled?.(opened.app.stage) !== undefined,
  )) {
    await line(opened, id);
    const reason = disabled?.(opened.app.stage) ?? '';
    assert.ok(opened.explanation.startsWith(reason.slice(0, 60)), `${id}: ${opened.explanation}`);
  }
  assert.deepEqual(opened.watch.done, []);
  assert.deepEqual(opened.outside.ran, []);
});

test('the footer offers only what can be done now, help always', async () => {
  const opened = await stage({fleet: drawnFleet});
  assert.match(opened.footer, /^enter open {2}\/ filter {2}n next bad {2}\. why {2}\? help$/);
  await opened.press('/');
  await opened.type('zzz');
  await opened.press('enter');
  assert.doesNotMatch(opened.footer, /open|why/);
  assert.match(opened.footer, /\? help$/);
  await opened.resize(40, 10);
  assert.match(opened.footer, /\? help$/);
});

async function line(opened: UiStage, text: string): Promise<void> {
  await opened.press(':');
  await opened.type(text);
  await opened.press('enter');
}
