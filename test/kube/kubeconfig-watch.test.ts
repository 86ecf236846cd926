import assert from 'node:assert/strict';
import {mkdir, rename, rm, symlink, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {type Kubeconfig, loadKubeconfig, watchKubeconfig} from '../../src/kube/index.ts';
import type {Clock} from '../../src/text/index.ts';
import {eventually, systemClock, temporaryFolder} from './plugin.ts';

function config(name: string): string {
  return `clusters: [{name: c, cluster: {server: "https://h"}}]\ncontexts: [{name: ${name}, context: {cluster: c}}]\n`;
}

async function watching(
  path: string,
  work: (watched: Watched) => Promise<void>,
  clock: Clock = systemClock,
): Promise<void> {
  const sources = {paths: [path], environment: {}, home: '/nowhere'};
  const stop = new AbortController();
  const seen: Kubeconfig[] = [];
  const known = await loadKubeconfig(sources);
  watchKubeconfig(sources, (kubeconfig) => seen.push(kubeconfig), {
    signal: stop.signal,
    clock,
    known,
  });
  const sees = (...names: readonly string[]) =>
    eventually(`the contexts are ${names.join(', ')}`, () => {
      const last = seen.at(-1)?.contexts.map((context) => context.name);
      return JSON.stringify(last) === JSON.stringify(names);
    });
  const complains = async (pattern: RegExp, ...names: readonly string[]) => {
    await eventually(`${pattern} is told`, () => pattern.test(seen.at(-1)?.problems.join() ?? ''));
    assert.deepEqual(
      seen.at(-1)?.contexts.map(({name}) => name),
      names,
    );
  };
  try {
    await work({sees, complains, seen});
  } finally {
    stop.abort();
  }
}

/** Ten seconds of it pass in one. */
const tenfold: Clock = {
  ...systemClock,
  now: () => systemClock.now() * 10,
  sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / 10, signal),
};

interface Watched {
  sees(...names: readonly string[]): Promise<void>;
  /** Something is wrong with the kubeconfig, and these are the contexts meanwhile. */
  complains(pattern: RegExp, ...names: readonly string[]): Promise<void>;
  readonly seen: readonly Kubeconfig[];
}

test('an edit in place, a file renamed into place, and one that vanishes and comes back are noticed', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config');
  await writeFile(path, config('one'));
  await watching(path, async ({sees, complains, seen}) => {
    await writeFile(path, config('two'));
    await sees('two');
    await writeFile(`${path}.new`, config('three'));
    await rename(`${path}.new`, path);
    await sees('three');
    await unlink(path);
    await complains(/config: is gone; context "three" stays as last read/, 'three');
    await writeFile(path, config('four'));
    await sees('four');
    assert.deepEqual(seen.at(-1)?.problems, []);
  });
});

test('a file that is emptied first and filled bit by bit loses nothing meanwhile', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config');
  const server = 'clusters: [{name: c, cluster: {server: "https://h"}}]\n';
  const full = `${server}contexts:\n- {name: a, context: {cluster: c}}\n- {name: b, context: {cluster: c}}\n`;
  await writeFile(path, full);
  await watching(path, async ({sees, complains, seen}) => {
    // Nothing, a document cut off, and one that is whole but for its last context: a slow writer's steps.
    for (const written of ['', 'clusters: [{name: c, clus', full.replace(/- \{name: b.*/, '')]) {
      await writeFile(path, written);
      await pause(500);
    }
    await writeFile(path, `${full}- {name: d, context: {cluster: c}}\n`);
    await sees('a', 'b', 'd');
    assert.equal(seen.length, 1);
    await writeFile(path, 'clusters: [{name: c, clus');
    await complains(/config:1:.*; its 3 contexts stay as last read/, 'a', 'b', 'd');
  });
});

test('a folder in which something is written all the time loses no context to a file half written', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config');
  await writeFile(path, config('one'));
  const noise = new AbortController();
  const makeNoise = async () => {
    for (let index = 0; !noise.signal.aborted; index += 1) {
      await writeFile(join(folder.path, 'log'), String(index));
      await pause(2);
    }
  };
  const isNoisy = makeNoise();
  await watching(
    folder.path,
    async ({sees, seen}) => {
      for (let round = 0; round < 25; round += 1) {
        await writeFile(path, '');
        await pause(40);
        await writeFile(path, config('one'));
        await pause(60);
      }
      assert.deepEqual(
        seen.filter(({contexts}) => contexts.length === 0),
        [],
      );
      await writeFile(path, config('two'));
      await sees('two');
    },
    tenfold,
  );
  noise.abort();
  await isNoisy;
});

test('files that come and go in a folder are noticed, and one that is written without change is not told', async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'a'), config('a'));
  await watching(folder.path, async ({sees, seen}) => {
    await writeFile(join(folder.path, 'b'), config('b'));
    await sees('a', 'b');
    const told = seen.length;
    await writeFile(join(folder.path, 'b'), config('b'));
    await unlink(join(folder.path, 'a'));
    await sees('b');
    assert.equal(seen.length, told + 1);
  });
});

test('a symbolic link pointed elsewhere is noticed', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config');
  await mkdir(join(folder.path, 'v1'));
  await mkdir(join(folder.path, 'v2'));
  await writeFile(join(folder.path, 'v1/config'), config('one'));
  await writeFile(join(folder.path, 'v2/config'), config('two'));
  await symlink('v1', join(folder.path, 'now'));
  await symlink('now/config', path);
  await watching(path, async ({sees}) => {
    // As a mounted volume changes: the link in the middle is replaced, the outer one stays.
    await symlink('v2', join(folder.path, 'next'));
    await rename(join(folder.path, 'next'), join(folder.path, 'now'));
    await sees('two');
    await writeFile(join(folder.path, 'v2/config'), config('three'));
    await sees('three');
  });
});

test('a folder that does not exist yet is read when it appears', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'later');
  await watching(path, async ({sees, complains}) => {
    await mkdir(path);
    await writeFile(join(path, 'config'), config('late'));
    await sees('late');
    await rm(path, {recursive: true});
    await complains(/later: is gone; context "late" stays/, 'late');
  });
});

test('a certificate file that appears mends the context that names it', async () => {
  await using folder = await temporaryFolder();
  const {authority} = await import('../rig/authority.ts');
  const path = join(folder.path, 'config');
  await mkdir(join(folder.path, 'pki'));
  await writeFile(path, config('x').replace('"https://h"', '"https://h", certificate-authority: pki/ca.pem'));
  await watching(path, async ({seen}) => {
    const ca = join(folder.path, 'pki/ca.pem');
    await writeFile(ca, (await authority()).certificate);
    await eventually('it is usable', () => seen.at(-1)?.contexts[0]?.type === 'usable');
    const revision = () => {
      const context = seen.at(-1)?.contexts[0];
      return context?.type === 'usable' ? context.entry.revision : undefined;
    };
    const first = revision();
    assert.ok(first);
    await writeFile(ca, (await authority()).certificate);
    await eventually('its revision changed', () => revision() !== first);
  });
});

test('after the signal aborts nothing is told any more', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'config');
  await writeFile(path, config('one'));
  let told = 0;
  const sources = {paths: [path], environment: {}, home: '/nowhere'};
  const stop = new AbortController();
  const known = await loadKubeconfig(sources);
  watchKubeconfig(sources, () => told++, {signal: stop.signal, clock: systemClock, known});
  await writeFile(path, config('two'));
  await eventually('the change is told', () => told === 1);
  stop.abort();
  await writeFile(path, config('three'));
  // A second watch on the same file shows when the first would have told.
  await watching(path, async ({sees}) => {
    await writeFile(path, config('four'));
    await sees('four');
  });
  assert.equal(told, 1);
});
