import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {type TestContext, test} from 'node:test';
import {until} from '../kube/until.ts';
import {openTmux, withoutTmux} from './tmux.ts';

const specimen = `'${process.execPath}' --import=tsx test/terminal/specimen.ts`;

async function run(context: TestContext, {log = '', after = ''} = {}) {
  const tmux = openTmux(context, `${specimen} ${log}; echo "ended $?"; ${after} cat`);
  await tmux.until('first frame', ([first]) => first === '80×24');
  const keys = (wanted: string) =>
    tmux.until(`keys ${wanted}`, ([, second = '']) => second.trimEnd() === `keys: ${wanted}`);
  return {...tmux, keys};
}

test('keys of a real terminal arrive, typed in a burst and pasted', {skip: withoutTmux}, async (context) => {
  const tmux = await run(context);
  tmux.press('j', 'Up', 'F5', 'C-r', 'M-x', 'Escape');
  await tmux.keys('j up f5 ctrl-r alt-x esc');
  tmux.press('S-Left', 'C-Space', 'C-\\', 'BTab', 'PPage', 'DC', 'Enter', 'BSpace');
  await tmux.keys('shift-left ctrl-space ctrl-\\ backtab pageup delete enter backspace');
  tmux.type('abcdef漢');
  tmux.paste('two\nlines');
  await tmux.keys('a b c d e f 漢 paste(two⏎lines)');
});

test('a real terminal that changes its size is painted to its edges', {
  skip: withoutTmux,
}, async (context) => {
  const tmux = await run(context);
  for (const [columns, rows] of [
    [40, 10],
    [120, 40],
    [9, 4],
    [100, 30],
  ] as const) {
    tmux.resize(columns, rows);
    const screen = await tmux.until(
      `${columns}×${rows}`,
      (lines) => lines[0] === `${columns}×${rows}`.slice(0, columns) && lines[rows - 1]?.length === columns,
    );
    assert.equal(screen.length, rows);
    assert.match(screen[rows - 1] ?? '', /^last row\.*$/);
  }
});

test('a program that asks something is answered, and then the screen is back', {
  skip: withoutTmux,
}, async (context) => {
  const tmux = await run(context);
  tmux.press('L');
  await tmux.until('question', (lines) => lines.some((line) => line.includes('name?')));
  assert.equal(tmux.ask('alternate_on'), '0');
  assert.equal(tmux.ask('cursor_flag'), '1');
  tmux.type('ann');
  tmux.press('Enter');
  await tmux.until('answer', (lines) => lines.some((line) => line.includes('hello ann')));
  tmux.press('Enter');
  const screen = await tmux.until('our screen', ([first]) => first === '80×24');
  assert.equal(screen[1]?.trimEnd(), 'keys: L');
  assert.equal(tmux.ask('alternate_on'), '1');
  tmux.press('j');
  await tmux.keys('L j');
});

test('after it is closed, and after it fell, the shell has its terminal back', {
  skip: withoutTmux,
}, async (context) => {
  for (const [key, line] of [
    ['Q', 'ended 0'],
    ['X', 'unexpected: unexpected'],
  ] as const) {
    const tmux = await run(context, {after: 'stty -a | grep -o "[-]*icanon\\|[-]*echo ";'});
    tmux.press(key);
    const screen = await tmux.until('mode', (lines) => lines.some((text) => text.trim() === 'echo'));
    assert.ok(screen.includes(line), screen.join('\n'));
    assert.ok(screen.includes('icanon'));
    assert.equal(tmux.ask('alternate_on'), '0');
    assert.equal(tmux.ask('cursor_flag'), '1');
  }
});

test('stopped and continued, it has its keys and its whole screen again', {
  skip: withoutTmux,
}, async (context) => {
  const tmux = await run(context);
  const pid = Number(tmux.ask('pane_pid'));
  const own = childOf(pid);
  process.kill(own, 'SIGSTOP');
  // Another program spoils the screen and the modes meanwhile.
  const spoiled = '\\033[5;5Hspoiled\\033[?2004l';
  openShell(tmux.ask('pane_tty'), spoiled);
  await tmux.until('spoiled', (lines) => lines.some((line) => line.includes('spoiled')));
  process.kill(own, 'SIGCONT');
  await tmux.until('whole', (lines) => lines[4]?.trimEnd() === 'row 4');
  tmux.press('j');
  await tmux.keys('j');
});

test('a terminal that reads nothing holds nothing up, and shows the newest when it goes on', {
  skip: withoutTmux,
}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-stall-'));
  context.after(() => rmSync(folder, {recursive: true, force: true}));
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const ticks = () => readFileSync(log, 'utf8').length;
  const tmux = await run(context, {log});
  tmux.press('T');
  await until('it ticks', () => ticks() > 20);
  process.kill(tmux.serverPid, 'SIGSTOP');
  try {
    // Some dozens fit into the buffers in between: many more than that must follow.
    const before = ticks();
    await until('it ticks on', () => ticks() > before + 600, 30_000);
  } finally {
    process.kill(tmux.serverPid, 'SIGCONT');
  }
  const least = ticks();
  await tmux.until('newest', ([first = '']) => Number(first.split(' ')[0]) >= least);
});

function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function openShell(device: string, text: string): void {
  writeFileSync(device, text.replaceAll('\\033', '\x1b'));
}
