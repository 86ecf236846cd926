import {setTimeout as sleep} from 'node:timers/promises';
import type {Running, Supervisor} from './supervisor.ts';

/** A process of the rig that can be taken away and brought back. */
export interface Program {
  readonly name: string;
  /** SIGKILL. Settles when it is dead. */
  kill(): Promise<void>;
  /** Runs its command line again, unless it runs already, and waits until it serves. */
  start(): Promise<void>;
  /** SIGSTOP: its connections stay open, and nothing answers. */
  pause(): void;
  resume(): void;
  /** `ended`: by itself, as its log tells. */
  readonly state: 'running' | 'paused' | 'killed' | 'ended';
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  readonly log: string;
}

export interface ProgramOptions {
  readonly name: string;
  /** What the supervisor calls it. */
  readonly id: string;
  readonly argv: readonly string[];
  readonly log: string;
  readonly dir: string;
  /** Settles when it serves; throws when it will not. */
  readonly isUp?: (running: Running) => Promise<void>;
  /** Called after it was killed. */
  readonly isDown?: () => Promise<void>;
  /** Brought back a second after it ended by itself, as a kubelet would. */
  readonly isRestarted?: boolean;
}

/** Starts it and waits until it serves. */
export async function startProgram(supervisor: Supervisor, options: ProgramOptions): Promise<Program> {
  const {name, id, argv, log, dir, isUp, isDown, isRestarted = false} = options;
  let asked: 'running' | 'paused' | 'killed' = 'killed';
  let running: Running | undefined;
  const start = async () => {
    if (running?.isRunning() === true) return;
    const started = await supervisor.start({id, argv, log, dir});
    running = started;
    await isUp?.(started);
    asked = 'running';
    if (isRestarted) void started.exited.then(restart);
  };
  const restart = async () => {
    await sleep(1000, undefined, {ref: false});
    // The rig may be going down: nobody waits for this one.
    if (asked !== 'killed') await start().catch(() => {});
  };
  await start();
  return {
    name,
    log,
    start,
    kill: async () => {
      // First, for one that ended by itself may be about to come back.
      asked = 'killed';
      if (running?.isRunning() !== true) return;
      running.signal('SIGKILL');
      await running.exited;
      await isDown?.();
    },
    pause: () => {
      running?.signal('SIGSTOP');
      if (asked === 'running') asked = 'paused';
    },
    resume: () => {
      running?.signal('SIGCONT');
      if (asked === 'paused') asked = 'running';
    },
    get state() {
      return asked === 'killed' || running?.isRunning() === true ? asked : 'ended';
    },
    get pid() {
      return running?.isRunning() === true ? running.pid : undefined;
    },
  };
}
