import assert from 'node:assert/strict';
import test from 'node:test';
import {parse} from 'yaml';
import {type GetRequest, runGet} from '../../src/cli/index.ts';
import type {LoginCause} from '../../src/fleet/index.ts';
import type {BaseRecord, Kind, Resource} from '../../src/kinds/index.ts';
import {tableKind} from '../../src/kinds/index.ts';
import {width} from '../../src/text/index.ts';
import {type FakeEngine, fakeEngine, fill, pod} from './fakes.ts';

const ask = (given: Partial<GetRequest> = {}): GetRequest => ({
  kinds: ['pods'],
  namespaces: {type: 'all'},
  output: 'table',
  isWatching: false,
  query: '',
  ...given,
});

function twoClusters(): FakeEngine {
  const engine = fakeEngine();
  engine.cluster('east', {namespace: 'shop'});
  engine.cluster('west');
  engine.objects('east', 'pods', [
    pod('web-2', {namespace: 'shop', restarts: 7}),
    pod('web-1', {namespace: 'shop'}),
    pod('dns-1', {namespace: 'kube-system'}),
  ]);
  engine.objects('west', 'pods', [pod('api-1', {created: '2025-12-31T23:59:48Z'})]);
  return engine;
}

const golden = `CLUSTER   NAMESPACE     NAME    READY   STATUS    RESTARTS   AGE
east      kube-system   dns-1   1/1     Running   0          60m
east      shop          web-1   1/1     Running   0          60m
east      shop          web-2   1/1     Running   7          60m
west      default       api-1   1/1     Running   0          12s
`;

test('the pods of every cluster are one list: by cluster, namespace and name, in the columns of kubectl', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask()), 0);
  assert.equal(engine.written.out, golden);
  assert.equal(engine.written.err, '');
});

test('without -n and -A it is the namespace of each context, without a NAMESPACE column', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({namespaces: {type: 'context'}})), 0);
  assert.deepEqual(firstColumns(engine.written.out, 2), [
    ['CLUSTER', 'NAME'],
    ['east', 'web-1'],
    ['east', 'web-2'],
    ['west', 'api-1'],
  ]);
});

test('-n is one namespace on all, and says so when it holds nothing', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({namespaces: {type: 'named', name: 'kube-system'}})), 0);
  assert.deepEqual(firstColumns(engine.written.out, 2).slice(1), [['east', 'dns-1']]);
  const empty = twoClusters();
  assert.equal(await runGet(empty, ask({namespaces: {type: 'named', name: 'none'}})), 0);
  assert.equal(empty.written.out, '');
  assert.equal(empty.written.err, 'No pods found in namespace none.\n');
});

test('a query narrows the rows', async () => {
  for (const [query, names] of [
    ['restarts:>5', ['web-2']],
    ['cluster:west', ['api-1']],
    ['label:app=web !web-2', ['web-1']],
    ['namespace:kube', ['dns-1']],
    ['age:<1m', ['api-1']],
  ] as const) {
    const engine = twoClusters();
    assert.equal(await runGet(engine, ask({query, output: 'name'})), 0, engine.written.err);
    assert.deepEqual(
      engine.written.out
        .trim()
        .split('\n')
        .map((line) => line.split('/').at(-1)),
      names,
      query,
    );
  }
});

test('a query that cannot be read, or names no column, is an error of usage', async () => {
  for (const query of ['name:(', 'colour:red', 'age:<soon']) {
    const engine = twoClusters();
    assert.equal(await runGet(engine, ask({query})), 2, query);
    assert.match(engine.written.err, /^error: in the query "/);
    assert.equal(engine.written.out, '');
  }
});

test('csv quotes what it must and prints all columns', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({output: 'csv', query: 'web-1'})), 0);
  const [head, row] = engine.written.out.split('\n');
  assert.match(head ?? '', /^CLUSTER,NAMESPACE,NAME,READY,STATUS,RESTARTS,AGE,IP,NODE/);
  assert.match(row ?? '', /^east,shop,web-1,1\/1,Running,0,60m,10\.0\.0\.1,node-1/);
});

test('name prints one path a line', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({output: 'name'})), 0);
  assert.equal(
    engine.written.out,
    'east/pods/kube-system/dns-1\neast/pods/shop/web-1\neast/pods/shop/web-2\nwest/pods/default/api-1\n',
  );
});

test('json and yaml hold the same document: typed items, and nothing missing', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({output: 'json', query: 'web-2'})), 0);
  const document = JSON.parse(engine.written.out);
  const [item] = document.items;
  assert.equal(document.items.length, 1);
  assert.deepEqual(document.missing, []);
  assert.deepEqual(
    [item.cluster, item.context, item.kind, item.namespace, item.name, item.created],
    ['east', 'east', 'Pod', 'shop', 'web-2', '2025-12-31T23:00:00Z'],
  );
  assert.deepEqual(item.labels, {app: 'web'});
  assert.equal(item.restarts, 7);
  assert.equal(item.nodeName, 'node-1');
  const other = twoClusters();
  assert.equal(await runGet(other, ask({output: 'yaml', query: 'web-2'})), 0);
  assert.deepEqual(parse(other.written.out), document);
});

test('a cluster that cannot be reached leaves the others whole, is named with its reason, and the exit code is 3', async () => {
  const engine = twoClusters();
  engine.cluster('north', {
    connection: {
      type: 'unreachable',
      since: engine.clock.now(),
      layer: 'tcp',
      reason: 'connection refused by 10.1.1.1:6443',
    },
  });
  engine.cluster('south', {
    connection: {
      type: 'login',
      since: engine.clock.now(),
      cause: 'session',
      reason: 'run "aws sso login"',
      group: 'aws-prod',
    },
  });
  engine.cluster('middle', {watches: {pods: {type: 'denied', reason: 'user "ann" may not list pods'}}});
  assert.equal(await runGet(engine, ask()), 3);
  assert.equal(engine.written.out, golden);
  assert.deepEqual(engine.written.err.split('\n').slice(0, 3), [
    'north: unreachable (tcp): connection refused by 10.1.1.1:6443. Check that it runs, and the VPN or proxy on the way.',
    'south: login (session): run "aws sso login". One login of aws-prod heals all its contexts.',
    'middle: denied pods: user "ann" may not list pods. Ask for the right to list and watch, or name namespaces for this context in the settings.',
  ]);
});

test('json says what is missing as data', async () => {
  const engine = twoClusters();
  engine.cluster('north', {
    connection: {type: 'unreachable', since: 1, layer: 'http', status: 503, reason: 'service unavailable'},
  });
  assert.equal(await runGet(engine, ask({output: 'json'})), 3);
  const {items, missing} = JSON.parse(engine.written.out);
  assert.equal(items.length, 4);
  assert.equal(missing.length, 1);
  const {cluster, context, state, cause, reason} = missing[0];
  assert.deepEqual(
    {cluster, context, state, cause, reason},
    {
      cluster: 'north',
      context: 'north',
      state: 'unreachable',
      cause: 'http 503',
      reason: 'service unavailable',
    },
  );
});

test('get clusters shows a row for each, also for one that is lost', async () => {
  const engine = twoClusters();
  engine.cluster('north', {
    connection: {type: 'unreachable', since: engine.clock.now() - 240_000, layer: 'tcp', reason: 'x'},
  });
  assert.equal(await runGet(engine, ask({kinds: ['clusters']})), 3);
  const rows = engine.written.out.split('\n');
  assert.match(rows[0] ?? '', /^CLUSTER +TIER +GROUP +VERSION +STATE +WORST +NODES/);
  assert.match(rows[1] ?? '', /^east +dev +\? +v1\.37\.2 +live/);
  assert.match(rows[3] ?? '', /^north +dev +\? +\? +tcp 4m +\?/);
  assert.match(engine.written.err, /^north: unreachable \(tcp\): x/);
});

test('a row of a cluster in json has numbers, nulls for what is not known, and how each figure stands', async () => {
  const engine = twoClusters();
  engine.cluster('north', {connection: {type: 'connecting', since: 0}});
  assert.equal(await runGet(engine, ask({kinds: ['clusters'], output: 'json'})), 3);
  const {items, missing} = JSON.parse(engine.written.out);
  assert.equal(items[0].pods.total, 3);
  assert.equal(items[0].standing.pods, 'known');
  assert.equal(items[0].version, 'v1.37.2');
  assert.equal(items[2].pods, null);
  assert.equal(items[2].standing.pods, 'unknown');
  assert.equal(missing[0].state, 'connecting');
  assert.match(missing[0].reason, /no answer within 15s/);
});

test('text from a cluster cannot steer the terminal, in any output', async () => {
  for (const output of ['table', 'wide', 'json', 'yaml', 'csv', 'name'] as const) {
    const engine = fakeEngine();
    engine.cluster('east');
    const nasty = pod('web\x1b[2J\u202e', {node: 'n\x1b]0;x\x07'});
    engine.objects('east', 'pods', [{...nasty, metadata: {...nasty.metadata, labels: {a: '\x1b[31m'}}}]);
    assert.equal(await runGet(engine, ask({output})), 0);
    assert.match(engine.written.out, /web/);
    assert.doesNotMatch(engine.written.out, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|\\u001b|\\x1b|\\e/, output);
  }
});

test('on a terminal a long name gives way in its middle, so that the columns behind it stay; in a pipe nothing does', async () => {
  const long = pod(`${'w'.repeat(120)}-7x9zq`);
  const terminal = fakeEngine({isTerminal: true});
  terminal.cluster('east');
  terminal.objects('east', 'pods', [long]);
  await runGet(terminal, ask());
  const lines = terminal.written.out.trimEnd().split('\n');
  assert.ok(lines.every((line) => line.length <= 80));
  assert.match(lines[1] ?? '', /^east +default +w+…w+-7x9zq +1\/1 +Running +0 +60m$/);
  const pipe = fakeEngine();
  pipe.cluster('east');
  pipe.objects('east', 'pods', [long]);
  await runGet(pipe, ask());
  assert.match(pipe.written.out, /w{120}-7x9zq +1\/1/);
});

/** Ends again and again, last three minutes ago. */
function crashing(name: string) {
  const well = pod(name);
  const ended = {exitCode: 1, reason: 'Error', finishedAt: '2025-12-31T23:56:35Z'};
  const container = {
    ...{name: 'main', ready: false, restartCount: 9, lastState: {terminated: ended}},
    state: {waiting: {reason: 'CrashLoopBackOff'}},
  };
  return {...well, status: {...well.status, containerStatuses: [container]}};
}

test('on a terminal without room for when it was, only how often a pod was restarted is shown', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('prod-eu-west-1-shop');
  engine.objects('prod-eu-west-1-shop', 'pods', [crashing('checkout-7d9f8c6b5d-x2x9z')]);
  await runGet(engine, ask());
  const [head = '', row = ''] = plain(engine.written.out).split('\n');
  assert.match(row, /CrashLoopBackOff +9( |…|$)/);
  assert.doesNotMatch(row, /\(|…\s*…$/);
  assert.ok(head.length <= 80 && row.length <= 80);
  engine.terminal.columns = 120;
  engine.written.out = '';
  await runGet(engine, ask());
  assert.match(plain(engine.written.out), /CrashLoopBackOff +9 \(3m25s ago\) +60m/);
});

test('on a terminal the cell that says what is wrong is red, that of others has no colour', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('east');
  engine.objects('east', 'pods', [pod('well'), crashing('ill')]);
  await runGet(engine, ask());
  const [, ill = '', well = ''] = engine.written.out.split('\n');
  assert.match(ill, /^[^\x1b]+\x1b\[31mCrashLoopBackOff *\x1b\[0m9 \(3m25s ago\) [^\x1b]+$/);
  assert.doesNotMatch(well, /\x1b/);
});

test('a line that ends within a cell that is cut already has one ellipsis there, on a terminal of any width', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('prod-eu-west-1-shop');
  engine.objects('prod-eu-west-1-shop', 'events', [
    {
      metadata: {name: 'a.1', namespace: 'shop-frontend-web', creationTimestamp: '2025-12-31T23:59:00Z'},
      involvedObject: {kind: 'Pod', namespace: 'shop-frontend-web', name: 'checkout-7d9f8c6b5d-x2x9z'},
      ...{
        type: 'Warning',
        reason: 'FailedCreatePodSandBox',
        message: 'Failed to create pod sandbox: no room',
      },
      ...{count: 3, lastTimestamp: '2025-12-31T23:59:00Z'},
    },
  ]);
  for (let columns = 20; columns <= 110; columns++) {
    engine.terminal.columns = columns;
    engine.written.out = '';
    await runGet(engine, ask({kinds: ['events']}));
    const [, row = ''] = plain(engine.written.out).split('\n');
    assert.match(row, /^prod/);
    assert.doesNotMatch(row, /… ?…$/, `on ${columns} columns`);
  }
});

function plain(text: string): string {
  return text.replaceAll(/\x1b\[[\d;]*m/g, '');
}

const certificates: Resource = {
  group: 'cert-manager.io',
  version: 'v1',
  plural: 'certificates',
  singular: 'certificate',
  kind: 'Certificate',
  shortNames: ['cert'],
  namespaced: true,
};

const definitions = [
  {name: 'Name', type: 'string', priority: 0},
  {name: 'Ready', type: 'string', priority: 0},
  {name: 'Issuer', type: 'string', priority: 1},
  {name: 'Age', type: 'date', priority: 0},
];

test('a custom kind is shown in the server’s own columns; a cluster that does not have it is not missing', async () => {
  const engine = fakeEngine({
    resolve: (context, name) => (name === 'cert' && context === 'east' ? certificates : undefined),
  });
  engine.cluster('east');
  engine.cluster('west');
  // The kind is made when it is resolved; the feed knows kinds by their names.
  fill(engine.feed, 'east', tableKind(certificates), [
    {
      cells: ['web', 'True', 'letsencrypt', '5m'],
      object: {metadata: {name: 'web', namespace: 'shop', creationTimestamp: '2025-12-31T23:00:00Z'}},
      columnDefinitions: definitions,
    },
  ]);
  engine.feed.flush();
  const code = await runGet(engine, ask({kinds: ['cert']}));
  assert.equal(engine.written.err, '');
  assert.equal(code, 0);
  assert.equal(
    engine.written.out,
    `CLUSTER   NAMESPACE   NAME   READY   AGE
east      shop        web    True    60m
`,
  );
});

test('a kind that no cluster knows is an error', async () => {
  const engine = fakeEngine();
  engine.cluster('east');
  engine.cluster('west');
  assert.equal(await runGet(engine, ask({kinds: ['foos']})), 1);
  assert.equal(engine.written.err, 'error: no cluster knows the kind "foos"\n');
});

test('a cluster that could not be asked may know the kind: that is told, and it is missing', async () => {
  const engine = fakeEngine();
  engine.cluster('east', {connection: {type: 'unreachable', since: 1, layer: 'dns', reason: 'no such host'}});
  assert.equal(await runGet(engine, ask({kinds: ['foos']})), 3);
  assert.match(engine.written.err, /east: unreachable \(dns\): no such host/);
});

test('several kinds are several tables, and one document', async () => {
  const engine = twoClusters();
  engine.objects('east', 'namespaces', [
    {metadata: {name: 'shop', creationTimestamp: '2025-12-31T00:00:00Z'}, status: {phase: 'Active'}},
  ]);
  assert.equal(await runGet(engine, ask({kinds: ['pods', 'ns']})), 0);
  assert.match(engine.written.out, /api-1.*\n\nCLUSTER +NAME +STATUS +AGE\neast +shop +Active +24h\n$/);
});

test('kinds are wanted while they are read, and no longer', async () => {
  const engine = twoClusters();
  await runGet(engine, ask());
  assert.deepEqual([...engine.wanted.keys()], ['east pods', 'west pods']);
  assert.ok([...engine.wanted.values()].every((count) => count === 0));
});

const event = (name: string, type: string, minute: number) => ({
  metadata: {name, namespace: 'default', creationTimestamp: '2025-12-31T23:00:00Z'},
  involvedObject: {kind: 'Pod', namespace: 'default', name: 'web-1'},
  reason: name,
  message: 'what happened',
  type,
  lastTimestamp: `2025-12-31T23:${minute}:00Z`,
  count: 1,
});

test('what became wrong with the kubeconfig while the clusters were read is said, what was wrong before is not said again', async () => {
  const engine = twoClusters();
  const [before, now] = ['/a: is gone', '/b: the renewed login of user me cannot be kept there'];
  Object.assign(engine.watch, {
    problems: [before],
    settled: async () => void Object.assign(engine.watch, {problems: [before, now]}),
  });
  assert.equal(await runGet(engine, ask()), 0);
  assert.equal(engine.written.err, `warning: ${now}\n`);
});

test('events are all events, normal ones too, in the order in which the fleet lived them', async () => {
  const engine = twoClusters();
  engine.objects('east', 'events', [event('late', 'Normal', 40), event('early', 'Warning', 10)]);
  engine.objects('west', 'events', [event('between', 'Normal', 20)]);
  const wanted: Kind<BaseRecord>[] = [];
  const {want} = engine.watch;
  engine.watch.want = (kinds, contexts) => {
    wanted.push(...kinds);
    return want(kinds, contexts);
  };
  assert.equal(await runGet(engine, ask({kinds: ['ev']})), 0);
  assert.deepEqual(
    engine.written.out.match(/early|late|between/g),
    ['early', 'between', 'late'],
    engine.written.out,
  );
  assert.equal(engine.written.err, '');
  assert.deepEqual(
    wanted.map(({resource, fieldSelector}) => [resource.plural, fieldSelector]),
    [['events', undefined]],
  );
});

test('of a kind without namespaces nothing is said of namespaces', async () => {
  const engine = fakeEngine();
  engine.cluster('east');
  assert.equal(await runGet(engine, ask({kinds: ['nodes'], namespaces: {type: 'context'}})), 0);
  assert.equal(engine.written.err, 'No nodes found.\n');
});

test('a terminal shows as many columns of clusters as it has room for, without ever wrapping a line', async () => {
  const core = ['CLUSTER', 'TIER', 'VER', 'STATE', 'WORST', 'NODES', 'ROLL', 'BAD'];
  for (const [columns, names] of [
    [40, ['CLUSTER', 'STATE']],
    [60, undefined],
    [80, core],
    [120, [...core.slice(0, 2), 'GROUP', ...core.slice(2, 7), 'CPU', 'MEM', 'PODS', 'BAD']],
    [200, undefined],
  ] as const) {
    const engine = fakeEngine({isTerminal: true});
    engine.terminal.columns = columns;
    engine.cluster('production-payments-europe-west-1', {group: 'europe'});
    engine.cluster('production-payments-europe-west-2', {
      connection: {type: 'login', since: engine.clock.now() - 1e6, cause: 'session', reason: 'x'},
    });
    engine.objects('production-payments-europe-west-1', 'deployments', [
      {
        metadata: {name: 'checkout-with-a-long-name', namespace: 'shop', generation: 1},
        spec: {replicas: 1, paused: false},
        status: {
          observedGeneration: 1,
          conditions: [{type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'}],
        },
      },
    ]);
    await runGet(engine, ask({kinds: ['clusters']}));
    const lines = engine.written.out.trimEnd().split('\n');
    assert.ok(
      lines.every((line) => width(line.replaceAll(/\x1b\[\d*m/g, '')) <= columns),
      `${columns}\n${engine.written.out}`,
    );
    const heads = lines[0]?.split(/ +/) ?? [];
    if (names !== undefined) for (const name of names) assert.ok(heads.includes(name), `${columns} ${name}`);
    if (columns === 80 || columns === 120) assert.deepEqual(heads, names);
    assert.equal(heads.includes('WARN'), columns === 200);
    assert.match(lines[1] ?? '', columns < 200 ? /^prod.*….*west-1 / : /^production-payments-europe-west-1 /);
    if (columns === 80) assert.match(lines[1] ?? '', / 1\.37 +live +stuck chec\S*… /);
  }
});

test('a query may name a column of clusters by either of its names, on terminals and in pipes', async () => {
  for (const isTerminal of [true, false]) {
    for (const query of ['ver:37', 'version:1.37']) {
      const engine = fakeEngine({isTerminal});
      engine.cluster('east');
      engine.cluster('west', {connection: {type: 'connecting', since: 0}});
      await runGet(engine, ask({kinds: ['clusters'], query, output: 'name'}));
      assert.equal(engine.written.out, 'east/clusters/east\n', query);
    }
  }
});

test('kinds of one cluster that are refused alike are told in one line', async () => {
  const engine = fakeEngine();
  const denied = {type: 'denied', reason: 'user "ann" may not list it'} as const;
  engine.cluster('east', {watches: {pods: denied, nodes: denied}});
  assert.equal(await runGet(engine, ask({kinds: ['clusters']})), 3);
  assert.match(engine.written.err, /^east: denied nodes, pods: user "ann" may not list it\. .*\n$/);
});

test('where only some namespaces could be read, it is said and the exit code is 3, unless the one asked for is read', async () => {
  const watches = {pods: {type: 'synced', since: 1, namespaces: ['shop', 'team']}} as const;
  const asked = async (namespaces: GetRequest['namespaces']) => {
    const engine = twoClusters();
    engine.cluster('east', {watches});
    return [await runGet(engine, ask({namespaces})), engine.written.err] as const;
  };
  const [code, words] = await asked({type: 'all'});
  assert.equal(code, 3);
  assert.match(
    words,
    /^east: partial pods: only namespaces shop, team may be listed\. Ask for the right to list/,
  );
  assert.equal((await asked({type: 'named', name: 'other'}))[0], 3);
  const [own, quiet] = await asked({type: 'named', name: 'team'});
  assert.equal(own, 0);
  assert.doesNotMatch(quiet, /partial/);
});

test('a cluster of several contexts shows the namespaces of all of them, with a NAMESPACE column', async () => {
  const engine = fakeEngine();
  const server = 'https://one.example';
  engine.cluster('team-a', {server, namespace: 'a'});
  engine.cluster('team-b', {server, namespace: 'b'});
  engine.objects('team-a', 'pods', [
    pod('one', {namespace: 'a'}),
    pod('two', {namespace: 'b'}),
    pod('three', {namespace: 'c'}),
  ]);
  assert.equal(await runGet(engine, ask({namespaces: {type: 'context'}})), 0);
  assert.deepEqual(firstColumns(engine.written.out, 3), [
    ['CLUSTER', 'NAMESPACE', 'NAME'],
    ['team-a', 'a', 'one'],
    ['team-a', 'b', 'two'],
  ]);
});

test('that there are none is said only of clusters that could be read', async () => {
  const lost = {type: 'unreachable', since: 1, layer: 'tcp', reason: 'connection refused'} as const;
  const engine = fakeEngine();
  engine.cluster('east', {connection: lost});
  assert.equal(await runGet(engine, ask()), 3);
  assert.match(engine.written.err, /^east: unreachable/);
  engine.cluster('west');
  engine.written.err = '';
  assert.equal(await runGet(engine, ask()), 3);
  assert.match(engine.written.err, /^No pods found on the clusters that were read\.\neast: unreachable/);
});

test('on a terminal the clusters that keep one waiting are named after two seconds, and not in a pipe', async () => {
  for (const isTerminal of [true, false]) {
    const engine = fakeEngine({isTerminal});
    engine.cluster('east');
    engine.cluster('west', {connection: {type: 'connecting', since: engine.clock.now()}});
    const {promise, resolve} = Promise.withResolvers<void>();
    Object.assign(engine.watch, {settled: () => promise});
    const done = runGet(engine, ask());
    await engine.clock.advance(1_900);
    assert.equal(engine.written.err, '');
    await engine.clock.advance(200);
    assert.equal(engine.written.err, isTerminal ? 'waiting for west …\n' : '');
    resolve();
    await done;
    assert.equal(engine.clock.pending, 1, 'the feed looks once a minute, and nothing else waits');
  }
});

test('a cluster is found by the word of its state, whatever the column makes of it', async () => {
  const engine = fakeEngine();
  engine.cluster('east');
  engine.cluster('west', {connection: {type: 'unreachable', since: 1, layer: 'tcp', reason: 'refused'}});
  await runGet(engine, ask({kinds: ['clusters'], output: 'name', query: 'state:unreachable'}));
  assert.equal(engine.written.out, 'west/clusters/west\n');
});

test('what nobody knows of a cluster is null for programs', async () => {
  const engine = fakeEngine();
  engine.cluster('east');
  await runGet(engine, ask({kinds: ['clusters'], output: 'json'}));
  const [{tier, group, provider, region}] = JSON.parse(engine.written.out).items;
  assert.deepEqual([tier, group, provider, region], ['dev', null, null, null]);
});

test('on a terminal the reasons are broken between words, and not in a pipe', async () => {
  const reason = 'the certificate is signed by an authority that this kubeconfig does not know';
  for (const isTerminal of [true, false]) {
    const engine = fakeEngine({isTerminal});
    engine.cluster('east', {connection: {type: 'unreachable', since: 1, layer: 'tls', reason}});
    await runGet(engine, ask());
    const lines = engine.written.err.trimEnd().split('\n');
    assert.equal(lines.length > 1, isTerminal);
    if (isTerminal) assert.ok(lines.every((line) => line.length <= 80));
    assert.equal(
      lines
        .map((line) => line.trim())
        .join(' ')
        .includes(reason),
      true,
      'no word is cut',
    );
  }
});

test('a login is advised only where one can help', async () => {
  const advised = async (cause: LoginCause, group: string) => {
    const engine = fakeEngine();
    engine.cluster('east', {connection: {type: 'login', since: 1, cause, reason: 'It failed.', group}});
    await runGet(engine, ask());
    return engine.written.err.trim();
  };
  assert.equal(await advised('no plugin', 'exec:corp#1234'), 'east: login (no plugin): It failed.');
  assert.match(await advised('session', 'exec:corp#1234'), /It failed\. Run its command in a terminal once/);
  assert.match(
    await advised('session', 'aws:sso:corp'),
    /One login of aws:sso:corp heals all its contexts\.$/,
  );
});

test('what cannot be watched is refused before anything is asked', async () => {
  const engine = twoClusters();
  assert.equal(await runGet(engine, ask({isWatching: true, output: 'csv'})), 2);
  assert.match(engine.written.err, /-o csv cannot be watched/);
  assert.equal(engine.wanted.size, 0);
});

function firstColumns(text: string, count: number): readonly (readonly string[])[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/).slice(0, count));
}
