import assert from 'node:assert/strict';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, {describe} from 'node:test';
import {build, rigUnavailable} from './index.ts';
import {startProgram} from './program.ts';
import {supervisor} from './supervisor.ts';
import {until} from './until.ts';

describe('a program of the rig', {skip: rigUnavailable() ?? false}, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'flotilla-program-'));
  test.after(() => rmSync(folder, {recursive: true, force: true}));
  const options = {name: 'wait', id: 'test/wait', log: path.join(folder, 'log'), dir: folder};

  test('one that ends by itself is brought back, and one that was killed is not', async () => {
    await using processes = await supervisor(
      path.join(await build('kubernetes'), 'control-plane'),
      folder,
      true,
    );
    const program = await startProgram(processes, {...options, argv: ['sleep', '600'], isRestarted: true});
    const first = program.pid as number;
    process.kill(first);
    await until('it runs again', () => program.pid !== undefined && program.pid !== first);
    assert.equal(program.state, 'running');

    await program.kill();
    const other = await startProgram(processes, {...options, argv: ['sleep', '600'], isRestarted: true});
    const before = other.pid as number;
    process.kill(before);
    await until('another is back', () => other.pid !== undefined && other.pid !== before);
    assert.equal(program.state, 'killed');
    assert.equal(program.pid, undefined);
    await program.start();
    assert.equal(program.state, 'running');
  });

  test('one that ends by itself and is not to be brought back says so, and is started on demand', async () => {
    await using processes = await supervisor(
      path.join(await build('kubernetes'), 'control-plane'),
      folder,
      true,
    );
    const program = await startProgram(processes, {...options, argv: ['sleep', '600']});
    process.kill(program.pid as number);
    await until('it has ended', () => program.state === 'ended');
    await program.start();
    assert.equal(program.state, 'running');
  });
});
