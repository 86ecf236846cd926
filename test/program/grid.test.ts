import assert from 'node:assert/strict';
import {test} from 'node:test';
import {width} from '../../src/text/index.ts';
import {until} from '../kube/until.ts';
import {withoutTmux} from '../terminal/tmux.ts';
import {makeHome, openProgram, settled} from './stage.ts';

const skip = withoutTmux;
/** Begins a synchronised update. */
const frame = '\x1b[?2026h';

test('the first frame has every context, and its figures follow', {skip}, async (context) => {
  const program = await openProgram(context, {home: makeHome(context)});
  await program.untilLine(/^all 24\/24/);
  await until('the second frame begins', () => program.wire().split(frame).length > 2);
  const [, first = ''] = program.wire().split(frame);
  assert.match(first, /all.* 24\/24/s);
  assert.equal(new Set(first.match(/(dev|prod)-[a-z0-9]+-[a-z]+/g)).size, 20);
  await program.untilRow('prod-eu1-shop', / prod 1\.36 {2}live +CrashLoop x\d+ +24\/24 +0\/1 +\d+$/);
  await program.untilRow('prod-eu3-pay', / prod \? +tcp/);
  const [header = ''] = await program.untilLine(settled);
  const counts = header.match(/(?<=(LIVE|STALE|LOGIN|LOST) +)\d+/g) ?? [];
  assert.equal(
    counts.reduce((sum, digits) => sum + Number(digits), 0),
    24,
  );
});

test('through a storm of sizes it is painted to the edges of the last one', {skip}, async (context) => {
  const program = await openProgram(context, {home: makeHome(context)});
  await program.untilLine(settled);
  for (let turn = 0; turn < 40; turn++) program.resize(41 + ((turn * 37) % 160), 11 + ((turn * 13) % 50));
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
  ] as const) {
    program.resize(columns, rows);
    const screen = await program.until(
      'the whole screen',
      ([first = '', ...lines]) => first.startsWith('all 24/24 ') && /\? help$/.test(lines[rows - 2] ?? ''),
    );
    assert.equal(screen.filter((line) => line.startsWith('  CLUSTER')).length, 1);
    assert.equal(screen.filter((line) => /^[> ] (dev|prod|stg)-/.test(line)).length, Math.min(24, rows - 4));
    assert.ok(screen.every((line) => width(line) <= columns));
    // Painted anew, nothing is different: nothing of the sizes before was left.
    program.press('C-l');
    await program.until('the same screen', (lines) => lines[1] === screen[1] && lines[2] === screen[2]);
  }
});

test('a terminal too small for a row says so, and shows them when it has grown', {skip}, async (context) => {
  const program = await openProgram(context, {home: makeHome(context), columns: 39, rows: 9});
  assert.deepEqual((await program.untilLine(/^39x9 is too small$/)).slice(0, 3), [
    '39x9 is too small',
    'needs 40x10',
    'ctrl-c quits',
  ]);
  program.resize(40, 10);
  await program.untilLine(/^all 24\/24/);
  program.resize(12, 3);
  await program.untilLine(/^12x3 is too/);
  program.resize(80, 24);
  await program.untilLine(settled);
});

test('NO_COLOR leaves no colour, and TERM=xterm none beyond the sixteen', {skip}, async (context) => {
  for (const [environment, allowed] of [
    [{NO_COLOR: '1'}, /^(0|[1-9]|2[1-9])$/],
    [{TERM: 'xterm'}, /^(0|[1-9]|2[1-9]|[349]\d|10\d)$/],
  ] as const) {
    const program = await openProgram(context, {home: makeHome(context), environment});
    await program.untilLine(settled);
    const parameters = [...program.wire().matchAll(/\x1b\[([\d;]*)m/g)].map(([, text = '']) => text);
    assert.ok(parameters.length > 10);
    for (const one of parameters.flatMap((text) => (text === '' ? ['0'] : text.split(';')))) {
      assert.match(one, allowed);
      assert.ok(one !== '38' && one !== '48', `${JSON.stringify(environment)} sent ${one}`);
    }
  }
});

test('without UTF-8 every byte is ASCII, on every screen', {skip}, async (context) => {
  const program = await openProgram(context, {home: makeHome(context), environment: {LANG: 'C'}});
  await program.untilLine(settled);
  program.press('q');
  await program.untilLine(/Quit Flotilla/);
  program.press('Escape');
  await program.untilLine(/^enter open/);
  program.press('Enter');
  await program.untilLine(/^NODES /);
  program.press('?');
  await program.untilLine(/^Keys /);
  program.press(':');
  program.type('po');
  await program.untilLine(/^:po/);
  program.press('Enter');
  await program.untilLine(/NAMESPACE/);
  program.resize(45, 12);
  await program.until('a narrow screen', (lines) => /\? help$/.test(lines[11] ?? ''));
  const {screen, wire} = {screen: program.screen(), wire: program.wire()};
  assert.match(wire, /^[\x00-\x7e]*$/, screen.join('\n'));
});
