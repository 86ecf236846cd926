import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Ended} from '../../src/commands/index.ts';
import {drawnFleet} from './drawn-fleet.ts';
import {stage, type UiStage} from './stage.ts';

const kubeconfig = 'kind: Config\nusers: [one]\n';

/** The pods of one cluster, with kubectl on the PATH. */
async function pods(query = 'checkout-6d5f-0'): Promise<UiStage> {
  const opened = await stage({fleet: drawnFleet});
  opened.outside.programs.add('kubectl');
  opened.watch.play.kubeconfig.set('prod-eu1-shop', kubeconfig);
  await run(opened, `pods @prod-eu1-shop ${query}`);
  return opened;
}

async function run(opened: UiStage, line: string): Promise<void> {
  await opened.press(':');
  await opened.type(line);
  await opened.press('enter');
}

test('d describes an object with kubectl, through a kubeconfig of that one context which is gone afterwards', async () => {
  const opened = await pods();
  const printed = Promise.withResolvers<Ended>();
  opened.outside.printed = printed.promise;
  await opened.press('d');
  const [reading] = opened.outside.readings;
  assert.deepEqual(reading?.command, [
    ...['kubectl', 'describe', '--namespace=shop'],
    ...['--', 'pods/checkout-6d5f-0'],
  ]);
  assert.equal(reading?.kubeconfig, kubeconfig);
  assert.match(opened.screen.join('\n'), /reading \.\.\./);
  printed.resolve({type: 'ended', code: 0, output: 'Name:  checkout-6d5f-0\nNode:  node-3\n'});
  await opened.shown();
  assert.equal(opened.outside.files.size, 0);
  assert.match(opened.header, /^prod-eu1-shop describe shop checkout-6d5f-0 {2}1-2 of 2$/);
  assert.deepEqual(opened.screen.slice(1, 3), ['Name:  checkout-6d5f-0', 'Node:  node-3']);
  assert.match(opened.explanation, /^as of 08:00:00 UTC; r reads it anew$/);
});

test('a kind of a group is named in full, and one without namespaces has none', async () => {
  const opened = await pods();
  await run(opened, 'deploy @prod-eu1-shop checkout');
  await opened.press('d', 'esc');
  await run(opened, 'nodes @prod-eu1-shop');
  await opened.press('d');
  assert.deepEqual(
    opened.outside.readings.map(({command}) => command.slice(1).join(' ')),
    ['describe --namespace=shop -- deployments.apps/checkout', 'describe -- nodes/node-0'],
  );
});

test('l shows the end of the logs of all containers, each named where there are several', async () => {
  const opened = await pods();
  const lines = Array.from({length: 40}, (_, index) => `[pod/checkout-6d5f-0/main] line ${index}`);
  opened.outside.printed = {type: 'ended', code: 0, output: `${lines.join('\n')}\n`};
  await opened.press('l');
  const {command = []} = opened.outside.readings[0] ?? {};
  assert.deepEqual(command.slice(0, 3), ['kubectl', 'logs', '--namespace=shop']);
  assert.ok(command.includes('--all-containers') && !command.includes('--previous'));
  assert.equal(opened.screen.at(-3), 'line 39');
  opened.outside.printed = {
    type: 'ended',
    code: 0,
    output: '[pod/checkout-6d5f-0/main] two\n[pod/checkout-6d5f-0/init] one\n',
  };
  await opened.press('r');
  assert.deepEqual(opened.screen.slice(1, 3), ['init: one', 'main: two']);
});

test('the end of the logs is shown until a person scrolls, and again from the last line on', async () => {
  const opened = await pods();
  const print = (count: number) => {
    const lines = Array.from({length: count}, (_, index) => `line ${index}`);
    opened.outside.printed = {type: 'ended', code: 0, output: `${lines.join('\n')}\n`};
  };
  print(30);
  await opened.press('l');
  print(40);
  await opened.press('r');
  assert.equal(opened.screen.at(-3), 'line 39');
  await opened.press('k');
  print(50);
  await opened.press('r');
  assert.equal(opened.screen.at(-3), 'line 38');
  await opened.press('G');
  print(60);
  await opened.press('r');
  assert.equal(opened.screen.at(-3), 'line 59');
});

test('of logs too long to be shown the newest lines of each container are, and where there were more is said', async () => {
  const opened = await pods();
  const log = (container: string, count: number, size: number) =>
    Array.from({length: count}, (_, index) =>
      `[pod/checkout-6d5f-0/${container}] ${container} ${index} `.padEnd(size, '.'),
    );
  const all = [...log('main', 500, 2000), ...log('proxy', 500, 2000), ...log('init', 3, 50)];
  opened.outside.printed = {type: 'ended', code: 0, output: `${all.join('\n')}\n`};
  await opened.press('l');
  assert.equal(opened.outside.readings[0]?.keeps, 'end');
  assert.match(opened.screen.at(-3) ?? '', /^proxy: proxy 499 /);
  await opened.press('g');
  assert.match(opened.screen[1] ?? '', /^init: init 0 /);
  assert.equal(opened.screen[4], 'main: ... older lines are not shown');
  assert.match(opened.screen[5] ?? '', /^main: main 23\d /);
  opened.outside.printed = {type: 'ended', code: 0, output: 'one\n', isCut: true};
  await opened.press('r');
  assert.deepEqual(opened.screen.slice(1, 3), ['... older lines are not shown', 'one']);
  opened.outside.printed = {type: 'ended', code: 0, output: 'x'.repeat(2_000_000)};
  await opened.press('r');
  assert.equal(opened.screen[1]?.slice(0, 10), 'x'.repeat(10));
});

test('of a long description the beginning is shown, and that there is more', async () => {
  const opened = await pods();
  opened.outside.printed = {type: 'ended', code: 0, output: 'Name: x\n', isCut: true};
  await opened.press('d');
  assert.equal(opened.outside.readings[0]?.keeps, 'beginning');
  assert.deepEqual(opened.screen.slice(1, 3), ['Name: x', '... the rest is not shown']);
});

test('how long it has been reading is said after a moment, over what was read before too', async () => {
  const opened = await pods();
  opened.outside.printed = new Promise(() => undefined);
  await opened.press('d');
  assert.equal(opened.screen[1], 'reading ...');
  await opened.clock.advance(3000);
  await opened.shown();
  assert.equal(opened.screen[1], 'reading ... 3s');
  opened.outside.printed = {type: 'ended', code: 0, output: 'Name: x\n'};
  await opened.press('r');
  assert.match(opened.explanation, /^as of 08:00:03 UTC; r reads it anew$/);
  opened.outside.printed = new Promise(() => undefined);
  await opened.press('r');
  assert.match(opened.explanation, /^as of/);
  await opened.clock.advance(2000);
  await opened.shown();
  assert.equal(opened.screen[1], 'Name: x');
  assert.match(opened.explanation, /^reading \.\.\. 2s$/);
});

test('who asks anew ends what is still being read, and its answer comes too late', async () => {
  const opened = await pods();
  const older = Promise.withResolvers<Ended>();
  opened.outside.printed = older.promise;
  await opened.press('d');
  opened.outside.printed = {type: 'ended', code: 0, output: 'newer\n'};
  await opened.press('r');
  const aborted = () => opened.outside.readings.map(({signal}) => signal.aborted);
  assert.deepEqual(aborted(), [true, false]);
  older.resolve({type: 'ended', code: 0, output: 'older\n'});
  await opened.shown();
  assert.equal(opened.screen[1], 'newer');
  opened.outside.printed = new Promise(() => undefined);
  await opened.press('r', 'r', 'r');
  assert.deepEqual(aborted(), [true, false, true, true, false]);
});

test('p shows the logs of the run before', async () => {
  const opened = await pods();
  await opened.press('p');
  assert.ok(opened.outside.readings[0]?.command.includes('--previous'));
  assert.match(opened.header, /^prod-eu1-shop previous logs shop checkout-6d5f-0/);
  assert.match(opened.screen.join('\n'), /It has no previous logs\./);
});

test('what a cluster has kubectl print steers no terminal', async () => {
  const opened = await pods();
  opened.outside.printed = {type: 'ended', code: 0, output: '\x1b]0;owned\x07\x1b[2Jhe\u202ello\n'};
  await opened.press('l');
  assert.equal(opened.screen[1], 'hello');
  assert.doesNotMatch(opened.terminal.sent, /owned/);
});

test('what kubectl complains of is shown; what was read before stays', async () => {
  const opened = await pods();
  opened.outside.printed = {type: 'ended', code: 1, output: 'Error from server (NotFound): pods "x"\n'};
  await opened.press('d');
  assert.match(opened.screen[1] ?? '', /^It could not be read: Error from server \(NotFound\): pods "x"$/);
  opened.outside.printed = {type: 'ended', code: 0, output: 'Name: x\n'};
  await opened.press('r');
  assert.equal(opened.screen[1], 'Name: x');
  opened.outside.printed = {type: 'failed', reason: 'it did not end within 30 s'};
  await opened.press('r');
  assert.equal(opened.screen[1], 'Name: x');
  assert.match(opened.explanation, /^not read again: it did not end within 30 s$/);
});

test('who leaves the page waits for nothing, and kubectl is ended', async () => {
  const opened = await pods();
  opened.outside.printed = new Promise(() => undefined);
  await opened.press('d', 'esc');
  await run(opened, 'nodes');
  assert.equal(opened.outside.readings[0]?.signal.aborted, true);
});

test('without kubectl, without a row, or where there are no logs, that is said', async () => {
  const opened = await pods();
  opened.outside.programs.delete('kubectl');
  await opened.press('d');
  assert.match(opened.explanation, /^kubectl is not on the PATH$/);
  opened.outside.programs.add('kubectl');
  await run(opened, 'deploy @prod-eu1-shop');
  await opened.press('l');
  assert.match(opened.explanation, /^only pods have logs; enter lists those of a workload$/);
  await run(opened, 'pods zzzz');
  await opened.press('d');
  assert.match(opened.explanation, /^there is no object under the cursor$/);
  await run(opened, 'prod-eu2-pay');
  await opened.press('l');
  assert.match(opened.explanation, /^there is no object under the cursor$/);
  assert.deepEqual(opened.outside.readings, []);
});

test('a broken kubeconfig entry cannot be asked through', async () => {
  const opened = await pods();
  opened.watch.play.kubeconfig.clear();
  await opened.press('d');
  assert.match(opened.screen[1] ?? '', /^It could not be read: its kubeconfig entry cannot be used$/);
  assert.deepEqual(opened.outside.readings, []);
});

for (const key of ['e', 'ctrl-d', 'ctrl-k']) {
  test(`${key}, which changes a cluster in k9s, says that nothing here does, and what can be done`, async () => {
    const opened = await pods();
    await opened.press(key);
    const sentence = /^nothing here changes a cluster yet; s opens a shell on prod-eu1-shop$/;
    assert.match(opened.explanation, sentence);
    await run(opened, 'prod-eu1-shop');
    await opened.press(key);
    assert.match(opened.explanation, sentence);
    await run(opened, 'grid');
    await opened.press(key);
    assert.match(opened.explanation, /^nothing here changes a cluster yet; s opens a shell on prod-eu1-/);
    assert.deepEqual(opened.watch.done, []);
    assert.deepEqual(opened.outside.ran, []);
  });
}

for (const key of ['F', 'a']) {
  test(`${key} of k9s is not here, says so, and what can be done`, async () => {
    const opened = await pods();
    await opened.press(key);
    assert.match(
      opened.explanation,
      /^port-forward and attach are not here yet; s opens a shell on prod-eu1-shop$/,
    );
  });
}

test('the footer offers logs and a description where kubectl can be asked', async () => {
  const opened = await pods();
  assert.match(opened.footer, /l logs {2}d describe/);
  await run(opened, 'deploy @prod-eu1-shop');
  assert.doesNotMatch(opened.footer, /logs/);
  assert.match(opened.footer, /d describe/);
  opened.outside.programs.clear();
  await opened.press('j');
  assert.doesNotMatch(opened.footer, /describe/);
});

test('in vim ctrl-d goes down a page, as it does there', async () => {
  const opened = await stage({fleet: drawnFleet, keymap: 'vim'});
  await run(opened, 'pods');
  const before = opened.cursorRow;
  await opened.press('ctrl-d');
  assert.notEqual(opened.cursorRow, before);
});

test('a list opens the shell of the cluster that its row is on', async () => {
  const opened = await pods();
  await opened.press('s');
  assert.match(opened.outside.ran[0]?.banner ?? '', /^prod-eu1-shop: KUBECONFIG/);
});
