import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {createServer} from 'node:https';
import {type AddressInfo, connect, type Socket} from 'node:net';
import {join} from 'node:path';
import {test} from 'node:test';
import type {ContextEntry} from '../../src/kube/index.ts';
import {readTlsMaterial} from '../../src/kube/tls-material.ts';
import {authority} from '../rig/authority.ts';
import {cluster, temporaryFolder} from './plugin.ts';
import {connectTo, type Handler, scriptedServer} from './scripted-server.ts';

const megabyte = 1024 * 1024;

const version = () => ({verb: 'GET', path: '/version', signal: new AbortController().signal}) as const;

const answer: Handler = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json'});
  response.end('{}');
};

const entry: ContextEntry = {name: 'ctx', file: '/config', cluster, user: {name: 'u'}};

test('clusters that name no authority and https proxies are verified against the roots of the system, others are not', async () => {
  await using folder = await temporaryFolder();
  await using server = await scriptedServer(answer);
  // Read once, when first needed: this test comes first.
  process.env['SSL_CERT_FILE'] = join(folder.path, 'roots.pem');
  await writeFile(process.env['SSL_CERT_FILE'], server.ca);
  await using strange = await scriptedServer(answer);
  const pair = await server.authority.issue({names: ['127.0.0.1']});
  const proxy = createServer({cert: pair.certificate, key: pair.key}).on('connect', (_, client: Socket) => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const upstream = connect(strange.port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  // A failure of this test must not leave it open.
  proxy.unref();
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const proxyUrl = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  await using behind = connectTo(strange, {cluster: {proxyUrl}});
  await behind.json(version());
  await using trusting = connectTo({url: server.url, ca: ''});
  await trusting.json(version());
  await using doubting = connectTo({url: strange.url, ca: ''});
  await assert.rejects(doubting.json(version()), /certificate/);
  await using elsewhere = connectTo({url: server.url, ca: strange.ca});
  await assert.rejects(elsewhere.json(version()), /certificate/);
  proxy.close();
});

test('a hundred contexts with the roots of the system share one set of them', async () => {
  const {certificate, key} = await (await authority()).issue({commonName: 'me'});
  const anonymous = {headers: {}};
  const known = {headers: {}, certificate, key};
  const material = [await readTlsMaterial(entry, known, Date.now())];
  const before = process.memoryUsage.rss();
  for (let n = 0; n < 50; n++) {
    material.push(await readTlsMaterial(entry, anonymous, Date.now()));
    material.push(await readTlsMaterial(entry, known, Date.now()));
  }
  // With a set for each it would be 130 MB.
  assert.ok(process.memoryUsage.rss() - before < 40 * megabyte);
  assert.equal(material.length, 101);
});
