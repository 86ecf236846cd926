import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';

test('ten thousand pods take under 400 bytes of heap each, with their key and their place in the map', () => {
  const probe = fileURLToPath(new URL('heap-probe.ts', import.meta.url));
  const {stdout, stderr} = spawnSync(process.execPath, ['--expose-gc', '--import=tsx', probe], {
    encoding: 'utf8',
  });
  const bytes = Number(stdout);
  assert.ok(bytes > 100, `not a measurement: ${stdout}${stderr}`);
  assert.ok(bytes < 400, `${bytes} bytes`);
});
