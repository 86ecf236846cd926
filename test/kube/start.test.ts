import assert from 'node:assert/strict';
import {test} from 'node:test';
import {build} from 'esbuild';

test('a start without a proxy or a login plugin loads none of what only they need', async () => {
  const loaded = await loadedWith('src/kube/index.ts');
  assert.ok(loaded.has('src/kube/connector.ts'), 'the imports were followed');
  // node:http alone, imported as a module, brings the whole of Node's own fetch: a fifth of a program start.
  for (const heavy of ['src/kube/tunnel.ts', 'socks', 'node:http', 'node:https', 'execa', 'openid-client']) {
    assert.ok(!loaded.has(heavy), heavy);
  }
});

/** Files and packages that are loaded when `entry` is, as far as this repository's own imports say. */
async function loadedWith(entry: string): Promise<Set<string>> {
  const {metafile} = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
  });
  const loaded = new Set<string>();
  const follow = (file: string): void => {
    if (loaded.has(file)) return;
    loaded.add(file);
    for (const {path, kind} of metafile.inputs[file]?.imports ?? [])
      if (kind === 'import-statement') follow(path);
  };
  follow(entry);
  return loaded;
}
