import assert from 'node:assert/strict';
import test from 'node:test';
import {
  createListMemory,
  type Listing,
  type ListRow,
  type ObjectOptions,
  objectListing,
  rowQuery,
  type Sort,
} from '../../../src/fleet/index.ts';
import {jobs, type Kind, type PodRecord, pods} from '../../../src/kinds/index.ts';
import {connect, fleet, read, type TestFleet} from '../fleet.ts';
import {pod} from '../objects.ts';

const namesOf = ({rows}: Pick<Listing, 'rows'>) => rows.map(({name}) => name);

const query = (text: string) => {
  const result = rowQuery(text);
  if (result.type === 'error') throw new Error(result.message);
  return result.query;
};

/** Listings of pods over all clusters, of a kind whose cells can be counted. */
function lists({feed}: TestFleet, kind: Kind<PodRecord> = pods) {
  return (given: Partial<ObjectOptions> = {}): Listing => {
    feed.flush();
    const {clusters} = feed.store.getState();
    const kinds = new Map(
      clusters.flatMap(({contexts}) => contexts.map((one) => [one, kind as Kind] as const)),
    );
    return objectListing(
      {name: 'pods', kinds},
      {feed, clusters, namespacesOf: undefined, query: undefined, ageStep: 10, ...given},
    );
  };
}

function seeded(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

const asks: readonly {readonly text?: string; readonly isFaultsOnly?: true; readonly sort?: Sort}[] = [
  {},
  {text: 'pod-1'},
  {text: 'age:<40s'},
  {isFaultsOnly: true},
  {sort: {column: 'AGE', isDescending: false}},
  {sort: {column: 'NAME', isDescending: true}},
  {sort: {column: 'NODE', isDescending: false}},
  {text: '!pod-1', sort: {column: 'STATUS', isDescending: true}},
];

for (const {text = '', ...given} of asks) {
  test(`what is remembered never shows in the rows: ${JSON.stringify({text, ...given})}`, async () => {
    using one = fleet();
    const {feed, clock} = one;
    for (const context of ['east', 'west']) connect(one, context);
    const list = lists(one);
    const memory = createListMemory();
    const random = seeded(7);
    for (let round = 0; round < 150; round += 1) {
      for (let change = random(6); change > 0; change -= 1) {
        const context = random(2) === 0 ? 'east' : 'west';
        const namespace = `ns-${random(3)}`;
        const name = `pod-${random(25)}`;
        const state = random(4) === 0 ? 'crashing' : 'running';
        const created = clock.now() - random(120) * 1000;
        if (random(3) === 0) feed.sink(context, pods).remove(namespace, name);
        else
          feed
            .sink(context, pods)
            .upsert(pod(name, {namespace, state, created, node: ['', 'n-1', 'n-2'][random(3)] ?? ''}));
      }
      if (random(20) === 0) {
        const held = [...feed.records('east', pods).values()];
        read(feed, 'east', pods, held.slice(random(3)).reverse());
      }
      await clock.advance(random(3) * 1000);
      const asked = {query: query(text), ...given};
      const expected = list(asked);
      const actual = list({...asked, memory});
      assert.deepEqual(
        actual.rows.map((row) => row.cells()),
        expected.rows.map((row) => row.cells()),
        `round ${round}`,
      );
      assert.equal(actual.hidden, expected.hidden);
    }
  });
}

test('rows come by cluster, namespace and name', () => {
  using one = fleet();
  connect(one, 'west', {pods: [pod('b', {namespace: 'x'}), pod('a', {namespace: 'y'})]}, {order: 1});
  connect(one, 'east', {pods: [pod('c', {namespace: 'y'}), pod('a', {namespace: 'y'})]});
  assert.deepEqual(namesOf(lists(one)()), [
    'east/pods/y/a',
    'east/pods/y/c',
    'west/pods/x/b',
    'west/pods/y/a',
  ]);
});

test('while nothing changes the rows are the same array, and what did not change stays the same row', () => {
  using one = fleet();
  connect(one, 'east', {pods: [pod('a'), pod('b')]});
  connect(one, 'west', {pods: [pod('c')]}, {order: 1});
  const memory = createListMemory();
  const list = lists(one);
  const before = list({memory}).rows;
  assert.equal(list({memory}).rows, before);
  one.feed.sink('east', pods).upsert(pod('b', {state: 'crashing'}));
  const after = list({memory}).rows;
  assert.deepEqual(
    after.map((row, index) => row === before[index]),
    [true, false, true],
  );
});

test('of ten thousand rows the cells of those alone are made that changed or are looked at', () => {
  using one = fleet();
  let made = 0;
  const counting: Kind<PodRecord> = {
    ...pods,
    columns: pods.columns.map((column) => ({
      ...column,
      cell: (record, context) => {
        made += 1;
        return column.cell(record, context);
      },
    })),
  };
  const many = Array.from({length: 5000}, (_, index) => pod(`pod-${index}`));
  connect(one, 'east', {pods: many});
  connect(one, 'west', {pods: many}, {order: 1});
  const list = lists(one, counting);
  const memory = createListMemory();
  const cellsMade = (ask: () => Listing) => {
    made = 0;
    ask();
    return made;
  };
  const ask = {memory, query: query('crash')};
  assert.equal(
    cellsMade(() => list({memory})),
    0,
  );
  assert.ok(cellsMade(() => list(ask)) >= 10_000);
  assert.equal(
    cellsMade(() => list(ask)),
    0,
  );
  one.feed.sink('west', pods).upsert(pod('pod-7', {state: 'crashing'}));
  assert.ok(cellsMade(() => list(ask)) <= counting.columns.length);
  assert.deepEqual(namesOf(list(ask)), ['west/pods/shop/pod-7']);
  const shown = list({memory}).rows.slice(0, 3);
  assert.equal(
    cellsMade(() => {
      for (const row of shown) row.cells();
      return list({memory});
    }),
    3 * counting.columns.length,
  );
});

test('a sort judges only what changed, and ages do not disturb it', async () => {
  using one = fleet();
  let asked = 0;
  const counting: Kind<PodRecord> = {
    ...pods,
    columns: pods.columns.map((column) => ({
      ...column,
      value: (record, context) => {
        asked += 1;
        return column.value?.(record, context) ?? '';
      },
    })),
  };
  const {feed, clock} = one;
  const many = Array.from({length: 6000}, (_, index) =>
    pod(`pod-${index}`, {created: clock.now() - ((index * 7919) % 6000) * 1000}),
  );
  connect(one, 'east', {pods: many});
  const list = lists(one, counting);
  const memory = createListMemory();
  const sort = {column: 'AGE', isDescending: false};
  const first = list({memory, sort}).rows;
  assert.equal(asked, 6000);
  await clock.advance(600_000);
  assert.equal(list({memory, sort}).rows, first);
  feed.sink('east', pods).upsert(pod('pod-new', {created: clock.now() - 5000}));
  const rows = list({memory, sort}).rows;
  assert.equal(asked, 6001);
  assert.equal(rows[0]?.name, 'east/pods/shop/pod-new');
});

test('what changed since is looked up, and only where too much did are the records walked through', () => {
  using one = fleet();
  const {feed} = one;
  const many = Array.from({length: 1000}, (_, index) => pod(`pod-${index}`));
  connect(one, 'east', {pods: many});
  const memory = createListMemory();
  const list = lists(one);
  list({memory});
  let walks = 0;
  const records = feed.records('east', pods);
  Object.assign(records, {
    values: () => {
      walks += 1;
      return Map.prototype.values.call(records);
    },
  });
  const sink = feed.sink('east', pods);
  sink.upsert(pod('pod-7', {state: 'crashing'}));
  sink.upsert(pod('pod-1000'));
  sink.remove('shop', 'pod-8');
  sink.upsert(pod('pod-9', {state: 'crashing'}));
  sink.remove('shop', 'pod-9');
  sink.upsert(pod('pod-1001'));
  sink.remove('shop', 'pod-1001');
  const cells = (listing: Listing) => listing.rows.map((row) => row.cells());
  assert.deepEqual(cells(list({memory})), cells(list()));
  assert.equal(walks, 1, 'by the list that remembers nothing');
  for (const index of many.keys()) sink.upsert(pod(`pod-${index}`, {state: 'crashing'}));
  assert.deepEqual(cells(list({memory})), cells(list()));
  assert.equal(walks, 3);
});

test('a relist in another order leaves every row as it was', () => {
  using one = fleet();
  const held = [pod('a'), pod('b'), pod('c')];
  connect(one, 'east', {pods: held});
  const memory = createListMemory();
  const list = lists(one);
  const before = list({memory}).rows;
  read(one.feed, 'east', pods, [pod('c'), pod('b', {state: 'crashing'}), pod('a')]);
  const after = list({memory}).rows;
  assert.deepEqual(
    after.map((row, index) => [row.name.split('/').at(-1), row === before[index]]),
    [
      ['a', true],
      ['b', false],
      ['c', true],
    ],
  );
});

test('a word that must not be there leaves out the rows that have it', () => {
  using one = fleet();
  connect(one, 'east', {pods: [pod('web'), pod('db')]});
  assert.deepEqual(namesOf(lists(one)({query: query('!web')})), ['east/pods/shop/db']);
  assert.deepEqual(namesOf(lists(one)({query: query('!web !db')})), []);
  assert.deepEqual(namesOf(lists(one)({query: query('web !east')})), []);
});

test('ages of a cluster that joined later are compared with those of the others as of now', async () => {
  using one = fleet();
  const {clock} = one;
  connect(one, 'east', {pods: [pod('old', {created: clock.now() - 100_000})]});
  const memory = createListMemory();
  const list = lists(one);
  const sort = {column: 'AGE', isDescending: false};
  list({memory, sort});
  await clock.advance(50_000);
  connect(one, 'west', {pods: [pod('young', {created: clock.now() - 120_000})]}, {order: 1});
  assert.deepEqual(namesOf(list({memory, sort})), ['west/pods/shop/young', 'east/pods/shop/old']);
});

test('what grows for some rows and not for others is sorted anew every minute', async () => {
  using one = fleet();
  const {feed, clock} = one;
  const job = (name: string, started: number, completed?: number) =>
    jobs.project({
      metadata: {name, namespace: 'shop'},
      status: {
        startTime: new Date(started).toISOString(),
        ...(completed !== undefined && {completionTime: new Date(completed).toISOString()}),
      },
    });
  const now = clock.now();
  connect(one, 'east');
  read(feed, 'east', jobs, [job('done', now - 100_000, now - 50_000), job('runs', now - 10_000)]);
  feed.flush();
  const memory = createListMemory();
  const list = () =>
    objectListing(
      {name: 'jobs', kinds: new Map([['east', jobs as unknown as Kind]])},
      {
        feed,
        clusters: feed.store.getState().clusters,
        namespacesOf: undefined,
        query: undefined,
        ageStep: 10,
        memory,
        sort: {column: 'DURATION', isDescending: true},
      },
    );
  assert.deepEqual(namesOf(list()), ['east/jobs/shop/done', 'east/jobs/shop/runs']);
  await clock.advance(60_000);
  assert.deepEqual(namesOf(list()), ['east/jobs/shop/runs', 'east/jobs/shop/done']);
});

test('scope, namespaces and the clusters’ order are looked at anew each time', () => {
  using one = fleet();
  connect(one, 'east', {pods: [pod('a'), pod('b', {namespace: 'x'})]});
  connect(one, 'west', {pods: [pod('c')]}, {order: 1});
  const memory = createListMemory();
  const list = lists(one);
  one.feed.flush();
  const {clusters} = one.feed.store.getState();
  const sort = {column: 'NAME', isDescending: true};
  assert.deepEqual(namesOf(list({memory, sort})), ['west/pods/shop/c', 'east/pods/x/b', 'east/pods/shop/a']);
  assert.deepEqual(namesOf(list({memory, clusters: clusters.slice(0, 1)})), [
    'east/pods/shop/a',
    'east/pods/x/b',
  ]);
  const turned = {memory, clusters: clusters.toReversed()};
  list({memory});
  assert.equal(namesOf(list(turned))[0], 'west/pods/shop/c');
  const inShop = list({memory, namespacesOf: () => new Set(['shop'])});
  assert.deepEqual(namesOf(inShop), ['east/pods/shop/a', 'west/pods/shop/c']);
  // What is in another namespace was not asked for.
  assert.equal(inShop.hidden, 0);
  assert.deepEqual(namesOf(list({memory, clusters: clusters.toReversed()})), [
    'west/pods/shop/c',
    'east/pods/shop/a',
    'east/pods/x/b',
  ]);
});

test('a question for which there is no time goes on where it was left, a cluster at least at each look', () => {
  using one = fleet();
  for (const [order, context] of ['a', 'b', 'c'].entries())
    connect(one, context, {pods: [pod('web'), pod('db')]}, {order});
  const memory = createListMemory();
  const list = lists(one);
  const ask = {memory, query: query('web'), isOutOfTime: () => true};
  const looks: (readonly [string, boolean])[] = [];
  for (let look = 0; look < 4; look += 1) {
    const {rows, isUnfinished = false} = list(ask);
    looks.push([rows.map(({cluster}) => cluster.name).join(' '), isUnfinished]);
  }
  assert.deepEqual(looks, [
    ['a', true],
    ['a b', true],
    ['a b c', false],
    ['a b c', false],
  ]);
  // The answer to another question would be wrong, so that none is given where there was no time.
  assert.deepEqual(namesOf(list({...ask, query: query('db')})), ['a/pods/shop/db']);
});

test('events are in the order of time unless they are sorted', async () => {
  const {events} = await import('../../../src/kinds/index.ts');
  const {warning} = await import('../objects.ts');
  using one = fleet();
  const at = one.clock.now();
  connect(one, 'east', {
    events: [
      warning('new', {count: 1, first: at, last: at}),
      warning('old', {count: 9, first: 0, last: at - 9000}),
    ],
  });
  one.feed.flush();
  const {clusters} = one.feed.store.getState();
  const kinds = new Map([['east', events as unknown as Kind]]);
  const memory = createListMemory();
  const list = (sort?: Sort) =>
    objectListing(
      {name: 'events', kinds},
      {
        feed: one.feed,
        clusters,
        namespacesOf: undefined,
        query: undefined,
        ageStep: 1,
        memory,
        ...(sort && {sort}),
      },
    );
  const last = (listing: Listing): ListRow | undefined => listing.rows.at(-1);
  assert.equal(list().isChronicle, true);
  assert.equal(last(list())?.name, 'east/events/shop/new');
  const sorted = list({column: 'COUNT', isDescending: false});
  assert.equal(sorted.isChronicle, undefined);
  assert.equal(last(sorted)?.name, 'east/events/shop/old');
  one.feed.sink('east', events).upsert(warning('old', {count: 10, first: 0, last: at + 1000}));
  assert.equal(last(list())?.name, 'east/events/shop/old');
});
