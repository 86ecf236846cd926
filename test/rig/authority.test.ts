import assert from 'node:assert/strict';
import {X509Certificate} from 'node:crypto';
import test from 'node:test';
import {authority} from './authority.ts';

test('a certificate is issued for its names, its user and its groups, and verifies against its authority', async () => {
  const ca = await authority();
  const serving = new X509Certificate((await ca.issue({names: ['127.0.0.1', 'alpha.rig.test']})).certificate);
  const client = new X509Certificate(
    (await ca.issue({commonName: 'rig:admin', organization: ['system:masters', 'two']})).certificate,
  );

  assert.equal(serving.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(serving.checkHost('alpha.rig.test'), 'alpha.rig.test');
  assert.equal(serving.checkHost('bravo.rig.test'), undefined);
  assert.ok(serving.verify(new X509Certificate(ca.certificate).publicKey));
  assert.equal(client.subject, 'O=system:masters\nO=two\nCN=rig:admin');
  assert.deepEqual(client.keyUsage, ['1.3.6.1.5.5.7.3.2']);
});

test('an expired certificate was valid before and is wrong in nothing else', async () => {
  const ca = await authority();
  const issued = new X509Certificate((await ca.issue({names: ['localhost'], days: -2})).certificate);

  assert.ok(Date.parse(issued.validTo) < Date.now());
  assert.ok(Date.parse(issued.validFrom) < Date.parse(issued.validTo));
  assert.ok(issued.verify(new X509Certificate(ca.certificate).publicKey));
});
