import assert from 'node:assert/strict';
import test from 'node:test';
import type {ClusterRow, Figure, WatchState} from '../../src/fleet/index.ts';
import {
  type BaseRecord,
  daemonsets,
  deployments,
  type Kind,
  kindId,
  type NodeRecord,
  nodes,
  type PodRecord,
  pods,
  statefulsets,
} from '../../src/kinds/index.ts';
import {facts, fleet, type TestFleet} from './fleet.ts';
import {daemonset, deployment, node, pod, statefulset} from './objects.ts';

/** Whatever comes in whatever order, what was counted by increments is what a recount of the records counts. */
for (let seed = 1; seed <= 40; seed += 1) {
  test(`counters equal a recount after every step of a random history (seed ${seed})`, async () => {
    using it = fleet();
    const random = generator(seed);
    const held = new Map(kinds.map((kind) => [kind, new Reading()]));
    it.feed.describe(facts('a'));
    it.feed.heard('a', it.clock.now(), 0);
    it.feed.connection('a', {type: 'live', since: it.clock.now()});
    for (let step = 0; step < 150; step += 1) {
      const kind = pick(kinds, random);
      const reading = held.get(kind) ?? assert.fail();
      act(it, kind, reading, random);
      if (random() < 0.05) await it.clock.advance(1_000);
      // Not after every step, so that several changes fall into one publication.
      if (random() < 0.4) compare(it, held);
    }
    for (const [kind, reading] of held) {
      if (!reading.incoming) continue;
      it.feed.sink('a', kind).end();
      reading.end();
    }
    compare(it, held);
  });
}

const kinds = [pods, nodes, deployments, statefulsets, daemonsets] as unknown as readonly Kind[];

/** What a table must hold, without its cleverness. */
class Reading {
  held = new Map<string, BaseRecord>();
  incoming: Map<string, BaseRecord> | undefined;
  hasSynced = false;

  get target(): Map<string, BaseRecord> {
    return this.incoming ?? this.held;
  }

  end(): void {
    if (!this.incoming) return;
    this.held = this.incoming;
    this.incoming = undefined;
    this.hasSynced = true;
  }
}

function act(it: TestFleet, kind: Kind, reading: Reading, random: () => number): void {
  const sink = it.feed.sink('a', kind);
  const chance = random();
  if (chance < 0.06 || (!reading.hasSynced && !reading.incoming)) {
    sink.begin();
    reading.incoming = new Map();
  } else if (chance < 0.16) {
    sink.end();
    reading.end();
    it.feed.watch('a', kindId(kind), {type: 'synced', since: 1});
  } else if (chance < 0.2) {
    it.feed.watch('a', kindId(kind), pick(watchStates, random));
  } else if (chance < 0.22) {
    const type = random() < 0.6 ? 'live' : 'stale';
    it.feed.connection('a', {type, since: it.clock.now()});
  } else if (chance < 0.4) {
    const name = nameOf(random);
    const namespace = kind.resource.namespaced ? 'shop' : '';
    sink.remove(namespace, name);
    reading.target.delete(keyOf({namespace, name}));
  } else {
    const record = recordOf(kind, random);
    sink.upsert(record);
    reading.target.set(keyOf(record), record);
  }
}

const watchStates: readonly WatchState[] = [
  {type: 'synced', since: 2},
  {type: 'synced', since: 3},
  {type: 'failing', since: 4, reason: 'HTTP 500'},
  {type: 'syncing', received: 0},
  {type: 'denied', reason: 'forbidden'},
];

const podStates = [
  'running',
  'completed',
  'crashing',
  'imagePull',
  'creating',
  'evicted',
  'failed',
  'unschedulable',
] as const;

function recordOf(kind: Kind, random: () => number): BaseRecord {
  const name = nameOf(random);
  const count = () => Math.floor(random() * 4);
  const observedGeneration = random() < 0.2 ? 0 : 1;
  const counters = {
    observedGeneration,
    replicas: count(),
    updatedReplicas: count(),
    readyReplicas: count(),
    availableReplicas: count(),
  };
  switch (kind.resource.plural) {
    case 'pods':
      return pod(name, {
        state: pick(podStates, random),
        node: random() < 0.3 ? '' : 'n1',
        cpu: `${count()}50m`,
        memory: `${count()}Mi`,
        created: random() < 0.5 ? 1_000 : 0,
      });
    case 'nodes':
      return node(name, {
        isReady: random() < 0.7,
        cpu: `${count()}`,
        region: pick(['eu', 'us'], random),
        hasDiskPressure: random() < 0.2,
      });
    case 'deployments': {
      const late = {type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded'};
      const conditions = random() < 0.2 ? [late] : [];
      return deployment(name, {...counters, conditions}, {paused: random() < 0.2});
    }
    case 'statefulsets':
      return statefulset(name, counters, random() < 0.2 ? {updateStrategy: {type: 'OnDelete'}} : {});
    default: {
      const desiredNumberScheduled = count();
      return daemonset(name, {
        desiredNumberScheduled,
        updatedNumberScheduled: count(),
        numberAvailable: count(),
      });
    }
  }
}

function compare(it: TestFleet, held: ReadonlyMap<Kind, Reading>): void {
  const row = it.row();
  for (const [kind, {held: expected}] of held) {
    assert.deepEqual(new Map(it.feed.records('a', kind)), expected, kind.resource.plural);
  }
  const recordsOf = <R extends BaseRecord>(kind: Kind<R>) => [...it.feed.records('a', kind).values()];
  agree(row.nodes, {
    ready: recordsOf(nodes).filter(({ready}) => ready === 'True').length,
    total: recordsOf(nodes).length,
  });
  agree(row.pods, podCounts(recordsOf(pods)));
  agree(row.capacity, capacityOf(recordsOf(pods), recordsOf(nodes)));
  const total = recordsOf(deployments).length + recordsOf(statefulsets).length + recordsOf(daemonsets).length;
  const rollouts = it.feed.rollouts('a');
  const count = (type: string) => rollouts.filter(({verdict}) => verdict.type === type).length;
  agree(row.workloads, {total, rolling: count('rolling'), stuck: count('stuck'), paused: count('paused')});
  agreeOnWorst(row, it);
}

/** The row and the list of faults are made apart, and must tell one story. */
function agreeOnWorst(row: ClusterRow, it: TestFleet): void {
  if (!('value' in row.worst)) return;
  const faults = it.feed.faults('a');
  const worst = row.worst.value;
  if (worst === 'ok') {
    assert.deepEqual(faults, []);
    return;
  }
  const [, word = '', count] = /^(\S+) (?:x(\d+)|.*)$/.exec(worst) ?? [];
  const same = faults.filter(({fault}) => fault === word);
  assert.equal(same.length, Number(count ?? 1), worst);
  if (word !== 'NotReady') assert.equal(faults[0]?.fault, word);
}

function agree<T>(figure: Figure<T>, expected: T): void {
  if ('value' in figure) assert.deepEqual(figure.value, expected);
}

function podCounts(records: readonly PodRecord[]) {
  const count = (phase: PodRecord['phase']) => records.filter((each) => each.phase === phase).length;
  return {
    total: records.length,
    running: count('running'),
    pending: count('pending'),
    failing: count('failing'),
    completed: count('completed'),
  };
}

function capacityOf(held: readonly PodRecord[], heldNodes: readonly NodeRecord[]) {
  const bound = held.filter(({nodeName}) => nodeName !== '');
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    cpuRequested: sum(bound.map(({requests}) => requests.cpu)) / 1000,
    cpuAllocatable: sum(heldNodes.map(({cpuAllocatable}) => cpuAllocatable)) / 1000,
    memoryRequested: sum(bound.map(({requests}) => requests.memory)),
    memoryAllocatable: sum(heldNodes.map(({memoryAllocatable}) => memoryAllocatable)),
  };
}

function keyOf({namespace, name}: {readonly namespace: string; readonly name: string}): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}

/** Few names, so that they meet again. */
function nameOf(random: () => number): string {
  return `n${Math.floor(random() * 6)}`;
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] ?? assert.fail();
}

/** Park and Miller's: the same history for the same seed. */
function generator(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
