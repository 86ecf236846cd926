import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer as createHttpServer} from 'node:http';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {test} from 'node:test';
import {inspect} from 'node:util';
import {KubeError} from '../../src/kube/index.ts';
import {connectTo, scriptedServer} from './scripted-server.ts';

interface HopProxy extends AsyncDisposable {
  readonly port: number;
  readonly asked: string[];
}

/** An HTTP proxy that tunnels, and wants a password when one is given. */
async function httpProxy(password?: string): Promise<HopProxy> {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on('connect', (request, client: Socket) => {
    asked.push(request.url ?? '');
    const wanted = password && `Basic ${Buffer.from(password).toString('base64')}`;
    if (wanted && request.headers['proxy-authorization'] !== wanted) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      join(client, upstream);
    });
  });
  return listen(server, asked);
}

/** A SOCKS 5 proxy without authentication: greeting, one CONNECT by address, then bytes. */
async function socksProxy(): Promise<HopProxy> {
  const asked: string[] = [];
  const server = createServer((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (request) => {
        const host = [...request.subarray(4, 8)].join('.');
        const port = request.readUInt16BE(8);
        asked.push(`${host}:${port}`);
        const upstream = connect(port, host, () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          join(client, upstream);
        });
      });
    });
  });
  return listen(server, asked);
}

function join(client: Socket, upstream: Socket): void {
  for (const [from, to] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    from.on('error', () => {});
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

async function listen(server: Server, asked: string[]): Promise<HopProxy> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

const request = () => ({verb: 'GET', path: '/version', signal: new AbortController().signal}) as const;

async function versions() {
  const protocols: string[] = [];
  const server = await scriptedServer((incoming, response) => {
    protocols.push(incoming.httpVersion);
    response.writeHead(200, {'content-type': 'application/json'});
    response.end('{}');
  });
  return {server, protocols};
}

test('HTTP/2 goes through the CONNECT tunnel of proxy-url, with its password, over one socket', async () => {
  const {server, protocols} = await versions();
  await using _ = server;
  await using hop = await httpProxy('me:p@ss');
  const connection = connectTo(server, {cluster: {proxyUrl: `http://me:p%40ss@127.0.0.1:${hop.port}`}});
  await Promise.all([1, 2, 3].map(() => connection.json(request())));
  assert.deepEqual(protocols, ['2.0', '2.0', '2.0']);
  assert.deepEqual(hop.asked, [`127.0.0.1:${server.port}`]);
  assert.equal(connection.counters.socketsMade, 1);
  await connection.close();
  assert.equal(connection.counters.socketsOpen, 0);
});

test('HTTP/2 goes through a SOCKS 5 proxy', async () => {
  const {server, protocols} = await versions();
  await using _ = server;
  await using hop = await socksProxy();
  const connection = connectTo(server, {cluster: {proxyUrl: `socks5://127.0.0.1:${hop.port}`}});
  await connection.json(request());
  assert.deepEqual([protocols, hop.asked], [['2.0'], [`127.0.0.1:${server.port}`]]);
  await connection.close();
});

test('a proxy that refuses, and one that is not there, are named without their password', async () => {
  const {server} = await versions();
  await using _ = server;
  await using hop = await httpProxy('me:right');
  const gone = await httpProxy();
  await gone[Symbol.asyncDispose]();
  for (const [port, expected] of [
    [hop.port, /refused to connect to .* 407/],
    [gone.port, /ECONNREFUSED/],
  ] as const) {
    const connection = connectTo(server, {cluster: {proxyUrl: `http://me:hunter2@127.0.0.1:${port}`}});
    await assert.rejects(connection.json(request()), (error: unknown) => {
      assert.ok(error instanceof KubeError);
      assert.equal(error.failure.type, 'tcp');
      assert.match(error.message, expected);
      assert.ok(error.message.includes(`127.0.0.1:${port}`) && !error.message.includes('hunter2'));
      return true;
    });
    await connection.close();
  }
});

test('the failure of a proxy holds no password, whichever way it is printed', async () => {
  await using server = await scriptedServer((_, response) => void response.end('{}'));
  for (const scheme of ['socks5', 'http']) {
    await using connection = connectTo(server, {cluster: {proxyUrl: `${scheme}://me:hunter2@127.0.0.1:1`}});
    const request = {verb: 'GET', path: '/version', signal: AbortSignal.timeout(15_000)} as const;
    const error: unknown = await connection.json(request).catch((reason: unknown) => reason);
    assert.ok(error instanceof KubeError);
    assert.equal(error.failure.type, 'tcp');
    assert.doesNotMatch(inspect(error, {depth: Number.POSITIVE_INFINITY, showHidden: true}), /hunter2/);
  }
});
