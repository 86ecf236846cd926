import assert from 'node:assert/strict';
import {test} from 'node:test';
import {width} from '../../src/text/index.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {keymapOf, minute, stage, type UiStage} from './stage.ts';

const broken = '/home/ann/.kube/config:7: clusters is not a list';
const other = '/home/ann/.kube/eu.yaml: it cannot be read';

test('what is wrong at the start is told, and the footer says where the rest is, on every screen', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.problems = [broken, other];
  opened.app.greet(['config.yaml:3: colums: no such setting']);
  await opened.shown();
  assert.match(opened.explanation, /^1 of 2: .*config:7: clusters is not a list/);
  assert.match(opened.footer, /^3 problems :problems {2}enter open/);
  await opened.clock.advance(2000);
  await opened.press('f7');
  assert.match(opened.explanation, /^config\.yaml:3: colums/);
  for (const key of ['enter', '?']) {
    await opened.press(key);
    assert.match(opened.footer, /^3 problems :problems/);
  }
  await problems(opened);
  const page = opened.screen.join('\n');
  assert.match(page, /NOW\n {2}settings +config\.yaml:3: colums/);
  assert.match(page, /\n {2}kubeconfig +\/home\/ann\/\.kube\/config:7: clusters is not a list/);
  assert.match(page, /\n {2}kubeconfig +\/home\/ann\/\.kube\/eu\.yaml/);
});

test('a kubeconfig that is broken while it runs is told within a second, and so is that it was mended', async () => {
  const opened = await stage({fleet: drawnFleet});
  await problems(opened);
  assert.match(opened.screen.join('\n'), /nothing is wrong with settings, keymap and kubeconfig/);
  opened.watch.play.problems = [broken];
  await opened.clock.advance(1000);
  await opened.shown();
  assert.match(opened.explanation, /config:7: clusters is not a list/);
  assert.match(opened.footer, /^1 problem :problems/);
  assert.match(opened.screen.join('\n'), /NOW\n {2}kubeconfig +\/home\/ann\/\.kube\/config:7/);
  opened.watch.play.problems = [broken, other];
  await opened.clock.advance(1000);
  await opened.shown();
  assert.match(opened.explanation, /^1 of 2: .*eu\.yaml/, 'the new one');
  opened.watch.play.problems = [];
  await opened.clock.advance(1000);
  await opened.shown();
  assert.match(opened.explanation, /kubeconfig: read again without problems/);
  assert.doesNotMatch(opened.footer, /problem/);
  assert.match(opened.screen.join('\n'), /NOW\n {2}nothing is wrong/);
  assert.match(
    opened.screen.join('\n'),
    /1s? ago|0s ago +1 of 2: \/home\/ann\/\.kube\/eu\.yaml/,
    'it stays in the log',
  );
});

test('problems that stand are told once, and cost nothing', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.problems = [broken];
  opened.app.greet([]);
  await opened.clock.advance(2000);
  await opened.press('f7');
  assert.doesNotMatch(opened.explanation, /clusters is not a list/);
  opened.terminal.bytes();
  await opened.clock.advance(10_000);
  assert.doesNotMatch(opened.explanation, /clusters is not a list/);
  assert.match(opened.footer, /^1 problem /);
});

test('a keymap with mistakes counts without them, and they stand there until it is edited again', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.app.useKeymap(keymapOf('vim'), ['keymap.yaml:4: unknown command', 'keymap.yaml:5: unknown chord']);
  await opened.shown();
  assert.match(opened.explanation, /^1 of 2: keymap\.yaml:4: unknown command/);
  assert.match(opened.footer, /^2 problems :problems/);
  opened.app.useKeymap(keymapOf('k9s'), []);
  await opened.shown();
  assert.match(opened.explanation, /keymap: read again without problems/);
  assert.doesNotMatch(opened.footer, /problem/);
  opened.app.useKeymap(keymapOf('vim'), []);
  await opened.shown();
  assert.match(opened.explanation, /keymap\.yaml is read again/);
});

test('the footer names the key of the person for it', async () => {
  const opened = await stage({fleet: drawnFleet});
  const keymap = keymapOf('k9s');
  const bindings = [...keymap.bindings, {scope: 'global', chord: ['f9'], command: 'app.problems'} as const];
  opened.app.useKeymap({...keymap, bindings});
  opened.app.greet(['config.yaml:3: colums: no such setting']);
  await opened.shown();
  assert.match(opened.footer, /^1 problem f9 {2}/);
  await opened.press('f9');
  assert.match(opened.header, /^Problems/);
});

test('what went wrong in this session is listed with its age, the latest first; what went well is not', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.app.stage.say('not saved: the disk is full', 'bad');
  await opened.clock.advance(3 * minute);
  opened.app.stage.say('not logged in', 'bad');
  opened.app.stage.say('copied web-1', 'good');
  await problems(opened);
  const page = opened.screen.join('\n');
  assert.match(page, /\n {2}0s ago +not logged in\n {2}3m ago +not saved: the disk is full\n/);
  assert.doesNotMatch(page, /copied/);
});

test('a storm of sizes leaves a page of problems that fits, whatever it tells', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.problems = Array.from(
    {length: 40},
    (_, index) => `${other} ${'漢字\x1b[31m'.repeat(index)}`,
  );
  opened.app.greet([]);
  await problems(opened);
  for (let step = 0; step < 60; step++) {
    const [columns, rows] = [40 + ((step * 37) % 161), 10 + ((step * 11) % 51)];
    await opened.resize(columns, rows);
    const frame = opened.frame();
    assert.equal(frame.length, rows);
    for (const text of frame) assert.ok(width(text) <= columns, text);
    assert.match(opened.footer, /40 problems :problems/);
  }
});

async function problems(opened: UiStage): Promise<void> {
  await opened.press(':');
  await opened.type('problems');
  await opened.press('enter');
}
