import assert from 'node:assert/strict';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {claimsOf, fixedClaims, type UserEntry} from '../../src/kube/index.ts';
import {authority} from '../rig/authority.ts';
import {cluster, temporaryFolder} from './plugin.ts';

const end = Date.UTC(2040, 0, 2);

test('a token names the person by the most telling of its claims, and its end', () => {
  const exp = end / 1000;
  assert.deepEqual(claimsOf({token: jwt({exp, sub: '118', email: 'ann@corp'})}), {
    subject: 'ann@corp',
    expires: end,
  });
  assert.deepEqual(claimsOf({token: jwt({sub: 'system:serviceaccount:ci:deploy'})}), {
    subject: 'system:serviceaccount:ci:deploy',
  });
  assert.deepEqual(claimsOf({token: 'opaque'}), {});
  assert.deepEqual(claimsOf({token: jwt({sub: 'an\u001b[31mn'})}).subject?.includes('\u001b'), false);
});

test('what ends first counts', () => {
  assert.equal(claimsOf({token: jwt({exp: end / 1000}), expires: end - 1}).expires, end - 1);
  assert.equal(claimsOf({token: jwt({exp: end / 1000}), expires: end + 1}).expires, end);
});

test('fixed credentials are known by their certificate, in the kubeconfig or in a file, token or user name', async () => {
  await using folder = await temporaryFolder();
  const pair = await (await authority()).issue({commonName: 'ann', notAfter: new Date(end)});
  const certificateFile = join(folder.path, 'client.pem');
  await writeFile(certificateFile, pair.certificate);
  const claims = (user: Partial<UserEntry>, server = cluster.server) =>
    fixedClaims({name: 'a', file: '/c', cluster: {...cluster, server}, user: {name: 'u', ...user}});
  assert.deepEqual(await claims({certificateData: pair.certificate}), {subject: 'ann', expires: end});
  assert.deepEqual(await claims({certificateFile}), {subject: 'ann', expires: end});
  assert.deepEqual(await claims({certificateFile, token: jwt({sub: 'bob'})}), {subject: 'bob', expires: end});
  assert.deepEqual(await claims({certificateFile: '/nowhere', username: 'carol'}), {subject: 'carol'});
  assert.deepEqual(await claims({certificateFile}, 'http://plain'), {}, 'nothing is sent there');
});

function jwt(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
}
