import {once} from 'node:events';
import net from 'node:net';
import {setTimeout as sleep} from 'node:timers/promises';

/**
 * A TCP proxy on 127.0.0.1 that can fail in every way a network does. TLS passes through it unread.
 * Each fault stays until `heal()`; asking for another replaces it, but `delay` and `limit` go with each other.
 */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections accepted since the start. */
  readonly accepted: number;
  /** Connections open now. */
  readonly open: number;
  /** Bytes passed on to clients since the start. */
  readonly bytesToClient: number;
  /** Closes the listener and all connections: new ones are refused. */
  refuse(): Promise<void>;
  /** Ends every connection, and each new one, with RST. */
  reset(): Promise<void>;
  /** Ends the connections open now with RST, once; new ones are served. */
  drop(): void;
  /** Accepts and keeps connections, those open now too, but passes nothing on, in neither direction. */
  blackHole(): Promise<void>;
  /** Each byte arrives this much later, in each direction. 0 ends it. */
  delay(milliseconds: number): Promise<void>;
  /** Bytes a second to clients, over all connections. Infinity ends it. */
  limit(bytesPerSecond: number): Promise<void>;
  /** Back to a network without faults. What a black hole held back is passed on. */
  heal(): Promise<void>;
  /** Whether anything listens behind it: while nothing does, the proxy refuses as the dead target itself would. */
  targetIs(target: 'up' | 'down'): Promise<void>;
  /** The fault in words, for a status line. */
  describe(): string;
}

export interface FaultProxyOptions {
  /** Port of 127.0.0.1 to pass to. */
  readonly target: number;
  /** A port reserved for it, bound with SO_REUSEPORT. Without it the kernel picks one. */
  readonly port?: number;
}

type Mode = 'pass' | 'refuse' | 'reset' | 'blackHole';

export async function proxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const connections = new Set<Connection>();
  const state: State = {
    mode: 'pass',
    delay: 0,
    limit: Number.POSITIVE_INFINITY,
    free: 0,
    bytes: 0,
    healed: deferred(),
  };
  state.healed.resolve();
  let accepted = 0;
  let isTargetUp = true;

  const server = net.createServer({allowHalfOpen: true, noDelay: true}, (client) => {
    accepted += 1;
    if (state.mode === 'reset') {
      client.on('error', () => {});
      end(client);
      return;
    }
    const connection = connect(client, options.target, state);
    connections.add(connection);
    client.once('close', () => connections.delete(connection));
  });
  const listen = async (port: number) => {
    server.listen({host: '127.0.0.1', port, reusePort: options.port !== undefined});
    await once(server, 'listening');
  };
  const dropAll = () => {
    for (const connection of connections) connection.reset();
  };
  const listenIfWanted = async () => {
    const isWanted = state.mode !== 'refuse' && isTargetUp;
    if (!isWanted && server.listening) server.close();
    if (isWanted && !server.listening) await listen(port);
  };
  const enter = async (mode: Mode) => {
    state.mode = mode;
    if (mode !== 'blackHole') state.healed.resolve();
    else state.healed = deferred();
    if (mode === 'refuse' || mode === 'reset') dropAll();
    await listenIfWanted();
  };

  await listen(options.port ?? 0);
  const {port} = server.address() as net.AddressInfo;
  return {
    port,
    get accepted() {
      return accepted;
    },
    get open() {
      return connections.size;
    },
    get bytesToClient() {
      return state.bytes;
    },
    refuse: () => enter('refuse'),
    reset: () => enter('reset'),
    blackHole: () => enter('blackHole'),
    drop: dropAll,
    delay: async (milliseconds) => {
      state.delay = milliseconds;
      await enter('pass');
    },
    limit: async (bytesPerSecond) => {
      state.limit = bytesPerSecond;
      state.free = 0;
      await enter('pass');
    },
    heal: async () => {
      state.delay = 0;
      state.limit = Number.POSITIVE_INFINITY;
      await enter('pass');
    },
    targetIs: async (target) => {
      isTargetUp = target === 'up';
      if (!isTargetUp) dropAll();
      await listenIfWanted();
    },
    describe: () => describe(state),
    [Symbol.asyncDispose]: async () => {
      await enter('refuse');
    },
  };
}

interface State {
  mode: Mode;
  delay: number;
  limit: number;
  /** When the limited line is free again, in ms of Date.now(). */
  free: number;
  bytes: number;
  healed: Deferred;
}

interface Connection {
  reset(): void;
}

function connect(client: net.Socket, target: number, state: State): Connection {
  const server = net.connect({host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true});
  const reset = () => {
    end(client);
    end(server);
  };
  // An error on one side reaches the other as RST, as it would without a proxy; unless the network is dead.
  client.on('error', () => end(server));
  server.on('error', () => void state.healed.promise.then(() => end(client)));
  pump(client, server, state, 'up');
  pump(server, client, state, 'down');
  return {reset};
}

/**
 * Ends a socket with RST. One whose last bytes are out already is destroyed instead: after a shutdown the reset fails
 * with EINVAL, and Node 24 then never closes the handle, so that the process spins and cannot end.
 */
function end(socket: net.Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

/** Passes bytes on in order, each when it is due; reads no more while it has much to pass on. */
function pump(from: net.Socket, to: net.Socket, state: State, direction: 'up' | 'down'): void {
  const queue: {readonly chunk: Buffer; readonly due: number}[] = [];
  let queued = 0;
  let isPumping = false;
  let hasEnded = false;

  const run = async () => {
    isPumping = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await until(next.due);
      for (const slice of slices(next.chunk, direction === 'down' ? state.limit : Number.POSITIVE_INFINITY)) {
        if (state.mode === 'blackHole') await state.healed.promise;
        if (direction === 'down') await turn(state, slice.length);
        if (to.destroyed) return;
        if (direction === 'down') state.bytes += slice.length;
        if (!to.write(slice)) await drained(to);
      }
      queued -= next.chunk.length;
      if (queued < highWater) from.resume();
    }
    isPumping = false;
    if (hasEnded) to.end();
  };
  from.on('data', (chunk: Buffer) => {
    queue.push({chunk, due: state.delay > 0 ? Date.now() + state.delay : 0});
    queued += chunk.length;
    if (queued > highWater) from.pause();
    if (!isPumping) void run();
  });
  from.on('end', () => {
    hasEnded = true;
    if (!isPumping) void run();
  });
  from.on('close', () => {
    // A process that was killed sends FIN; with a half-open socket nothing else would close the other side.
    if (!isPumping) void state.healed.promise.then(() => to.end());
  });
}

const highWater = 1 << 20;

function slices(chunk: Buffer, limit: number): readonly Buffer[] {
  // Ten slices a second, so that a slow line trickles instead of coming in gulps.
  const size = Math.max(1, Math.floor(limit / 10));
  if (chunk.length <= size) return [chunk];
  return Array.from({length: Math.ceil(chunk.length / size)}, (_, index) =>
    chunk.subarray(index * size, (index + 1) * size),
  );
}

async function turn(state: State, bytes: number): Promise<void> {
  if (!Number.isFinite(state.limit)) return;
  const start = Math.max(Date.now(), state.free);
  state.free = start + (bytes / state.limit) * 1000;
  await until(start);
}

async function until(due: number): Promise<void> {
  const wait = due - Date.now();
  if (wait > 0) await sleep(wait);
}

async function drained(socket: net.Socket): Promise<void> {
  const {promise, resolve} = deferred();
  socket.once('drain', resolve).once('close', resolve);
  await promise;
  socket.off('drain', resolve).off('close', resolve);
}

function describe({mode, delay, limit}: State): string {
  switch (mode) {
    case 'refuse':
      return 'refuses';
    case 'reset':
      return 'resets';
    case 'blackHole':
      return 'black hole';
    case 'pass': {
      const faults = [
        ...(delay > 0 ? [`delay ${delay} ms`] : []),
        ...(Number.isFinite(limit) ? [`limit ${limit} B/s`] : []),
      ];
      return faults.length > 0 ? faults.join(', ') : 'ok';
    }
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function deferred(): Deferred {
  return Promise.withResolvers<void>();
}
