import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {build, cacheFolder, rigUnavailable} from './build.ts';
import {partNames, readPart} from './parts.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'flotilla-build-'));
test.after(() => rmSync(folder, {recursive: true, force: true}));

test('every part has its data, and an unknown one is an error that lists them', () => {
  assert.ok(partNames().includes('kubernetes') && partNames().includes('kwok'));
  for (const name of partNames()) assert.ok(readPart(name).binaries.length > 0);
  assert.throws(() => readPart('karmata'), /no part "karmata".*karmada, kubefed, kubernetes, kwok/);
  assert.throws(() => readPart('../rig'), /no part/);
});

test('a built part is used as it is: where it is in the cache no Go is needed', async () => {
  const environment = {XDG_CACHE_HOME: folder, PATH: ''};
  assert.match(String(rigUnavailable([], environment)), /needs Go/);
  for (const name of ['kubernetes', 'kwok'])
    mkdirSync(cacheFolder(readPart(name), environment), {recursive: true});

  assert.equal(rigUnavailable([], environment), undefined);
  assert.equal(await build('kwok', environment), cacheFolder(readPart('kwok'), environment));
});

test('FLOTILLA_RIG_BIN names prebuilt binaries, and what it lacks is said', async () => {
  const environment = {FLOTILLA_RIG_BIN: folder, PATH: ''};
  assert.match(String(rigUnavailable([], environment)), /lacks binaries of: kubernetes, kwok/);
  await assert.rejects(build('kwok', environment), /lacks kwok of part kwok/);
  for (const name of ['control-plane', 'kubectl', 'kwok', 'karmada'])
    writeFileSync(path.join(folder, name), '');

  assert.equal(rigUnavailable([], environment), undefined);
  assert.equal(await build('kwok', environment), folder);
  assert.match(String(rigUnavailable(['karmada'], environment)), /lacks binaries of: karmada/);
  await assert.rejects(build('karmada', environment), /lacks manifests\/karmada of part karmada/);
});
