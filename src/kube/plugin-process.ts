import {stat} from 'node:fs/promises';
import process from 'node:process';
import {onExit} from 'signal-exit';
import type {Clock} from '../text/index.ts';

export interface PluginCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment; nothing is inherited besides. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** ms. */
  readonly timeout: number;
  readonly clock: Clock;
  /** Which part of a long output is worth keeping. Without it, too much output ends the run. */
  readonly keeps?: 'beginning' | 'end';
}

export type PluginOutcome =
  | {
      readonly type: 'exited';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
      /** `stdout` is not all that it printed, and may begin or end within a line. */
      readonly isCut?: true;
    }
  | {readonly type: 'killed'; readonly by: string; readonly stderr: string}
  | {readonly type: 'timed out'; readonly stderr: string}
  | {readonly type: 'too much output'; readonly stderr: string}
  | {readonly type: 'aborted'}
  /** `code` of the system: ENOENT, EACCES … */
  | {readonly type: 'not started'; readonly code: string};

const kilobyte = 1024;

/** Bytes that are read at most, and of these how many are kept, from where. */
interface OutputLimit {
  readonly most: number;
  readonly kept: number;
  readonly keeps: 'beginning' | 'end';
}

/** A credential is a few KB; more is a plugin that prints something else. */
const credentialLimit: OutputLimit = {most: 1024 * kilobyte, kept: 1024 * kilobyte, keeps: 'end'};

/** For a person to read. The end is that of several logs, one behind the other, and should hold some of each. */
const readingLimits = {
  beginning: {most: Infinity, kept: 1024 * kilobyte, keeps: 'beginning'},
  end: {most: Infinity, kept: 8 * 1024 * kilobyte, keeps: 'end'},
} as const;

/** The end of what it complains of is what matters. Nobody complains in 16 MB: reading on would take half a core. */
const stderrLimit: OutputLimit = {most: 16 * 1024 * kilobyte, kept: 16 * kilobyte, keeps: 'end'};

/** How long a plugin has between being asked to end and being killed, ms. */
const grace = 1000;

/** How long after its end a plugin's output may still be in the pipe, or held open by a child it left behind, ms. */
const drain = 500;

/**
 * Runs a credential plugin where it can disturb nobody: no stdin, no display, no browser, a session of its own (so
 * that `/dev/tty` does not open), a limit on time and output. When it must end, its whole process group does.
 */
export async function runPluginProcess(plugin: PluginCommand): Promise<PluginOutcome> {
  const {command, args, environment, signal, timeout, clock, keeps} = plugin;
  // Loaded by those who run one, to start fast.
  const {execa} = await import('execa');
  const cwd = await folderToRunIn();
  if (signal.aborted) return {type: 'aborted'};
  const {DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest} = environment;
  let pid: number | undefined;
  // A group of its own outlives us: whatever ends this process, an unhandled signal too, must take it along. Before the
  // start, since a signal may come while it starts.
  const kill = () => {
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
  };
  const forget = onExit(kill);
  // Not by signal-exit 4 alone: the signal-exit 3 that Ink brings along puts its own hooks in place of those.
  process.once('exit', kill);
  const release = () => {
    forget();
    process.off('exit', kill);
  };
  const child = execa(command, args, {
    cwd,
    env: {...rest, BROWSER: 'false'},
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    // setsid: a group to kill as one, and no controlling terminal to prompt on.
    detached: true,
    cleanup: false,
  });
  pid = child.pid;
  if (pid === undefined) {
    release();
    return {type: 'not started', code: (await child).code ?? 'unknown'};
  }
  const stopped = new AbortController();
  const stdout = collect(child.stdout, keeps ? readingLimits[keeps] : credentialLimit);
  const stderr = collect(child.stderr, stderrLimit);
  const exited = new Promise<{code: number | null; by: string | null}>((resolve) => {
    child.nodeChildProcess.once('exit', (code, by) => resolve({code, by}));
  });
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), {once: true, signal: stopped.signal}),
  );
  try {
    const first = await Promise.race([
      exited.then(({code, by}) => ({type: 'exited' as const, code, by})),
      aborted.then(() => ({type: 'aborted' as const})),
      clock.sleep(timeout, stopped.signal).then(() => ({type: 'timed out' as const})),
      Promise.race([stdout.overflow, stderr.overflow]).then(() => ({type: 'too much output' as const})),
    ]);
    if (first.type === 'exited') {
      await Promise.race([Promise.all([stdout.ended, stderr.ended]), clock.sleep(drain, stopped.signal)]);
      if (stdout.isTooMuch()) return {type: 'too much output', stderr: stderr.text()};
      if (first.code === null) return {type: 'killed', by: first.by ?? 'a signal', stderr: stderr.text()};
      return {
        type: 'exited',
        code: first.code,
        stdout: stdout.text(),
        stderr: stderr.text(),
        ...(stdout.isCut() && {isCut: true}),
      };
    }
    await endGroup(pid, exited, clock, stopped.signal);
    return first.type === 'aborted' ? first : {type: first.type, stderr: stderr.text()};
  } finally {
    release();
    stopped.abort();
    child.stdout.destroy();
    child.stderr.destroy();
    // Its promise settles with the streams just closed; the outcome is already known.
    child.catch(() => {});
  }
}

/** Ours, as kubectl has it, or `/` where that has been removed: nothing can be started from one that is gone. */
async function folderToRunIn(): Promise<string> {
  try {
    const ours = process.cwd();
    return (await stat(ours)).isDirectory() ? ours : '/';
  } catch {
    return '/';
  }
}

async function endGroup(
  pid: number,
  exited: Promise<unknown>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  await Promise.race([exited, clock.sleep(grace, signal)]);
  // Also when the plugin itself is gone: what it started may have ignored the request.
  signalGroup(pid, 'SIGKILL');
  await Promise.race([exited, clock.sleep(grace, signal)]);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // No such group: it has ended.
  }
}

/** After `most` it reads no more, and what goes on printing waits for its end. */
function collect(stream: NodeJS.ReadableStream, {most, kept, keeps}: OutputLimit) {
  const chunks: Buffer[] = [];
  let received = 0;
  let held = 0;
  const isTooMuch = () => received > most;
  const overflow = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  stream.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (keeps === 'end' || held < kept) {
      held += chunk.length;
      chunks.push(chunk);
    }
    while (keeps === 'end' && chunks[0] !== undefined && held - chunks[0].length >= kept) {
      held -= chunks[0].length;
      chunks.shift();
    }
    if (!isTooMuch()) return;
    stream.pause();
    overflow.resolve();
  });
  stream.on('error', () => ended.resolve());
  stream.on('close', () => ended.resolve());
  stream.on('end', () => ended.resolve());
  return {
    isTooMuch,
    isCut: () => received > kept,
    overflow: overflow.promise,
    ended: ended.promise,
    text: () => {
      const all = Buffer.concat(chunks);
      return (keeps === 'end' ? all.subarray(-kept) : all.subarray(0, kept)).toString('utf8');
    },
  };
}
