import assert from 'node:assert/strict';
import https from 'node:https';
import test from 'node:test';
import {Agent, request} from 'undici';
import {authority} from './authority.ts';
import {answer, half, html, notFound, redirect, type ScriptedOptions, scripted, slowly} from './scripted.ts';

const ca = await authority();

for (const [protocol, allowH2] of [
  ['HTTP/2', true],
  ['HTTP/1.1', false],
] as const) {
  test(`a scripted server answers over ${protocol} and remembers what it was asked`, async () => {
    await using server = await scripted({authority: ca}, (_, response) =>
      answer(response, 200, {kind: 'Pod'}),
    );
    await using client = agent({allowH2});

    const got = await request(`${server.url}/api/v1/pods?limit=1`, {
      dispatcher: client,
      method: 'POST',
      body: 'hello',
    });

    assert.deepEqual(await got.body.json(), {kind: 'Pod'});
    assert.equal(server.requests[0]?.path, '/api/v1/pods?limit=1');
    assert.equal(server.requests[0]?.method, 'POST');
    assert.equal(server.requests[0]?.body, 'hello');
    assert.equal(server.requests[0]?.httpVersion, allowH2 ? '2.0' : '1.1');
    assert.equal(server.requests[0]?.connection, 1);
    assert.equal(server.open, 1);
  });

  test(`half a body over ${protocol} is an error for the client, after the bytes that came`, async () => {
    await using server = await scripted({authority: ca}, (_, response) =>
      half(response, '{"kind":"Pod"}', 7),
    );
    await using client = agent({allowH2});
    const got = await request(server.url, {dispatcher: client});
    let bytes = '';

    await assert.rejects(async () => {
      for await (const chunk of got.body) bytes += String(chunk);
    });
    assert.equal(bytes, '{"kind"');
  });
}

test('helpers answer a page, a 404, a redirect and a slow body', async () => {
  await using server = await scripted({authority: ca}, (received, response) => {
    if (received.path === '/html') return html(response);
    if (received.path === '/redirect') return redirect(response, 'https://example.invalid/login');
    if (received.path === '/slow') return slowly(response, 'abcdef', 2, 15);
    return notFound(response);
  });
  await using client = agent({allowH2: true});
  const get = (path: string) => request(`${server.url}${path}`, {dispatcher: client});

  const page = await get('/html');
  assert.match(String(page.headers['content-type']), /^text\/html/);
  assert.match(await page.body.text(), /Sign in/);
  const moved = await get('/redirect');
  assert.equal(moved.statusCode, 302);
  assert.equal(moved.headers['location'], 'https://example.invalid/login');
  const chunks: string[] = [];
  for await (const chunk of (await get('/slow')).body) chunks.push(String(chunk));
  assert.equal(chunks.join(''), 'abcdef');
  assert.ok(chunks.length > 1, `one piece only: ${chunks}`);
  assert.equal((await get('/other')).statusCode, 404);
});

test('an expired certificate and one of another authority are refused by a client that verifies', async () => {
  const other = await authority('another');
  const cases: readonly [ScriptedOptions, string][] = [
    [{authority: ca, serving: await ca.issue({names: ['127.0.0.1'], days: -1})}, 'CERT_HAS_EXPIRED'],
    [{authority: other}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [{authority: ca, serving: await ca.issue({names: ['elsewhere.test']})}, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  for (const [options, code] of cases) {
    await using server = await scripted(options, (_, response) => answer(response, 200));
    await assert.rejects(getWithNode(server.url), {code});
    assert.equal(server.requests.length, 0);
  }
});

function agent({allowH2}: {allowH2: boolean}): Agent & AsyncDisposable {
  const made = new Agent({allowH2, connect: {ca: ca.certificate}});
  return Object.assign(made, {[Symbol.asyncDispose]: () => made.destroy()});
}

async function getWithNode(url: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    https
      .get(url, {ca: ca.certificate}, (response) => response.resume().on('end', resolve))
      .on('error', reject);
  });
}
