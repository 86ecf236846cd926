import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {build} from 'esbuild';
import {rig, rigUnavailable} from '../rig/index.ts';
import {measureChurn} from './churn.ts';
import {measureGrid, measureRows} from './grid.ts';
import {measureManyPods} from './many-pods.ts';
import {measureSockets} from './sockets.ts';

/**
 * What this project costs beside kubectl and an ordinary informer, and what the grid costs on a large fleet, in one run on
 * one machine: read the ratios, not the seconds. `npm run bench -- --quiet-minutes 1 --pods 2000` is quicker; with 0
 * minutes the sockets are left out, and `--only grid` needs no real clusters.
 */
const onlyGrid = process.argv.includes('--only') && process.argv.includes('grid');
const missing = onlyGrid ? undefined : rigUnavailable();
if (missing !== undefined) {
  console.error(`npm run bench needs real clusters: ${missing}`);
  process.exit(1);
}
const podCount = option('--pods', 10_000);
const quietMinutes = option('--quiet-minutes', 5);
const folder = mkdtempSync(join(tmpdir(), 'flotilla-bench-'));
try {
  const clients = await bundleClients(folder);
  await measureGrid(clients.bulkFleet);
  if (!onlyGrid) {
    await using fleet = await rig({clusters: 1});
    await measureManyPods(fleet, clients, podCount);
    const [cluster] = fleet.clusters;
    if (cluster) await measureRows(cluster.kubeconfigFor('admin', {direct: true}), podCount);
    await measureChurn(fleet, clients);
  }
  if (!onlyGrid && quietMinutes > 0) {
    await using many = await rig({clusters: 20});
    await measureSockets(many, clients, quietMinutes);
  }
} finally {
  rmSync(folder, {recursive: true, force: true});
}

export interface Clients {
  readonly flotilla: string;
  readonly informer: string;
  readonly bulkFleet: string;
}

/** Both Node clients are bundled alike, and as the program itself is, so that neither pays for a loader. */
async function bundleClients(out: string): Promise<Clients> {
  await build({
    entryPoints: ['flotilla', 'informer', 'bulk-fleet'].map((name) => `test/bench/clients/${name}.ts`),
    outdir: out,
    outExtension: {'.js': '.mjs'},
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    define: {'process.env.NODE_ENV': '"production"'},
    banner: {
      js: "import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const file = (name: string) => join(out, `${name}.mjs`);
  return {flotilla: file('flotilla'), informer: file('informer'), bulkFleet: file('bulk-fleet')};
}

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  const value = at === -1 ? fallback : Number(process.argv[at + 1]);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`${name} wants a number, 0 or more`);
  process.exit(2);
}
