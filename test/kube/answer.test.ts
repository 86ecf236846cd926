import assert from 'node:assert/strict';
import {test} from 'node:test';
import {KubeError, type KubeRequest, mayHaveArrived} from '../../src/kube/index.ts';
import {connectTo, type Handler, scriptedServer} from './scripted-server.ts';

function post(path: string): KubeRequest {
  return {verb: 'POST', path, body: {}, signal: new AbortController().signal};
}

function saying(status: number, body: unknown, warnings: readonly string[] = []): Handler {
  return (_, response) => {
    if (warnings.length > 0) response.setHeader('warning', [...warnings]);
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(body));
  };
}

async function failureOf(asking: Promise<unknown>): Promise<KubeError> {
  try {
    await asking;
  } catch (error) {
    assert.ok(error instanceof KubeError);
    return error;
  }
  throw new Error('it did not fail');
}

test('an answer by which the API says no is an answer, with all that it says', async () => {
  const said = {
    kind: 'Status',
    code: 422,
    message: 'invalid',
    details: {causes: [{field: 'spec', message: 'Required'}]},
  };
  await using server = await scriptedServer(saying(422, said));
  await using connection = connectTo(server);
  assert.deepEqual(await connection.answer(post('/api/v1/namespaces')), {
    status: 422,
    body: said,
    warnings: [],
  });
});

test('a refusal in plain text is an answer in words', async () => {
  await using server = await scriptedServer((_, response) => {
    response.writeHead(503, {'content-type': 'text/plain'});
    response.end('service unavailable');
  });
  await using connection = connectTo(server);
  const {status, body} = await connection.answer(post('/apis/cluster.karmada.io/v1alpha1/clusters'));
  assert.equal(status, 503);
  assert.match(String((body as {message: string}).message), /service unavailable/);
});

test('what the server warns of comes with its answer, one text each', async () => {
  const warnings = ['299 - "v1beta1 is deprecated; use \\"v1\\""', '299 - "unknown field spec.x"'];
  await using server = await scriptedServer(saying(201, {}, warnings));
  await using connection = connectTo(server);
  assert.deepEqual((await connection.answer(post('/api/v1/namespaces'))).warnings, [
    'v1beta1 is deprecated; use "v1"',
    'unknown field spec.x',
  ]);
});

test('a change whose answer is lost may have arrived; it is not sent again by itself', async () => {
  let asked = 0;
  await using server = await scriptedServer((request) => {
    asked += 1;
    request.socket.destroy();
  });
  await using connection = connectTo(server);
  const error = await failureOf(connection.answer(post('/api/v1/namespaces')));
  assert.equal(error.failure.type, 'tcp');
  assert.ok(mayHaveArrived(error));
  assert.equal(asked, 1);
});

test('what never got a connection, or was refused here, has not arrived', async () => {
  const server = await scriptedServer(saying(200, {}));
  const {url, ca} = server;
  await server[Symbol.asyncDispose]();
  await using connection = connectTo({url, ca});
  assert.ok(!mayHaveArrived(await failureOf(connection.answer(post('/api/v1/namespaces')))));
  await using readOnly = connectTo({url, ca}, {isReadOnly: () => true});
  const refused = await failureOf(readOnly.answer(post('/api/v1/namespaces')));
  assert.equal(refused.failure.type, 'read-only');
  assert.ok(!mayHaveArrived(refused));
});

test('credentials that are refused are no answer to what was asked', async () => {
  await using server = await scriptedServer(saying(401, {kind: 'Status', code: 401}));
  await using connection = connectTo(server);
  const error = await failureOf(connection.answer(post('/api/v1/namespaces')));
  assert.equal(error.failure.type, 'login');
  assert.ok(!mayHaveArrived(error));
});
