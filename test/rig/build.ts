import {spawnSync} from 'node:child_process';
import {existsSync, globSync, statSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {execa} from 'execa';
import {copyManifests, manifestFolder} from './manifests.ts';
import {hashPart, type Part, readPart} from './parts.ts';

/** Which folder holds the built binaries of a part, building them first where no earlier run has. */
export async function build(name: string, environment: BuildEnvironment = process.env): Promise<string> {
  const part = readPart(name);
  const prebuilt = environment['FLOTILLA_RIG_BIN'];
  if (prebuilt !== undefined && prebuilt !== '') return checkPrebuilt(part, prebuilt);
  const target = cacheFolder(part, environment);
  if (isBuilt(target)) return target;
  await mkdir(path.dirname(target), {recursive: true});
  await using _lock = await lock(`${target}.lock`, () => isBuilt(target));
  // Another process may have built it while this one waited.
  if (!isBuilt(target)) await buildInto(target, part);
  return target;
}

/** Why there can be no rig, with these parts too, on this machine; undefined when there can. Cheap once they are built. */
export function rigUnavailable(
  further: readonly string[] = [],
  environment: BuildEnvironment = process.env,
): string | undefined {
  const prebuilt = environment['FLOTILLA_RIG_BIN'];
  const missing = ['kubernetes', 'kwok', ...further].map(readPart).filter((part) => {
    if (prebuilt !== undefined && prebuilt !== '') return missingBinaries(part, prebuilt).length > 0;
    return !isBuilt(cacheFolder(part, environment));
  });
  if (missing.length === 0) return undefined;
  const names = missing.map((part) => part.name).join(', ');
  if (prebuilt !== undefined && prebuilt !== '')
    return `FLOTILLA_RIG_BIN=${prebuilt} lacks binaries of: ${names}`;
  if (hasGo(environment)) return undefined;
  return `the rig of real API servers needs Go to build (${names}), and there is no "go" in PATH; or set FLOTILLA_RIG_BIN to a folder of prebuilt binaries`;
}

export type BuildEnvironment = Readonly<Record<string, string | undefined>>;

export function cacheFolder(part: Part, environment: BuildEnvironment): string {
  const home = environment['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache');
  return path.join(home, 'flotilla', 'rig', `${part.name}-${hashPart(part)}`);
}

// The folder appears by rename, whole or not at all.
const isBuilt = existsSync;

async function buildInto(target: string, part: Part): Promise<void> {
  const started = Date.now();
  const progress = (text: string) => process.stderr.write(`rig: ${part.name} ${part.version}: ${text}\n`);
  progress(
    `building ${part.binaries.join(', ')} (the first time about ${part.buildMinutes} min on two cores)`,
  );
  // What a build that was killed left; this process alone builds the part now.
  for (const left of globSync(`${target}.new-*`)) await rm(left, {recursive: true, force: true});
  const fresh = await mkdtemp(`${target}.new-`);
  try {
    const ldflags = `-ldflags=${part.ldflags.join(' ')}`;
    await go(part, ['build', '-mod=readonly', '-trimpath', ldflags, '-o', `${fresh}/`, ...part.packages]);
    if (part.manifests !== undefined) {
      const module = await go(part, ['list', '-m', '-f', '{{.Dir}}', part.manifests.module]);
      await copyManifests(module, part.manifests.files, manifestFolder(fresh, part.name));
    }
    const missing = missingBinaries(part, fresh);
    if (missing.length > 0)
      throw new Error(`rig: part ${part.name} built, but left no ${missing.join(', ')}: mend its part.json`);
    await rename(fresh, target).catch((error: unknown) => {
      // Where a lock was taken over, two may finish: the first wins.
      if (!isBuilt(target)) throw error;
    });
  } finally {
    await rm(fresh, {recursive: true, force: true});
  }
  progress(`built in ${Math.round((Date.now() - started) / 1000)} s`);
}

async function go(part: Part, args: readonly string[]): Promise<string> {
  const {exitCode, stdout, stderr} = await execa('go', args, {cwd: part.folder, reject: false});
  if (exitCode !== 0) throw new Error(`rig: part ${part.name} does not build:\n${stdout}${stderr}`);
  return stdout;
}

function checkPrebuilt(part: Part, folder: string): string {
  const missing = missingBinaries(part, folder);
  if (missing.length > 0)
    throw new Error(`FLOTILLA_RIG_BIN=${folder} lacks ${missing.join(', ')} of part ${part.name}`);
  return folder;
}

function missingBinaries(part: Part, folder: string): readonly string[] {
  const missing = part.binaries.filter((name) => !existsSync(path.join(folder, name)));
  const hasManifests = part.manifests === undefined || existsSync(manifestFolder(folder, part.name));
  return hasManifests ? missing : [...missing, `manifests/${part.name}`];
}

let goFound: boolean | undefined;
function hasGo(environment: BuildEnvironment): boolean {
  const look = () => spawnSync('go', ['version'], {env: environment as NodeJS.ProcessEnv}).status === 0;
  if (environment !== process.env) return look();
  goFound ??= look();
  return goFound;
}

/** Waits until this process alone holds `folder`, or until `isDone`. A holder that died is noticed by its silence. */
async function lock(folder: string, isDone: () => boolean): Promise<AsyncDisposable> {
  const owner = path.join(folder, 'owner');
  for (let hasSaidSo = false; ; ) {
    try {
      await mkdir(folder);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isDone()) return {[Symbol.asyncDispose]: async () => {}};
    const silence = Date.now() - (statSync(folder, {throwIfNoEntry: false})?.mtimeMs ?? Date.now());
    if (silence > silenceMs) {
      await rm(folder, {recursive: true, force: true});
      continue;
    }
    if (!hasSaidSo) {
      const pid = await readFile(owner, 'utf8').catch(() => 'another process');
      process.stderr.write(`rig: waiting for the build of process ${pid} (${folder})\n`);
      hasSaidSo = true;
    }
    await delay(250);
  }
  await writeFile(owner, String(process.pid));
  const beat = setInterval(() => void utimes(folder, new Date(), new Date()).catch(() => {}), silenceMs / 10);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      await rm(folder, {recursive: true, force: true});
    },
  };
}

const silenceMs = 30_000;
