import {write} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import type {WriteStream} from 'node:tty';

/** Sends bytes to a terminal that may be slow, or not reading at all (an SSH line that stalls), without waiting for it. */
export interface ByteWriter {
  /** In order. Call it with a frame only while nothing is under way, or what waits grows with the stall. */
  write(text: string): void;
  /** Bytes under way or waiting. */
  readonly isBusy: boolean;
  /** Everything written so far, whether it has arrived or not. */
  readonly written: number;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** ms between two tries on a terminal that another program has left non-blocking. */
const retryPause = 10;

/** `onIdle` is called each time everything has been taken. */
export function createByteWriter(stdout: WriteStream, onIdle: () => void): ByteWriter {
  const {fd} = stdout as {readonly fd?: number};
  const send = fd === undefined ? toStream(stdout) : toDescriptor(fd, (error) => stdout.emit('error', error));
  let waiting = '';
  let isSending = false;
  let written = 0;
  let listeners: (() => void)[] = [];

  const pump = async () => {
    isSending = true;
    while (waiting !== '') {
      const text = waiting;
      waiting = '';
      await send(text);
    }
    isSending = false;
    const told = listeners;
    listeners = [];
    for (const listener of told) listener();
    onIdle();
  };
  return {
    write(text) {
      if (text === '') return;
      written += Buffer.byteLength(text);
      waiting += text;
      if (!isSending) void pump();
    },
    get isBusy() {
      return isSending;
    },
    get written() {
      return written;
    },
    idle() {
      if (!isSending) return Promise.resolve();
      return new Promise((resolve) => {
        listeners.push(resolve);
      });
    },
  };
}

type Send = (text: string) => Promise<void>;

function toStream(stdout: WriteStream): Send {
  return (text) => new Promise((resolve) => stdout.write(text, () => resolve()));
}

/**
 * Node writes to a terminal synchronously: a stalled line would stop the whole program, with every connection it holds.
 * Writes to the descriptor wait in a thread of their own instead, one at a time.
 */
function toDescriptor(descriptor: number, onError: (error: NodeJS.ErrnoException) => void): Send {
  return async (text) => {
    let bytes = Buffer.from(text);
    while (bytes.length > 0) {
      const sent = await writeSome(descriptor, bytes);
      if (typeof sent === 'number') {
        bytes = bytes.subarray(sent);
        continue;
      }
      if (sent.code === 'EAGAIN') {
        await pause(retryPause);
        continue;
      }
      onError(sent);
      return;
    }
  };
}

function writeSome(descriptor: number, bytes: Buffer): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) =>
    write(descriptor, bytes, (error, sent) => {
      resolve(error ?? sent);
    }),
  );
}
