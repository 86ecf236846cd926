import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {resolve} from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {after, before, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {parse} from 'yaml';
import {type Rig, rig, rigUnavailable} from '../rig/index.ts';

const skip = rigUnavailable() ?? false;
const bin = resolve('bin/flotilla.js');
let fleet: Rig;

before(async () => {
  if (skip !== false) return;
  fleet = await rig({clusters: 3, nodes: 2, emulate: ['1.35', '1.37']});
  await Promise.all(
    fleet.clusters.map(async (cluster, index) => {
      await cluster.namespace('shop');
      await cluster.deployment('web', {namespace: 'shop', replicas: index + 1});
      await cluster.pods(2, {nodes: 2, name: `${cluster.name}-pod`});
    }),
  );
  await fleet.cluster('alpha').apply(widgetDefinition);
  const alpha = fleet.cluster('alpha');
  await until(async () => (await alpha.kubectl(['get', 'widgets.example.com'])).exitCode === 0);
  await alpha.apply([
    {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: {name: 'gear', namespace: 'shop'},
      spec: {size: 7},
    },
  ]);
  // Deployments count up while their pods start; a test compares what stands still.
  const unsettled = async () => {
    const states = await Promise.all(
      fleet.clusters.map((cluster) =>
        cluster.kubectl(['get', 'pods,deployments,nodes', '-A', '--no-headers']),
      ),
    );
    return states
      .filter(({stdout}, index) => (stdout.match(/ Running /g) ?? []).length !== index + 3)
      .map(({stdout, stderr}) => stdout + stderr);
  };
  let left: readonly string[] = ['not asked yet'];
  await until(
    async () => {
      left = await unsettled();
      return left.length === 0;
    },
    () => `all pods run; not yet: ${left.join('\n')}`,
  );
});
after(() => fleet?.[Symbol.asyncDispose]());

test('pods are those that kubectl sees on each cluster, cell by cell but for their age', {skip}, async () => {
  const {code, stdout, stderr} = await flotilla(['get', 'pods', '-A']);
  assert.equal(stderr, '');
  assert.equal(code, 0);
  const own = table(stdout).map((cells) => cells.slice(0, -1).join(' '));
  const judged: string[] = ['CLUSTER NAMESPACE NAME READY STATUS RESTARTS'];
  for (const {name, kubectl} of fleet.clusters) {
    const {stdout: text} = await kubectl(['get', 'pods', '-A', '--no-headers']);
    judged.push(...table(text).map((cells) => [name, ...cells.slice(0, -1)].join(' ')));
  }
  assert.deepEqual([...own].sort(), [...judged].sort());
  assert.equal(own.length, 1 + 6 + 6);
});

test('nodes and deployments too, the latter in the namespace asked for', {skip}, async () => {
  for (const [args, kubectlArgs] of [
    [
      ['get', 'nodes'],
      ['get', 'nodes'],
    ],
    [
      ['get', 'deploy', '-n', 'shop'],
      ['get', 'deploy', '-n', 'shop'],
    ],
  ] as const) {
    const {code, stdout} = await flotilla(args);
    assert.equal(code, 0);
    const judged: string[] = [];
    for (const {name, kubectl} of fleet.clusters) {
      const {stdout: text} = await kubectl(kubectlArgs);
      judged.push(...withoutAge(text).map((cells) => `${name} ${cells}`));
    }
    assert.deepEqual([...withoutAge(stdout)].sort(), judged.sort());
  }
});

test('a custom kind that one cluster has is shown by its plural, singular, short name and group', {
  skip,
}, async () => {
  for (const name of ['widgets', 'widget', 'wg', 'widgets.example.com']) {
    const {code, stdout, stderr} = await flotilla(['get', name, '-A']);
    assert.equal(stderr, '', name);
    assert.equal(code, 0);
    assert.deepEqual(
      table(stdout).map((cells) => cells.slice(0, 4)),
      [
        ['CLUSTER', 'NAMESPACE', 'NAME', 'SIZE'],
        ['alpha', 'shop', 'gear', '7'],
      ],
    );
  }
  const unknown = await flotilla(['get', 'gadgets']);
  assert.equal(unknown.code, 1);
  assert.equal(unknown.stderr, 'error: no cluster knows the kind "gadgets"\n');
});

test('every output format of clusters, pods and a custom kind can be read by what reads such files', {
  skip,
}, async () => {
  for (const kind of ['clusters', 'pods', 'widgets']) {
    const ask = async (format: string) => {
      const {code, stdout} = await flotilla(['get', kind, '-A', '-o', format]);
      assert.equal(code, 0, `${kind} -o ${format}`);
      return stdout;
    };
    const {items, missing} = JSON.parse(await ask('json'));
    assert.deepEqual(missing, []);
    const names = items.map(({name}: {name: string}) => name).sort();
    assert.ok(names.length > 0);
    assert.deepEqual(
      parse(await ask('yaml'))
        .items.map(({name}: {name: string}) => name)
        .sort(),
      names,
    );
    assert.equal((await ask('csv')).trimEnd().split('\n').length, names.length + 1);
    assert.deepEqual(
      (await ask('name'))
        .trimEnd()
        .split('\n')
        .map((line) => line.split('/').at(-1))
        .sort(),
      names,
    );
    assert.equal(table(await ask('wide')).length, names.length + 1);
  }
});

test('--context narrows the fleet to those', {skip}, async () => {
  const {stdout} = await flotilla(['get', 'pods', '-A', '--context', 'al*,charlie', '-o', 'name']);
  assert.deepEqual(
    [
      ...new Set(
        stdout
          .trimEnd()
          .split('\n')
          .map((line) => line.split('/')[0]),
      ),
    ],
    ['alpha', 'charlie'],
  );
});

test('a user who may list nothing is a reason and exit code 3, and the others are whole', {
  skip,
}, async () => {
  const [first, second] = fleet.clusters;
  assert.ok(first && second);
  const file = fleet.writeKubeconfig('mixed', [first.entry('nobody'), second.entry()]);
  const {code, stdout, stderr} = await flotilla(['get', 'pods', '-A', '-o', 'name'], file);
  assert.equal(code, 3);
  assert.match(stderr, new RegExp(`^${first.name}: denied pods: .*pods.*\\n$`));
  assert.ok(stdout.split('\n').every((line) => line === '' || line.startsWith(`${second.name}/`)));
});

test('--watch in a pipe gives a line for a change on any cluster', {skip}, async () => {
  const bravo = fleet.cluster('bravo');
  const watch = spawn(process.execPath, [bin, 'get', 'pods', '-A', '-w', '--kubeconfig', fleet.kubeconfig], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const seen: {type: string; cluster: string; name: string}[] = [];
    createInterface(watch.stdout).on('line', (line) => seen.push(JSON.parse(line)));
    await until(async () => seen.length >= 12);
    assert.ok(seen.every(({type}) => type === 'added'));
    await bravo.pods(1, {name: 'late', nodes: 2});
    const has = (type: string) =>
      seen.some((one) => one.type === type && one.cluster === 'bravo' && one.name === 'late-0');
    await until(async () => has('added'));
    await bravo.kubectl(['label', 'pod', 'late-0', 'seen=yes']);
    await until(async () => has('changed'));
    await bravo.kubectl(['delete', 'pod', 'late-0', '--grace-period=0', '--force']);
    await until(async () => has('removed'));
  } finally {
    watch.kill('SIGTERM');
  }
});

test('on a terminal of 80 by 24 a lost cluster turns unreachable in its row, and live again', {
  skip: skip || noTmux(),
}, async () => {
  const session = `flotilla-${process.pid}`;
  // A server of our own, so that whatever a person has set up for theirs is out of the way.
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', session, '-f', '/dev/null', ...args], {encoding: 'utf8', env: environment()});
  const command = `'${process.execPath}' '${bin}' get clusters -w --kubeconfig '${fleet.kubeconfig}'; sleep 60`;
  tmux('new-session', '-d', '-x', '80', '-y', '24', command);
  const rows = () => tmux('capture-pane', '-p').trimEnd().split('\n');
  const isState = (name: string, state: RegExp) =>
    rows().some((line) => line.startsWith(name) && state.test(line));
  try {
    await until(async () => ['alpha', 'bravo', 'charlie'].every((name) => isState(name, / live /)));
    assert.ok(rows()[0]?.startsWith('CLUSTER'));
    await fleet.cluster('charlie').kill();
    await until(async () => isState('charlie', / (tcp|tls|http) /));
    assert.ok(isState('alpha', / live /) && isState('bravo', / live /));
    assert.equal(rows().filter((line) => line.startsWith('CLUSTER')).length, 1);
    const partial = await flotilla(['get', 'clusters']);
    assert.equal(partial.code, 3);
    assert.match(partial.stderr, /^charlie: unreachable \(tcp\): /);
    await fleet.cluster('charlie').start();
    await until(async () => isState('charlie', / live /));
    tmux('send-keys', 'Enter', 'Enter', 'q');
    await until(async () => tmux('display-message', '-p', '#{cursor_flag}').trim() === '1');
    assert.equal(rows().filter((line) => line.startsWith('CLUSTER')).length, 1);
  } finally {
    tmux('kill-server');
  }
});

test('doctor finds one socket per cluster and nothing wrong', {skip}, async () => {
  const {code, stdout} = await flotilla(['doctor', '-o', 'json']);
  assert.equal(code, 0);
  const report = JSON.parse(stdout);
  assert.deepEqual(
    report.contexts.map(({context, state, socketsOpen}: Record<string, unknown>) => [
      context,
      state,
      socketsOpen,
    ]),
    fleet.clusters.map(({name}) => [name, 'live', 1]),
  );
  assert.deepEqual(report.missing, []);
});

const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'widgets.example.com'},
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wg']},
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {openAPIV3Schema: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true}},
        additionalPrinterColumns: [{name: 'Size', type: 'integer', jsonPath: '.spec.size'}],
      },
    ],
  },
};

function noTmux(): string | false {
  try {
    execFileSync('tmux', ['-V']);
    return false;
  } catch {
    return 'tmux is not installed';
  }
}

function environment(): Record<string, string> {
  return {PATH: process.env['PATH'] ?? '', HOME: fleet.folder, TERM: 'xterm-256color'};
}

function flotilla(args: readonly string[], kubeconfig = fleet.kubeconfig) {
  return new Promise<{code: number | null; stdout: string; stderr: string}>((done) => {
    const child = spawn(process.execPath, [bin, ...args, '--kubeconfig', kubeconfig], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk;
    });
    child.on('close', (code) => done({code, stdout, stderr}));
  });
}

/** Rows of a printed table but for their age, which moves on between two commands. */
function withoutAge(text: string): readonly string[] {
  const [head = [], ...rows] = table(text);
  const age = head.indexOf('AGE');
  assert.ok(age > 0, text);
  return rows.map((cells) => cells.filter((_, index) => index !== age).join(' '));
}

/** Cells of a printed table. Two blanks or more part columns; one may be within a cell. */
function table(text: string): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(/ {2,}/));
}

async function until(condition: () => Promise<boolean>, what = () => 'it was so'): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await pause(100)) {
    if (await condition()) return;
  }
  throw new Error(`waited a minute in vain until ${what()}`);
}
