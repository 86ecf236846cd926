import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type TestContext} from 'node:test';
import {loadSettings} from '../../src/config/index.ts';

const irregular: Readonly<Record<string, (file: string) => void>> = {
  'a pipe that nobody writes to': (file) => execFileSync('mkfifo', [file]),
  'a device without an end': (file) => symlinkSync('/dev/zero', file),
  'a folder': (file) => mkdirSync(file),
};

for (const [what, make] of Object.entries(irregular)) {
  test(`${what} in the place of settings is said to be no file, and nobody waits for it`, (context) => {
    const file = filePlace(context);
    make(file);
    assert.deepEqual(problemsOf(file), ['cannot be read (not a regular file)']);
  });
}

test('a file that nobody can have written is not read', (context) => {
  const file = filePlace(context);
  writeFileSync(file, '# a comment\n'.repeat(100_000));
  assert.deepEqual(problemsOf(file), ['cannot be read (larger than 1 MB)']);
});

test('settings may be a link to a file elsewhere', (context) => {
  const file = filePlace(context);
  writeFileSync(`${file}.elsewhere`, 'theme: light\n');
  symlinkSync(`${file}.elsewhere`, file);
  assert.deepEqual(problemsOf(file), []);
});

function problemsOf(user: string): readonly string[] {
  const files = {user, system: '/no/such/file'};
  return loadSettings({environment: {}, home: '/', flags: {}, files}).problems.map(({message}) => message);
}

function filePlace(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-text-file-'));
  context.after(() => rmSync(folder, {recursive: true, force: true}));
  return join(folder, 'config.yaml');
}
