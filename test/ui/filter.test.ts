import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drawnFleet} from './drawn-fleet.ts';
import {cluster, type Fleet, stage, type UiStage} from './stage.ts';

function three(fleet: Fleet): void {
  for (const name of ['prod-eu1-shop', 'prod-eu1-pay']) cluster(fleet, name);
  cluster(fleet, 'stg-eu1-all', {tier: 'stg'});
}

async function filter(opened: UiStage, text: string): Promise<void> {
  await opened.press('/');
  await opened.type(text);
}

test('the grid follows a filter letter by letter, as it is typed', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'pr');
  assert.equal(opened.names.length, 2);
  await opened.press('backspace');
  await opened.type('ay');
  assert.deepEqual(opened.names, ['prod-eu1-pay']);
  await opened.press('backspace', 'backspace', 'backspace');
  assert.equal(opened.names.length, 3);
});

test('enter keeps the filter, which the footer shows until it is ended', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'stg');
  await opened.press('enter');
  assert.match(opened.footer, /^\/stg {2}enter open/);
  assert.match(opened.header, /^all {2}1\/3/);
  await opened.press('esc');
  assert.equal(opened.names.length, 3);
  assert.match(opened.footer, /^enter open/);
});

test('esc while typing brings back what was there before, a filter or none', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'stg');
  await opened.press('esc');
  assert.equal(opened.names.length, 3);
  await filter(opened, 'pay');
  await opened.press('enter', '/', 'ctrl-u');
  await opened.type('stg');
  assert.deepEqual(opened.names, ['stg-eu1-all']);
  await opened.press('esc');
  assert.deepEqual(opened.names, ['prod-eu1-pay']);
});

test('a filter that stands is narrowed by the next word, and can be cleared in one key', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'eu1');
  await opened.press('enter');
  await filter(opened, 'pay');
  assert.match(opened.footer, /^\/eu1 pay/);
  assert.deepEqual(opened.names, ['prod-eu1-pay']);
  await opened.press('enter', 'ctrl-u');
  assert.equal(opened.names.length, 3);
});

test('up brings back the filters typed before, the latest first, and down what was being typed', async () => {
  const opened = await stage({fleet: three});
  for (const text of ['stg', 'pay']) {
    await filter(opened, text);
    await opened.press('enter', 'ctrl-u');
  }
  await filter(opened, 'sho');
  await opened.press('up');
  assert.match(opened.footer, /^\/pay/);
  assert.deepEqual(opened.names, ['prod-eu1-pay'], 'the grid follows');
  await opened.press('up');
  assert.match(opened.footer, /^\/stg/);
  await opened.press('up');
  assert.match(opened.footer, /^\/stg/, 'there is none before');
  await opened.press('down', 'down');
  assert.match(opened.footer, /^\/sho/);
});

test('where a filter stands, the first up already brings another one', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'stg');
  await opened.press('enter', '/', 'ctrl-u');
  await opened.type('pay');
  await opened.press('enter', '/', 'up');
  assert.match(opened.footer, /^\/stg/);
});

test('why a filter cannot be read is said while it is typed, and still when it is accepted', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'age:<x');
  assert.match(opened.explanation, /at "x": not a duration/);
  assert.equal(opened.names.length, 3, 'nothing is hidden by what is not understood');
  await opened.press('enter');
  assert.match(opened.explanation, /not a duration/);
  await opened.press('j');
  assert.match(opened.explanation, /not a duration/, 'as long as it stands');
  await opened.press('esc');
  assert.doesNotMatch(opened.explanation, /not a duration/);
});

test('a pasted text is one line, and does nothing by itself', async () => {
  const opened = await stage({fleet: three});
  await opened.press('/');
  await opened.paste('sh\r\nop\x1b[31m\x1b]0;owned\x07\n');
  assert.match(opened.footer, /^\/sh op/);
  assert.doesNotMatch(opened.terminal.sent, /owned/);
  await opened.press('enter');
  assert.match(opened.footer, /^\/sh op {2}/);
});

test('what is pasted where nothing is typed presses no keys', async () => {
  const opened = await stage({fleet: three});
  await opened.paste('qx:q\n');
  assert.equal(opened.outside.quits, 0);
  assert.deepEqual(opened.watch.done, []);
  assert.match(opened.header, /^all {2}3\/3/);
});

test('keys of the screen are letters while a filter is typed', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, 'xqnL?:-[');
  assert.match(opened.footer, /^\/xqnL\?:-\[/);
  assert.deepEqual(opened.watch.done, []);
});

test('wide letters, accents and spaces are typed and taken away one by one', async () => {
  const opened = await stage({fleet: three});
  await filter(opened, '漢字 é');
  await opened.press('left', 'backspace', 'backspace');
  assert.match(opened.footer, /^\/漢é/);
  await opened.press('ctrl-w');
  assert.match(opened.footer, /^\/é/);
});

test('a filter that is longer than the screen is still typed where it can be seen', async () => {
  const opened = await stage({columns: 60, fleet: three});
  await filter(opened, `${'x'.repeat(90)}end`);
  assert.match(opened.footer, /xend$/);
});

test('clusters where what was searched for is not well come first, and the line above the footer says why', async () => {
  const opened = await stage({fleet: drawnFleet});
  await filter(opened, 'checkout');
  assert.deepEqual(opened.names, ['prod-eu1-shop', 'prod-eu3-shop']);
  assert.match(opened.explanation, /^prod-eu1-shop: (stuck|CrashLoop x7) checkout 11\/18/);
});

test('a list is filtered as the grid is, by its own columns too', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':');
  await opened.type('pods');
  await opened.press('enter');
  await filter(opened, 'status:CrashLoop !cluster:eu2');
  assert.match(opened.header, /^pods 7\/927/);
  await opened.press('enter', 'esc');
  assert.match(opened.header, /^pods 927/);
  await opened.press('esc');
  assert.match(opened.header, /^all 12/, 'only then the list is left');
});

test('faults alone are ended by the same key, or by esc', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('!');
  assert.equal(opened.names.length, 9);
  await opened.press('ctrl-z');
  assert.equal(opened.names.length, 12);
  await opened.press('!', 'esc');
  assert.equal(opened.names.length, 12);
});

test('a text is searched, its matches are counted and gone through round and round', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?');
  await filter(opened, 'mark');
  assert.match(opened.header, /\/mark \d+/);
  await opened.press('enter');
  const first = opened.screen[1];
  await opened.press('n', 'N');
  assert.equal(opened.screen[1], first);
  await filter(opened, 'zzzz');
  await opened.press('enter', 'n');
  assert.match(opened.explanation, /nothing matches/);
  await opened.press('esc');
  assert.doesNotMatch(opened.header, /zzzz/);
  await opened.press('esc');
  assert.match(opened.header, /^all/);
});

test('esc while a search is typed ends the search', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?');
  await filter(opened, 'mark');
  await opened.press('esc');
  assert.doesNotMatch(opened.header, /\/mark/);
});
