import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import {openTmux, withoutTmux} from '../terminal/tmux.ts';

const platform = `${process.platform}-${process.arch}`;
const node = `scripts/build-single-node/node_modules/node-${platform}/bin/node`;
const single = resolve(`dist-single/flotilla-${platform}`);
const skip = existsSync(node)
  ? false
  : `${node} is not installed: the single file was NOT tested ("npm run build:single" installs it)`;

const execUser =
  '{exec: {apiVersion: client.authentication.k8s.io/v1, command: single-plugin, interactiveMode: Never}}';

/** Nothing listens on port 1. */
const lonely = `apiVersion: v1
kind: Config
clusters: [{name: lonely, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: nobody, user: {token: none}}]
contexts: [{name: lonely, context: {cluster: lonely, user: nobody}}]
`;

let folder = '';
let kubeconfig = '';
let built = '';

before(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), 'flotilla-single-'));
  kubeconfig = join(folder, 'kubeconfig.yaml');
  writeFileSync(kubeconfig, lonely);
  const {status, stdout, stderr} = spawnSync(process.execPath, ['scripts/build-single.mjs'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  built = stdout;
});
after(() => {
  if (!skip) rmSync(folder, {recursive: true, force: true});
});

test('it answers in an empty environment, in any folder', {skip}, () => {
  const {version} = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.deepEqual(run(['--version']), {code: 0, stdout: `flotilla ${version}\n`, stderr: ''});
  const help = run(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^Usage: flotilla/);
  const slip = run(['gett']);
  assert.equal(slip.code, 2);
  assert.match(slip.stderr, /Did you mean get/);
});

test('neither a missing home nor a NODE_OPTIONS of another Node keeps it from the clusters', {
  skip,
}, () => {
  const environment = {HOME: join(folder, 'missing'), NODE_OPTIONS: '--require=/nowhere.js'};
  for (const format of ['table', 'json', 'yaml']) {
    const {code, stdout, stderr} = run(
      ['get', 'clusters', '-o', format, '--kubeconfig', kubeconfig, '--timeout', '10s'],
      environment,
    );
    assert.equal(code, 3, stderr);
    assert.match(stdout, /lonely/);
    assert.match(stderr, /^lonely: unreachable \(tcp\): /m);
  }
  assert.ok(!existsSync(environment.HOME));
});

test('a plugin of the kubeconfig runs, found on the PATH of the host', {skip}, () => {
  const plugin = join(folder, 'single-plugin');
  const trace = join(folder, 'plugin-ran');
  writeFileSync(plugin, `#!/bin/sh\n: > '${trace}'\nexit 1\n`, {mode: 0o755});
  const file = join(folder, 'plugin.yaml');
  writeFileSync(file, lonely.replace('{token: none}', execUser));
  const {stdout} = run(['get', 'clusters', '--kubeconfig', file, '--timeout', '10s'], {
    PATH: `${folder}:/usr/bin:/bin`,
  });
  assert.match(stdout, /lonely/);
  assert.ok(existsSync(trace));
});

test('the grid is drawn and left, with the keys and colours that are built in', {
  skip: skip || withoutTmux,
}, async (context) => {
  const home = join(folder, 'nobody');
  const command = `env -i TERM=xterm-256color HOME=${home} ${single} --kubeconfig ${kubeconfig}`;
  const tmux = openTmux(context, `${command}; echo "ended $?"; cat`, {folder});
  await tmux.until('grid', (screen) => screen.some((line) => /^> lonely .* tcp /.test(line)));
  const process = programIn(Number(tmux.ask('pane_pid')));
  // As from npm: names that are dead must not hold up the others.
  assert.ok(readdirSync(`${process}/task`).length > 128);
  assert.doesNotMatch(readFileSync(`${process}/maps`, 'utf8'), /libatomic/);
  tmux.press('q');
  await tmux.until('question', (screen) => screen.some((line) => line.startsWith('Quit Flotilla?')));
  tmux.press('Down', 'Enter');
  await tmux.until('end', (screen) => screen.some((line) => line.startsWith('ended 0')));
  assert.ok(!existsSync(home));
});

test('what it says it needs of the host is what is in it', {skip}, () => {
  const lines = readFileSync(`${single}.requires`, 'utf8').trim().split('\n');
  assert.ok(built.includes(`needs ${lines.join(', ')}`));
  const versions = versionsByLoader();
  const glibc = [...versions.values()].flat().filter((name) => name.startsWith('GLIBC_'));
  assert.equal(lines[0], `glibc ${newest(glibc).slice('GLIBC_'.length)} or newer`);
  const others = [...versions.keys()].filter((library) =>
    /^(?!libc\.|libm\.|libdl\.|libpthread\.|ld-)/.test(library),
  );
  assert.deepEqual(
    lines.slice(1).map((line) => line.split(' ')[0]),
    others.sort(),
  );
  const cxx = versions.get('libstdc++.so.6')?.filter((name) => name.startsWith('GLIBCXX_')) ?? [];
  assert.ok(lines.some((line) => line.includes(newest(cxx))));
});

test('a host with an older glibc is told which one is needed', {skip}, () => {
  const future = join(folder, 'future');
  const bytes = readFileSync(single);
  const [line = ''] = readFileSync(`${single}.requires`, 'utf8').split('\n');
  const needed = `GLIBC_${line.split(' ')[1]}`;
  const missing = needed.replace(/\d+$/, '99');
  // As seen from this program, the host's glibc is now too old.
  const name = bytes.indexOf(`${needed}\0`);
  bytes.write(missing, name, 'latin1');
  bytes.writeUInt32LE(elfHash(missing), bytes.indexOf(hashBytes(needed), name));
  writeFileSync(future, bytes, {mode: 0o755});
  const {status, stderr} = spawnSync(future, ['--version'], {env: {}, encoding: 'utf8'});
  assert.equal(status, 1);
  assert.ok(stderr.includes(`version \`${missing}' not found (required by ${future})`), stderr);
});

test('licences of Node and of every package travel with it', {skip}, () => {
  assert.match(readFileSync('dist-single/LICENSE-node', 'utf8'), /Node\.js is licensed/);
  assert.match(readFileSync('dist-single/LICENSE-packages', 'utf8'), /^ink 8\.0\.0 \(MIT\)$/m);
});

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const {status, stdout, stderr} = spawnSync(single, args, {cwd: '/', env: environment, encoding: 'utf8'});
  return {code: status, stdout, stderr};
}
/** The folder in /proc of the only child of a shell. */
function programIn(shell: number): string {
  return `/proc/${readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim()}`;
}

/** What the loader of this host reads out of the file: library → the versions of its symbols. */
function versionsByLoader(): ReadonlyMap<string, readonly string[]> {
  const {stdout} = spawnSync(single, [], {
    env: {LD_TRACE_LOADED_OBJECTS: '1', LD_VERBOSE: '1'},
    encoding: 'utf8',
  });
  const [, own = ''] = stdout.split(`\t${single}:\n`);
  const lines = own.split(/^\t\S.*:$/m)[0]?.matchAll(/^\t\t(\S+) \((\S+)\) => /gm) ?? [];
  const versions = new Map<string, string[]>();
  for (const [, library = '', version = ''] of lines) {
    versions.set(library, [...(versions.get(library) ?? []), version]);
  }
  return versions;
}

function newest(names: readonly string[]): string {
  const sorted = names.toSorted((first, second) => first.localeCompare(second, 'en', {numeric: true}));
  return sorted.at(-1) ?? '';
}

/** The hash by which the loader looks a version up (System V ABI, chapter 5). */
function elfHash(name: string): number {
  let hash = 0;
  for (const byte of Buffer.from(name)) {
    hash = hash * 16 + byte;
    hash = (hash ^ (Math.floor(hash / 2 ** 28) << 4)) & 0x0fffffff;
  }
  return hash;
}

function hashBytes(name: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(elfHash(name));
  return bytes;
}
