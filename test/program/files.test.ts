import assert from 'node:assert/strict';
import {test} from 'node:test';
import {withoutTmux} from '../terminal/tmux.ts';
import {pluginUser, printCredential, startClusters} from './clusters.ts';
import {makeHome, openProgram, rowOf, settled} from './stage.ts';

const skip = withoutTmux;

test('at the first start with many logins none runs before it is chosen, and the choice is remembered', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const clusters = await startClusters(context, home, 12);
  const plugin = home.write(
    'bin/aws',
    `#!/bin/sh\necho "$2" >>"${home.path}/runs"\n${printCredential(clusters.token)}\n`,
    0o700,
  );
  const profiles = ['corp', 'lab', 'play'];
  const profileOf = (index: number) => profiles[index % 3] ?? '';
  const kubeconfig = home.write(
    'kubeconfig',
    clusters.kubeconfig(
      clusters.names.map((name, index) => ({
        name,
        user: pluginUser(plugin, '--profile', profileOf(index), name),
      })),
    ),
  );
  const open = () => openProgram(context, {home, words: `--kubeconfig ${kubeconfig}`});
  const first = await open();
  const chooser = await first.untilLine(/^12 contexts run a login plugin/);
  for (const profile of profiles) assert.ok(chooser.some((line) => line.includes(`AWS profile ${profile}`)));
  assert.equal(home.read('runs'), '');
  first.press('j', 'Space');
  await first.untilLine(/^> .*x.* 4 contexts {2}AWS profile lab/);
  assert.equal(home.read('runs'), '');
  first.press('Enter');
  await first.untilLine(/LIVE {2}4 .* OTHER {2}8/);
  const ofLab = clusters.names.filter((_, index) => profileOf(index) === 'lab');
  for (const name of ofLab) await first.untilRow(name, / live /);
  assert.equal(home.read('runs'), 'lab\n'.repeat(4));
  first.press('C-c');
  await first.untilLine(/^ended 0$/);

  const second = await open();
  const screen = await second.untilLine(/LIVE {2}4 .* OTHER {2}8/);
  assert.ok(!screen.some((line) => line.includes('run a login plugin')));
  for (const name of ofLab) await second.untilRow(name, / live /);
  assert.equal(home.read('runs'), 'lab\n'.repeat(8));
});

test('the grid follows an edited kubeconfig, and neither cursor nor filter move', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const clusters = await startClusters(context, home, 6);
  const [one = '', two = '', three = '', four = '', five = '', six = ''] = clusters.names;
  const text = (names: readonly string[]) => clusters.kubeconfig(names.map((name) => ({name})));
  const put = (content: string) => home.write('kubeconfig', content);
  const kubeconfig = put(text([two, three, four, five]));
  const program = await openProgram(context, {home, words: `--kubeconfig ${kubeconfig}`});
  await program.untilLine(/LIVE {2}4/);
  program.press('/');
  program.type('bulk !005');
  program.press('Enter', 'j');
  await program.untilLine(new RegExp(`^> ${three} `));
  const isKept = (lines: readonly string[]) =>
    rowOf(lines, three).startsWith('> ') &&
    /^\/bulk !005 /.test(lines[23] ?? '') &&
    rowOf(lines, five) === '';

  put(text([one, two, three, four, five]));
  await program.untilRow(one, / live /);
  assert.ok(isKept(program.screen()));
  put(text([one, three, four, five]));
  await program.until('one row less', (lines) => rowOf(lines, two) === '');
  assert.ok(isKept(program.screen()));

  // Written slowly: no row goes meanwhile, and what is new comes with the rest.
  const whole = text([one, three, four, five, six]);
  put(`${whole.slice(0, whole.length / 3)}\n"`);
  const half = Date.now();
  await program.until('three seconds with half a file', (lines) => {
    assert.ok(isKept(lines), lines.join('\n'));
    for (const name of [one, three, four]) assert.match(rowOf(lines, name), / live /);
    return Date.now() - half > 3000;
  });
  put(whole);
  await program.untilRow(six, / live /);
  assert.ok(isKept(program.screen()));
});

test('a keymap edited live counts at once, and a mistake in it is told and takes nothing away', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const program = await openProgram(context, {home});
  await program.untilLine(settled);
  home.write('.config/flotilla/keymap.yaml', 'keys:\n  grid:\n    b: cursor.bottom\n');
  await program.untilLine(/keymap\.yaml is read again/);
  program.press('b');
  await program.untilLine(/^> stg-us1-all/);
  home.write(
    '.config/flotilla/keymap.yaml',
    'keys:\n  grid:\n    b: cursor.top\n    u: cursor.tpo\n    hyper-x: cursor.top\n',
  );
  await program.untilLine(/^1 of 2: keymap\.yaml:4: keys\.grid\.u: .*did you mean cursor\.top/);
  program.press('b');
  await program.untilLine(/^> dev-ap1-all/);
  program.press('j');
  await program.untilLine(/^> dev-eu1-all/);
});

test('a mistake in a file of a person is told at the start with file and line, and code 2', {
  skip,
}, async (context) => {
  for (const [name, text, told] of [
    ['config.yaml', 'theme: dark\nkeympa: vim\n', /config\.yaml:2: keympa: .*keymap/],
    ['keymap.yaml', 'keys:\n  grid:\n    u: no.such\n', /keymap\.yaml:3: keys\.grid\.u: unknown command/],
    ['themes/mine.yaml', 'name: mine\nroles:\n  cursor: blurple\n', /themes\/mine\.yaml:3: .*/],
  ] as const) {
    const home = makeHome(context);
    home.write(`.config/flotilla/${name}`, text);
    if (name.startsWith('themes')) home.write('.config/flotilla/config.yaml', 'theme: mine\n');
    const program = await openProgram(context, {home});
    const screen = await program.untilLine(/^ended 2$/);
    assert.match(screen.join(''), told);
    assert.match(screen[0] ?? '', /^error: /);
    await program.untilGone();
  }
});
