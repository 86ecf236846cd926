import assert from 'node:assert/strict';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {copyManifests, manifestFolder, readManifests} from './manifests.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'flotilla-manifests-'));
test.after(() => rmSync(folder, {recursive: true, force: true}));

test('the files of a module that fit a pattern are copied, may be written to, and are read back in the order of their paths', async () => {
  const module = path.join(folder, 'module');
  for (const [file, text] of [
    ['crds/b/two.yaml', 'two'],
    ['crds/a/one.yaml', 'one'],
    ['crds/patches.yaml', 'no'],
  ] as const) {
    mkdirSync(path.dirname(path.join(module, file)), {recursive: true});
    writeFileSync(path.join(module, file), text);
    chmodSync(path.join(module, file), 0o444);
  }
  const bin = path.join(folder, 'bin');
  await copyManifests(module, ['crds/*/*.yaml'], manifestFolder(bin, 'part'));

  assert.deepEqual(await readManifests(bin, 'part', '**/*.yaml'), ['one', 'two']);
  await assert.rejects(readManifests(bin, 'part', '**/patches.yaml'), /no \*\*\/patches\.yaml in/);
  assert.ok(statSync(path.join(manifestFolder(bin, 'part'), 'crds/a/one.yaml')).mode & 0o200);
});
