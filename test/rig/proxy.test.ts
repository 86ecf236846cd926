import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import test, {type TestContext} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {type FaultProxy, proxy} from './proxy.ts';

test('bytes pass both ways, and connections are counted', async (t) => {
  const {front, connect} = await echo(t);
  const first = await connect();
  const second = await connect();

  assert.equal(await first.ask('hello'), 'hello');
  assert.equal(await second.ask('again'), 'again');
  assert.equal(front.accepted, 2);
  assert.equal(front.open, 2);
  assert.equal(front.bytesToClient, 10);
  first.socket.end();
  await until(() => front.open === 1);
});

test('a big answer arrives whole', async (t) => {
  const {connect} = await echo(t);
  const text = 'x'.repeat(5_000_000);

  assert.equal((await (await connect()).ask(text)).length, text.length);
});

test('refuse ends what is open, refuses what comes, and heal listens on the same port', async (t) => {
  const {front, connect} = await echo(t);
  const before = await connect();
  await front.refuse();

  assert.equal(await before.ending, 'ECONNRESET');
  await assert.rejects(connect(), {code: 'ECONNREFUSED'});
  await front.heal();
  assert.equal(await (await connect()).ask('back'), 'back');
});

test('reset ends what is open and what comes', async (t) => {
  const {front, connect} = await echo(t);
  const before = await connect();
  await front.reset();
  // It may be so quick that the client never sees the connection made.
  const after = await connect().then(
    ({ending}) => ending,
    (error: NodeJS.ErrnoException) => error.code,
  );

  assert.equal(await before.ending, 'ECONNRESET');
  assert.equal(after, 'ECONNRESET');
});

test('drop ends what is open, once', async (t) => {
  const {front, connect} = await echo(t);
  const before = await connect();
  await before.ask('x');
  front.drop();

  assert.equal(await before.ending, 'ECONNRESET');
  assert.equal(await (await connect()).ask('new'), 'new');
});

test('a black hole keeps old and new connections in silence; heal passes on what it held back', async (t) => {
  const {front, connect} = await echo(t);
  const before = await connect();
  assert.equal(await before.ask('one'), 'one');
  await front.blackHole();
  const after = await connect();
  const answers = [before.ask('two'), after.ask('three')];

  assert.equal(await Promise.race([...answers, sleep(150, 'silence')]), 'silence');
  assert.equal(front.open, 2);
  await front.heal();
  assert.deepEqual(await Promise.all(answers), ['two', 'three']);
});

test('a delay is there in each direction', async (t) => {
  const {front, connect} = await echo(t);
  const client = await connect();
  await front.delay(100);
  const started = performance.now();

  assert.equal(await client.ask('slow'), 'slow');
  // Timers may fire a millisecond early.
  assert.ok(performance.now() - started >= 198);
});

test('a limit lets no more bytes a second through', async (t) => {
  const {front, connect} = await echo(t);
  const client = await connect();
  await front.limit(20_000);
  const started = performance.now();

  assert.equal((await client.ask('x'.repeat(12_000))).length, 12_000);
  assert.ok(performance.now() - started > 400, 'faster than the limit');
});

test('while its target is down the proxy refuses, whatever is healed', async (t) => {
  const {front, connect} = await echo(t);
  await front.targetIs('down');
  await front.heal();
  await assert.rejects(connect(), {code: 'ECONNREFUSED'});
  await front.targetIs('up');

  assert.equal(await (await connect()).ask('up'), 'up');
});

interface Connected {
  readonly socket: net.Socket;
  /** Sends, and answers as many bytes as were sent. */
  ask(text: string): Promise<string>;
  /** The code of the error that ended it, or "end". */
  readonly ending: Promise<string>;
}

async function echo(t: TestContext): Promise<{front: FaultProxy; connect: () => Promise<Connected>}> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const front = await proxy({target: (server.address() as net.AddressInfo).port});
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    await front[Symbol.asyncDispose]();
    server.close();
  });
  return {front, connect: () => connectTo(front.port, sockets)};
}

async function connectTo(port: number, sockets: Set<net.Socket>): Promise<Connected> {
  const socket = net.connect(port, '127.0.0.1');
  sockets.add(socket);
  await once(socket, 'connect');
  const ending = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on('end', () => resolve('end'));
  });
  return {
    socket,
    ending,
    ask: async (text) => {
      let got = '';
      const whole = new Promise<string>((resolve) => {
        const take = (chunk: Buffer) => {
          got += String(chunk);
          if (got.length < text.length) return;
          socket.off('data', take);
          resolve(got);
        };
        socket.on('data', take);
      });
      socket.write(text);
      return await whole;
    },
  };
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!isTrue()) {
    if (Date.now() > deadline) assert.fail('not true within 5 s');
    await sleep(10);
  }
}
