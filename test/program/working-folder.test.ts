import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import process from 'node:process';
import test, {type TestContext} from 'node:test';
import {outsideOf} from '../../src/outside.ts';
import {leaveRemovedFolder} from '../../src/working-folder.ts';

test('a working folder that is there is not left', () => {
  const before = process.cwd();
  assert.equal(leaveRemovedFolder(tmpdir()), undefined);
  assert.equal(process.cwd(), before);
});

test('where the working folder is removed, a program runs at home and a file is saved there', async (context) => {
  const home = inRemovedFolder(context);
  const outside = outsideOf({environment: process.env, home, shell: [], now: () => 0, quit: () => {}});
  const ended = await outside.run({command: ['pwd'], variables: {}, banner: '', isSecret: true});
  assert.deepEqual(ended, {type: 'ended', code: 0, output: `${home}\n`});
  assert.equal(dirname(await outside.save('pods.csv', 'NAME\n')), home);
});

test('where home is gone as well, the root will do', (context) => {
  const home = inRemovedFolder(context);
  rmSync(home, {recursive: true});
  assert.equal(leaveRemovedFolder(home), '/');
  assert.equal(process.cwd(), '/');
});

test('a program that is not there is told by whether it was looked for', async (context) => {
  const home = inRemovedFolder(context);
  const outside = outsideOf({environment: process.env, home, shell: [], now: () => 0, quit: () => {}});
  const run = (program: string) => outside.run({command: [program], variables: {}, banner: ''});
  assert.deepEqual(await run('no-such-program'), {type: 'failed', reason: 'it is not on the PATH'});
  assert.deepEqual(await run('/no/such/program'), {type: 'failed', reason: 'it is not there'});
});

/** Stands in a folder that is gone; returns a home. */
function inRemovedFolder(context: TestContext): string {
  const before = process.cwd();
  const place = realpathSync(mkdtempSync(join(tmpdir(), 'flotilla-folder-')));
  const [removed, home] = [join(place, 'removed'), join(place, 'home')];
  mkdirSync(removed);
  mkdirSync(home);
  process.chdir(removed);
  rmSync(removed, {recursive: true});
  context.after(() => {
    process.chdir(before);
    rmSync(place, {recursive: true, force: true});
  });
  return home;
}
