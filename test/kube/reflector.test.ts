import assert from 'node:assert/strict';
import {getEventListeners} from 'node:events';
import {test} from 'node:test';
import {type KubeRequest, type Projection, type ReflectorState, reflect} from '../../src/kube/index.ts';
import type {Clock} from '../../src/text/index.ts';
import {manualClock} from '../text/manual-clock.ts';
import {memorySink} from './memory-sink.ts';
import {type Pod, pods, podsAsJson, podsAsTable} from './projections.ts';
import {type Answer, scriptedConnection} from './scripted-connection.ts';
import {quiet} from './until.ts';

const pod = (name: string, phase: string, resourceVersion: string, namespace = 'a') => ({
  metadata: {name, namespace, resourceVersion},
  status: {phase},
});
const event = (type: string, object: unknown) => ({type, object});
const bookmark = (resourceVersion: string, isEnd = false) =>
  event('BOOKMARK', {
    metadata: {resourceVersion, ...(isEnd && {annotations: {'k8s.io/initial-events-end': 'true'}})},
  });
const list = (items: unknown[], metadata: object) => ({lines: [{kind: 'PodList', metadata, items}]});
const http = (status: number, retryAfter?: number): Answer => ({
  failure: {type: 'http', status, ...(retryAfter !== undefined && {retryAfter})},
});
const isWatchList = ({query}: KubeRequest): boolean => query?.['sendInitialEvents'] === true;
const isWatch = ({query}: KubeRequest): boolean => query?.['watch'] === true;

/** A reflector under way against answers the test chooses. */
function start(
  answer: (request: KubeRequest, index: number) => Answer,
  {namespaces = [] as string[], projection = podsAsJson as Projection<Pod>} = {},
) {
  const clock = manualClock();
  const connection = scriptedConnection(answer);
  const sink = memorySink();
  const states: ReflectorState[] = [];
  const ending = new AbortController();
  const onState = (state: ReflectorState): void => void states.push(state);
  let sleeps = 0;
  const counting: Clock = {
    now: () => clock.now(),
    random: () => clock.random(),
    every: (...arguments_) => clock.every(...arguments_),
    sleep(...arguments_) {
      sleeps++;
      return clock.sleep(...arguments_);
    },
  };
  const {signal} = ending;
  const done = reflect({connection, projection, sink, clock: counting, signal, namespaces, onState});
  return {
    clock,
    sleeps: () => sleeps,
    connection,
    sink,
    states,
    /** What hangs on the signal that lives as long as the reflector. */
    listeners: () => getEventListeners(signal, 'abort').length,
    types: () => states.map(({type}) => type).filter((type, index, all) => type !== all[index - 1]),
    async pass(milliseconds: number) {
      await quiet();
      await clock.advance(milliseconds);
      await quiet();
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
      assert.equal(clock.pending, 0, 'no timer is left behind');
    },
  };
}

const initial = [
  event('ADDED', pod('one', 'Running', '5')),
  event('ADDED', pod('two', 'Pending', '3')),
  bookmark('9', true),
];

test('WatchList is one request: the initial objects, the bookmark that ends them, and the changes after', async () => {
  await using run = start(() => ({lines: initial, staysOpen: true}));
  await quiet();
  assert.deepEqual(run.types(), ['syncing', 'synced']);
  assert.deepEqual(run.sink.held, ['a/one Running', 'a/two Pending']);
  run.connection.say(event('MODIFIED', pod('two', 'Running', '10')));
  run.connection.say(event('DELETED', pod('one', 'Running', '11')));
  await quiet();
  assert.deepEqual(run.sink.held, ['a/two Running']);
  assert.equal(run.connection.requests.length, 1);
  const {query} = run.connection.requests[0] ?? {};
  assert.equal(query?.['resourceVersionMatch'], 'NotOlderThan');
  assert.equal(query?.['allowWatchBookmarks'], true);
  assert.ok(Number(query?.['timeoutSeconds']) >= 300 && Number(query?.['timeoutSeconds']) < 600);
});

for (const status of [400, 422]) {
  test(`a server that answers WatchList with ${status} is read by paged LIST and watch, and not asked so again`, async () => {
    let isExpired = false;
    await using run = start((request) => {
      if (isWatchList(request)) return http(status);
      if (isWatch(request)) {
        if (isExpired) return {lines: [bookmark('8')], staysOpen: true};
        isExpired = true;
        return http(410);
      }
      return request.query?.['continue'] === undefined
        ? list([pod('one', 'Running', '1')], {resourceVersion: '7', continue: 'more', remainingItemCount: 1})
        : list([pod('two', 'Running', '2')], {resourceVersion: '7'});
    });
    await run.pass(100);
    assert.deepEqual(run.sink.held, ['a/one Running', 'a/two Running']);
    assert.ok(
      run.states.some((state) => state.type === 'syncing' && state.received === 1 && state.total === 2),
    );
    assert.equal(run.connection.requests.filter(isWatchList).length, 1);
    assert.deepEqual(
      run.connection.requests.map(
        (request) => request.query?.['limit'] ?? request.query?.['resourceVersion'],
      ),
      [undefined, 500, 500, '7', 500, 500, '7'],
    );
  });
}

test('a server that does not compress WatchList is read by compressed LIST', async () => {
  await using run = start((request) => {
    if (isWatchList(request)) return {lines: initial, staysOpen: true, hasIgnoredGzip: true};
    if (isWatch(request)) return {lines: [], staysOpen: true, hasIgnoredGzip: true};
    return list([pod('one', 'Running', '1')], {resourceVersion: '7'});
  });
  await quiet();
  assert.deepEqual([run.sink.held, run.types().at(-1)], [['a/one Running'], 'synced']);
});

test('a server that knows no WatchList and sends no bookmark is found out after ten silent seconds', async () => {
  await using run = start((request) => {
    if (isWatchList(request)) return {lines: [event('ADDED', pod('stray', 'Running', '1'))], staysOpen: true};
    if (isWatch(request)) return {lines: [], staysOpen: true};
    return list([pod('one', 'Running', '1')], {resourceVersion: '7'});
  });
  await run.pass(9_000);
  assert.equal(run.types().at(-1), 'syncing');
  await run.pass(2_000);
  assert.deepEqual([run.sink.held, run.types().at(-1)], [['a/one Running'], 'synced']);
});

test('a watch is resumed where its last event or bookmark left it', async () => {
  await using run = start((request) =>
    isWatchList(request)
      ? {lines: [...initial, event('MODIFIED', pod('two', 'Running', '12')), bookmark('20')], staysOpen: true}
      : {lines: [], staysOpen: true},
  );
  await run.pass(101_000);
  assert.equal(
    run.connection.requests[1]?.query?.['resourceVersion'],
    '20',
    'after a hundred silent seconds',
  );
  assert.equal(run.sink.calls.begin, 1);
  assert.equal(run.types().at(-1), 'synced');
});

for (const how of ['as a status', 'as an event']) {
  test(`410 ${how} reads everything anew, and what was held stays until that is done`, async () => {
    let lists = 0;
    await using run = start((request) => {
      if (isWatchList(request)) {
        lists++;
        if (lists === 1) return {lines: initial, breaks: {type: 'tcp'}};
        return {lines: [event('ADDED', pod('new', 'Running', '30'))], staysOpen: true};
      }
      const status = {code: 410, reason: 'Expired', message: 'too old resource version'};
      return how === 'as a status' ? http(410) : {lines: [event('ERROR', status)]};
    });
    await run.pass(2_000);
    assert.equal(lists, 2);
    assert.deepEqual(run.sink.held, ['a/one Running', 'a/two Pending']);
    run.connection.say(bookmark('31', true));
    await quiet();
    assert.deepEqual(run.sink.held, ['a/new Running']);
    assert.equal(run.types().at(-1), 'synced');
  });
}

test('after an outage of minutes a history that is gone is read anew at once', async () => {
  let isUp = true;
  let second = 0;
  const asked: {readonly what: string; readonly at: number}[] = [];
  await using run = start((request) => {
    if (!isUp) return {failure: {type: 'tcp'}};
    asked.push({what: isWatchList(request) ? 'all' : 'changes', at: second});
    if (!isWatchList(request)) return http(410);
    return asked.length === 1 ? {lines: initial, breaks: {type: 'tcp'}} : {lines: initial, staysOpen: true};
  });
  await quiet();
  isUp = false;
  for (let minute = 0; minute < 4; minute++) await run.pass(60_000);
  isUp = true;
  for (; second < 31; second++) await run.pass(1000);
  assert.deepEqual(
    asked.map(({what}) => what),
    ['all', 'changes', 'all'],
  );
  assert.equal(asked[2]?.at, asked[1]?.at);
  assert.equal(run.types().at(-1), 'synced');
});

test('after each of two outages within a minute a history that is gone is read anew at once', async () => {
  let isUp = true;
  let readings = 0;
  await using run = start((request) => {
    if (!isUp) return {failure: {type: 'tcp'}};
    if (!isWatchList(request)) return http(410);
    readings++;
    return {lines: initial, staysOpen: true};
  });
  await quiet();
  for (const outage of [1, 2]) {
    isUp = false;
    run.connection.break({type: 'tcp'});
    await run.pass(15_000);
    isUp = true;
    const asked = run.connection.requests.length;
    for (let second = 0; second < 31 && run.connection.requests.length === asked; second++)
      await run.pass(1000);
    assert.equal(readings, 1 + outage, 'in the second in which it answered');
    assert.equal(run.types().at(-1), 'synced');
  }
});

test('a server that forgets its history again and again is failing while it waits, and is not pressed', async () => {
  const gone = event('ERROR', {code: 410, reason: 'Expired', message: 'too old resource version'});
  await using run = start(() => ({lines: [...initial, gone]}));
  await run.pass(1);
  assert.equal(run.types().at(-1), 'failing');
  for (let second = 0; second < 60; second++) await run.pass(1000);
  const tries = run.connection.requests.length;
  assert.ok(tries >= 4 && tries <= 20, `${tries} tries in a minute`);
});

test('a history that begins again, as after a restore, is read anew', async () => {
  await using run = start(() => ({lines: initial, staysOpen: true}));
  await quiet();
  run.connection.say(bookmark('4'));
  await run.pass(10);
  assert.equal(run.connection.requests.filter(isWatchList).length, 2);
});

test('a list that expires between two pages is read at once instead', async () => {
  await using run = start((request) => {
    if (isWatchList(request)) return http(400);
    if (isWatch(request)) return {lines: [], staysOpen: true};
    if (request.query?.['continue'] !== undefined) return http(410);
    const all = [pod('one', 'Running', '1'), pod('two', 'Running', '2')];
    return request.query?.['limit'] === undefined
      ? list(all, {resourceVersion: '9'})
      : list(all.slice(0, 1), {resourceVersion: '7', continue: 'more'});
  });
  await quiet();
  assert.deepEqual(run.sink.held, ['a/one Running', 'a/two Running']);
  assert.equal(run.connection.requests.at(-1)?.query?.['resourceVersion'], '9');
});

test('what went away while a list expired between two pages is not held', async () => {
  await using run = start((request) => {
    if (isWatchList(request)) return http(400);
    if (isWatch(request)) return {lines: [], staysOpen: true};
    if (request.query?.['continue'] !== undefined) return http(410);
    return request.query?.['limit'] === undefined
      ? list([pod('two', 'Running', '2')], {resourceVersion: '9'})
      : list([pod('one', 'Running', '1')], {resourceVersion: '7', continue: 'more'});
  });
  await quiet();
  assert.deepEqual(run.sink.held, ['a/two Running']);
  assert.equal(run.sink.calls.end, 1);
});

test('a namespace whose list expires between two pages takes nothing from the others', async () => {
  await using run = start(
    (request) => {
      const namespace = /namespaces\/(\w+)\//.exec(request.path)?.[1];
      if (namespace === undefined) return http(403);
      if (isWatch(request)) return {lines: [], staysOpen: true};
      if (request.query?.['continue'] !== undefined) return http(410);
      const all = [pod('one', 'Running', '1', namespace), pod('two', 'Running', '2', namespace)];
      return namespace === 'a' || request.query?.['limit'] === undefined
        ? list(all, {resourceVersion: '9'})
        : list(all.slice(0, 1), {resourceVersion: '7', continue: 'more'});
    },
    {namespaces: ['a', 'b']},
  );
  await quiet();
  assert.deepEqual(run.sink.held, ['a/one Running', 'a/two Running', 'b/one Running', 'b/two Running']);
});

test('where the whole cluster is refused, the named namespaces are read and watched, and refused ones left out', async () => {
  await using run = start(
    (request) => {
      const namespace = /namespaces\/(\w+)\//.exec(request.path)?.[1];
      if (namespace === undefined || namespace === 'closed') return http(403);
      if (isWatch(request))
        return {lines: [event('ADDED', pod('late', 'Running', '8', namespace))], staysOpen: true};
      return list([pod('one', 'Running', '1', namespace)], {resourceVersion: '7'});
    },
    {namespaces: ['a', 'closed', 'b']},
  );
  await quiet();
  assert.deepEqual(run.sink.held, ['a/late Running', 'a/one Running', 'b/late Running', 'b/one Running']);
  assert.deepEqual([run.sink.calls.begin, run.sink.calls.end, run.types().at(-1)], [1, 1, 'synced']);
  for (const state of run.states.filter(({type}) => type === 'synced'))
    assert.deepEqual(state, {type: 'synced', namespaces: ['a', 'b']}, 'a part never passes for the whole');
});

test('rights given later are found within minutes: to a namespace left out, then to the whole cluster', async () => {
  let refused: readonly (string | undefined)[] = [undefined, 'b'];
  await using run = start(
    (request) => {
      const namespace = /namespaces\/(\w+)\//.exec(request.path)?.[1];
      if (refused.includes(namespace)) return http(403);
      const held = namespace === undefined ? ['a', 'b', 'c'] : [namespace];
      const items = held.map((each) => pod('one', 'Running', '1', each));
      if (isWatchList(request))
        return {lines: [...items.map((item) => event('ADDED', item)), bookmark('9', true)], staysOpen: true};
      if (isWatch(request)) return {lines: [], staysOpen: true};
      return list(items, {resourceVersion: '7'});
    },
    {namespaces: ['a', 'b']},
  );
  // A server says something every minute, or a watch that says nothing would be ended.
  const fiveMinutes = async () => {
    for (let minute = 0; minute < 6; minute += 1) {
      run.connection.say(bookmark('20'));
      await run.pass(60_000);
    }
  };
  await quiet();
  assert.deepEqual(run.states.at(-1), {type: 'synced', namespaces: ['a']});
  refused = [undefined];
  await fiveMinutes();
  assert.deepEqual(run.states.at(-1), {type: 'synced', namespaces: ['a', 'b']});
  assert.deepEqual(run.sink.held, ['a/one Running', 'b/one Running']);
  refused = [];
  await fiveMinutes();
  assert.deepEqual(run.states.at(-1), {type: 'synced'});
  assert.deepEqual(run.sink.held, ['a/one Running', 'b/one Running', 'c/one Running']);
  assert.deepEqual(run.types(), ['syncing', 'synced'], 'what is held stays known meanwhile');
});

/** Read up to version 9, then without its server for so many ms, which has come as far as `version` when it is back. */
async function returned({version, after}: {readonly version: string; readonly after: number}) {
  let isUp = true;
  const run = start((request) => {
    if (!isUp) return {failure: {type: 'tcp'}};
    if (request.query?.['limit'] === 1) return list([], {resourceVersion: version});
    return {lines: isWatchList(request) ? initial : [], staysOpen: true};
  });
  await quiet();
  isUp = false;
  run.connection.break({type: 'tcp'});
  await run.pass(after);
  isUp = true;
  await run.pass(31_000);
  return run;
}

for (const [minutes, isAnew] of [
  [4, false],
  [6, true],
] as const) {
  test(`after ${minutes} minutes without the server, ${isAnew ? 'everything is read anew' : 'the watch goes on from where it was'}`, async () => {
    await using run = await returned({version: '9', after: minutes * 60_000});
    assert.equal(run.types().at(-1), 'synced');
    const {query} = run.connection.requests.at(-1) ?? {};
    assert.equal(query?.['resourceVersion'], isAnew ? undefined : '9');
    assert.equal(run.sink.calls.begin, isAnew ? 2 : 1);
  });
}

test('a server that comes back behind our version, restored from a backup, is read anew at once', async () => {
  await using run = await returned({version: '8', after: 1_000});
  assert.equal(run.types().at(-1), 'synced');
  assert.equal(run.sink.calls.begin, 2);
});

test('a namespace whose rights are gone after an outage takes nothing from the others', async () => {
  let isUp = true;
  let refused: readonly (string | undefined)[] = [undefined];
  await using run = start(
    (request) => {
      const namespace = /namespaces\/(\w+)\//.exec(request.path)?.[1];
      if (!isUp) return {failure: {type: 'tcp'}};
      if (refused.includes(namespace)) return http(403);
      if (isWatch(request)) return {lines: [], staysOpen: true};
      return list([pod('one', 'Running', '1', namespace)], {resourceVersion: '7'});
    },
    {namespaces: ['a', 'b']},
  );
  await quiet();
  assert.deepEqual(run.states.at(-1), {type: 'synced', namespaces: ['a', 'b']});
  isUp = false;
  run.connection.break({type: 'tcp'});
  await run.pass(1_000);
  [isUp, refused] = [true, [undefined, 'b']];
  await run.pass(31_000);
  assert.deepEqual(run.states.at(-1), {type: 'synced', namespaces: ['a']});
  assert.deepEqual(run.sink.held, ['a/one Running']);
});

test('a user who may watch but not list is read anew after an outage, and not denied', async () => {
  let isUp = true;
  await using run = start((request) => {
    if (!isUp) return {failure: {type: 'tcp'}};
    if (!isWatch(request)) return http(403);
    return {lines: isWatchList(request) ? initial : [], staysOpen: true};
  });
  await quiet();
  isUp = false;
  run.connection.break({type: 'tcp'});
  await run.pass(1_000);
  isUp = true;
  await run.pass(31_000);
  assert.deepEqual(run.types(), ['syncing', 'synced', 'failing', 'syncing', 'synced']);
  assert.equal(run.sink.calls.end, 2);
});

test('after a failure several namespaces are known only when none of their watches was contradicted', async () => {
  let isUp = true;
  let slow = '';
  await using run = start(
    (request) => {
      const namespace = /namespaces\/(\w+)\//.exec(request.path)?.[1];
      if (!isUp) return {failure: {type: 'tcp'}};
      if (namespace === undefined) return http(403);
      if (isWatch(request)) return {lines: [], staysOpen: true, opensLate: namespace === slow};
      return list([pod('one', 'Running', '1', namespace)], {resourceVersion: '7'});
    },
    {namespaces: ['a', 'b']},
  );
  await quiet();
  isUp = false;
  run.connection.break({type: 'tcp'});
  await run.pass(1_000);
  [isUp, slow] = [true, 'b'];
  await run.pass(20_000);
  assert.equal(run.types().at(-1), 'syncing');
  run.connection.open();
  await run.pass(1_000);
  assert.deepEqual(run.states.at(-1), {type: 'synced', namespaces: ['a', 'b']});
});

test('a reading that was ended hands on nothing more, not even of what has come already', async () => {
  const many = Array.from({length: 2000}, (_, index) => pod(`p${index}`, 'Running', '1'));
  const ending = new AbortController();
  const sink = memorySink();
  const connection = scriptedConnection((request) =>
    isWatch(request) ? http(400) : list(many, {resourceVersion: '7'}),
  );
  const done = reflect({
    connection,
    projection: podsAsJson,
    sink: {
      ...sink,
      upsert(record) {
        sink.upsert(record);
        if (sink.calls.upsert === 100) setImmediate(() => ending.abort());
      },
    },
    clock: manualClock(),
    signal: ending.signal,
    namespaces: [],
    onState() {},
  });
  await done;
  assert.ok(sink.calls.upsert < many.length, `${sink.calls.upsert} of ${many.length}`);
  assert.equal(sink.calls.end, 0);
});

test('403 is denied and asked again after minutes; 404 is absent until the kind comes', async () => {
  for (const [status, type] of [
    [403, 'denied'],
    [404, 'absent'],
  ] as const) {
    let isThere = false;
    await using run = start(() => (isThere ? {lines: initial, staysOpen: true} : http(status)));
    await run.pass(60_000);
    assert.equal(run.types().at(-1), type);
    const asked = run.connection.requests.length;
    assert.ok(asked <= 2, `${asked} requests`);
    assert.equal(run.sink.calls.begin, 0);
    isThere = true;
    await run.pass(340_000);
    assert.equal(run.types().at(-1), 'synced');
  }
});

test('the first refusal of an API that was unavailable may not be meant, and is asked again soon', async () => {
  let status = 503;
  await using run = start(() => (status === 0 ? {lines: initial, staysOpen: true} : http(status)));
  await run.pass(10_000);
  assert.equal(run.types().at(-1), 'failing');
  status = 403;
  const asked = run.connection.requests.length;
  while (run.connection.requests.length === asked) await run.pass(100);
  assert.equal(run.types().at(-1), 'failing');
  status = 0;
  await run.pass(60_000);
  assert.equal(run.types().at(-1), 'synced');
});

test('the second refusal of an API that was unavailable is meant', async () => {
  let status = 503;
  await using run = start(() => http(status));
  await run.pass(10_000);
  status = 403;
  await run.pass(120_000);
  assert.equal(run.types().at(-1), 'denied');
});

test('a kind that may be listed but not watched is read every minute', async () => {
  let phase = 'Pending';
  await using run = start((request) =>
    isWatch(request) ? http(403) : list([pod('one', phase, '1')], {resourceVersion: '7'}),
  );
  await quiet();
  assert.deepEqual([run.sink.held, run.types().at(-1)], [['a/one Pending'], 'synced']);
  phase = 'Running';
  await run.pass(61_000);
  assert.deepEqual([run.sink.held, run.types()], [['a/one Running'], ['syncing', 'synced']]);
});

test('failures are states, and tries come ever more slowly, up to thirty seconds', async () => {
  let isUp = false;
  await using run = start(() => (isUp ? {lines: initial, staysOpen: true} : {failure: {type: 'tcp'}}));
  await run.pass(10_000);
  const early = run.connection.requests.length;
  assert.ok(early >= 3 && early <= 30, `${early} tries in ten seconds`);
  await run.pass(600_000);
  const later = run.connection.requests.length - early;
  assert.ok(later >= 20 && later <= 100, `${later} tries in ten minutes`);
  assert.deepEqual(run.types(), ['failing']);
  isUp = true;
  await run.pass(31_000);
  assert.equal(run.types().at(-1), 'synced');
});

test('Retry-After is honoured', async () => {
  await using run = start((_, index) =>
    index === 0 ? http(429, 20_000) : {lines: initial, staysOpen: true},
  );
  await run.pass(19_000);
  assert.equal(run.connection.requests.length, 1);
  await run.pass(2_000);
  assert.equal(run.types().at(-1), 'synced');
});

test('watches that end at once are a failure, not a busy loop', async () => {
  await using run = start((request) =>
    isWatchList(request) ? {lines: initial, staysOpen: false} : {lines: []},
  );
  await run.pass(60_000);
  assert.ok(run.connection.requests.length < 30, `${run.connection.requests.length} requests in a minute`);
  assert.equal(run.types().includes('failing'), true);
});

test('garbled events are a failing state, and everything is read anew', async () => {
  let reads = 0;
  await using run = start(() => {
    reads++;
    return reads === 1
      ? {lines: [...initial, '{"type": nonsense}\n'], staysOpen: true}
      : {lines: initial, staysOpen: true};
  });
  await quiet();
  const state = run.states.at(-1);
  assert.ok(state?.type === 'failing' && state.error.failure.type === 'garbled');
  await run.pass(2_000);
  assert.equal(run.types().at(-1), 'synced');
  assert.equal(run.sink.calls.begin, 2);
});

test('a server that refuses protobuf or Tables is asked for JSON', async () => {
  for (const projection of [pods, podsAsTable]) {
    await using run = start(
      (request) => (request.accept === 'application/json' ? {lines: initial, staysOpen: true} : http(406)),
      {projection},
    );
    await run.pass(10);
    assert.equal(run.sink.held.length, 2);
    assert.deepEqual(run.types(), ['syncing', 'synced']);
  }
});

test('the field selector is part of every request', async () => {
  await using run = start(
    (request) => {
      if (isWatchList(request)) return http(400);
      return isWatch(request) ? {lines: [], staysOpen: true} : list([], {resourceVersion: '7'});
    },
    {projection: {...podsAsJson, fieldSelector: 'type=Warning'}},
  );
  await quiet();
  assert.deepEqual(
    run.connection.requests.map(({query}) => query?.['fieldSelector']),
    ['type=Warning', 'type=Warning', 'type=Warning'],
  );
});

test('watches that end or break for days leave nothing on the signal that outlives them', async () => {
  await using run = start((request) => {
    if (isWatchList(request)) return {lines: initial, staysOpen: true};
    return isWatch(request) ? {lines: [bookmark('9')], staysOpen: true} : list([], {resourceVersion: '9'});
  });
  await run.pass(0);
  const before = run.listeners();
  while (run.connection.requests.length < 200) {
    run.connection.say(bookmark('9'));
    await run.pass(90_000);
    if (run.connection.requests.length % 3 === 0) run.connection.break({type: 'tcp'});
    await run.pass(30_000);
  }
  assert.ok(run.listeners() <= before, String(run.listeners()));
});

test('a quiet watch wakes the process no more often than its limits ask for', async () => {
  await using run = start(() => ({lines: initial, staysOpen: true}));
  await run.pass(0);
  const before = run.sleeps();
  for (let minute = 0; minute < 4; minute++) {
    run.connection.say(bookmark('9'));
    await run.pass(60_000);
  }
  assert.equal(run.connection.requests.length, 1);
  assert.ok(run.sleeps() - before <= 5, String(run.sleeps() - before));
});
