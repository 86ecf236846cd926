// Makes dist-single/flotilla-<platform>-<arch>: one executable with Node inside, for hosts that have neither Node nor a
// network. Beside it, what the host must have (.requires), and the licences of all that is in it.
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {copyFile, mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import process from 'node:process';
import {neededLibraries, readElf} from './build-single-elf.mjs';
import {removeLibatomic} from './build-single-libatomic.mjs';
import {packageLicences} from './build-single-licences.mjs';
import {describeNeeds} from './build-single-needs.mjs';
import {bundle, root} from './bundle.mjs';

const target = `${root}dist-single`;
// Built beside it and swapped in, so that nobody meets half a build.
const fresh = `${target}.${process.pid}.tmp`;
const name = `flotilla-${process.platform}-${process.arch}`;
// Not the Node that everything else runs on: 26 is the first whose executables may start with an ES module and its
// code cache. Installed here when it is wanted, 55 MB that nobody else has to download.
const nodeFolder = `${root}scripts/build-single-node`;
const nodePackage = `${nodeFolder}/node_modules/node-${process.platform}-${process.arch}`;
const node = `${nodePackage}/bin/node`;

if (process.platform !== 'linux') refuse('one file is made on Linux only, so far');
if (!existsSync(node)) {
  spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {cwd: nodeFolder, stdio: 'inherit'});
  if (!existsSync(node)) refuse(`Node 26 could not be installed in ${nodeFolder}`);
}

await mkdir(fresh);
try {
  const inputs = await bundleInOne(`${fresh}/main.mjs`);
  await embed();
  const elf = readElf(await readFile(`${fresh}/${name}`));
  const kept = removeLibatomic(elf);
  if (kept !== undefined) console.warn(`warning: libatomic.so.1 stays needed: ${kept}`);
  await writeFile(`${fresh}/${name}`, elf.bytes);
  const needs = describeNeeds(neededLibraries(elf));
  await writeFile(`${fresh}/${name}.requires`, needs.map((line) => `${line}\n`).join(''));
  await copyFile(`${nodePackage}/LICENSE`, `${fresh}/LICENSE-node`);
  await copyFile(`${root}LICENSE`, `${fresh}/LICENSE`);
  await writeFile(`${fresh}/LICENSE-packages`, packageLicences(root, inputs));
  await rm(`${fresh}/main.mjs`);
  await rm(`${fresh}/sea.json`);
  await rm(target, {recursive: true, force: true});
  await rename(fresh, target);
  const size = Math.round(elf.bytes.length / 2 ** 20);
  console.log(`dist-single/${name}: ${size} MB, needs ${needs.join(', ')}`);
} catch (error) {
  // esbuild has said what is wrong, with file and line; its stack says nothing more.
  if (error?.errors === undefined) throw error;
  process.exitCode = 1;
} finally {
  await rm(fresh, {recursive: true, force: true});
}

/** One file without chunks, and without comments on licences: LICENSE-packages has them. Returns the paths of all that went into it. */
async function bundleInOne(outfile) {
  const {version} = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
  const {metafile} = await bundle({
    entryPoints: ['scripts/build-single-entry.mjs'],
    outfile,
    target: 'node26',
    metafile: true,
    define: {versionOfBuild: JSON.stringify(version)},
  });
  return Object.keys(metafile.inputs);
}

async function embed() {
  const settings = {
    // Relative, because Node puts it into the file: the same input makes the same file in every folder.
    main: 'main.mjs',
    mainFormat: 'module',
    output: name,
    disableExperimentalSEAWarning: true,
    // Start-up gains 40 ms. It is Node's own and inside: nothing is written to HOME, as `enableCompileCache` would.
    useCodeCache: true,
    // NODE_OPTIONS is meant for the Node of the host, and may hold what this one does not know.
    execArgvExtension: 'none',
  };
  await writeFile(`${fresh}/sea.json`, JSON.stringify(settings));
  const {status, stdout, stderr} = spawnSync(node, ['--build-sea', 'sea.json'], {
    cwd: fresh,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node --build-sea failed:\n${stdout}${stderr}`);
}

function refuse(reason) {
  console.error(`build:single: ${reason}`);
  process.exit(2);
}
