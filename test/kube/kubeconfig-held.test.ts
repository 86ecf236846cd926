import assert from 'node:assert/strict';
import {mkdir, rename, rm, symlink, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {type Kubeconfig, loadKubeconfig} from '../../src/kube/index.ts';
import {temporaryFolder} from './plugin.ts';

const clusters = 'clusters: [{name: c, cluster: {server: "https://h"}}]\n';

function config(...names: readonly string[]): string {
  const contexts = names.map((name) => `{name: ${name}, context: {cluster: c}}`);
  return `apiVersion: v1\nkind: Config\n${clusters}contexts: [${contexts.join(', ')}]\n`;
}

/** A folder with these files, and its sources (file names, all of them when left out) read again and again. */
async function opened(files: Readonly<Record<string, string>>, sources = Object.keys(files)) {
  const folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const put = async (name: string, content: string) => {
    await mkdir(join(at(name), '..'), {recursive: true});
    await writeFile(at(name), content);
  };
  for (const [name, content] of Object.entries(files)) await put(name, content);
  const environment = {KUBECONFIG: sources.map(at).join(':')};
  let before: Kubeconfig | undefined;
  const read = async () => {
    before = await loadKubeconfig({paths: [], environment, home: '/nowhere'}, before);
    const problems = before.problems.map((problem) => problem.replaceAll(`${folder.path}/`, ''));
    return {...before, names: before.contexts.map(({name}) => name), problems};
  };
  await read();
  return {at, put, read, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]()};
}

const staying = 'its 2 contexts stay as last read';
const orAgain = 'or start flotilla again to let them go';

for (const [what, content, problem] of [
  ['emptied', '', `names no clusters or contexts any more; ${staying}: restore it, ${orAgain}`],
  [
    'cut off after its first line',
    'apiVersion: v1\n',
    `is not a kubeconfig: it has no clusters, users or contexts; ${staying}: mend it, ${orAgain}`,
  ],
  [
    'cut off after its second line',
    'apiVersion: v1\nkind: Config\n',
    `names no clusters or contexts any more; ${staying}: restore it, ${orAgain}`,
  ],
  [
    'left without contexts by kubectl',
    `${config()}current-context: a\n`,
    `names no contexts any more; ${staying}: restore it, ${orAgain}`,
  ],
  [
    'overwritten with something else',
    'apiVersion: v1\nkind: Secret\n',
    `holds v1 Secret, not a kubeconfig (v1 Config); ${staying}: mend it, ${orAgain}`,
  ],
] as const) {
  test(`a file that is ${what} keeps its contexts, and that is told until it names some again`, async () => {
    await using place = await opened({config: `${config('a', 'b')}current-context: a\n`});
    await place.put('config', content);
    for (let times = 0; times < 3; times += 1) {
      const {names, problems, currentContext, held} = await place.read();
      assert.deepEqual(names, ['a', 'b']);
      assert.deepEqual(problems, [`config: ${problem}`]);
      assert.equal(currentContext, 'a');
      assert.deepEqual(held, ['a', 'b']);
    }
    await place.put('config', config('b', 'd'));
    const {names, problems, held} = await place.read();
    assert.deepEqual([names, problems, held], [['b', 'd'], [], undefined]);
  });
}

test('a file that is gone, or cannot be read, keeps its contexts', async () => {
  await using place = await opened({config: config('a', 'b')});
  await unlink(place.at('config'));
  const gone = await place.read();
  assert.deepEqual(gone.names, ['a', 'b']);
  assert.deepEqual(gone.problems, [`config: is gone; ${staying}: restore it, ${orAgain}`]);
  await symlink('config', place.at('config'));
  const locked = await place.read();
  assert.deepEqual(locked.names, ['a', 'b']);
  assert.deepEqual(locked.problems, [
    `config: cannot be read: its symbolic links go round in a circle; ${staying}: mend it, ${orAgain}`,
  ]);
});

test('a context taken out of a file that names others is gone, whatever else is wrong with the file', async () => {
  await using place = await opened({config: config('a', 'b')});
  await place.put('config', `${config('b')}contexts: [{name: b, context: {cluster: c}}]\n`);
  const {names, problems} = await place.read();
  assert.deepEqual(names, ['b']);
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /stands there twice; the last value counts$/);
});

test('one context that stays is named', async () => {
  await using place = await opened({config: config('a')});
  await place.put('config', '');
  const {problems} = await place.read();
  assert.deepEqual(problems, [
    'config: names no clusters or contexts any more; context "a" stays as last read: restore it, or start flotilla again to let the context go',
  ]);
});

test('a context that moved to another file has moved, but not to another cluster of the same name', async () => {
  await using place = await opened({one: config('a'), two: config('b')});
  await rm(place.at('one'));
  await place.put('two', config('a', 'b'));
  const moved = await place.read();
  assert.deepEqual([moved.names, moved.problems, moved.held], [['a', 'b'], [], undefined]);

  await place.put('one', config('a'));
  await place.read();
  await rm(place.at('one'));
  await place.put('two', config('a', 'b').replace('https://h', 'https://other'));
  const {contexts, held} = await place.read();
  assert.deepEqual(held, ['a']);
  assert.deepEqual(
    contexts.map((context) => context.type === 'usable' && context.entry.cluster.server),
    ['https://h', 'https://other'],
  );
});

test('a context whose cluster is defined in a file that says nothing now stays usable', async () => {
  const contexts = 'contexts: [{name: a, context: {cluster: c}}]\n';
  await using place = await opened({contexts, clusters});
  await place.put('clusters', '');
  const {contexts: held, problems} = await place.read();
  assert.equal(held[0]?.type, 'usable');
  assert.match(problems.join(), /^clusters: names no clusters or contexts any more; context "a" stays/);
  await place.put('clusters', clusters);
  await place.put('contexts', contexts.replace('cluster: c', 'cluster: d'));
  const {contexts: broken} = await place.read();
  assert.equal(broken[0]?.type, 'broken', 'an entry that is edited is as it was edited');
});

test('a file removed from a folder takes its contexts with it; the last one, or the folder, does not', async () => {
  const files = {'fleet/README.md': '# Ours\n', 'fleet/a': config('a'), 'fleet/b': config('b', 'c')};
  await using place = await opened(files, ['fleet']);
  await rm(place.at('fleet/a'));
  const removed = await place.read();
  assert.deepEqual([removed.names, removed.problems], [['b', 'c'], []]);
  await rm(place.at('fleet/b'));
  await rm(place.at('fleet/README.md'));
  const last = await place.read();
  assert.deepEqual(last.names, ['b', 'c']);
  assert.deepEqual(last.problems, [`fleet: names no contexts any more; ${staying}: restore it, ${orAgain}`]);
  await place.put('fleet/README.md', '# Our clusters\n');
  const noted = await place.read();
  assert.deepEqual([noted.names, noted.problems], [last.names, last.problems]);
  await rename(place.at('fleet'), place.at('elsewhere'));
  const moved = await place.read();
  assert.deepEqual(moved.names, ['b', 'c']);
  assert.deepEqual(moved.problems, [`fleet: is gone; ${staying}: restore it, ${orAgain}`]);
});

test('a file of a folder that is emptied keeps its contexts though the others name theirs', async () => {
  await using place = await opened({'fleet/a': config('a'), 'fleet/b': config('b', 'c')}, ['fleet']);
  await place.put('fleet/b', '');
  const {names, problems} = await place.read();
  assert.deepEqual(names, ['a', 'b', 'c']);
  assert.deepEqual(problems, [
    `fleet/b: names no clusters or contexts any more; ${staying}: restore it, ${orAgain}`,
  ]);
});

test('a file that named no contexts before is not missed', async () => {
  await using place = await opened({config: config('a'), none: clusters});
  await rm(place.at('none'));
  const {names, problems, held} = await place.read();
  assert.deepEqual([names, problems, held], [['a'], [], undefined]);
});
