import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import vm from 'node:vm';

const bin = resolve('bin/flotilla.js');
let folder = '';

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flotilla-bin-'));
});
after(() => rmSync(folder, {recursive: true, force: true}));

test('the file that starts it can be parsed by a Node of long ago', () => {
  const source = readFileSync(bin, 'utf8');
  assert.doesNotThrow(() => new vm.Script(source.replace(/^#!.*/, '')));
  const code = source
    .replace(/^#!.*/, '')
    .replaceAll(/\/\/.*/g, '')
    .replaceAll(/'[^'\n]*'/g, "''");
  assert.doesNotMatch(code, /=>|`|\b(const|let|class|async|await|import|export)\b|\?\.|\?\?|,\s*\)/);
});

test('an older Node gets one line that says what to do, and exit code 2', async () => {
  const fake = join(folder, 'old.cjs');
  writeFileSync(
    fake,
    "Object.defineProperty(process, 'versions', {value: Object.assign({}, process.versions, {node: '22.18.0'})});",
  );
  const {code, stdout, stderr} = await run([], {node: ['-r', fake]});
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(
    stderr,
    /^flotilla needs Node\.js 22\.19 or newer; this is 22\.18\.0 \(.*node.*\)\. .*npm ci.*\n$/,
  );
});

test('without its build it says so in one line', async () => {
  mkdirSync(join(folder, 'bare', 'bin'), {recursive: true});
  cpSync(bin, join(folder, 'bare', 'bin', 'flotilla.js'));
  writeFileSync(join(folder, 'bare', 'package.json'), '{"type": "module"}');
  const {code, stderr} = await run([], {bin: join(folder, 'bare', 'bin', 'flotilla.js')});
  assert.equal(code, 2);
  assert.match(stderr, /^flotilla is not built: .*npm run build.*\n$/);
});

test('its thread pool has room for many dead names, unless a person has set its size', async (t) => {
  if (process.platform !== 'linux') return t.skip('threads are counted in /proc');
  const place = join(folder, 'pool');
  for (const part of ['bin', 'dist']) mkdirSync(join(place, part), {recursive: true});
  cpSync(bin, join(place, 'bin', 'flotilla.js'));
  writeFileSync(join(place, 'package.json'), '{"type": "module"}');
  // The pool starts with its first work, all threads at once.
  writeFileSync(
    join(place, 'dist', 'main.js'),
    `import {readdirSync, stat} from 'node:fs';
    const threads = () => readdirSync('/proc/self/task').length;
    const before = threads();
    stat('/', () => process.stdout.write(String(threads() - before)));`,
  );
  const poolSize = async (environment: Readonly<Record<string, string>>) =>
    Number((await run([], {bin: join(place, 'bin', 'flotilla.js'), environment})).stdout);
  assert.equal(await poolSize({}), 128);
  assert.equal(await poolSize({UV_THREADPOOL_SIZE: '6'}), 6);
});

test('--version and --help answer on standard output', async () => {
  const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.deepEqual(await run(['--version']), {code: 0, stdout: `flotilla ${version}\n`, stderr: ''});
  const help = await run(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: flotilla/);
});

test('a slip on the command line is exit code 2 and a suggestion, without a stack', async () => {
  const {code, stdout, stderr} = await run(['gett']);
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /unknown command 'gett'[\s\S]*Did you mean get/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

test('no kubeconfig: where was looked, what to do, exit code 2', async () => {
  const {code, stderr} = await run(['get', 'pods'], {environment: {HOME: folder}});
  assert.equal(code, 2);
  assert.match(stderr, /^error: no kubeconfig found/);
  assert.ok(stderr.includes(join(folder, '.kube', 'config')));
  assert.match(stderr, /--kubeconfig/);
  assert.match(stderr, /; "flotilla demo" shows a simulated fleet\n$/);
});

test('a kubeconfig without contexts is told in one line, with where else to look and what else there is', async () => {
  const file = join(folder, 'empty.yaml');
  writeFileSync(file, 'apiVersion: v1\nkind: Config\n');
  const {code, stderr} = await run(['get', 'pods', '--kubeconfig', file]);
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `error: there are no contexts in ${file}: name another file with --kubeconfig or KUBECONFIG; "flotilla demo" shows a simulated fleet\n`,
  );
});

test('a user whom the system does not know, without HOME, has an overview all the same, and hears nothing of what cannot be kept', async () => {
  const node = without(
    'homeless.cjs',
    "require('node:os').homedir = () => { throw new Error('uv_os_homedir returned ENOENT'); }; require('node:module').syncBuiltinESMExports();",
  );
  const file = kubeconfig('homeless.yaml', 'lonely');
  const {code, stdout, stderr} = await run(['get', 'clusters', '--kubeconfig', file], {
    node,
    // A folder that nobody can make anything in, root neither.
    environment: {HOME: '', XDG_STATE_HOME: '/proc/none'},
  });
  assert.equal(code, 3);
  assert.match(stdout, /^lonely +/m);
  assert.match(stderr, /^lonely: unreachable \(tcp\): .*\n$/);
});

test('without HOME the kubeconfig is looked for below /', async () => {
  const {code, stderr} = await run(['get', 'pods'], {environment: {HOME: ''}});
  assert.equal(code, 2);
  assert.match(stderr, /^error: no kubeconfig found: looked at \/\.kube\/config; /);
});

test('the doctor does without a system that tells how much memory a process has', async () => {
  const node = without(
    'no-proc.cjs',
    "const fail = () => { throw new Error('ENOENT: uv_resident_set_memory'); }; process.memoryUsage = Object.assign(fail, {rss: fail});",
  );
  const file = kubeconfig('no-proc.yaml', 'lonely');
  const text = await run(['doctor', '--kubeconfig', file], {node});
  assert.equal(text.code, 3);
  assert.match(text.stdout, /: unknown resident, [\d.]+Mi heap$/m);
  const json = await run(['doctor', '-o', 'json', '--kubeconfig', file], {node});
  assert.equal(JSON.parse(json.stdout).residentBytes, null);
});

test('a broken kubeconfig is named with its line, a good one beside it is used, and nothing waits for the dead server', async () => {
  const good = kubeconfig('good.yaml', 'lonely');
  const bad = join(folder, 'bad.yaml');
  writeFileSync(bad, 'apiVersion: v1\nkind: Config\nclusters: [\n');
  const {code, stdout, stderr} = await run([
    'get',
    'clusters',
    '--kubeconfig',
    bad,
    '--kubeconfig',
    good,
    '--timeout',
    '10s',
  ]);
  assert.equal(code, 3);
  assert.match(stderr, /warning: .*bad\.yaml:\d+/);
  assert.match(stderr, /^lonely: unreachable \(tcp\): /m);
  assert.match(stdout, /^lonely +\? +\? +\? +tcp/m);
});

test('every output format is printed by the built program, whichever of its parts that loads', async () => {
  const file = kubeconfig('formats.yaml', 'lonely');
  for (const format of ['table', 'wide', 'json', 'yaml', 'csv', 'name']) {
    const {code, stdout} = await run(['get', 'clusters', '-o', format, '--kubeconfig', file]);
    assert.equal(code, 3, format);
    assert.match(stdout, /lonely/, format);
  }
});

test('an unknown context is refused with those there are, before anything is asked', async () => {
  const {code, stderr} = await run([
    'get',
    'pods',
    '--kubeconfig',
    kubeconfig('one.yaml', 'prod-eu'),
    '--context',
    'prod-us',
  ]);
  assert.equal(code, 2);
  assert.equal(stderr, 'error: there is no context "prod-us"; did you mean prod-eu?\n');
});

test('settings that cannot be understood are exit code 2, with file and key', async () => {
  mkdirSync(join(folder, 'config', 'flotilla'), {recursive: true});
  writeFileSync(join(folder, 'config', 'flotilla', 'config.yaml'), 'readonly: true\n');
  const {code, stderr} = await run(['get', 'pods', '--kubeconfig', kubeconfig('set.yaml', 'a')], {
    environment: {XDG_CONFIG_HOME: join(folder, 'config')},
  });
  assert.equal(code, 2);
  assert.match(stderr, /^error: .*config\.yaml:1: /);
});

test('a keymap of the settings that does not exist is told with file and line', async () => {
  const place = join(folder, 'misnamed', 'flotilla');
  mkdirSync(place, {recursive: true});
  writeFileSync(join(place, 'config.yaml'), 'glyphs: ascii\nkeymap: vmi\n');
  const {code, stderr} = await run(['keys'], {environment: {XDG_CONFIG_HOME: join(folder, 'misnamed')}});
  assert.equal(code, 2);
  assert.equal(
    stderr,
    `error: ${join(place, 'config.yaml')}:2: keymap: unknown keymap vmi: did you mean vim?\n`,
  );
});

for (const [signal, expected] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} ends a watch at once with ${expected}, and says nothing`, async () => {
    const args = ['get', 'clusters', '--watch', '--kubeconfig', kubeconfig(`${signal}.yaml`, 'lonely')];
    const {code, stderr} = await run(args, {onOutput: (child) => child.kill(signal)});
    assert.equal(code, expected);
    assert.doesNotMatch(stderr, /\n\s+at |[Ee]xception|unexpected/);
  });
}

test('a reader that goes away ends a watch quietly', async () => {
  const args = ['get', 'clusters', '--watch', '--kubeconfig', kubeconfig('pipe.yaml', 'lonely', 40)];
  const {code, stderr} = await run(args, {onOutput: (child) => child.stdout.destroy()});
  assert.equal(code, 0);
  assert.doesNotMatch(stderr, /EPIPE|\n\s+at |unexpected/);
});

test('a reader of rows and errors alike that goes away ends a watch with the next thing said, though no row ever comes', async () => {
  const held = new Set<Socket>();
  const silent = createServer((socket) => void held.add(socket.on('error', () => undefined)));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const {port} = silent.address() as AddressInfo;
  const file = join(folder, 'both.yaml');
  const config = JSON.parse(readFileSync(kubeconfig('refused.yaml', 'refused', 2), 'utf8'));
  config.clusters[1].cluster.server = `https://127.0.0.1:${port}`;
  writeFileSync(file, JSON.stringify(config));
  const watching = [
    process.execPath,
    bin,
    'get',
    'pods',
    '--watch',
    '--timeout',
    '50s',
    '--kubeconfig',
    file,
  ];
  const line = await new Promise<string>((done) => {
    const shell = spawn('sh', ['-c', '"$@" 2>&1 | head -1', 'sh', ...watching], {
      env: {PATH: process.env['PATH'] ?? '', HOME: folder, XDG_STATE_HOME: join(folder, 'state')},
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    // The shell and all that it has started.
    const limit = setTimeout(() => shell.pid && process.kill(-shell.pid, 'SIGKILL'), 30_000);
    let said = '';
    shell.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      // The one line is read, and its reader gone: now there is something to say of the other cluster.
      silent.close();
      for (const socket of held) socket.destroy();
    });
    // The shell waits for both of them.
    shell.on('close', (code) => {
      clearTimeout(limit);
      done(`${code} ${said}`);
    });
  });
  assert.match(line, /^0 refused-0: unreachable \(tcp\): [^\n]*\n$/);
});

/** Has Node throw where the system has no answer: a preload, as no test can take away /proc or an entry of passwd. */
function without(name: string, source: string): readonly string[] {
  const file = join(folder, name);
  writeFileSync(file, source);
  return ['-r', file];
}

/** A kubeconfig whose servers refuse every connection: port 1 of the loopback. */
function kubeconfig(name: string, context: string, count = 1): string {
  const names = Array.from({length: count}, (_, index) => (count === 1 ? context : `${context}-${index}`));
  const file = join(folder, name);
  writeFileSync(
    file,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': names[0],
      clusters: names.map((one, index) => ({name: one, cluster: {server: `https://127.0.0.1:1/${index}`}})),
      users: [{name: 'u', user: {token: 'secret'}}],
      contexts: names.map((one) => ({name: one, context: {cluster: one, user: 'u'}})),
    }),
  );
  return file;
}

interface RunOptions {
  readonly bin?: string;
  readonly node?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Called once, at the first byte on standard output. */
  readonly onOutput?: (child: ReturnType<typeof start>) => void;
}

function start(args: readonly string[], {bin: file = bin, node = [], environment = {}}: RunOptions) {
  return spawn(process.execPath, [...node, file, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      XDG_STATE_HOME: join(folder, 'state'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
}

function run(args: readonly string[], options: RunOptions = {}) {
  return new Promise<{code: number | null; stdout: string; stderr: string}>((done) => {
    const child = start(args, options);
    let stdout = '';
    let stderr = '';
    let hasSeen = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
      if (!hasSeen) options.onOutput?.(child);
      hasSeen = true;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('close', (code) => done({code, stdout, stderr}));
  });
}
