import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {saveFile} from '../../src/save-file.ts';

test('a file is saved where a person stands, for nobody else to read', (context) => {
  const [first, second] = twoFolders(context);
  const path = saveFile('pods.csv', 'NAME\n', [first, second]);
  assert.equal(path, join(first, 'pods.csv'));
  assert.equal(readFileSync(path, 'utf8'), 'NAME\n');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

for (const code of ['ENOSPC', 'EDQUOT', 'EIO']) {
  test(`where a disk takes only half of it (${code}), nothing is left there and the next folder has it`, (context) => {
    const [first, second] = twoFolders(context);
    let writes = 0;
    const path = saveFile('pods.csv', 'NAME\n', [first, second], (file, text) => {
      writes += 1;
      if (writes > 1) return void writeFileSync(file, text);
      writeSync(file, text.slice(0, 2));
      throw failure(code);
    });
    assert.equal(path, join(second, 'pods.csv'));
    assert.equal(readFileSync(path, 'utf8'), 'NAME\n');
    assert.deepEqual(readdirSync(first), []);
  });
}

test('where no folder takes it, each says why', (context) => {
  const [first, second] = twoFolders(context);
  rmSync(first, {recursive: true});
  const write = () => {
    throw failure('ENOSPC');
  };
  assert.throws(() => saveFile('pods.csv', 'NAME\n', [first, second, second], write), {
    message: `${first} is gone, ${second} is full`,
  });
  assert.deepEqual(readdirSync(second), []);
});

test('a file that is there already stays as it is', (context) => {
  const [first, second] = twoFolders(context);
  writeFileSync(join(first, 'pods.csv'), 'mine');
  assert.throws(() => saveFile('pods.csv', 'NAME\n', [first, second]), {code: 'EEXIST'});
  assert.equal(readFileSync(join(first, 'pods.csv'), 'utf8'), 'mine');
  assert.equal(existsSync(join(second, 'pods.csv')), false);
});

function twoFolders(context: TestContext): [string, string] {
  const place = mkdtempSync(join(tmpdir(), 'flotilla-save-'));
  context.after(() => rmSync(place, {recursive: true, force: true}));
  const folders: [string, string] = [join(place, 'first'), join(place, 'second')];
  for (const folder of folders) mkdirSync(folder);
  return folders;
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says it`), {code});
}
