import {once} from 'node:events';
import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';
import type {Running} from './supervisor.ts';

/**
 * A free port of 127.0.0.1 for a program that cannot share one with the supervisor's reservation. Below the ports that
 * kernels hand out, so that it is still free when the program comes back.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const server = net.createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}

/** Waits until something listens there. Throws when the program ends first. */
export async function untilListening(port: number, program: Running, limitMs = 60_000): Promise<void> {
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await sleep(100)) {
    if (!program.isRunning()) throw new Error(`rig: ${program.id} ended before it listened`);
    const socket = net.connect(port, '127.0.0.1');
    const isListening = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isListening) return;
  }
  throw new Error(`rig: ${program.id} does not listen after ${limitMs / 1000} s`);
}
