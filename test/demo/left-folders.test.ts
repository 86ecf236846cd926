import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {test} from 'node:test';
import {temporaryFolder} from '../../src/left-folders.ts';

test('a new temporary folder removes those of runs that were killed, and nothing that may be of somebody', (context) => {
  const parent = mkdtempSync(join(tmpdir(), 'flotilla-test-left-'));
  context.after(() => rmSync(parent, {recursive: true}));
  const {pid: dead} = spawnSync(process.execPath, ['--version']);
  const put = (name: string, owner: string | undefined): string => {
    const folder = join(parent, name);
    mkdirSync(folder);
    if (owner !== undefined) writeFileSync(join(folder, 'owner'), owner);
    return folder;
  };
  const left = put('demo-left', `${dead} ${hostname()}\n`);
  const kept = [
    put('demo-running', `${process.ppid} ${hostname()}\n`),
    put('demo-elsewhere', `${dead} not-${hostname()}\n`),
    put('demo-unsigned', undefined),
    put('demo-unfinished', String(dead)),
    put('other', `${dead} ${hostname()}\n`),
  ];
  symlinkSync(put('target', `${dead} ${hostname()}\n`), join(parent, 'demo-link'));

  const folder = temporaryFolder('demo-', parent);
  assert.equal(existsSync(left), false);
  for (const one of [...kept, join(parent, 'target'), join(parent, 'demo-link')])
    assert.ok(existsSync(one), one);
  assert.equal(readFileSync(join(folder, 'owner'), 'utf8'), `${process.pid} ${hostname()}\n`);
  temporaryFolder('demo-', parent);
  assert.ok(existsSync(folder), 'its own run goes on');
});
