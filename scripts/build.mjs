// Bundles src/main.ts into dist/: ECMAScript modules, split so that the parts which speak to clusters are loaded only
// when a command needs them. No type is checked here (`npm run typecheck` does).
import {mkdir, rename, rm} from 'node:fs/promises';
import {bundle, root} from './bundle.mjs';

const target = `${root}dist`;
// Built beside it and swapped in, so that a running program or test never meets half a build.
const fresh = `${root}dist.${process.pid}.tmp`;

await mkdir(fresh);
try {
  await bundle({
    entryPoints: ['src/main.ts'],
    outdir: fresh,
    splitting: true,
    target: 'node22.19',
    chunkNames: 'chunks/[name]-[hash]',
  });
  await rm(target, {recursive: true, force: true});
  await rename(fresh, target);
} catch (error) {
  // esbuild has said what is wrong, with file and line; its stack says nothing more.
  if (error?.errors === undefined) throw error;
  process.exitCode = 1;
} finally {
  await rm(fresh, {recursive: true, force: true});
}
