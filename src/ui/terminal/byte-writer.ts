import {closeSync, constants, openSync, writeSync} from 'node:fs';
import type {WriteStream} from 'node:tty';

/** Sends bytes to a terminal that may be slow, or not reading at all (an SSH line that stalls), without waiting for it. */
export interface ByteWriter {
  /** In order. Call it with a frame only while nothing is under way, or what waits grows with the stall. */
  write(text: string): void;
  /** The terminal has not taken all of it yet. */
  readonly isBusy: boolean;
  /** Bytes written so far, whether they have arrived or not. */
  readonly written: number;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  close(): void;
}

/** `onIdle` is called when everything has been taken that was not taken at once. */
export function createByteWriter(stdout: WriteStream, onIdle: () => void): ByteWriter {
  const gate = openGate(stdout);
  let waiting = '';
  let isBusy = false;
  let written = 0;
  let listeners: (() => void)[] = [];

  const pump = () => {
    while (waiting !== '' && !isBusy) {
      const text = waiting;
      waiting = '';
      isBusy = !gate.send(text, goOn);
    }
  };
  const goOn = () => {
    isBusy = false;
    pump();
    if (isBusy) return;
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
    onIdle();
  };
  return {
    write(text) {
      written += Buffer.byteLength(text);
      waiting += text;
      pump();
    },
    get isBusy() {
      return isBusy;
    },
    get written() {
      return written;
    },
    idle: () =>
      new Promise((resolve) => {
        if (isBusy) listeners.push(resolve);
        else resolve();
      }),
    close: () => gate.close(),
  };
}

interface Gate {
  /** Whether all of it was taken at once; if not, `done` is called when it is. */
  send(text: string, done: () => void): boolean;
  close(): void;
}

/**
 * Node writes to a terminal synchronously, so that a stalled line would stop the whole program with every connection it
 * holds. The same terminal, opened once more, does not: and what is written there is in order with what a dying process
 * writes to standard output.
 */
function openGate(stdout: WriteStream): Gate {
  const {fd} = stdout as {readonly fd?: number};
  const descriptor = fd === undefined ? undefined : openAgain(fd);
  return descriptor === undefined ? streamGate(stdout) : descriptorGate(descriptor, stdout);
}

function openAgain(fd: number): number | undefined {
  // The first is Linux's and finds any terminal, the second finds the one that the process was started on.
  for (const path of [`/proc/self/fd/${fd}`, '/dev/tty']) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch {
      // Not on this system, or not permitted (after `su`): the next.
    }
  }
  return undefined;
}

function streamGate(stdout: WriteStream): Gate {
  return {
    send(text, done) {
      stdout.write(text, done);
      return false;
    },
    close: () => undefined,
  };
}

/** ms until a terminal that took nothing is tried again: first, and at most, after it has been so for long. */
const shortestPause = 5;
const longestPause = 100;

function descriptorGate(descriptor: number, stdout: WriteStream): Gate {
  let rest: Uint8Array = new Uint8Array();
  let pause = shortestPause;
  let isClosed = false;
  const push = (): boolean => {
    try {
      while (rest.length > 0) {
        rest = rest.subarray(writeSync(descriptor, rest));
        pause = shortestPause;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
      rest = new Uint8Array();
      // For whoever watches over standard output: it is the same terminal that has gone.
      stdout.emit('error', error);
    }
    return true;
  };
  const retry = (done: () => void) => {
    setTimeout(() => {
      if (isClosed || push()) return done();
      pause = Math.min(2 * pause, longestPause);
      retry(done);
    }, pause);
  };
  return {
    send(text, done) {
      rest = Buffer.from(text);
      if (isClosed || push()) return true;
      retry(done);
      return false;
    },
    close() {
      if (!isClosed) closeSync(descriptor);
      isClosed = true;
    },
  };
}
