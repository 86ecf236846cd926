// Bundles src/main.ts into dist/: ECMAScript modules, split so that the parts which speak to clusters are loaded only
// when a command needs them. No type is checked here (`npm run typecheck` does).
import {mkdir, rename, rm} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}dist`;
// Built beside it and swapped in, so that a running program or test never meets half a build.
const fresh = `${root}dist.${process.pid}.tmp`;

await mkdir(fresh);
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    // Names stay readable: start-up gains 2 ms from their shortening, and an error report loses its meaning.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    loader: {'.yaml': 'text'},
    chunkNames: 'chunks/[name]-[hash]',
    logLevel: 'warning',
    define: {'process.env.NODE_ENV': '"production"'},
    // Ink asks for it in development only, and it is not installed.
    plugins: [emptyModule('react-devtools-core')],
    // CommonJS packages call `require` for what is built into Node.
    banner: {
      js: "import {createRequire as flotillaCreateRequire} from 'node:module';const require=flotillaCreateRequire(import.meta.url);",
    },
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

function emptyModule(name) {
  return {
    name: `empty-${name}`,
    setup({onResolve, onLoad}) {
      onResolve({filter: new RegExp(`^${name}$`)}, ({path}) => ({path, namespace: 'empty'}));
      onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default undefined;'}));
    },
  };
}
