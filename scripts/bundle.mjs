import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles the program as every build of it is made; `own` says what is particular to one. No type is checked here. */
export function bundle({define, ...own}) {
  return build({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // Names stay readable: start-up gains 2 ms from their shortening, and an error report loses its meaning.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    loader: {'.yaml': 'text'},
    logLevel: 'warning',
    define: {'process.env.NODE_ENV': '"production"', ...define},
    // Ink asks for it in development only, and it is not installed.
    plugins: [emptyModule('react-devtools-core')],
    // CommonJS packages call `require` for what is built into Node.
    banner: {
      js: "import {createRequire as flotillaCreateRequire} from 'node:module';const require=flotillaCreateRequire(import.meta.url);",
    },
    ...own,
  });
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
