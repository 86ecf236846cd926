import assert from 'node:assert/strict';
import {test} from 'node:test';
import {proxyFor} from '../../src/kube/proxy.ts';

const environment = {HTTPS_PROXY: 'http://proxy.example:3128', HTTP_PROXY: 'plain.example:80'};

function viaProxy(server: string, noProxy: string): boolean {
  return proxyFor(cluster(server), {...environment, NO_PROXY: noProxy}) !== undefined;
}

function cluster(server: string, proxyUrl?: string) {
  return {
    name: 'c',
    server,
    skipTlsVerify: false,
    disableCompression: false,
    ...(proxyUrl !== undefined && {proxyUrl}),
  };
}

test('the scheme of the server chooses between HTTPS_PROXY and HTTP_PROXY', () => {
  assert.equal(proxyFor(cluster('https://api.example'), environment)?.host, 'proxy.example:3128');
  assert.equal(proxyFor(cluster('http://api.example'), environment)?.hostname, 'plain.example');
  assert.equal(proxyFor(cluster('https://api.example'), {https_proxy: 'http://lower:1'})?.host, 'lower:1');
  assert.equal(proxyFor(cluster('https://api.example'), {}), undefined);
});

test('NO_PROXY exempts hosts, subdomains, ports and networks as kubectl does', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['https://api.example.com', 'example.com', false],
    ['https://example.com', 'example.com', false],
    ['https://notexample.com', 'example.com', true],
    ['https://api.example.com', '.example.com', false],
    ['https://example.com', '.example.com', true],
    ['https://api.example.com', '*.example.com', false],
    ['https://api.example.com', 'API.Example.COM', false],
    ['https://api.example.com:6443', 'api.example.com:6443', false],
    ['https://api.example.com:6443', 'api.example.com:443', true],
    ['https://api.example.com', 'api.example.com:443', false],
    ['https://10.1.2.3', '10.0.0.0/8', false],
    ['https://11.1.2.3', '10.0.0.0/8', true],
    ['https://[fd00::1]', 'fd00::/8', false],
    ['https://10.1.2.3:6443', '10.1.2.3', false],
    ['https://api.example.com', ' a , *', false],
    ['https://api.example.com', '', true],
    ['https://api.example.com', '10.0.0.0/99', true],
  ];
  for (const [server, noProxy, expected] of cases) {
    assert.equal(viaProxy(server, noProxy), expected, `${server} with NO_PROXY=${noProxy}`);
  }
});

test('the local host is never reached through a proxy of the environment, but through proxy-url it is', () => {
  for (const server of [
    'https://localhost:6443',
    'https://127.0.0.1:6443',
    'https://127.8.8.8',
    'https://[::1]:1',
  ]) {
    assert.equal(proxyFor(cluster(server), environment), undefined, server);
    assert.equal(proxyFor(cluster(server, 'socks5://hop:1080'), environment)?.host, 'hop:1080', server);
  }
});

test('a proxy address that cannot be used is an error that does not repeat its password', () => {
  assert.throws(
    () => proxyFor(cluster('https://api.example', 'ftp://me:hunter2@hop'), {}),
    (error: Error) => error.message.includes('proxy-url') && !error.message.includes('hunter2'),
  );
});
