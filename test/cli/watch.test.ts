import assert from 'node:assert/strict';
import test from 'node:test';
import {type GetRequest, runGet} from '../../src/cli/index.ts';
import {widgets} from '../kinds/widgets.ts';
import {type EngineForm, type FakeEngine, fakeEngine, pod} from './fakes.ts';
import {screen} from './screen.ts';

const watching = (given: Partial<GetRequest> = {}): GetRequest => ({
  kinds: ['pods'],
  namespaces: {type: 'all'},
  output: 'table',
  isWatching: true,
  query: '',
  ...given,
});

function engineWithPods(form: EngineForm = {}): FakeEngine {
  const engine = fakeEngine(form);
  engine.cluster('east');
  engine.cluster('west');
  engine.objects('east', 'pods', [pod('web-1'), pod('web-2')]);
  engine.objects('west', 'pods', [pod('api-1')]);
  return engine;
}

/** Lets the watch notice and paint: its shortest pause is under half a second. */
const aMoment = 500;

async function run(engine: FakeEngine, request: GetRequest, steps: () => Promise<void>): Promise<number> {
  const done = runGet(engine, request);
  await engine.clock.advance(aMoment);
  await steps();
  engine.interrupt();
  await engine.clock.advance(aMoment);
  return done;
}

test('in a pipe the rows there are come as added, then one JSON line per change', async () => {
  const engine = engineWithPods();
  const code = await run(engine, watching(), async () => {
    const first = lines(engine);
    assert.deepEqual(
      first.map(({type, cluster, kind, namespace, name}) => [type, cluster, kind, namespace, name]),
      [
        ['added', 'east', 'Pod', 'default', 'web-1'],
        ['added', 'east', 'Pod', 'default', 'web-2'],
        ['added', 'west', 'Pod', 'default', 'api-1'],
      ],
    );
    assert.equal(first[0]?.['time'], '2026-01-01T00:00:00.000Z');
    engine.objects('east', 'pods', [pod('web-1', {restarts: 3}), pod('web-3')]);
    await engine.clock.advance(aMoment);
    assert.deepEqual(
      lines(engine)
        .slice(3)
        .map(({type, name, restarts}) => [type, name, restarts]),
      [
        ['changed', 'web-1', 3],
        ['added', 'web-3', 0],
        ['removed', 'web-2', 0],
      ],
    );
  });
  assert.equal(code, 0);
});

test('in a pipe a quiet fleet writes nothing, however long it is quiet', async () => {
  const engine = engineWithPods();
  await run(engine, watching(), async () => {
    const before = engine.written.out;
    engine.objects('east', 'pods', [pod('web-1'), pod('web-2')]);
    await engine.clock.advance(10 * 60_000);
    assert.equal(engine.written.out, before);
    assert.equal(engine.written.err, '');
  });
});

test('in a pipe a lost cluster is told once on standard error, its rows stay, and its return is told as well', async () => {
  const engine = engineWithPods();
  await run(engine, watching(), async () => {
    const before = engine.written.out;
    engine.cluster('west', {
      connection: {type: 'unreachable', since: 1, layer: 'tcp', reason: 'connection refused'},
    });
    await engine.clock.advance(60_000);
    assert.equal(engine.written.err.split('\n').length, 2);
    assert.match(engine.written.err, /^west: unreachable \(tcp\): connection refused/);
    assert.equal(engine.written.out, before);
    engine.feed.connection('west', {type: 'live', since: 2});
    engine.feed.flush();
    await engine.clock.advance(aMoment);
    assert.match(engine.written.err, /\nwest: read again\n$/);
  });
});

test('a slow reader gets fewer, later changes instead of a backlog', async () => {
  let release: (() => void) | undefined;
  const engine = engineWithPods({
    onWrite: () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  });
  await run(engine, watching(), async () => {
    for (let restarts = 1; restarts <= 50; restarts++) {
      engine.objects('east', 'pods', [pod('web-1', {restarts}), pod('web-2')]);
      await engine.clock.advance(aMoment);
    }
    assert.equal(lines(engine).length, 3);
    release?.();
    await engine.clock.advance(aMoment);
    assert.deepEqual(
      lines(engine)
        .slice(3)
        .map(({type, restarts}) => [type, restarts]),
      [['changed', 50]],
    );
    release?.();
  });
});

test('in a pipe nothing is said when a cluster is read through another of its contexts', async () => {
  const engine = fakeEngine();
  const server = 'https://one.example';
  const lost = {type: 'unreachable', since: 1, layer: 'tcp', reason: 'connection refused'} as const;
  engine.cluster('by-vpn', {server});
  engine.cluster('direct', {server});
  for (const context of ['by-vpn', 'direct']) engine.objects(context, 'pods', [pod('web-1'), pod('web-2')]);
  await run(engine, watching(), async () => {
    assert.equal(lines(engine).length, 2);
    engine.feed.connection('by-vpn', lost);
    await engine.clock.advance(aMoment);
    assert.equal(engine.feed.store.getState().clusters[0]?.contexts[0], 'direct');
    assert.equal(lines(engine).length, 2);
    engine.objects('direct', 'pods', [pod('web-1')]);
    await engine.clock.advance(aMoment);
  });
  const {type, name, cluster, context} = lines(engine)[2] ?? {};
  assert.deepEqual([type, name, cluster, context], ['removed', 'web-2', 'by-vpn', 'direct']);
  assert.equal(engine.written.err, '');
});

test('-o json on a terminal is JSON lines too', async () => {
  const engine = engineWithPods({isTerminal: true});
  await run(engine, watching({output: 'json'}), async () => {
    assert.equal(lines(engine).length, 3);
  });
});

test('a terminal shows the table, redraws one cell in place, and is silent while nothing changes', async () => {
  const engine = engineWithPods({isTerminal: true});
  const terminal = screen({columns: 80, rows: 24});
  const code = await run(engine, watching(), async () => {
    await terminal.write(engine.written.out);
    assert.deepEqual(terminal.lines(), [
      'CLUSTER   NAMESPACE   NAME    READY   STATUS    RESTARTS   AGE',
      'east      default     web-1   1/1     Running   0          60m',
      'east      default     web-2   1/1     Running   0          60m',
      'west      default     api-1   1/1     Running   0          60m',
    ]);
    engine.written.out = '';
    await engine.clock.advance(30_000);
    assert.equal(engine.written.out, '');
    engine.objects('west', 'pods', [pod('api-1', {restarts: 4})]);
    await engine.clock.advance(aMoment);
    assert.ok(engine.written.out.length > 0 && engine.written.out.length < 60, engine.written.out);
    await terminal.write(engine.written.out);
    assert.equal(terminal.lines()[3], 'west      default     api-1   1/1     Running   4          60m');
    engine.written.out = '';
  });
  assert.equal(code, 0);
  assert.equal(engine.written.out, '\x1b[?25h');
  assert.equal(engine.terminal.restoration, '');
});

test('the cursor is hidden while it redraws, and what restores it is known to whoever ends the program', async () => {
  const engine = engineWithPods({isTerminal: true});
  await run(engine, watching(), async () => {
    assert.ok(engine.written.out.startsWith('\x1b[?25l'));
    assert.equal(engine.terminal.restoration, '\x1b[?25h');
  });
});

test('rows of a lost cluster stay, marked and in their place, with the reason below', async () => {
  const engine = engineWithPods({isTerminal: true});
  const terminal = screen({columns: 80, rows: 24});
  await run(engine, watching(), async () => {
    engine.cluster('east', {
      connection: {type: 'unreachable', since: 1, layer: 'tcp', reason: 'connection refused'},
    });
    await engine.clock.advance(aMoment);
    await terminal.write(engine.written.out);
    assert.deepEqual(
      terminal
        .lines()
        .slice(1, 4)
        .map((line) => line.slice(0, 25).trimEnd()),
      ['east ~    default     web', 'east ~    default     web', 'west      default     api'],
    );
    assert.match(terminal.lines()[4] ?? '', /^east: unreachable \(tcp\): connection refused/);
  });
});

test('what does not fit is counted, and a resize paints anew', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.terminal.rows = 8;
  engine.cluster('east');
  engine.objects(
    'east',
    'pods',
    Array.from({length: 40}, (_, index) => pod(`web-${100 + index}`)),
  );
  const terminal = screen({columns: 80, rows: 8});
  await run(engine, watching(), async () => {
    await terminal.write(engine.written.out);
    assert.equal(terminal.lines().length, 7);
    assert.equal(terminal.lines()[6], '… 35 more pods');
    engine.written.out = '';
    engine.terminal.rows = 12;
    terminal.resize({columns: 80, rows: 12});
    engine.terminal.disturb('resized');
    await engine.clock.advance(aMoment);
    await terminal.write(engine.written.out);
    assert.equal(terminal.lines().length, 11);
    assert.equal(terminal.lines()[10], '… 31 more pods');
  });
});

test('a table of clusters stays where it is when one of them is lost and comes back', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('east');
  engine.cluster('west');
  const nodes = Array.from({length: 1000}, (_, index) => ({metadata: {name: `node-${index}`}}));
  engine.objects('west', 'nodes', nodes);
  const terminal = screen({columns: 80, rows: 24});
  await run(engine, watching({kinds: ['clusters']}), async () => {
    await terminal.write(engine.written.out);
    const [head = '', first = ''] = terminal.lines();
    assert.match(head, /^CLUSTER +TIER +VER +STATE +WORST +NODES +ROLL +BAD$/);
    const reason = 'refused';
    engine.cluster('west', {
      connection: {type: 'unreachable', since: engine.clock.now() - 50_000, layer: 'tcp', reason},
    });
    engine.written.out = '';
    await engine.clock.advance(aMoment);
    await terminal.write(engine.written.out);
    assert.deepEqual(terminal.lines().slice(0, 2), [head, first]);
    assert.match(
      terminal.lines()[2] ?? '',
      /^west +dev +1\.37 +tcp 50s +~NotReady x1000 +~0\/1000 +~0\/0 +~0$/,
    );
    engine.feed.connection('west', {type: 'live', since: engine.clock.now()});
    engine.feed.flush();
    engine.written.out = '';
    await engine.clock.advance(aMoment);
    await terminal.write(engine.written.out);
    assert.deepEqual(terminal.lines().slice(0, 2), [head, first]);
  });
});

test('a reason that is too long for the screen goes on below while there is room, and is cut when not', async () => {
  const reason = 'the certificate is signed by an authority that this kubeconfig does not know; '.repeat(4);
  for (const rows of [24, 8]) {
    const engine = engineWithPods({isTerminal: true});
    engine.terminal.rows = rows;
    const terminal = screen({columns: 80, rows});
    await run(engine, watching(), async () => {
      for (const name of ['east', 'west'])
        engine.cluster(name, {connection: {type: 'unreachable', since: 1, layer: 'tls', reason}});
      await engine.clock.advance(aMoment);
      await terminal.write(engine.written.out);
      const foot = terminal.lines().slice(4);
      assert.equal(foot.length, rows === 24 ? 8 : 3, foot.join('\n'));
      assert.match(foot[0] ?? '', /^east: unreachable \(tls\): the certificate is signed/);
      if (rows === 24) assert.match(foot[3] ?? '', /^ {2}\S.*…$/);
      assert.ok(foot.every((line) => line.length <= 80));
    });
  }
});

test('a long list leaves room for a short one below it', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.terminal.rows = 10;
  engine.cluster('east');
  const pods = Array.from({length: 40}, (_, index) => pod(`web-${100 + index}`));
  engine.objects('east', 'pods', pods);
  engine.objects('east', 'namespaces', [{metadata: {name: 'shop'}}]);
  const terminal = screen({columns: 80, rows: 10});
  await run(engine, watching({kinds: ['pods', 'ns']}), async () => {
    await terminal.write(engine.written.out);
    const lines = terminal.lines();
    assert.equal(lines.length, 9);
    assert.equal(lines[5], '… 36 more pods');
    assert.match(lines[8] ?? '', /^east +shop/);
  });
});

test('of events that do not fit the newest are shown', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.terminal.rows = 8;
  engine.cluster('east');
  engine.objects(
    'east',
    'events',
    Array.from({length: 20}, (_, index) => ({
      metadata: {name: `e-${20 - index}`, namespace: 'default'},
      reason: `Reason${index + 10}`,
      lastTimestamp: `2025-12-31T23:${index + 10}:00Z`,
    })),
  );
  const terminal = screen({columns: 80, rows: 8});
  await run(engine, watching({kinds: ['events']}), async () => {
    await terminal.write(engine.written.out);
    assert.equal(terminal.lines()[1], '… 15 earlier events');
    assert.deepEqual(
      terminal.lines().map((line) => line.match(/Reason\d+/)?.[0]),
      [undefined, undefined, 'Reason25', 'Reason26', 'Reason27', 'Reason28', 'Reason29'],
    );
  });
});

test('the first thing on the screen is the clusters there are, and one line says which are still being read', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('east', {connection: {type: 'connecting', since: 0}});
  engine.cluster('west', {connection: {type: 'connecting', since: 0}});
  await run(engine, watching(), async () => {
    assert.doesNotMatch(engine.written.out, /no pods/);
    assert.equal(engine.written.out.match(/still reading east, west/g)?.length, 1);
  });
});

test('clusters that were not published yet are there on the first screen, instead of a claim that there are none', async () => {
  const engine = fakeEngine({isTerminal: true});
  const facts = {server: '', order: 0, tier: '', group: '', provider: '', isCurrent: false};
  engine.feed.describe({context: 'east', ...facts});
  await run(engine, watching({kinds: ['clusters']}), async () => {
    assert.match(engine.written.out, /east/);
    assert.doesNotMatch(engine.written.out, /no clusters/);
  });
});

test('ages of young objects step by ten seconds, so that a screen of them does not change every second', async () => {
  const engine = fakeEngine({isTerminal: true});
  engine.cluster('east');
  engine.objects('east', 'pods', [pod('web-1', {created: '2025-12-31T23:59:57Z'})]);
  const terminal = screen({columns: 80, rows: 24});
  await run(engine, watching(), async () => {
    await terminal.write(engine.written.out);
    const writes: string[] = [];
    for (let second = 0; second < 30; second++) {
      engine.written.out = '';
      await engine.clock.advance(1000);
      if (engine.written.out !== '') writes.push(engine.written.out);
      await terminal.write(engine.written.out);
    }
    assert.equal(writes.length, 3);
    assert.match(terminal.lines()[1] ?? '', /30s$/);
  });
});

test('a kind that a cluster learns of later is watched there as soon as it is known', async () => {
  const engine = fakeEngine({resolve: (context) => (context === 'east' || isUp ? widgets : undefined)});
  let isUp = false;
  engine.cluster('east');
  engine.cluster('west', {connection: {type: 'connecting', since: 0}});
  await run(engine, watching({kinds: ['widgets']}), async () => {
    assert.deepEqual([...engine.wanted.keys()], ['east widgets']);
    isUp = true;
    engine.cluster('west');
    await engine.clock.advance(aMoment);
    assert.equal(engine.wanted.get('west widgets'), 1);
    assert.equal(engine.wanted.get('east widgets'), 1);
  });
  assert.ok([...engine.wanted.values()].every((count) => count === 0));
});

test('what becomes wrong with the kubeconfig meanwhile is said: below the table, and once in a pipe', async () => {
  const problem = '/kubeconfig:3:1: Nested mappings are not allowed';
  for (const isTerminal of [true, false]) {
    const engine = engineWithPods({isTerminal});
    await run(engine, watching(), async () => {
      assert.doesNotMatch(engine.written.out + engine.written.err, /Nested/);
      Object.assign(engine.watch, {problems: [problem]});
      for (const restarts of [1, 2]) {
        engine.objects('west', 'pods', [pod('api-1', {restarts})]);
        await engine.clock.advance(aMoment);
      }
    });
    if (!isTerminal) assert.equal(engine.written.err, `warning: ${problem}\n`);
    else {
      const terminal = screen({columns: 80, rows: 24});
      await terminal.write(engine.written.out);
      assert.ok(terminal.lines().includes(problem), terminal.lines().join('\n'));
    }
  }
});

test('a context that could not be asked what a kind is, is asked when its cluster is read through it', async () => {
  const engine = fakeEngine({resolve: (context) => (context === up ? widgets : undefined)});
  const server = 'https://one.example';
  const lost = {type: 'unreachable', since: 1, layer: 'tcp', reason: 'connection refused'} as const;
  let up = 'direct';
  engine.cluster('direct', {server});
  engine.cluster('by-vpn', {server, connection: lost});
  await run(engine, watching({kinds: ['widgets']}), async () => {
    assert.deepEqual([...engine.wanted.keys()], ['direct widgets']);
    up = 'by-vpn';
    engine.feed.connection('direct', lost);
    engine.cluster('by-vpn', {server});
    await engine.clock.advance(aMoment);
    assert.equal(engine.wanted.get('by-vpn widgets'), 1);
  });
});

function lines(engine: FakeEngine): readonly Readonly<Record<string, unknown>>[] {
  return engine.written.out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
