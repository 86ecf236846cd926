import type {ReadStream, WriteStream} from 'node:tty';
import type {Output} from './engine.ts';

export interface ProcessStreams {
  readonly stdout: WriteStream;
  /** Opened only when the keyboard is wanted. */
  stdin(): ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ctrl-c or `q` on a keyboard that is held; ctrl-z likewise. */
  onKey(key: 'interrupt' | 'quit' | 'suspend'): void;
}

export interface ProcessOutput extends Output {
  /** What must be written, at once, before the process ends. */
  readonly restoration: string;
  /** The process goes on after ctrl-z: takes the keyboard again and has everything painted anew. */
  resume(): void;
  /** Gives the keyboard back, for ctrl-z and for the end. */
  releaseKeyboard(): void;
}

/** The process's own streams as an `Output`. */
export function processOutput({stdout, stdin, environment, onKey}: ProcessStreams): ProcessOutput {
  const listeners = new Set<(disturbance: 'resized' | 'resumed') => void>();
  let restoration = '';
  let isHolding = false;
  const isTerminal = stdout.isTTY === true && environment['TERM'] !== 'dumb';
  const noColour = environment['NO_COLOR'];
  stdout.on('resize', () => {
    for (const listener of listeners) listener('resized');
  });
  const setRaw = (isRaw: boolean) => {
    stdin().setRawMode(isRaw);
    if (isRaw) stdin().resume();
    else stdin().pause();
  };
  const onInput = (input: Buffer) => {
    for (const key of input.toString('latin1')) {
      if (key === '\x03') onKey('interrupt');
      if (key === 'q') onKey('quit');
      if (key === '\x1a') onKey('suspend');
    }
  };
  return {
    isTerminal,
    // https://no-color.org: set and not empty, whatever the value.
    hasColour: isTerminal && (noColour === undefined || noColour === ''),
    // A terminal that does not tell its size (a serial line) is taken for the smallest promised.
    get columns() {
      return stdout.columns || 80;
    },
    get rows() {
      return stdout.rows || 24;
    },
    get restoration() {
      return restoration;
    },
    write: (text) =>
      new Promise((resolve) => {
        stdout.write(text, () => resolve());
      }),
    onDisturbance(listener, signal) {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener), {once: true});
    },
    holdKeyboard(signal) {
      if (stdin().isTTY !== true || signal.aborted) return;
      isHolding = true;
      stdin().on('data', onInput);
      setRaw(true);
      signal.addEventListener('abort', this.releaseKeyboard, {once: true});
    },
    restoreWith(text) {
      restoration = text;
    },
    resume() {
      if (isHolding) setRaw(true);
      for (const listener of listeners) listener('resumed');
    },
    releaseKeyboard: () => {
      if (isHolding) setRaw(false);
    },
  };
}
