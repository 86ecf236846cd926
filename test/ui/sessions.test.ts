import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, test} from 'node:test';
import type {Ended} from '../../src/commands/index.ts';
import {outsideOf} from '../../src/outside.ts';
import {drawnFleet, manyLogins} from './drawn-fleet.ts';
import {minute, stage, start, type UiStage} from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'flotilla-sessions-'));
after(() => rmSync(folder, {recursive: true, force: true}));

const aws = {command: ['aws', 'sso', 'login', '--use-device-code'], environment: {AWS_PROFILE: 'corp'}};

/** The drawn fleet, with the cursor on a row that waits for the login of AWS. */
async function waiting(isPlugin = false): Promise<UiStage> {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.command.set('prod-eu2-pay', {...aws, isPlugin});
  await opened.press('j', 'j');
  return opened;
}

test('the footer offers the login and says how many rows it heals', async () => {
  const opened = await waiting();
  assert.match(opened.footer, /L login 2/);
  await opened.press('k');
  assert.doesNotMatch(opened.footer, /L login/);
});

test('L lends the terminal to the login command, then has every row of the login asked again', async () => {
  const opened = await waiting();
  await opened.press('L');
  const [program] = opened.outside.ran;
  assert.deepEqual(program?.command, aws.command);
  assert.deepEqual(program?.environment, aws.environment);
  assert.match(program?.banner ?? '', /^login for prod-eu2-pay: aws sso login --use-device-code$/);
  assert.equal(program?.isSecret, undefined);
  assert.deepEqual(opened.watch.done, ['heal prod-eu2-pay']);
  assert.match(opened.explanation, /logged in/);
  assert.match(opened.header, /^all 12/, 'the screen is back');
});

test('what the plugin itself prints is a credential: it heals, and is neither shown nor said', async () => {
  const opened = await waiting(true);
  const printed = '{"status":{"token":"s3cr3t-t0k3n"}}';
  opened.outside.ended = {type: 'ended', code: 0, output: printed};
  await opened.press('L');
  assert.equal(opened.outside.ran[0]?.isSecret, true);
  assert.deepEqual(opened.watch.done, [`heal prod-eu2-pay with ${printed.length} characters`]);
  assert.doesNotMatch(opened.terminal.sent, /s3cr3t/);
});

test('a login that did not end well is said, and heals nothing', async () => {
  const opened = await waiting();
  opened.outside.ended = {type: 'ended', code: 130, output: ''};
  await opened.press('L');
  assert.match(opened.explanation, /not logged in: aws ended with exit code 130/);
  opened.outside.ended = {type: 'failed', reason: 'it is not on the PATH'};
  await opened.press('L');
  assert.match(opened.explanation, /not logged in: aws did not start: it is not on the PATH/);
  assert.deepEqual(opened.watch.done, []);
});

test('a login that ended well and did not help says what the server still says', async () => {
  const opened = await waiting();
  opened.watch.play.outcome = {type: 'failed', reason: 'the server answered 401'};
  await opened.press('L');
  assert.match(opened.explanation, /still refused: the server answered 401/);
});

test('where no login command is known, that is said, with what to do', async () => {
  const opened = await waiting();
  opened.watch.play.command.clear();
  await opened.press('L');
  assert.match(opened.explanation, /no login command is known for it: name one in the settings/);
  assert.deepEqual(opened.outside.ran, []);
});

test('where credentials stand in the kubeconfig there is no login to run', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('L');
  assert.match(opened.explanation, /prod-eu1-edge has no login that could be run/);
});

test('s opens the shell with a kubeconfig of that one context, which is gone when the shell is', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.kubeconfig.set('prod-eu1-shop', 'kind: Config\nusers: [one]\n');
  const shell = Promise.withResolvers<Ended>();
  opened.outside.ended = shell.promise;
  await opened.press('j', 's');
  const [program] = opened.outside.ran;
  assert.deepEqual(program?.command, ['/bin/zsh']);
  const [[path, text] = []] = [...opened.outside.files];
  assert.deepEqual(program?.variables, {KUBECONFIG: path});
  assert.equal(text, 'kind: Config\nusers: [one]\n');
  assert.match(program?.banner ?? '', /^prod-eu1-shop: KUBECONFIG holds only this context; exit comes back$/);
  shell.resolve({type: 'ended', code: 0, output: ''});
  await opened.shown();
  assert.match(opened.header, /^all 12/);
  assert.equal(opened.outside.files.size, 0);
});

test('K opens k9s in the same way, where it is installed', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('K');
  assert.match(opened.explanation, /k9s is not on the PATH/);
  opened.outside.programs.add('k9s');
  opened.watch.play.kubeconfig.set('prod-eu1-edge', 'kind: Config\n');
  await opened.press('K');
  assert.deepEqual(opened.outside.ran[0]?.command, ['k9s']);
  assert.deepEqual(Object.keys(opened.outside.ran[0]?.variables ?? {}), ['KUBECONFIG']);
});

test('a broken entry has no shell, and says where to read why', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('G', 's');
  assert.match(opened.explanation, /dev-eu2-all has no usable kubeconfig entry: \. says why/);
  assert.deepEqual(opened.outside.ran, []);
});

test('a shell that cannot be started is said', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.watch.play.kubeconfig.set('prod-eu1-edge', 'kind: Config\n');
  opened.outside.ended = {type: 'failed', reason: 'it is not on the PATH'};
  await opened.press('s');
  assert.match(opened.explanation, /\/bin\/zsh did not start/);
  assert.equal(opened.outside.files.size, 0);
});

test('the file that a shell is given can be read by its owner alone, and is gone afterwards', async () => {
  const outside = outsideOf({
    environment: {XDG_RUNTIME_DIR: folder},
    home: folder,
    shell: [],
    now: () => start,
    quit: () => undefined,
  });
  const {path} = await outside.privateFile('kubeconfig.yaml', 'secret');
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(path, '..')).mode & 0o777, 0o700);
  assert.equal(readFileSync(path, 'utf8'), 'secret');
  outside.close();
  assert.deepEqual(readdirSync(folder), []);
});

test('a second shell while a first file is there gets a file of its own', async () => {
  let time = 0;
  const outside = outsideOf({
    environment: {XDG_RUNTIME_DIR: folder},
    home: folder,
    shell: [],
    now: () => start + time++,
    quit: () => undefined,
  });
  const first = await outside.privateFile('kubeconfig.yaml', 'one');
  const second = await outside.privateFile('kubeconfig.yaml', 'two');
  assert.notEqual(first.path, second.path);
  assert.equal(readFileSync(first.path, 'utf8'), 'one');
  outside.close();
});

test('a row that is to ring does so once it changes its state: a bell, a message, a line', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'a');
  assert.match(opened.explanation, /rings when prod-eu1-shop changes/);
  const before = opened.terminal.sent.length;
  opened.feed.connection('prod-eu1-edge', {type: 'stale', since: start});
  await opened.shown();
  assert.doesNotMatch(opened.terminal.sent.slice(before), /\x07/, 'another row is none of it');
  opened.feed.connection('prod-eu1-shop', {
    type: 'unreachable',
    since: start - minute,
    layer: 'tcp',
    reason: 'refused',
  });
  await opened.shown();
  const sent = opened.terminal.sent.slice(before);
  assert.match(sent, /\x07/);
  assert.match(sent, /\x1b\]9;prod-eu1-shop: live -> tcp 1m/);
  assert.match(opened.explanation, /prod-eu1-shop: live -> tcp 1m/);
});

test('it rings again at the next change, until it is told not to', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'a');
  for (const type of ['stale', 'live'] as const) {
    const before = opened.terminal.sent.length;
    opened.feed.connection('prod-eu1-shop', {type, since: start});
    await opened.shown();
    assert.match(opened.terminal.sent.slice(before), /\x1b\]9;prod-eu1-shop/);
  }
  await opened.press('a');
  assert.match(opened.explanation, /prod-eu1-shop no longer rings/);
  const before = opened.terminal.sent.length;
  opened.feed.connection('prod-eu1-shop', {type: 'stale', since: start});
  await opened.shown();
  assert.doesNotMatch(opened.terminal.sent.slice(before), /\x07|\x1b\]9/);
});

test('a row that rings and leaves the kubeconfig says so', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'a');
  const before = opened.terminal.sent.length;
  opened.feed.forget('prod-eu1-shop');
  await opened.shown();
  assert.match(opened.terminal.sent.slice(before), /\x1b\]9;prod-eu1-shop: /);
  assert.match(opened.explanation, /prod-eu1-shop: .*no longer/);
});

test('c copies the name of the row to the clipboard of the terminal', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('j', 'c');
  const encoded = Buffer.from('prod-eu1-shop').toString('base64');
  assert.ok(opened.terminal.sent.includes(`\x1b]52;c;${encoded}`));
  assert.match(opened.explanation, /copied prod-eu1-shop/);
});

test('a text is copied whole, and one that is too long says so', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press('?', 'c');
  assert.match(opened.explanation, /copied Keys/);
  const long = {kind: 'ConfigMap', metadata: {name: 'cart-0'}, data: {text: 'x'.repeat(2_000_000)}};
  opened.watch.play.objects.set('cart-0', {type: 'object', object: long});
  await opened.press(':');
  await opened.type('pods cart-0');
  await opened.press('enter', 'y', 'c');
  assert.match(opened.explanation, /too long for the clipboard of a terminal, save it instead/);
});

for (const [steps, format, expected] of [
  [0, 'csv', /^CLUSTER,.*\nprod-eu1-edge,/],
  [1, 'json', /^\[|^\{/],
  [2, 'md', /^\| CLUSTER/],
] as const) {
  test(`the table is saved as ${format}, and the path is told`, async () => {
    const opened = await stage({fleet: drawnFleet});
    await opened.press('ctrl-s', ...Array.from({length: steps}, () => 'j'), 'enter');
    const text = opened.outside.files.get(`/home/ann/clusters.${format}`) ?? '';
    assert.match(text, expected);
    assert.match(opened.explanation, new RegExp(`saved /home/ann/clusters\\.${format}`));
  });
}

test('where nothing can be saved, the reason is told', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.outside.refusal = 'the disk is full';
  await opened.press('>', 'enter');
  assert.match(opened.explanation, /not saved: the disk is full/);
  await opened.press('?', '>');
  assert.match(opened.explanation, /not saved: the disk is full/);
});

test('what is saved of a filtered list is what it shows', async () => {
  const opened = await stage({fleet: drawnFleet});
  await opened.press(':');
  await opened.type('pods checkout');
  await opened.press('enter', '>', 'enter');
  const text = opened.outside.files.get('/home/ann/pods.csv') ?? '';
  assert.equal(text.trim().split('\n').length, 1 + 11);
});

test('logins that nobody has chosen yet are asked for at the start, and none is chosen for anybody', async () => {
  const opened = await stage({fleet: manyLogins});
  opened.app.greet([]);
  await opened.shown();
  assert.match(opened.screen.join('\n'), /27 contexts run a login plugin/);
  await opened.press('j', 'space', 'enter');
  assert.deepEqual(opened.watch.done, [
    'choose login:aws-corp false',
    'choose login:gcloud true',
    'choose login:azure false',
    'choose login:oidc false',
  ]);
  assert.match(opened.explanation, /connecting 1 of 4 logins/);
});

test('who leaves the choice has chosen nothing, and can come back to it', async () => {
  const opened = await stage({fleet: manyLogins});
  opened.app.greet([]);
  await opened.press('esc');
  assert.deepEqual(opened.watch.done, []);
  await opened.press(':');
  await opened.type('logins');
  await opened.press('enter');
  assert.match(opened.screen.join('\n'), /Which logins shall connect/);
});

test('enter, why, shell and k9s mean the row under the cursor, whatever is marked; parking means the marked ones', async () => {
  const opened = await stage({fleet: drawnFleet});
  opened.outside.programs.add('k9s');
  for (const name of ['prod-eu1-edge', 'prod-eu1-shop'])
    opened.watch.play.kubeconfig.set(name, `# ${name}\n`);
  await opened.press('space');
  assert.match(opened.cursorRow, /^prod-eu1-shop/);
  await opened.press('s', 'K');
  assert.deepEqual(
    opened.outside.ran.map(({banner}) => banner.split(':')[0]),
    ['prod-eu1-shop', 'prod-eu1-shop'],
  );
  await opened.press('enter');
  assert.match(opened.header, /^prod-eu1-shop/);
  await opened.press('esc', '.');
  assert.match(opened.header, /^prod-eu1-shop: why/);
  await opened.press('esc', 'x');
  assert.deepEqual(opened.watch.done, ['park prod-eu1-edge']);
});

test('the choice says of a login how many of its contexts wait, where some were taken up one by one', async () => {
  const opened = await stage({fleet: manyLogins});
  opened.watch.play.logins = opened.watch.play.logins.map((login, index) =>
    index === 0 ? {...login, held: login.contexts.slice(2)} : login,
  );
  opened.app.greet([]);
  await opened.shown();
  const waiting = (opened.watch.play.logins[0]?.contexts.length ?? 0) - 2;
  const part = opened.screen.flatMap((line) => /, (\d+) of them held back/.exec(line)?.[1] ?? []);
  assert.deepEqual(part, [String(waiting)]);
});
