import assert from 'node:assert/strict';
import test from 'node:test';
import type {ConnectionState} from '../../src/fleet/index.ts';
import {namespaces, nodes} from '../../src/kinds/index.ts';
import {facts, fleet, read, type TestFleet} from './fleet.ts';
import {namespace, node} from './objects.ts';

const names = ['a', 'b', 'c', 'd', 'e', 'f'];

for (let seed = 1; seed <= 30; seed += 1) {
  test(`whatever becomes known of contexts, each is in one row that shows the best of its ways (seed ${seed})`, () => {
    using it = fleet();
    const pick = picker(seed);
    const states = new Map<string, ConnectionState['type']>();
    for (let step = 0; step < 200; step += 1) {
      act(it, states, pick);
      if (step % 3 === 0) check(it, states);
    }
  });
}

type Pick = <T>(items: readonly T[]) => T;

function act(it: TestFleet, states: Map<string, ConnectionState['type']>, pick: Pick): void {
  const context = pick(names);
  const order = names.indexOf(context);
  switch (pick(['describe', 'forget', 'connection', 'connection', 'connection', 'uid', 'nodes', 'nodes'])) {
    case 'describe': {
      const server = pick(['https://one', 'https://two', `https://${context}`]);
      it.feed.describe(facts(context, {order, server}));
      if (!states.has(context)) states.set(context, 'connecting');
      break;
    }
    case 'forget':
      it.feed.forget(context);
      states.delete(context);
      break;
    case 'connection': {
      const state = pick(connections);
      it.feed.connection(context, state);
      if (states.has(context)) states.set(context, state.type);
      break;
    }
    case 'uid':
      read(it.feed, context, namespaces, [namespace('kube-system', pick(['uid-1', 'uid-2']))]);
      break;
    default:
      read(it.feed, context, nodes, [node('n1', {uid: pick(['1', '2', '3'])})]);
  }
}

const connections: readonly ConnectionState[] = [
  {type: 'connecting', since: 1},
  {type: 'live', since: 1},
  {type: 'live', since: 2},
  {type: 'stale', since: 1},
  {type: 'unreachable', since: 1, layer: 'tcp', reason: 'refused'},
  {type: 'login', since: 1, cause: 'session', reason: 'log in'},
  {type: 'parked', since: 1},
  {type: 'broken', since: 1, reason: 'no such user'},
];

function check(it: TestFleet, states: ReadonlyMap<string, ConnectionState['type']>): void {
  it.feed.flush();
  const {clusters} = it.feed.store.getState();
  const contexts = clusters.flatMap((row) => row.contexts);
  assert.deepEqual([...contexts].sort(), [...states.keys()].sort(), 'every context is in one row');
  assert.equal(new Set(clusters.map(({id}) => id)).size, clusters.length, 'no two rows have one id');
  const firsts = clusters.map((row) => [...row.contexts].sort()[0]);
  assert.deepEqual(firsts, [...firsts].sort(), 'rows stand in the order of the kubeconfig');
  for (const row of clusters) {
    assert.equal(
      row.connection.type,
      states.get(row.contexts[0] ?? ''),
      'the row is that of its first context',
    );
    const isUp = ['live', 'stale', 'connecting'].includes(row.connection.type);
    const isOneLive = row.contexts.some((context) => states.get(context) === 'live');
    assert.ok(isUp || !isOneLive, 'a row is not down while one of its ways is live');
  }
}

/** Park and Miller's: the same history for the same seed. */
function picker(seed: number): Pick {
  let state = seed * 7919;
  return (items) => {
    state = (state * 48271) % 2147483647;
    return items[state % items.length] ?? assert.fail();
  };
}
