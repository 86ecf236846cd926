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

const idle = {
  server: 'https://x',
  socketsOpen: 1,
  socketsMade: 1,
  requests: 9,
  bytesReceived: 0,
  bytesDecoded: 0,
  retries: 0,
  objects: {},
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
        roundTrip: 23.6,
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

test('doctor says what is wrong first, then one line of each context that is live', async () => {
  const engine = engineWithReport();
  engine.cluster('west', {connection: {type: 'unreachable', since: 1, layer: 'dns', reason: 'no such host'}});
  const {contexts, logins} = engine.watch.report();
  const report = {contexts: [...contexts, {...idle, socketsOpen: 0, context: 'west'}], logins};
  Object.assign(engine.watch, {report: () => report});
  assert.equal(await runDoctor(engine, 'table', () => house), 3);
  assert.equal(
    engine.written.out,
    `flotilla 1.2.3 on Node.js v24.0.0, read-only: 100Mi resident, 20Mi heap
1 of 2 contexts live and read; sockets 1, received 2Ki, objects 3, retries 0
kubeconfig /home/ann/.kube/config; settings none

WHAT IS WRONG
  /home/ann/x.yaml:3: not YAML
  west: unreachable (dns): no such host. Check the server name in the kubeconfig, and the VPN.

LOGIN GROUPS
  GROUP      BREAKER   RUNS   EXPIRES   CONTEXTS   REASON
  aws-prod   open         2   2m ago           1   the session has ended

CONTEXTS
  CONTEXT   VERSION    RTT   WATCHES   OBJECTS   RECEIVED   SOCKETS   RETRIES
  east      1.37      24ms       7/7         3        2Ki       1/2         0
`,
  );
});

test('on a terminal of 80 columns doctor fits, whatever the names and reasons, and loses no word of a reason', async () => {
  const engine = fakeEngine({isTerminal: true});
  const name = 'arn:aws:eks:eu-west-1:123456789012:cluster/production-payments-europe-west';
  const reason = `${'the certificate is signed by somebody else '.repeat(4)}and that is the end`;
  engine.cluster(name);
  engine.cluster('west', {connection: {type: 'unreachable', since: 1, layer: 'tls', reason}});
  const report: WatchReport = {
    contexts: [{...idle, context: name, bytesReceived: 2e9, roundTrip: 4999, objects: {pods: 123_456}}],
    logins: [{group: 'aws-production-europe', contexts: [name], breaker: 'open', runs: 2, reason}],
  };
  Object.assign(engine.watch, {report: () => report});
  assert.equal(await runDoctor(engine, 'table', () => house), 3);
  const lines = engine.written.out.split('\n');
  assert.deepEqual(
    lines.filter((text) => text.length > 80),
    [],
  );
  assert.match(engine.written.out, /\n {2}arn:aws.*…\S*-west +1\.37 +4999ms +7\/7 +123456 /);
  assert.match(engine.written.out, /somebody\s+else\s+and that is the end/);
  assert.doesNotMatch(engine.written.out, /SERVER/);
});

test('a fleet of a hundred contexts, forty without a login, fits on a screen of 80x24', async () => {
  const engine = fakeEngine({isTerminal: true});
  const contexts = Array.from({length: 100}, (_, index) => `c-${index}`);
  const reason = 'The session has ended: aws sso login --profile prod';
  for (const [index, context] of contexts.entries()) {
    if (index < 60) engine.cluster(context);
    else engine.cluster(context, {connection: {type: 'login', since: 1, cause: 'session', reason}});
  }
  const report: WatchReport = {contexts: contexts.map((context) => ({...idle, context})), logins: []};
  Object.assign(engine.watch, {report: () => report});
  assert.equal(await runDoctor(engine, 'table', () => house), 3);
  const lines = engine.written.out.trimEnd().split('\n');
  // The last row is the prompt's.
  assert.ok(lines.length < 24, `${lines.length} lines`);
  assert.deepEqual(
    lines.filter((text) => text.length > 80),
    [],
  );
  assert.match(lines[1] ?? '', /^60 of 100 contexts live and read;/);
  assert.match(engine.written.out, /c-60, c-61, .*c-99: login \(session\): The session has ended: aws sso/s);
  assert.match(lines.at(-1) ?? '', /^ {2}and \d+ more that are live; -o wide lists them$/);
});

test('a context whose cluster is watched through another says which', async () => {
  const engine = engineWithReport();
  const {clusters, ...state} = engine.feed.store.getState();
  const both = clusters.map((row) => ({...row, contexts: ['east', 'east-too']}));
  engine.feed.store.setState({...state, clusters: both});
  const {contexts, logins} = engine.watch.report();
  const report = {contexts: [...contexts, {...idle, context: 'east-too'}], logins};
  Object.assign(engine.watch, {report: () => report});
  await runDoctor(engine, 'table', () => house);
  assert.match(engine.written.out, /^ {2}east-too +1\.37 +by east +0 /m);
});

test('doctor -o wide adds the servers and what is held of each kind, and cuts nothing', async () => {
  const engine = engineWithReport();
  assert.equal(await runDoctor(engine, 'wide', () => house), 0);
  assert.match(engine.written.out, /REQUESTS +SERVER +NO +NS +PO +DEPLOY +STS +DS +EV\n/);
  assert.match(engine.written.out, /^ {2}east +live .* https:\/\/east\.example:6443 +0 +0 +3 +0 +0 +0 +0$/m);
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
