import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {
  type ContextEntry,
  fixedClaims,
  fixedCredentials,
  KubeError,
  loadKubeconfig,
  readAwsSessions,
} from '../../src/kube/index.ts';
import {readTlsMaterial} from '../../src/kube/tls-material.ts';
import {authority} from '../rig/authority.ts';
import {cluster, systemClock, temporaryFolder} from './plugin.ts';

const signal = new AbortController().signal;

/** Nothing here waits: a test that does has failed before the pipes let it go. ms. */
const quickly = {timeout: 4_000};

/** A file in which nothing ever comes. Who waits for it all the same is let go in the end, so that tests come to theirs. */
function pipeIn(folder: string, name: string): string {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  setInterval(() => {
    // Here and now: all threads for files may be among those who wait.
    if (existsSync(path)) closeSync(openSync(path, 'r+'));
  }, 5_000).unref();
  return path;
}

test(
  'a pipe in the place of a file that a kubeconfig names is one broken context, and nobody waits for it',
  quickly,
  async () => {
    await using folder = await temporaryFolder();
    const {certificate} = await (await authority()).issue({commonName: 'me'});
    pipeIn(folder.path, 'pipe');
    await writeFile(join(folder.path, 'certificate'), certificate);
    const file = join(folder.path, 'config');
    const fields = {
      a: ['{server: "https://host", certificate-authority: pipe}', '{}'],
      b: ['{server: "https://host"}', '{client-certificate: pipe, client-key: certificate}'],
      c: ['{server: "https://host"}', '{client-certificate: certificate, client-key: pipe}'],
    };
    const entries = Object.entries(fields);
    const list = (what: string, line: (name: string, fields: readonly string[]) => string) =>
      `${what}:\n${entries.map(([name, own]) => `- {name: ${name}, ${line(name, own)}}\n`).join('')}`;
    await writeFile(
      file,
      list('clusters', (_, [own]) => `cluster: ${own}`) +
        list('users', (_, [, own]) => `user: ${own}`) +
        list('contexts', (name) => `context: {cluster: ${name}, user: ${name}}`),
    );
    const {contexts} = await loadKubeconfig({paths: [file], environment: {}, home: '/nowhere'});
    const reasons = contexts.map((context) => context.type === 'broken' && context.reason);
    for (const [index, field] of ['certificate-authority', 'client-certificate', 'client-key'].entries())
      assert.match(
        String(reasons[index]),
        new RegExp(`${field} .*/pipe cannot be read: it is not a regular file`),
      );
  },
);

test(
  'a pipe that takes the place of a certificate later is told when it is read again',
  quickly,
  async () => {
    await using folder = await temporaryFolder();
    const caFile = pipeIn(folder.path, 'ca');
    const reading = readTlsMaterial(entryOf({}, {caFile}), {headers: {}}, Date.now());
    await assert.rejects(reading, (error) => {
      assert.ok(error instanceof KubeError);
      assert.deepEqual(error.failure, {type: 'entry'});
      assert.match(error.message, /certificate authority .* cannot be read \(it is not a regular file\)/);
      return true;
    });
    const certificateFile = caFile;
    assert.deepEqual(await fixedClaims(entryOf({certificateFile})), {});
  },
);

test('a pipe, a folder, or more than anybody can have written is no token file', quickly, async () => {
  await using folder = await temporaryFolder();
  const large = join(folder.path, 'large');
  await writeFile(large, '');
  await truncate(large, 17 * 1024 * 1024);
  const cases: readonly (readonly [string, RegExp])[] = [
    [pipeIn(folder.path, 'token'), /token cannot be read: it is not a regular file/],
    [folder.path, /cannot be read: it is a folder/],
    [large, /cannot be read: it has 17 MB/],
  ];
  for (const [tokenFile, reason] of cases) {
    const credentials = fixedCredentials(entryOf({tokenFile}), {clock: systemClock});
    await assert.rejects(credentials.current(signal), reason);
  }
});

test('a pipe in the place of the AWS configuration is as none', quickly, async () => {
  await using folder = await temporaryFolder();
  const sessions = await readAwsSessions({AWS_CONFIG_FILE: pipeIn(folder.path, 'config')}, '/nowhere');
  assert.equal(sessions.size, 0);
});

function entryOf(
  user: Partial<ContextEntry['user']>,
  more: Partial<ContextEntry['cluster']> = {},
): ContextEntry {
  return {name: 'ctx', file: '/config', cluster: {...cluster, ...more}, user: {name: 'u', ...user}};
}
