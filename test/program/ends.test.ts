import assert from 'node:assert/strict';
import {existsSync, readdirSync} from 'node:fs';
import process from 'node:process';
import {test} from 'node:test';
import {eventually, pidsIn} from '../kube/plugin.ts';
import {until} from '../kube/until.ts';
import {withoutTmux} from '../terminal/tmux.ts';
import {pluginUser, startClusters} from './clusters.ts';
import {makeHome, openProgram} from './stage.ts';

const skip = withoutTmux;
const modes = 'stty -a | grep -o "[-]*icanon\\|[-]*echo \\|[-]*isig" | tr "\\n" " "; echo';
const isEchoing = (lines: readonly string[]) => lines.some((line) => line.trim() === 'isig icanon echo');

test('ctrl-c ends it, with code 0 as k9s has it, and the shell has its screen, cursor and echo back', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const program = await openProgram(context, {home, before: 'echo what was there before', after: modes});
  await program.untilRow('dev-eu2-all', / live /);
  assert.equal(program.ask('alternate_on'), '1');
  program.press('C-c');
  const screen = await program.until('modes', isEchoing);
  assert.deepEqual(screen.slice(0, 2), ['what was there before', 'ended 0']);
  assert.equal(program.ask('alternate_on'), '0');
  assert.equal(program.ask('cursor_flag'), '1');
  assert.deepEqual(readdirSync(`${home.path}/run`), ['.keep'], 'nothing of the demonstration is left');
});

test('q asks before it ends: esc and enter stay, and only who says so goes', {skip}, async (context) => {
  const program = await openProgram(context, {home: makeHome(context)});
  await program.untilLine(/^all 24\/24/);
  program.press('q');
  await program.untilLine(/Quit Flotilla\?/);
  for (const key of ['Escape', 'Enter']) {
    program.press(key);
    await program.until('no question', (lines) => !lines.some((line) => line.includes('Quit Flotilla')));
    program.press('q');
    await program.untilLine(/Quit Flotilla\?/);
  }
  program.press('Down', 'Enter');
  await program.untilLine(/^ended 0$/);
  await program.untilGone();
});

test('a signal ends it with the code of the signal, and no plugin outlives it', {skip}, async (context) => {
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const) {
    const home = makeHome(context);
    const clusters = await startClusters(context, home, 2);
    // One that hangs, with a process of its own that ignores what it is asked.
    const plugin = home.write(
      'bin/hangs',
      `#!/bin/sh\necho $$ >>"${home.path}/pids"\ntrap '' TERM HUP\n(sleep 600) &\necho $! >>"${home.path}/pids"\nwait\n`,
      0o700,
    );
    const [first = '', second = ''] = clusters.names;
    const kubeconfig = home.write(
      'kubeconfig',
      clusters.kubeconfig([{name: first}, {name: second, user: pluginUser(plugin)}]),
    );
    const program = await openProgram(context, {home, words: `--kubeconfig ${kubeconfig}`, after: modes});
    await program.untilRow(first, / live /);
    await eventually('the plugin runs', async () => (await pidsIn(`${home.path}/pids`)).length === 2);
    process.kill(program.pid(), signal);
    await program.untilLine(new RegExp(`^ended ${code}$`), 5000);
    await program.until('modes', isEchoing);
    await program.untilGone();
    assert.equal(program.ask('alternate_on'), '0');
  }
});

test('it ends when its terminal is closed, and leaves nothing behind', {skip}, async (context) => {
  const home = makeHome(context);
  const program = await openProgram(context, {home});
  await program.untilLine(/^all 24\/24/);
  process.kill(program.serverPid, 'SIGKILL');
  await program.untilGone();
  assert.deepEqual(readdirSync(`${home.path}/run`), ['.keep'], 'keys of the demonstration lie there');
});

test('what nobody expected is one sentence on a terminal that works', {skip}, async (context) => {
  const home = makeHome(context);
  const crash = home.write('crash.cjs', "process.on('SIGUSR2', () => { throw new Error('the sky fell'); });");
  const program = await openProgram(context, {
    home,
    environment: {NODE_OPTIONS: `--require=${crash}`},
    after: modes,
  });
  await program.untilLine(/^all 24\/24/);
  process.kill(program.pid(), 'SIGUSR2');
  const screen = await program.until('modes', isEchoing);
  assert.deepEqual(screen.slice(0, 2), ['flotilla: unexpected error: the sky fell', 'ended 1']);
  assert.equal(program.ask('alternate_on'), '0');
  assert.equal(program.ask('cursor_flag'), '1');
});

test('killed outright, it leaves a terminal that can be typed on, whatever the shell', {
  skip,
}, async (context) => {
  for (const shell of ['/bin/sh', '/bin/bash']) {
    if (!existsSync(shell)) {
      context.diagnostic(`${shell} is not installed`);
      continue;
    }
    const home = makeHome(context);
    const program = await openProgram(context, {
      home,
      shell: `${shell} ${shell === '/bin/bash' ? '--norc' : ''}`,
    });
    await program.untilLine(/^all 24\/24/);
    process.kill(program.pid(), 'SIGKILL');
    // What the shell says of it may come before its screen is back, and go with ours.
    await until('the screen of the shell is back', () => program.ask('alternate_on') === '0');
    // Enter counts as such only once the modes are right again.
    await until('the modes are right', () => {
      program.press('Enter');
      return program.screen().filter((line) => line.startsWith('typed:')).length >= 3;
    });
    program.type('echo "1 + 1 is $((1 + 1))"');
    await program.untilLine(/^typed: echo "1 \+ 1/);
    program.press('Enter');
    const screen = await program.untilLine(/^1 \+ 1 is 2$/);
    assert.match(screen[0] ?? '', /^typed: flotilla demo/);
    assert.equal(program.ask('alternate_on'), '0');
    assert.equal(program.ask('cursor_flag'), '1');
    await program.untilGone();
  }
});

test('without a terminal it says what there is instead, with code 2', {skip}, async (context) => {
  for (const [words, environment] of [
    ['demo >"$HOME/out"', {}],
    ['demo </dev/null', {}],
    ['demo', {TERM: 'dumb'}],
  ] as const) {
    const program = await openProgram(context, {home: makeHome(context), words, environment});
    const screen = await program.untilLine(/^ended 2$/);
    assert.match(screen.join(''), /^error: the grid needs a terminal.*"flotilla get clusters"/);
  }
});
