import assert from 'node:assert/strict';
import {getEventListeners, once} from 'node:events';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {test} from 'node:test';
import {constants, createGzip, gzipSync} from 'node:zlib';
import {type Connection, type Failure, KubeError, type KubeRequest} from '../../src/kube/index.ts';
import {readList} from '../../src/kube/reading.ts';
import {realClock} from '../text/real-clock.ts';
import {podsAsJson} from './projections.ts';
import {connectTo, type Handler, scriptedServer, token} from './scripted-server.ts';
import {until} from './until.ts';

const json =
  (body: unknown, status = 200): Handler =>
  (_, response) => {
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(body));
  };

function get(path: string, more: Partial<KubeRequest> = {}): KubeRequest {
  return {verb: 'GET', path, signal: new AbortController().signal, ...more};
}

async function failureOf(asking: Promise<unknown>): Promise<{failure: Failure; message: string}> {
  try {
    await asking;
  } catch (error) {
    assert.ok(error instanceof KubeError, `not a KubeError: ${String(error)}`);
    return error;
  }
  throw new Error('it did not fail');
}

async function readAll(connection: Connection, request: KubeRequest): Promise<string> {
  const {body} = await connection.stream(request);
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

test('eight first requests at once share one socket, and so do those after them', async () => {
  await using server = await scriptedServer(json({ok: true}));
  await using connection = connectTo(server);
  await Promise.all(Array.from({length: 8}, () => connection.json(get('/version'))));
  await connection.json(get('/version'));
  assert.equal(server.accepted, 1);
  assert.deepEqual([connection.counters.socketsMade, connection.counters.socketsOpen], [1, 1]);
  assert.equal(connection.counters.requests, 9);
});

test('the base path of the server, the query and the credentials are sent', async () => {
  const seen: unknown[] = [];
  await using server = await scriptedServer((request, response) => {
    seen.push(request.url, request.headers['authorization'], request.headers['accept-encoding']);
    json({})(request, response);
  });
  await using connection = connectTo(server, {cluster: {server: `${server.url}/k8s/clusters/c-1`}});
  await connection.json(get('/api/v1/pods', {query: {limit: 5, continue: undefined, fieldSelector: 'a=b'}}));
  assert.deepEqual(seen, [
    '/k8s/clusters/c-1/api/v1/pods?limit=5&fieldSelector=a%3Db',
    'Bearer secret-token',
    'gzip',
  ]);
});

for (const http1 of [false, true]) {
  test(`several impersonated groups are several headers over ${http1 ? 'HTTP/1.1' : 'HTTP/2'}`, async () => {
    let groups: unknown;
    await using server = await scriptedServer((request, response) => {
      groups = request.headers['impersonate-group'];
      json({})(request, response);
    });
    const headers = {'Impersonate-User': 'jane', 'Impersonate-Group': ['dev', 'ops']};
    const credentials = {...token(''), current: () => Promise.resolve({headers})};
    await using connection = connectTo(server, {http1, credentials});
    await connection.json(get('/version'));
    assert.equal(groups, 'dev, ops');
  });
}

test('what is not 2xx becomes a failure with the status, the reason and the words of the server', async () => {
  const status = {kind: 'Status', reason: 'NotFound', message: 'pods "x" not found', code: 404};
  await using server = await scriptedServer((request, response) => {
    if (request.url === '/missing') return json(status, 404)(request, response);
    response.writeHead(Number(request.url?.slice(1)), {'retry-after': '7', 'content-type': 'text/plain'});
    response.end('apiserver not ready');
  });
  await using connection = connectTo(server);
  const missing = await failureOf(connection.json(get('/missing')));
  assert.deepEqual(missing.failure, {type: 'http', status: 404, reason: 'NotFound'});
  assert.match(missing.message, /^127\.0\.0\.1:\d+ answered 404: pods "x" not found$/);
  for (const code of [429, 500, 503]) {
    const {failure, message} = await failureOf(connection.json(get(`/${code}`)));
    assert.deepEqual(failure, {type: 'http', status: code, retryAfter: 7000});
    assert.match(message, /apiserver not ready/);
  }
});

test('a web page in place of the API is told with its title, whatever its status', async () => {
  await using server = await scriptedServer((request, response) => {
    const status = request.url === '/bad' ? 502 : Number(request.url?.slice(1)) || 200;
    response.writeHead(status, {'content-type': 'text/html; charset=utf-8'});
    response.end('<!doctype html><html><head><title>Corporate\n login</title></head></html>');
  });
  await using connection = connectTo(server);
  const login = await failureOf(connection.json(get('/version')));
  assert.equal(login.failure.type, 'garbled');
  assert.match(login.message, /answered with a web page \(HTML\), not the Kubernetes API: "Corporate login"/);
  const bad = await failureOf(connection.json(get('/bad')));
  assert.deepEqual(bad.failure, {type: 'http', status: 502});
  assert.match(bad.message, /"Corporate login"/);
  for (const status of ['403', '404']) {
    const portal = await failureOf(connection.json(get(`/${status}`)));
    assert.deepEqual(portal.failure, {type: 'garbled'}, 'it says nothing of what this user may');
    assert.match(portal.message, new RegExp(`"Corporate login" \\(HTTP ${status}\\)`));
  }
});

test('a 403 counts as refused by the API only where the API says it, not a gateway in front of it', async () => {
  await using server = await scriptedServer((request, response) => {
    const {type, body} = refusals[request.url ?? ''] ?? {type: 'text/plain', body: ''};
    response.writeHead(403, {'content-type': type});
    response.end(body);
  });
  const refusals: Record<string, {type: string; body: string}> = {
    '/api': {
      type: 'application/json',
      body: '{"kind":"Status","status":"Failure","reason":"Forbidden","code":403,"message":"no"}',
    },
    '/text': {type: 'text/plain', body: 'Access denied'},
    '/gateway': {type: 'application/json', body: '{"message":"Forbidden"}'},
    '/cloud': {type: 'application/json', body: '{"error":{"code":403,"status":"PERMISSION_DENIED"}}'},
  };
  await using connection = connectTo(server);
  const refused = await failureOf(connection.json(get('/api')));
  assert.deepEqual(refused.failure, {type: 'http', status: 403, reason: 'Forbidden'});
  for (const path of ['/text', '/gateway', '/cloud']) {
    const {failure, message} = await failureOf(connection.json(get(path)));
    assert.deepEqual(failure, {type: 'garbled'}, path);
    assert.match(message, /answered 403/);
  }
});

test('a redirect is not followed: credentials stay, and both hosts are named', async () => {
  let strangers = 0;
  await using other = await scriptedServer((request, response) => {
    strangers++;
    json({})(request, response);
  });
  await using server = await scriptedServer((_, response) => {
    response.writeHead(302, {location: `${other.url}/login`});
    response.end();
  });
  await using connection = connectTo(server);
  const {failure, message} = await failureOf(connection.json(get('/version')));
  assert.deepEqual(failure, {type: 'http', status: 302});
  assert.ok(
    message.includes(`127.0.0.1:${server.port}`) && message.includes(`127.0.0.1:${other.port}`),
    message,
  );
  assert.deepEqual([strangers, other.accepted], [0, 0]);
});

test('an answer that is cut off or damaged is garbled, and so is gzip that ends too early', async () => {
  const whole = gzipSync(JSON.stringify({text: 'x'.repeat(100_000)}));
  await using server = await scriptedServer((request, response) => {
    const isGzip = request.url !== '/json';
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(isGzip && {'content-encoding': 'gzip'}),
    });
    // All but the checksum at the end, or much less.
    const length = request.url === '/checksum' ? whole.length - 4 : 60;
    response.end(isGzip ? whole.subarray(0, length) : '{"items": [{"a"');
  });
  await using connection = connectTo(server);
  assert.equal((await failureOf(connection.json(get('/json')))).failure.type, 'garbled');
  assert.equal((await failureOf(connection.json(get('/gzip')))).failure.type, 'garbled');
  assert.equal((await failureOf(connection.json(get('/checksum')))).failure.type, 'garbled');
});

test('an answer that ends in the middle of a chunk is a broken connection', async () => {
  await using server = await scriptedServer(
    (_, response) => {
      response.writeHead(200, {'content-type': 'application/json'});
      response.write('{"items": [');
      setImmediate(() => response.socket?.destroy());
    },
    {http1: true},
  );
  await using connection = connectTo(server);
  assert.equal((await failureOf(connection.json(get('/version')))).failure.type, 'tcp');
});

test('each way in which certificates can be wrong has a sentence of its own', async () => {
  await using good = await scriptedServer(json({}));
  await using expired = await scriptedServer(json({}), {days: -1});
  await using elsewhere = await scriptedServer(json({}), {names: ['api.example']});
  const cases: readonly (readonly [ReturnType<typeof connectTo>, RegExp])[] = [
    [connectTo({...good, url: good.url, ca: expired.ca}), /is not signed by the CA of this kubeconfig entry/],
    [connectTo(expired), /has expired/],
    [connectTo(elsewhere), /is for another name .*tls-server-name/],
  ];
  for (const [connection, expected] of cases) {
    await using _ = connection;
    const {failure, message} = await failureOf(connection.json(get('/version')));
    assert.equal(failure.type, 'tls');
    assert.match(message, expected);
  }
  await using named = connectTo(elsewhere, {cluster: {tlsServerName: 'api.example'}});
  assert.deepEqual(await named.json(get('/version')), {});
  await using careless = connectTo(expired, {cluster: {skipTlsVerify: true}});
  assert.deepEqual(await careless.json(get('/version')), {});
});

test('what one attempt to connect met is the answer for all that waited for it', async () => {
  await using server = await scriptedServer(json({}));
  await using stranger = await scriptedServer(json({}));
  await using connection = connectTo({url: server.url, ca: stranger.ca});
  const all = await Promise.all(Array.from({length: 8}, () => failureOf(connection.json(get('/version')))));
  assert.ok(all.every(({failure}) => failure.type === 'tls'));
  assert.equal(server.accepted, 1);
});

test('a client certificate that is expired, unreadable or without its key fails before anything is sent', async () => {
  await using server = await scriptedServer(json({}));
  const old = await server.authority.issue({commonName: 'me', days: -2});
  const fresh = await server.authority.issue({commonName: 'me'});
  const login = await failureOf(
    connectTo(server, {user: {certificateData: old.certificate, keyData: old.key}}).json(get('/version')),
  );
  assert.deepEqual(login.failure, {type: 'login', cause: 'expired'});
  assert.match(login.message, /expired on \d{4}-\d\d-\d\d/);
  const unusable = [
    {certificateData: 'not PEM', keyData: fresh.key},
    {certificateData: fresh.certificate, keyData: old.key},
    {certificateData: fresh.certificate},
    {certificateFile: '/nowhere/client.crt', keyFile: '/nowhere/client.key'},
  ];
  for (const user of unusable) {
    const {failure, message} = await failureOf(connectTo(server, {user}).json(get('/version')));
    assert.equal(failure.type, 'entry', message);
    assert.match(message, /\/home\/me\/\.kube\/config/);
  }
  assert.equal(server.accepted, 0);
});

test('a refused connection and a name that does not exist are told apart', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const {port} = closed.address() as AddressInfo;
  closed.close();
  await using refused = connectTo(
    {url: `https://127.0.0.1:${port}`, ca: ''},
    {cluster: {skipTlsVerify: true}},
  );
  const answer = await failureOf(refused.json(get('/version')));
  assert.equal(answer.failure.type, 'tcp');
  assert.match(answer.message, new RegExp(`127.0.0.1:${port} refused the connection`));
  await using nameless = connectTo({url: 'https://no-such-host.invalid', ca: ''});
  assert.equal((await failureOf(nameless.json(get('/version')))).failure.type, 'dns');
});

test('a server that accepts and says nothing costs every request only its own time limit', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  await using connection = connectTo(
    {url: `https://127.0.0.1:${port}`, ca: ''},
    {cluster: {skipTlsVerify: true}},
  );
  const began = Date.now();
  const all = await Promise.all(
    Array.from({length: 5}, () => failureOf(connection.json(get('/version', {timeout: 300})))),
  );
  assert.deepEqual(
    all.map(({failure}) => failure.type),
    Array.from({length: 5}, () => 'timeout'),
  );
  assert.ok(Date.now() - began < 5000);
  const cancelled = new AbortController();
  const waiting = failureOf(connection.json(get('/version', {signal: cancelled.signal})));
  cancelled.abort();
  assert.equal((await waiting).failure.type, 'aborted');
  await connection.close();
  assert.equal(connection.counters.socketsOpen, 0);
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('a read-only connection sends nothing but GET and the reviews of oneself', async () => {
  await using server = await scriptedServer(json({}));
  await using connection = connectTo(server, {isReadOnly: () => true});
  const forbidden: readonly (readonly [KubeRequest['verb'], string])[] = [
    ['POST', '/api/v1/namespaces'],
    ['PUT', '/api/v1/namespaces/a'],
    ['PATCH', '/api/v1/namespaces/a'],
    ['DELETE', '/api/v1/namespaces/a'],
    ['POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews'],
    ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/../../../../api/v1/namespaces'],
    ['GET', '/api/v1/namespaces/a/pods/p/exec'],
    ['GET', '/api/v1/namespaces/a/services/s/proxy/admin'],
    // However it is spelled, and whoever passes it on: what counts is what the server makes of it.
    ['GET', '/api/v1/namespaces/a/pods/p/exec?command=ls'],
    ['GET', '/api/v1/namespaces/a/pods/p%2Fexec'],
    ['GET', '/api/v1/namespaces/a/pods/p/%65xec'],
    ['GET', '/api/v1/namespaces/a/pods/p//exec'],
    ['GET', '//api/v1/namespaces/a/pods/p/exec'],
    ['GET', '/api/v1/./namespaces/a/pods/p/exec'],
    ['GET', '/api/v1/x/../namespaces/a/pods/p/exec'],
    ['GET', '/api/v1/namespaces/a/pods/p\\exec'],
    ['GET', '/api/v1/namespaces/a/pods/p/%'],
    ['GET', 'api/v1/pods'],
    ['GET', '/apis/cluster.karmada.io/v1alpha1/clusters/m/proxy/api/v1/namespaces/a/pods/p/exec'],
  ];
  for (const [verb, path] of forbidden) {
    const {failure} = await failureOf(connection.json(get(path, {verb, body: {}})));
    assert.equal(failure.type, 'read-only', `${verb} ${path}`);
  }
  assert.deepEqual([server.accepted, connection.counters.requests], [0, 0]);
  await connection.json(get('/api/v1/namespaces/exec'));
  await connection.json(get('/apis/cluster.karmada.io/v1alpha1/clusters/m/proxy/api/v1/pods'));
  await connection.json(get('/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode'));
  for (const review of [
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
    '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  ]) {
    await connection.json(get(review, {verb: 'POST', body: {}}));
  }
  assert.equal(connection.counters.requests, 6);
});

test('after a 401 fresh credentials are tried once, and a second 401 is a login failure', async () => {
  const seen: (string | undefined)[] = [];
  await using server = await scriptedServer((request, response) => {
    seen.push(request.headers['authorization']);
    json({}, request.headers['authorization'] === 'Bearer good' ? 200 : 401)(request, response);
  });
  let value = 'old';
  const renewing = {
    current: () => Promise.resolve({headers: {authorization: `Bearer ${value}`}}),
    refused: () => {
      value = 'good';
      return Promise.resolve(true);
    },
  };
  await using connection = connectTo(server, {credentials: renewing});
  await connection.json(get('/version'));
  assert.deepEqual(seen, ['Bearer old', 'Bearer good']);
  await using stubborn = connectTo(server, {credentials: {...renewing, current: token('bad').current}});
  const {failure, message} = await failureOf(stubborn.json(get('/version')));
  assert.deepEqual(failure, {type: 'login', cause: 'refused'});
  assert.ok(!message.includes('bad'));
  assert.equal(seen.length, 4);
});

test('a compressed event is handed on before the next one comes', async () => {
  const gzip = createGzip({flush: constants.Z_SYNC_FLUSH});
  await using server = await scriptedServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json', 'content-encoding': 'gzip'});
    gzip.on('data', (chunk) => response.write(chunk));
    gzip.write('{"type":"ADDED"}\n');
  });
  await using connection = connectTo(server);
  const {body, isCompressed} = await connection.stream(get('/watch', {query: {watch: true}}));
  const iterator = body[Symbol.asyncIterator]();
  const first = await iterator.next();
  assert.equal(Buffer.from(first.value).toString(), '{"type":"ADDED"}\n');
  assert.ok(isCompressed);
  assert.ok(connection.counters.bytesReceived > 0 && connection.counters.bytesDecoded === 17);
});

test('leaving a compressed stream that is quiet ends it at the server', async () => {
  let isClosed = false;
  const gzip = createGzip({flush: constants.Z_SYNC_FLUSH});
  await using server = await scriptedServer((_, response) => {
    response.on('close', () => {
      isClosed = true;
    });
    response.writeHead(200, {'content-type': 'application/json', 'content-encoding': 'gzip'});
    gzip.on('data', (chunk) => response.write(chunk));
    gzip.write('{}\n');
  });
  await using connection = connectTo(server);
  const {body} = await connection.stream(get('/watch', {query: {watch: true}}));
  for await (const _ of body) break;
  await until('the server sees it closed', () => isClosed);
});

test('at most sixteen requests are under way at once, and watches do not count', async () => {
  const pending: (() => void)[] = [];
  await using server = await scriptedServer((request, response) => {
    if (request.url?.includes('watch'))
      response.writeHead(200, {'content-type': 'application/json'}).write('\n');
    else pending.push(() => json({})(request, response));
  });
  await using connection = connectTo(server);
  const watch = new AbortController();
  for (let index = 0; index < 20; index++) {
    await connection.stream(get('/pods', {query: {watch: true}, signal: watch.signal}));
  }
  const all = Array.from({length: 40}, () => connection.json(get('/version')));
  await until('sixteen requests have come', () => pending.length === 16);
  pending.shift()?.();
  await until('the next one has come', () => pending.length === 16);
  const release = setInterval(() => pending.shift()?.(), 1);
  await Promise.all(all);
  clearInterval(release);
  assert.equal(server.accepted, 1);
  watch.abort();
});

test('lists of a type nobody asked for give their places back', async () => {
  const pending = new Set<unknown>();
  await using server = await scriptedServer((request, response) => {
    if (request.url === '/version') return json({})(request, response);
    response.writeHead(200, {'content-type': 'text/plain'}).write('it works');
    pending.add(response);
    response.on('close', () => pending.delete(response));
  });
  await using connection = connectTo(server);
  for (let index = 0; index < 20; index++) {
    const reading = readList({
      connection,
      projection: podsAsJson,
      path: '/api/v1/pods',
      query: {},
      accept: 'application/json',
      clock: realClock,
      signal: AbortSignal.timeout(5000),
      onOpen: () => true,
      onRecord() {},
    });
    assert.equal((await failureOf(reading)).failure.type, 'garbled');
  }
  await connection.json(get('/version', {signal: AbortSignal.timeout(5000)}));
  await until('no stream is left open', () => pending.size === 0);
});

for (const [name, handler] of [
  ['answered', json({})],
  ['refused', json({kind: 'Status', message: 'no'}, 403)],
  ['cut off', (_, response) => void response.writeHead(200).write('{', () => response.destroy())],
] as const satisfies readonly (readonly [string, Handler])[]) {
  test(`a thousand requests that are ${name} leave nothing on the signal that outlives them`, async () => {
    await using server = await scriptedServer(handler);
    await using connection = connectTo(server);
    const {signal} = new AbortController();
    for (let round = 0; round < 50; round++) {
      await Promise.allSettled(Array.from({length: 20}, () => connection.json(get('/version', {signal}))));
    }
    assert.equal(connection.counters.requests >= 1000, true);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });
}

test('what cannot be sent, or is not answered in time, leaves nothing on the signal that outlives it', async () => {
  await using server = await scriptedServer(() => {});
  await using connection = connectTo(server, {isReadOnly: () => true});
  const {signal} = new AbortController();
  const late = Array.from({length: 40}, () => connection.json(get('/version', {signal, timeout: 10})));
  const refused = connection.json({verb: 'DELETE', path: '/api/v1/pods', signal});
  const answers = await Promise.allSettled([...late, refused]);
  assert.deepEqual(new Set(answers.map(({status}) => status)), new Set(['rejected']));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a request that is given up for want of an answer ends at the server', async () => {
  let closed = 0;
  await using server = await scriptedServer((_, response) => {
    response.on('close', () => closed++);
  });
  await using connection = connectTo(server);
  const {failure} = await failureOf(connection.json(get('/version', {timeout: 50})));
  assert.equal(failure.type, 'timeout');
  await until('the server sees it closed', () => closed === 1);
});

test('aborting a stream ends it, and closing leaves no socket', async () => {
  let closed = 0;
  await using server = await scriptedServer((_, response) => {
    response.on('close', () => closed++);
    response.writeHead(200, {'content-type': 'application/json'});
    response.write('{}\n');
  });
  await using connection = connectTo(server);
  const ending = new AbortController();
  const {body} = await connection.stream(get('/watch', {query: {watch: true}, signal: ending.signal}));
  const reading = failureOf(
    (async () => {
      for await (const _ of body) ending.abort();
    })(),
  );
  assert.equal((await reading).failure.type, 'aborted');
  const left = await connection.stream(get('/watch', {query: {watch: true}}));
  for await (const _ of left.body) break;
  await until('both streams have ended at the server', () => closed === 2);
  assert.equal(server.open, 1);
  await connection.close();
  assert.equal(connection.counters.socketsOpen, 0);
  await until('the server has no connection', () => server.open === 0);
});

test('a GET that dies before its headers is asked again; a POST is not', async () => {
  const seen: string[] = [];
  await using server = await scriptedServer(
    (request, response) => {
      seen.push(String(request.method));
      if (seen.length === 1 || request.method === 'POST') response.socket?.destroy();
      else json({})(request, response);
    },
    {http1: true},
  );
  await using connection = connectTo(server);
  assert.deepEqual(await connection.json(get('/version')), {});
  assert.equal(
    (await failureOf(connection.json(get('/api/v1/pods', {verb: 'POST', body: {}})))).failure.type,
    'tcp',
  );
  assert.deepEqual(seen, ['GET', 'GET', 'POST']);
});

test('a GOAWAY beside a watch holds up no request, and the watch goes on', async () => {
  let requests = 0;
  let watch: {write(text: string): unknown} | undefined;
  await using server = await scriptedServer((request, response) => {
    if (request.url?.startsWith('/watch')) {
      response.writeHead(200, {'content-type': 'application/json'});
      response.write('first');
      watch = response;
      return;
    }
    requests++;
    if (requests % 25 === 3 && 'stream' in request) request.stream.session?.goaway(0);
    json({})(request, response);
  });
  await using connection = connectTo(server);
  const {body} = await connection.stream(get('/watch', {query: {watch: true}}));
  const events = body[Symbol.asyncIterator]();
  await events.next();
  for (let round = 0; round < 10; round++) {
    await Promise.all(Array.from({length: 10}, () => connection.json(get('/version', {timeout: 5000}))));
  }
  assert.ok(connection.counters.socketsMade > 1, 'a GOAWAY came');
  watch?.write('second');
  assert.equal(Buffer.from((await events.next()).value).toString(), 'second');
});

for (const http1 of [false, true]) {
  test(`over HTTP/1.1, ${http1 ? 'chosen here' : 'the only one the server knows'}, a watch holds up no request`, async () => {
    await using server = await scriptedServer(
      (request, response) => {
        if (!request.url?.startsWith('/watch')) return json({})(request, response);
        response.writeHead(200, {'content-type': 'application/json'});
        response.write('first');
      },
      {http1: !http1},
    );
    await using connection = connectTo(server, {http1});
    const watch = new AbortController();
    await connection.stream(get('/watch', {query: {watch: true}, signal: watch.signal}));
    await Promise.all(Array.from({length: 20}, () => connection.json(get('/version', {timeout: 5000}))));
    await connection.json(get('/version', {timeout: 5000}));
    watch.abort();
  });
}

test('after a reset requests go over a new socket', async () => {
  await using server = await scriptedServer(json({}));
  await using connection = connectTo(server);
  await connection.json(get('/version'));
  connection.reset();
  await connection.json(get('/version'));
  assert.deepEqual([connection.counters.socketsMade, connection.counters.socketsOpen], [2, 1]);
});

test('the clock of the cluster is learned from its Date header', async () => {
  await using server = await scriptedServer((request, response) => {
    response.setHeader('date', new Date(Date.now() + 90_000).toUTCString());
    json({})(request, response);
  });
  await using connection = connectTo(server);
  assert.deepEqual([connection.clockOffset, connection.lastHeard], [0, 0]);
  await connection.json(get('/version'));
  assert.ok(Math.abs(connection.clockOffset - 90_000) <= 1000, String(connection.clockOffset));
  assert.ok(Date.now() - connection.lastHeard < 5000);
});

test('an answer that stalls in the middle is given up, and its stream ended', async () => {
  let isClosed = false;
  await using server = await scriptedServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json'}).write('{"items": [');
    response.on('close', () => {
      isClosed = true;
    });
  });
  const started = Date.now();
  const clock = {
    ...realClock,
    now: () => started + (Date.now() - started) * 20,
    sleep: (milliseconds: number, signal?: AbortSignal) => realClock.sleep(milliseconds / 20, signal),
  };
  await using connection = connectTo(server, {clock});
  const {failure, message} = await failureOf(
    connection.json(get('/nodes', {signal: AbortSignal.timeout(15_000)})),
  );
  assert.deepEqual(failure, {type: 'timeout'});
  assert.match(message, /stopped in the middle of its answer to GET \/nodes/);
  await until('the server sees it closed', () => isClosed);
});

test('text that a server sends on and on is not read on and on', async () => {
  await using server = await scriptedServer((_, response) => {
    response.writeHead(500, {'content-type': 'text/plain'});
    const write = (): void => {
      while (!response.destroyed && response.write('all work and no play '.repeat(1000)));
    };
    response.on('drain', write);
    write();
  });
  await using connection = connectTo(server);
  const {failure, message} = await failureOf(connection.json(get('/version')));
  assert.deepEqual(failure, {type: 'http', status: 500});
  assert.ok(message.length < 400);
  assert.ok(connection.counters.bytesDecoded < 2 * 1024 * 1024);
});

test('plain http servers are read too', async () => {
  const server = createServer((socket) => {
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}'),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  await using connection = connectTo({url: `http://127.0.0.1:${port}`, ca: ''});
  assert.equal(await readAll(connection, get('/version')), '{}');
  server.close();
});
