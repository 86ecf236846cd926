import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import {
  type Connection,
  discover,
  discoverAll,
  fixedCredentials,
  loadKubeconfig,
  openConnection,
  type Projection,
  type ReflectorState,
  readNodeUsage,
  readObject,
  reflect,
  versionOf,
} from '../../src/kube/index.ts';
import type {UserName} from '../rig/index.ts';
import {type Cluster, type Rig, rig, rigUnavailable} from '../rig/index.ts';
import {realClock} from '../text/real-clock.ts';
import {type MemorySink, memorySink} from './memory-sink.ts';
import {type Pod, pods, podsAsJson, podsAsTable} from './projections.ts';
import {until} from './until.ts';

/** A connection as the program makes it, from a kubeconfig on disk. */
async function connect(cluster: Cluster, user: UserName = 'admin'): Promise<Connection & AsyncDisposable> {
  const kubeconfig = await loadKubeconfig({paths: [cluster.kubeconfigFor(user)], environment: {}, home: '/'});
  const [context] = kubeconfig.contexts;
  assert.ok(context?.type === 'usable');
  const connection = openConnection({
    entry: context.entry,
    credentials: fixedCredentials(context.entry, {clock: realClock}),
    isReadOnly: () => true,
    clock: realClock,
    http1: false,
    environment: {},
  });
  return Object.assign(connection, {[Symbol.asyncDispose]: () => connection.close()});
}

interface Following extends AsyncDisposable {
  readonly sink: MemorySink;
  readonly states: ReflectorState[];
  /** Resolves when a state of this type has come after `since` states. */
  reach(type: ReflectorState['type'], since?: number): Promise<void>;
}

function follow(
  connection: Connection,
  projection: Projection<Pod>,
  namespaces: readonly string[] = [],
): Following {
  const sink = memorySink();
  const states: ReflectorState[] = [];
  const ending = new AbortController();
  const done = reflect({
    connection,
    projection,
    sink,
    clock: realClock,
    signal: ending.signal,
    namespaces,
    onState: (state) => void states.push(state),
  });
  return {
    sink,
    states,
    reach: (type, since = 0) =>
      until(
        `the reflector is ${type}`,
        () => states.slice(since).some((state) => state.type === type),
        30_000,
      ),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

const count = 700;
const request = (path: string) => ({verb: 'GET', path, signal: AbortSignal.timeout(30_000)}) as const;

describe('a real API server', {skip: rigUnavailable() ?? false}, () => {
  let fleet: Rig;
  let alpha: Cluster;
  let bravo: Cluster;

  before(async () => {
    fleet = await rig({
      clusters: [
        {name: 'alpha'},
        {name: 'bravo', watchList: false, emulatedVersion: '1.36'},
        {name: 'charlie', goawayChance: 0.02},
      ],
    });
    alpha = fleet.cluster('alpha');
    bravo = fleet.cluster('bravo');
    await Promise.all([alpha, bravo].map((cluster) => cluster.pods(count, {isRunning: true, bytes: 4000})));
  });
  after(() => fleet?.[Symbol.asyncDispose]());

  test('gives the same records as protobuf, as JSON and as a Table, with WatchList and without', async () => {
    const readings: string[][] = [];
    for (const cluster of [alpha, bravo]) {
      await using connection = await connect(cluster);
      for (const projection of [pods, podsAsJson, podsAsTable]) {
        await using following = follow(connection, projection);
        await following.reach('synced');
        assert.equal(following.sink.calls.end, 1);
        readings.push(following.sink.held);
      }
      assert.ok(connection.counters.bytesReceived < connection.counters.bytesDecoded / 4, 'gzip is used');
    }
    for (const reading of readings) assert.deepEqual(reading, readings[0]);
    assert.equal(readings[0]?.length, count);
    assert.ok(readings[0]?.every((line) => line.endsWith(' Running')));
  });

  test('WatchList costs one request and one socket; changes come as they happen', async () => {
    await using connection = await connect(alpha);
    await using protobuf = follow(connection, pods);
    await using table = follow(connection, podsAsTable);
    await Promise.all([protobuf.reach('synced'), table.reach('synced')]);
    assert.deepEqual([connection.counters.requests, connection.counters.socketsMade], [2, 1]);
    await alpha.pods(1, {name: 'late', isRunning: true});
    await until('both see the new pod run', () =>
      [protobuf, table].every(({sink}) => sink.held.includes('default/late-0 Running')),
    );
    await alpha.client.call('DELETE', '/api/v1/namespaces/default/pods/late-0?gracePeriodSeconds=0');
    await until('both see it go', () => [protobuf, table].every(({sink}) => sink.held.length === count));
    assert.deepEqual([protobuf.sink.calls.begin, table.sink.calls.begin], [1, 1]);
  });

  test('that sends GOAWAY fails no request in five hundred, and sockets do not pile up', async () => {
    await using connection = await connect(fleet.cluster('charlie'));
    await using following = follow(connection, pods);
    let most = 0;
    for (let round = 0; round < 50; round++) {
      await Promise.all(Array.from({length: 10}, () => connection.json(request('/version'))));
      most = Math.max(most, connection.counters.socketsOpen);
    }
    await following.reach('synced');
    assert.equal(following.states.filter(({type}) => type === 'failing').length, 0);
    assert.ok(connection.counters.socketsMade > 1, 'a GOAWAY came');
    // One that is used; and one for each watch or list that still runs on a socket the server has said goodbye on.
    assert.ok(most <= 4, `${most} sockets at once, ${connection.counters.socketsMade} in all`);
  });

  test('that is killed and started again is followed again by itself', async () => {
    await using connection = await connect(alpha);
    await using following = follow(connection, pods);
    await following.reach('synced');
    const before = following.states.length;
    await alpha.kill();
    await following.reach('failing', before);
    assert.equal(following.sink.held.length, count);
    const state = following.states.at(-1);
    assert.ok(
      state?.type === 'failing' && ['tcp', 'tls'].includes(state.error.failure.type),
      JSON.stringify(state),
    );
    await alpha.start();
    await following.reach('synced', before);
    await alpha.pods(1, {name: 'after', isRunning: true});
    await until(
      'the pod made afterwards is seen',
      () => following.sink.held.includes('default/after-0 Running'),
      40_000,
    );
    await alpha.client.call('DELETE', '/api/v1/namespaces/default/pods/after-0?gracePeriodSeconds=0');
  });

  test('that lets a user list one namespace only is read there', async () => {
    const metadata = {name: 'pod-reader', namespace: 'default'};
    const group = 'rbac.authorization.k8s.io';
    await alpha.apply([
      {
        apiVersion: `${group}/v1`,
        kind: 'Role',
        metadata,
        rules: [{apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch']}],
      },
      {
        apiVersion: `${group}/v1`,
        kind: 'RoleBinding',
        metadata,
        roleRef: {apiGroup: group, kind: 'Role', name: 'pod-reader'},
        subjects: [{apiGroup: group, kind: 'User', name: 'rig:namespaced'}],
      },
    ]);
    await using connection = await connect(alpha, 'namespaced');
    await using following = follow(connection, pods, ['default', 'kube-system']);
    await following.reach('synced');
    assert.equal(following.sink.held.length, count);
    await using refused = follow(connection, pods);
    await refused.reach('denied');
  });

  test('names its resources the same way in one document and in many, and broken groups do not hide the rest', async () => {
    await using connection = await connect(alpha);
    const {signal} = request('/');
    const {resources} = await discoverAll(connection, signal);
    const legacy = {
      ...connection,
      json: (asked: Parameters<Connection['json']>[0]) =>
        connection.json({...asked, accept: 'application/json'}),
    };
    const named = (all: Awaited<ReturnType<typeof discover>>): string[] =>
      all
        .map(({group, version, plural, kind, namespaced}) =>
          [group, version, plural, kind, namespaced].join(' '),
        )
        .sort();
    assert.deepEqual(named(await discover(legacy, signal)), named(resources));
    assert.ok(resources.some(({plural, shortNames}) => plural === 'pods' && shortNames.includes('po')));
    await alpha.client.call('POST', '/apis/apiregistration.k8s.io/v1/apiservices', {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: {name: 'v1beta1.metrics.k8s.io'},
      spec: {
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: {name: 'nobody', namespace: 'default'},
      },
    });
    let stale: readonly string[] = [];
    for (let attempt = 0; attempt < 100 && stale.length === 0; attempt++) {
      const again = await discoverAll(connection, signal);
      stale = again.stale;
      assert.equal(again.resources.length, resources.length);
    }
    assert.deepEqual(stale, ['metrics.k8s.io/v1beta1']);
    assert.equal(await readNodeUsage(connection, signal), undefined);
  });

  test('says its version, that it emulates another, and gives one object whole', async () => {
    await using first = await connect(alpha);
    await using second = await connect(bravo);
    const {signal} = request('/');
    const ask = (of: Connection) => of.json({verb: 'GET', path: '/version', signal});
    const real = versionOf(await ask(first));
    assert.match(real?.git ?? '', /^v1\.37\./);
    assert.equal(real?.emulated, undefined);
    assert.equal(versionOf(await ask(second))?.emulated, '1.36');
    const {resource} = pods;
    const pod = await readObject(first, resource, {namespace: 'default', name: 'pod-0'}, signal);
    assert.deepEqual(Object.keys(pod as object).sort(), ['apiVersion', 'kind', 'metadata', 'spec', 'status']);
  });
});
