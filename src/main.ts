import {readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import process from 'node:process';
import {getHeapStatistics} from 'node:v8';
import type {HouseFacts, Invocation} from './cli/index.ts';
import type {Kubeconfig} from './kube/index.ts';
import {systemClock as clock} from './system-clock.ts';
import {
  closingTime,
  end,
  fatal,
  leave,
  onKey,
  onLoanEnd,
  onOutput,
  onTerminal,
  signal,
  watchProcess,
} from './way-out.ts';
import {leaveRemovedFolder} from './working-folder.ts';

// flags → fleet → a mode.

const environment = process.env;
const surroundings = {environment, home: homeFolder()};

async function main(): Promise<void> {
  watchProcess();
  leaveRemovedFolder(surroundings.home);
  const argv = process.argv.slice(2);
  const version = versionOfPackage();
  // The one question that scripts ask often: answered before anything is loaded.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`flotilla ${version}\n`);
    return;
  }
  const {parseArguments} = await import('./cli/index.ts');
  const invocation = parseArguments(argv, version);
  switch (invocation.type) {
    case 'print':
      process.stdout.write(invocation.text);
      return;
    case 'refuse':
      process.stderr.write(invocation.text);
      process.exitCode = 2;
      return;
    case 'get':
    case 'doctor': {
      const code = await withFleet(invocation, version);
      // A signal's own code stands. What is still open (sockets, timers) is of no more use to anybody.
      process.exit(process.exitCode ?? code);
      break;
    }
    case 'keys':
      await printKeys(invocation.output);
      return;
    case 'screen':
    case 'demo': {
      const {fleet} = invocation;
      const wish = {...surroundings, fleet, clock, signal, onTerminal, onLoanEnd, quit: () => end(0)};
      const result = await (invocation.type === 'demo'
        ? (await import('./demonstration.ts')).runDemonstration({...wish, demo: invocation.demo})
        : (await import('./screen.ts')).runScreen(wish));
      if (result.type === 'refused') complain(result.complaints);
      leave(Number(process.exitCode ?? (result.type === 'refused' ? 2 : 0)));
    }
  }
}

async function printKeys(output: Extract<Invocation, {type: 'keys'}>['output']): Promise<void> {
  const [{keysText}, {keymapFor}] = await Promise.all([import('./cli/index.ts'), import('./keymap.ts')]);
  const {keymap, complaints} = await keymapFor(surroundings);
  complain(complaints);
  if (complaints.length > 0) process.exitCode = 2;
  process.stdout.write(keysText(keymap, output));
}

type FleetInvocation = Extract<Invocation, {type: 'get' | 'doctor'}>;

async function withFleet(invocation: FleetInvocation, version: string): Promise<number> {
  const {fleet} = invocation;
  const [cli, {openFleet}] = await Promise.all([import('./cli/index.ts'), import('./open-fleet.ts')]);
  const named = invocation.type === 'get' && invocation.get.namespaces;
  const opened = await openFleet({
    ...surroundings,
    fleet,
    clock,
    signal,
    ...(named && named.type === 'named' ? {namespace: named.name} : {}),
    isOverview: invocation.type === 'doctor' || invocation.get.kinds.includes('clusters'),
    isInteractive: false,
  });
  complain(opened.complaints);
  if (opened.type === 'refused') return 2;
  const {watch, feed, kubeconfig, loaded} = opened;
  try {
    const output = cli.processOutput({
      stdout: process.stdout,
      stdin: () => process.stdin,
      environment,
      onKey,
    });
    onOutput(output);
    const err = {
      write: (text: string) => new Promise<void>((done) => process.stderr.write(text, () => done())),
    };
    const engine = {watch, feed, clock, out: output, err, timeout: fleet.timeout, signal};
    if (invocation.type === 'get') return await cli.runGet(engine, invocation.get);
    const {isReadOnly} = loaded.settings;
    const house = () => houseFacts({version, kubeconfig, isReadOnly, settingsFiles: loaded.files});
    return await cli.runDoctor(engine, invocation.output, house);
  } finally {
    await Promise.race([watch.close(), clock.sleep(closingTime)]);
  }
}

type KnownFacts = Pick<HouseFacts, 'version' | 'isReadOnly' | 'settingsFiles'> & {
  readonly kubeconfig: Kubeconfig;
};

function houseFacts({kubeconfig, ...known}: KnownFacts): HouseFacts {
  return {
    ...known,
    node: process.version,
    residentBytes: residentBytes(),
    heapBytes: getHeapStatistics().used_heap_size,
    kubeconfigFiles: kubeconfig.files,
    kubeconfigProblems: kubeconfig.problems,
  };
}

/** Node reads it in /proc, which is not mounted everywhere. */
function residentBytes(): number | null {
  try {
    return process.memoryUsage.rss();
  } catch {
    return null;
  }
}

function complain(lines: readonly string[]): void {
  if (lines.length > 0) process.stderr.write(lines.map((line) => `${line}\n`).join(''));
}

/** HOME, else what the system knows of the user. Where it knows none, as in many a container, nothing is kept anywhere. */
function homeFolder(): string {
  try {
    return homedir() || '/';
  } catch {
    return '/';
  }
}

/** Stands for the version in the single file, which nothing lies beside. */
declare const versionOfBuild: string | undefined;

/** From `package.json`, which lies one folder up both from `src` and from `dist`. */
function versionOfPackage(): string {
  if (typeof versionOfBuild === 'string') return versionOfBuild;
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as {version: string}).version;
}

// Last, when all of the above is there. Not awaited: a module that waits here for one of its own chunks, which in turn
// waits for this module to be ready, would wait for ever.
main().catch(fatal);
