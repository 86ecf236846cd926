import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';

/** One process of a rig. `exited` settles when it ends, however it ends. */
export interface Running {
  readonly id: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** False once it has ended. */
  isRunning(): boolean;
  /** To its whole process group. Does nothing when it has ended. */
  signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT' | 'SIGINT'): void;
}

export type Exit =
  | {readonly kind: 'code'; readonly code: number}
  | {readonly kind: 'signal'; readonly signal: string};

export interface Start {
  readonly id: string;
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** File that standard output and error are appended to. */
  readonly log: string;
  readonly dir?: string;
}

/** Owns every process of one rig. All of them end with it, and it ends when this process does. */
export interface Supervisor extends AsyncDisposable {
  readonly pid: number;
  start(start: Start): Promise<Running>;
  /** A port of 127.0.0.1 that nobody else can get while the rig lives. */
  reservePort(): Promise<number>;
  /** Those running now, the supervisor itself first. */
  pids(): readonly number[];
}

/** Starts `control-plane supervise`, which removes the folder at its end unless it is kept. */
export async function supervisor(controlPlane: string, folder: string, isKept: boolean): Promise<Supervisor> {
  // A session of its own: ctrl-c in the runner's terminal must reach the runner alone, which then closes stdin.
  const child = spawn(controlPlane, ['supervise', ...(isKept ? [] : [`--remove=${folder}`])], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: process.env['TMPDIR'] ?? '/tmp'},
  });
  await once(child, 'spawn');
  return supervise(child);
}

interface Answer {
  readonly event: 'started' | 'exited' | 'reserved' | 'failed';
  readonly id: string;
  readonly pid?: number;
  readonly code?: number;
  readonly signal?: string;
  readonly port?: number;
  readonly error?: string;
}

function supervise(child: ChildProcess): Supervisor {
  const {stdin, stdout} = child;
  if (stdin === null || stdout === null || child.pid === undefined) throw new Error('rig: no supervisor');
  const waiting = new Map<string, (answer: Answer) => void>();
  const running = new Map<string, {pid: number; end: (exit: Exit) => void}>();
  const ended = once(child, 'exit');
  let isClosing = false;
  let serial = 0;

  createInterface({input: stdout}).on('line', (line) => {
    const answer = JSON.parse(line) as Answer;
    if (answer.event === 'exited') {
      const entry = running.get(answer.id);
      running.delete(answer.id);
      entry?.end(exitOf(answer));
      return;
    }
    const settle = waiting.get(answer.id);
    waiting.delete(answer.id);
    settle?.(answer);
  });
  // Writing to a supervisor that was killed is no error of its own: `exit` tells.
  stdin.on('error', () => {});
  void ended.then(() => {
    for (const {end} of running.values()) end({kind: 'signal', signal: 'SIGKILL'});
    running.clear();
    for (const [id, settle] of waiting)
      settle({event: 'failed', id, error: 'the supervisor of the rig ended'});
    waiting.clear();
  });

  const ask = async (request: {id: string; [key: string]: unknown}): Promise<Answer> => {
    if (isClosing || child.exitCode !== null || child.signalCode !== null)
      throw new Error(`rig: ${request.id}: the supervisor of the rig ended`);
    const answer = await new Promise<Answer>((settle) => {
      waiting.set(request.id, settle);
      stdin.write(`${JSON.stringify(request)}\n`);
    });
    if (answer.event === 'failed') throw new Error(`rig: ${answer.error}`);
    return answer;
  };

  return {
    pid: child.pid,
    pids: () => [child.pid as number, ...[...running.values()].map(({pid}) => pid).filter((pid) => pid > 0)],
    start: async (start) => {
      // Before the answer comes, since a process may end at once and its two lines arrive together.
      const {promise: exited, resolve: end} = Promise.withResolvers<Exit>();
      const id = `${start.id}#${++serial}`;
      running.set(id, {pid: 0, end});
      try {
        const {pid = 0} = await ask({...start, do: 'start', id});
        const entry = running.get(id);
        if (entry !== undefined) entry.pid = pid;
        return {
          id: start.id,
          pid,
          exited,
          isRunning: () => running.has(id),
          signal: (signal) => {
            if (running.has(id)) stdin.write(`${JSON.stringify({do: 'signal', id, signal})}\n`);
          },
        };
      } catch (error) {
        running.delete(id);
        throw error;
      }
    },
    reservePort: async () => (await ask({do: 'reserve', id: `port#${++serial}`})).port as number,
    [Symbol.asyncDispose]: async () => {
      isClosing = true;
      stdin.end();
      await ended;
    },
  };
}

function exitOf(answer: Answer): Exit {
  if (answer.signal !== undefined) return {kind: 'signal', signal: answer.signal};
  return {kind: 'code', code: answer.code ?? -1};
}
