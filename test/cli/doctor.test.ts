import assert from 'node:assert/strict';
import test from 'node:test';
import {type HouseFacts, runDoctor} from '../../src/cli/index.ts';
import type {WatchReport} from '../../src/watch/index.ts';
import {fakeEngine} from './fakes.ts';

const house: HouseFacts = {
  version: '1.2.3',
  node: 'v24.0.0',
  residentBytes: 104_857_600,
  heapBytes: 20_971_520,
  isReadOnly: true,
  kubeconfigFiles: ['/home/ann/.kube/config'],
  kubeconfigProblems: ['/home/ann/x.yaml:3: not YAML'],
  settingsFiles: [],
};

function engineWithReport() {
  const engine = fakeEngine();
  engine.cluster('east');
  const report: WatchReport = {
    contexts: [
      {
        context: 'east',
        server: 'https://east.example:6443',
        socketsOpen: 1,
        socketsMade: 2,
        requests: 9,
        bytesReceived: 2048,
        bytesDecoded: 8192,
        retries: 0,
        objects: {pods: 3},
      },
    ],
    logins: [
      {
        group: 'aws-prod',
        contexts: ['east'],
        breaker: 'open',
        runs: 2,
        nextProbe: engine.clock.now() + 30_000,
        expires: engine.clock.now() - 120_000,
        reason: 'the session has ended\x1b[2J',
      },
    ],
  };
  Object.assign(engine.watch, {report: () => report});
  return engine;
}

test('doctor prints contexts, watches, login groups, bytes, memory and files for a person', async () => {
  const engine = engineWithReport();
  assert.equal(await runDoctor(engine, 'table', () => house), 0);
  assert.equal(
    engine.written.out,
    `flotilla    1.2.3 on Node.js v24.0.0; 100Mi resident, 20Mi heap
mode        read-only
kubeconfig  /home/ann/.kube/config
  problem   /home/ann/x.yaml:3: not YAML
settings    none

CONTEXTS
  CONTEXT   STATE   VERSION   SOCKETS   WATCHES   RETRIES
  east      live    1.37            1       7/7         0

TRAFFIC
  CONTEXT   REQUESTS   RECEIVED   DECODED   SOCKETS MADE
  east             9        2Ki       8Ki              2

OBJECTS HELD
  CONTEXT   NODES   NS   PODS   DEPLOY   STS   DS   EVENTS
  east          0    0      3        0     0    0        0

LOGIN GROUPS
  GROUP      BREAKER   RUNS   EXPIRES   CONTEXTS   REASON
  aws-prod   open         2   2m ago           1   the session has ended

Every context is live and read.
`,
  );
});

test('on a terminal of 80 columns doctor fits, whatever the names and reasons, and loses no word of a reason', async () => {
  const engine = fakeEngine({isTerminal: true});
  const name = 'arn:aws:eks:eu-west-1:123456789012:cluster/production-payments-europe-west';
  const reason = `${'the certificate is signed by somebody else '.repeat(4)}and that is the end`;
  engine.cluster(name);
  engine.cluster('west', {connection: {type: 'unreachable', since: 1, layer: 'tls', reason}});
  const line = {server: 'https://x', socketsOpen: 1, socketsMade: 2, requests: 9, retries: 0};
  const report: WatchReport = {
    contexts: [{context: name, ...line, bytesReceived: 2e9, bytesDecoded: 8e9, objects: {pods: 123_456}}],
    logins: [{group: 'aws-production-europe', contexts: [name], breaker: 'open', runs: 2, reason}],
  };
  Object.assign(engine.watch, {report: () => report});
  assert.equal(await runDoctor(engine, 'table', () => house), 3);
  const lines = engine.written.out.split('\n');
  assert.deepEqual(
    lines.filter((text) => text.length > 80),
    [],
  );
  assert.match(engine.written.out, /\n {2}arn:aws:eks.*…\S*europe-west +live +1\.37/);
  assert.match(engine.written.out, /somebody\s+else\s+and that is the end/);
  assert.doesNotMatch(engine.written.out, /SERVER/);
});

test('doctor -o wide adds the servers and cuts nothing', async () => {
  const engine = engineWithReport();
  assert.equal(await runDoctor(engine, 'wide', () => house), 0);
  assert.match(engine.written.out, /RETRIES +SERVER\n +east .* https:\/\/east\.example:6443\n/);
});

test('doctor -o json has the same as data, and exit code 3 when a context is not live', async () => {
  const engine = engineWithReport();
  engine.cluster('west', {connection: {type: 'unreachable', since: 1, layer: 'dns', reason: 'no such host'}});
  assert.equal(await runDoctor(engine, 'json', () => house), 3);
  const report = JSON.parse(engine.written.out);
  assert.equal(report.residentBytes, 104_857_600);
  assert.equal(report.contexts[0].bytesReceived, 2048);
  assert.deepEqual(report.contexts[0].watches[2], {kind: 'pods', state: 'synced', objects: 3});
  assert.equal(report.logins[0].nextProbe, '2026-01-01T00:00:30.000Z');
  assert.equal(report.missing[0].cluster, 'west');
  assert.match(report.missing[0].reason, /no such host/);
});
