import {fstatSync, readFileSync, writeSync} from 'node:fs';
import {homedir} from 'node:os';
import process from 'node:process';
import {getHeapStatistics} from 'node:v8';
import type {HouseFacts, Invocation, ProcessOutput} from './cli/index.ts';
import type {Kubeconfig} from './kube/index.ts';
import {systemClock as clock} from './system-clock.ts';
import type {Terminal} from './ui/index.ts';

// flags → fleet → a mode, and whatever concerns the process: signals, the way out, a terminal that works afterwards.

const environment = process.env;
const surroundings = {environment, home: homeFolder()};
const ending = new AbortController();
const {signal} = ending;
/** ms: sockets are closed politely, but nobody waits for a cluster that is gone. */
const closingTime = 500;
let output: ProcessOutput | undefined;
/** When another program gave the terminal back, ms. */
let lastLoan = Number.NEGATIVE_INFINITY;
/** ms that a signal may take. */
const lateness = 1000;
/** A signal that came while another program had the terminal. */
let deathBy: NodeJS.Signals | undefined;
let terminal: Pick<Terminal, 'isLent' | 'restoration' | 'redraw'> | undefined;

process.on('uncaughtException', fatal);
process.on('unhandledRejection', fatal);
for (const [name, number] of [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const) {
  process.on(name, () => {
    // What ctrl-c ends is the program that has, or had, the terminal: on a busy machine we are told after it has ended.
    const isForOther = terminal?.isLent || clock.now() - lastLoan < lateness;
    if (name === 'SIGINT' && isForOther) return;
    if (terminal?.isLent) deathBy = name;
    end(128 + number);
  });
}
process.on('SIGCONT', () => {
  output?.resume();
  terminal?.redraw();
});
process.on('exit', restoreTerminal);
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever read us has seen enough (`| head`): that is no failure of ours.
  if (error.code === 'EPIPE') end(0);
  else fatal(new Error(`standard output cannot be written: ${error.message}`));
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  // `2>&1 | head`: where no rows come, only what is said here shows that nobody reads any more. Node cannot ask: a pipe
  // that nothing is written into tells nothing (libuv polls what can be read, and writing nothing never fails).
  if (error.code === 'EPIPE' && isOnePipe()) end(0);
});

async function main(): Promise<void> {
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
    output = cli.processOutput({stdout: process.stdout, stdin: () => process.stdin, environment, onKey});
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

function onTerminal(taken: NonNullable<typeof terminal>): void {
  terminal = taken;
}

function onLoanEnd(): void {
  lastLoan = clock.now();
}

function onKey(key: 'interrupt' | 'quit' | 'suspend'): void {
  if (key === 'interrupt') end(130);
  if (key === 'quit') end(0);
  if (key === 'suspend') {
    output?.releaseKeyboard();
    writeNow(output?.restoration ?? '');
    // The whole group, as the terminal would: the shell waits for npx, which knows nothing of our stopping alone.
    process.kill(0, 'SIGTSTP');
  }
}

/** Has everything wind up; asked a second time, or when that takes long, it ends where it stands. */
function end(code: number): void {
  if (ending.signal.aborted) leave(code);
  process.exitCode = code;
  ending.abort();
  setTimeout(() => leave(code), 2 * closingTime).unref();
}

/**
 * Ends the process. A shell that the terminal was lent to may hold it still, and whoever then sets modes from behind, as
 * Node does when it exits, is stopped instead and never ends: the signal does what it does by itself there.
 */
function leave(code: number): never {
  if (deathBy !== undefined) {
    process.emit('exit', code);
    process.removeAllListeners(deathBy);
    process.kill(process.pid, deathBy);
  }
  process.exit(code);
}

/** The one way out for what nobody expected: a sentence instead of a stack, and a terminal that works. */
function fatal(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  restoreTerminal();
  try {
    writeSync(2, `flotilla: unexpected error: ${message}\n`);
  } catch {
    // Standard error is gone as well: there is nobody left to tell.
  }
  process.exit(1);
}

function restoreTerminal(): void {
  output?.releaseKeyboard();
  writeNow(output?.restoration ?? '');
  output?.restoreWith('');
  if (terminal && !terminal.isLent) {
    process.stdin.setRawMode?.(false);
    writeNow(terminal.restoration);
  }
  terminal = undefined;
}

/** Past every buffer, because nothing is flushed after `exit`. */
function writeNow(text: string): void {
  if (text === '') return;
  try {
    writeSync(1, text);
  } catch {
    // The terminal is gone (SIGHUP), and with it what was to be restored.
  }
}

/** HOME, else what the system knows of the user. Where it knows none, as in many a container, nothing is kept anywhere. */
function homeFolder(): string {
  try {
    return homedir() || '/';
  } catch {
    return '/';
  }
}

/** Whether standard output and standard error lead to the same reader. */
function isOnePipe(): boolean {
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return out.dev === err.dev && out.ino === err.ino;
  } catch {
    return false;
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
