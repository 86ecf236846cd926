import assert from 'node:assert/strict';
import process from 'node:process';
import {test} from 'node:test';
import {type Binding, lookUp, type Scope} from '../../src/config/index.ts';
import {width} from '../../src/text/index.ts';
import {drawnFleet, secret} from './drawn-fleet.ts';
import {keymapOf, stage, type UiStage} from './stage.ts';

interface Place {
  readonly what: string;
  /** Whose keys are pressed, innermost first. */
  readonly scopes: readonly Scope[];
  readonly way: (stage: UiStage) => Promise<void>;
}

const run = (line: string) => async (stage: UiStage) => {
  await stage.press(':');
  await stage.type(line);
  await stage.press('enter');
};

/** Each with its cursor in the middle, so that every direction leads somewhere. */
const places: readonly Place[] = [
  {what: 'grid', scopes: ['grid', 'table', 'global'], way: (stage) => stage.press('j', 'j', 'j')},
  {
    what: 'grid by group',
    scopes: ['grid'],
    way: (stage) => stage.press('t', 'j', 'j', 'j', 'j'),
  },
  {
    what: 'grid without rows',
    scopes: ['grid', 'table'],
    way: async (stage) => {
      await stage.press('/');
      await stage.type('zzzz');
      await stage.press('enter');
    },
  },
  {what: 'cluster', scopes: ['cluster', 'table', 'global'], way: (stage) => stage.press('j', 'enter')},
  {
    what: 'list',
    scopes: ['list', 'table', 'global'],
    way: async (stage) => {
      await run('pods')(stage);
      await stage.press('ctrl-f', 'ctrl-f', 'j', 'j');
    },
  },
  {
    what: 'list of what has no namespace',
    scopes: ['list'],
    way: async (stage) => {
      await run('nodes')(stage);
      await stage.press('ctrl-f', 'ctrl-f', 'j', 'j');
    },
  },
  {what: 'list without rows', scopes: ['list', 'table'], way: run('jobs')},
  {
    what: 'YAML',
    scopes: ['text', 'global'],
    way: async (stage) => {
      stage.watch.play.objects.set('cart-0', {type: 'object', object: {...secret, many: lines(80)}});
      await run('pods cart-0')(stage);
      await stage.press('y', 'j', 'ctrl-f');
    },
  },
  {what: 'help', scopes: ['text', 'global'], way: (stage) => stage.press('?', 'j', 'ctrl-f', 'k')},
  {
    what: 'palette',
    scopes: ['prompt'],
    way: async (stage) => {
      await run('pods')(stage);
      await run('nodes')(stage);
      await stage.press(':', 'up', 'left');
    },
  },
  {
    what: 'filter',
    scopes: ['prompt'],
    way: async (stage) => {
      for (const text of ['prod', 'stg', 'eu1']) {
        await stage.press('/', 'ctrl-u');
        await stage.type(text);
        await stage.press('enter');
      }
      await stage.press('/', 'ctrl-u', 'up', 'left');
    },
  },
  {what: 'choice', scopes: ['dialog'], way: (stage) => stage.press(',', 'j', 'j')},
  {what: 'question', scopes: ['dialog'], way: (stage) => stage.press('q')},
];

/** What they do there cannot be seen, and why. */
const silent: ReadonlyMap<string, string> = new Map([
  ['question dialog.choose', 'one of two is taken with enter'],
  ['question dialog.move-down', 'a question keeps its order'],
  ['question dialog.move-up', 'a question keeps its order'],
  ['question dialog.up', 'the cursor is on the first'],
  ['YAML text.refresh', 'it was read at this very moment'],
]);

const movements = /^(cursor|text)\./;

for (const name of ['k9s', 'vim'] as const) {
  const keymap = keymapOf(name);
  const known = name === 'k9s' ? [] : keymapOf('k9s').bindings;
  const isKnown = ({scope, chord, command}: Binding) =>
    known.some(
      (one) => one.scope === scope && one.command === command && one.chord.join(' ') === chord.join(' '),
    );
  for (const {what, scopes, way} of places) {
    test(`with the keys of ${name}, every key does something on the ${what}, or says why not`, async () => {
      const bindings = keymap.bindings.filter((one) => scopes.includes(one.scope) && !isKnown(one));
      const chords = new Map(bindings.map(({chord}) => [chord.join(' '), chord]));
      for (const chord of chords.values()) {
        const found = lookUp(keymap, scopes, chord);
        if (found.type !== 'command') continue;
        const opened = await stage({keymap: name, fleet: drawnFleet});
        await way(opened);
        opened.terminal.bytes();
        await opened.press(...chord);
        const isSeen =
          opened.terminal.bytes() > 0 || opened.outside.quits > 0 || opened.watch.done.length > 0;
        const isStuck = what.endsWith('without rows') && movements.test(found.id);
        assert.ok(
          isSeen || isStuck || silent.has(`${what} ${found.id}`),
          `${chord.join(' ')} (${found.id}): nothing happened`,
        );
        for (const line of opened.frame()) assert.ok(width(line) <= 80, line);
        assert.equal(opened.frame().length, 24);
        await opened.close();
      }
    });
  }
}

test('any keys in any order leave a screen of exactly its size, and end nothing', async () => {
  const failures: unknown[] = [];
  const onFailure = (error: unknown) => void failures.push(error);
  process.on('unhandledRejection', onFailure);
  const keymap = keymapOf('k9s');
  const all = [...new Set(keymap.bindings.flatMap(({chord}) => chord))].filter((chord) => chord !== 'ctrl-c');
  const extra = ['x', '漢', ' ', 'f5', 'alt-x', 'delete', 'backtab'];
  const chords = [...all, ...extra];
  const opened = await stage({fleet: drawnFleet});
  let state = 20_270_115;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  for (let step = 0; step < 3000; step++) {
    const chord = chords[Math.floor(random() * chords.length)] ?? 'j';
    opened.terminal.press(chord);
    if (step % 10 === 0) await opened.clock.advance(Math.floor(random() * 2000));
    if (step % 37 === 0)
      opened.terminal.resize(40 + Math.floor(random() * 100), 10 + Math.floor(random() * 40));
    const {columns, rows} = opened.terminal.terminal;
    const frame = opened.frame();
    assert.equal(frame.length, rows);
    for (const line of frame) assert.ok(width(line) <= columns, `${chord}: ${line}`);
  }
  await opened.shown();
  process.off('unhandledRejection', onFailure);
  assert.deepEqual(failures, []);
});

test('a first key that leads nowhere does not swallow the second', async () => {
  const opened = await stage({keymap: 'vim', fleet: drawnFleet});
  await opened.press('j', 'j', 'g');
  assert.match(opened.explanation, /^g/);
  await opened.press('j');
  assert.match(opened.cursorRow, /^prod-eu2-shop/);
  await opened.press('g', 'g');
  assert.match(opened.cursorRow, /^prod-eu1-edge/);
  await opened.press('g', 'esc', 'j');
  assert.match(opened.cursorRow, /^prod-eu1-shop/);
});

test('a key that is bound to nothing does nothing', async () => {
  const opened = await stage({fleet: drawnFleet});
  const before = opened.screen;
  await opened.press('f7', '漢', 'alt-x', 'insert');
  assert.deepEqual(opened.screen, before);
});

for (const way of [
  [],
  ['?'],
  [':'],
  ['/'],
  [','],
  ['q'],
  [':', 'p', 'r', 'o', 'b', 'l', 'e', 'm', 's', 'enter'],
]) {
  test(`ctrl-c quits, however the keys are bound (after ${way.join(' ') || 'nothing'})`, async () => {
    const opened = await stage({fleet: drawnFleet});
    const keymap = keymapOf('k9s');
    const bindings = keymap.bindings.filter(({command}) => command !== 'app.quit');
    opened.app.useKeymap({...keymap, bindings});
    await opened.press(...way, 'ctrl-c');
    assert.equal(opened.outside.quits, 1);
  });
}

test('q asks before it quits, and who goes on as if it had not been pressed stays', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('q', 'esc');
  await opened.press('q', 'enter');
  assert.equal(opened.outside.quits, 0);
  await opened.press('q', 'j', 'enter');
  assert.equal(opened.outside.quits, 1);
});

test('sentences that name the key for quitting name that of the person', async () => {
  const opened = await stage({fleet: drawnFleet});
  const keymap = keymapOf('k9s');
  const others = keymap.bindings.filter(({command}) => command !== 'app.quit');
  opened.app.useKeymap({
    ...keymap,
    bindings: [...others, {scope: 'global', chord: ['f10'], command: 'app.quit'}],
  });
  await opened.press('esc');
  assert.match(opened.explanation, /f10 quits$/);
  await opened.press('q');
  assert.match(opened.screen.join('\n'), /f10 quits without asking/);
  await opened.press('esc');
  await opened.resize(39, 9);
  assert.match(opened.screen.join('\n'), /f10 quits/);
  opened.app.useKeymap({...keymap, bindings: others});
  await opened.resize(38, 9);
  assert.match(opened.screen.join('\n'), /:quit quits/);
});

test('q leaves what is open before it asks', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'enter', '.', 'q');
  assert.match(opened.header, /^prod-eu1-shop {3}/);
  await opened.press('q');
  assert.match(opened.header, /^all/);
  assert.doesNotMatch(opened.screen.join('\n'), /Quit/);
});

test('a keymap that is edited while it runs counts from the next key on', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?');
  assert.match(opened.header, /^Keys \(k9s\)/);
  opened.app.useKeymap(keymapOf('vim'));
  await opened.press('esc', '?');
  assert.match(opened.header, /^Keys \(vim\)/);
  await opened.press('G', 'g', 'g');
  assert.match(opened.header, / 1-/);
});

test('help and footer name the keys that work, as the map has them', async () => {
  const opened = await stage({fleet: drawnFleet});
  const keymap = keymapOf('k9s');
  opened.app.useKeymap({
    ...keymap,
    bindings: keymap.bindings.map((binding) =>
      binding.command === 'grid.next-bad' ? {...binding, chord: ['f5']} : binding,
    ),
  });
  await opened.shown();
  assert.match(opened.footer, /f5 next bad/);
  await opened.press('?');
  assert.match(opened.screen.join('\n'), /f5 +the next row that is not well/);
});

function lines(count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => `line ${index}`);
}
