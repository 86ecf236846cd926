import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import process from 'node:process';
import {type TestContext, test} from 'node:test';
import {parse} from 'yaml';
import {withoutTmux} from '../terminal/tmux.ts';
import {pluginUser, printCredential, startClusters} from './clusters.ts';
import {type Home, makeHome, openProgram, type Program, rowOf} from './stage.ts';

const skip = withoutTmux;

test('s gives a shell that sees one context alone, and exit comes back to a whole screen', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const program = await openProgram(context, {home});
  await program.untilRow('dev-eu2-all', / live /);
  await program.untilLine(/^> dev-ap1-all/);
  program.press('j', 'j', 's');
  await program.untilLine(/^dev-eu2-all: KUBECONFIG holds only this context/);
  assert.equal(program.ask('alternate_on'), '0');
  assert.equal(program.ask('cursor_flag'), '1');
  program.type('echo "$KUBECONFIG" >"$HOME/said"; echo said');
  program.press('Enter');
  await program.untilLine(/^said$/);
  const file = home.read('said').trim();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const narrowed = parse(home.read(file.slice(home.path.length + 1))) as Record<string, unknown>;
  assert.equal(narrowed['current-context'], 'dev-eu2-all');
  for (const list of ['contexts', 'clusters', 'users']) assert.equal((narrowed[list] as unknown[]).length, 1);

  program.type('exit');
  program.press('Enter');
  const screen = await program.untilLine(/^> dev-eu2-all .* live /);
  assertWhole(screen);
  assert.equal(program.ask('alternate_on'), '1');
  assert.equal(program.ask('cursor_flag'), '0');
  program.press('k');
  await program.untilLine(/^> dev-eu1-all/);
  program.press('C-c');
  await program.untilLine(/^ended 0$/);
  assert.equal(home.read(file.slice(home.path.length + 1)), '', 'the kubeconfig is gone');
});

test('K opens k9s on that context where it is on the PATH, and says so where it is not', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  const program = await openProgram(context, {home});
  await program.untilLine(/^> dev-ap1-all/);
  program.press('K');
  await program.untilLine(/k9s is not on the PATH/);
  home.write(
    'bin/k9s',
    '#!/bin/sh\necho "fake k9s on" $(grep -o "current-context[^a-z]*[a-z0-9-]*" "$KUBECONFIG")\nread -r line\n',
    0o700,
  );
  program.press('K');
  await program.untilLine(/^fake k9s on current-context\W+dev-ap1-all$/);
  program.press('Enter');
  assertWhole(await program.untilLine(/^all 24\/24/));
});

test('L lends the terminal to a plugin that asks, and every row behind the login is healed', {
  skip,
}, async (context) => {
  const {program, home, behind} = await fleetBehindLogin(context);
  for (const name of behind) await program.untilRow(name, / login /);
  program.press('L');
  await program.untilLine(/^password: $|^password:$/);
  assert.equal(program.ask('alternate_on'), '0');
  // What ctrl-c ends is the program that has the terminal now.
  program.press('C-c');
  await program.untilLine(/^not logged in: .*asks ended with exit code 130/);

  program.press('L');
  await program.untilLine(/^password:/);
  program.type('wrong');
  program.press('Enter');
  await program.untilLine(/^not logged in: .*asks ended with exit code 1/);
  assert.match(rowOf(program.screen(), behind[0] ?? ''), / login /);

  program.press('L');
  await program.untilLine(/^password:/);
  program.type('sesame');
  program.press('Enter');
  const screen = await program.untilLine(/^logged in/);
  assertWhole(screen);
  for (const name of behind) await program.untilRow(name, / live /);
  assert.ok(!program.wire().includes(home.read('token').trim()), 'the credential was never shown');
});

test('the login command of the settings heals all plugins of its group', {skip}, async (context) => {
  const {program, behind} = await fleetBehindLogin(context, {
    settings: 'logins:\n  - name: corp\n    match: {command: asks}\n    command: [asks]\n',
    separate: true,
  });
  for (const name of behind) await program.untilRow(name, / login /);
  program.press('L');
  await program.untilLine(/^password:/);
  program.type('sesame');
  program.press('Enter');
  await program.untilLine(/^logged in/);
  for (const name of behind) await program.untilRow(name, / live /);
});

test('ended while another program has the terminal, it ends that one too', {skip}, async (context) => {
  // In a shell that takes the terminal back from whoever is left with it.
  const home = makeHome(context);
  const program = await openProgram(context, {home, shell: '/bin/sh'});
  await program.untilLine(/^> dev-ap1-all/);
  program.press('s');
  await program.untilLine(/KUBECONFIG holds only this context/);
  // An interactive shell ignores SIGTERM.
  program.type('echo "shell $((40 + 2))"');
  program.press('Enter');
  await program.untilLine(/shell 42$/);
  process.kill(program.pid(), 'SIGTERM');
  await program.untilLine(/ended 143$/, 5000);
  await program.untilGone();
  assert.equal(program.ask('cursor_flag'), '1');
});

test('killed outright while another program has the terminal, it leaves that one alone', {
  skip,
}, async (context) => {
  const home = makeHome(context);
  home.write('bin/k9s', '#!/bin/sh\necho fake k9s\nread -r line\n', 0o700);
  const program = await openProgram(context, {home});
  await program.untilLine(/^> dev-ap1-all/);
  program.press('K');
  await program.untilLine(/^fake k9s$/);
  process.kill(program.pid(), 'SIGKILL');
  await program.untilLine(/^ended 137$/);
  await program.untilGone(1);
  assert.match(program.wire(), /fake k9s[^\x1b]*$/);
});

interface LoginWish {
  readonly settings?: string;
  /** Each context has a token of its own. */
  readonly separate?: true;
}

/** One cluster that needs no login, and three whose plugin asks for a password where there is a terminal. */
async function fleetBehindLogin(
  context: TestContext,
  {settings = '{}\n', separate}: LoginWish = {},
): Promise<{program: Program; home: Home; behind: readonly string[]}> {
  const home = makeHome(context);
  const clusters = await startClusters(context, home, 4);
  const [open = '', ...behind] = clusters.names;
  home.write('token', clusters.token);
  home.write('.config/flotilla/config.yaml', settings);
  const plugin = home.write(
    'bin/asks',
    `#!/bin/sh
if [ ! -e "${home.path}/logged-in" ]; then
  [ -t 0 ] || { echo 'log in first' >&2; exit 1; }
  printf 'password: ' >&2
  read -r answer
  [ "$answer" = sesame ] || { echo 'that is wrong' >&2; exit 1; }
  touch "${home.path}/logged-in"
fi
${printCredential(clusters.token)}
`,
    0o700,
  );
  const kubeconfig = home.write(
    'kubeconfig',
    clusters.kubeconfig([
      ...behind.map((name) => ({name, user: pluginUser(plugin, ...(separate ? [name] : []))})),
      {name: open},
    ]),
  );
  // In a shell that has jobs: one without would be ended by the ctrl-c as well.
  const program = await openProgram(context, {
    home,
    words: `--kubeconfig ${kubeconfig}`,
    shell: '/bin/sh',
  });
  await program.untilRow(open, / live /);
  program.press('j');
  await program.untilLine(new RegExp(`^> ${behind[0]}`));
  return {program, home, behind};
}

/** Every row of a screen of 80×24 is ours. */
function assertWhole(screen: readonly string[]): void {
  assert.match(screen[0] ?? '', /^all +\d+\/\d+ +LIVE.* RO$/);
  assert.match(screen[1] ?? '', /^ {2}CLUSTER .* BAD$/);
  assert.match(screen[23] ?? '', /\? help$/);
  const rows = screen.slice(2, 22).filter((line) => line.trim() !== '');
  assert.ok(
    rows.every((line) => /^[> ] \S+ +(dev|stg|prod|\?) /.test(line)),
    screen.join('\n'),
  );
}
