import assert from 'node:assert/strict';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {outsideOf} from '../../src/outside.ts';

/** Above every number that Linux gives to a process. */
const nobody = 2 ** 22 + 1;

test('a narrowed kubeconfig is its owner’s alone and goes with the run; what a killed run left is removed by the next', async () => {
  const place = mkdtempSync(join(tmpdir(), 'flotilla-outside-'));
  try {
    const left = join(place, 'flotilla-run-killed');
    mkdirSync(left);
    writeFileSync(join(left, 'owner'), `${nobody} ${hostname()}\n`);
    writeFileSync(join(left, '1-kubeconfig.yaml'), 'token: left\n');
    const environment = {XDG_RUNTIME_DIR: place};
    const outside = outsideOf({environment, home: place, shell: [], now: () => 0, quit: () => {}});
    const {path: file, remove} = await outside.privateFile('kubeconfig.yaml', 'kind: Config\n');
    assert.equal(existsSync(left), false);
    assert.equal(readFileSync(file, 'utf8'), 'kind: Config\n');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const second = await outside.privateFile('kubeconfig.yaml', 'kind: Config\n');
    assert.notEqual(second.path, file);
    remove();
    assert.equal(existsSync(file), false, 'whoever was to read it has ended');
    assert.equal(existsSync(second.path), true);
    outside.close();
    assert.equal(existsSync(second.path), false);
    remove();
  } finally {
    rmSync(place, {recursive: true, force: true});
  }
});
