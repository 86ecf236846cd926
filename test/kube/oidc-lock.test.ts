import assert from 'node:assert/strict';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {execa} from 'execa';
import {temporaryFolder} from './plugin.ts';

const program = `
  const {existsSync} = await import('node:fs');
  const {writeOidcTokens} = await import('./src/kube/oidc-tokens.ts');
  const {systemClock} = await import('./src/system-clock.ts');
  const file = process.argv[1];
  const config = {'idp-issuer-url': 'https://issuer', 'refresh-token': 'spent'};
  const user = {name: 'ann', file, authProvider: {name: 'oidc', config}};
  void writeOidcTokens({user}, 'spent', {idToken: 'new', refreshToken: 'fresh'}, systemClock);
  process.stdout.write(String(existsSync(file + '.lock')));
  process.exit(0);
`;

test('a process that ends while it holds the lock of a kubeconfig takes it along', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config');
  writeFileSync(file, 'apiVersion: v1\nkind: Config\n');
  const {stdout} = await execa(process.execPath, [
    '--import=tsx',
    '--input-type=module',
    '--eval',
    program,
    file,
  ]);
  assert.equal(stdout, 'true', 'it was held');
  assert.ok(!existsSync(`${file}.lock`));
  assert.equal(readFileSync(file, 'utf8'), 'apiVersion: v1\nkind: Config\n');
});
